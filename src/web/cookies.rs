//! The cookies of the site.

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::{HttpRequest, web};

use crate::config::Config;

/// A cookie's name. Over TLS it has the prefix `__Host-`, with which browsers accept it from this very host only: a sibling
/// host can plant none.
#[derive(Debug, Clone, Copy)]
pub struct CookieName {
    plain: &'static str,
    host: &'static str,
}

macro_rules! names {
    ($($(#[$doc:meta])* $constant:ident = $name:literal;)+) => {$(
        $(#[$doc])*
        pub const $constant: CookieName = CookieName { plain: $name, host: concat!("__Host-", $name) };
    )+};
}

names! {
    /// Contains the token of a browser's session.
    SESSION_COOKIE = "tawar_session";
    /// Identifies a browser across sessions, so that accounts of one person can be linked.
    BROWSER_COOKIE = "tawar_browser";
    /// What the form token of a visitor is derived from.
    CSRF_COOKIE = "tawar_csrf";
    /// A one-time message.
    FLASH_COOKIE = "tawar_flash";
}

/// The language that the reader chose.
pub(super) const LANG_COOKIE: &str = "tawar_lang";

impl CookieName {
    /// The name on a site with or without TLS.
    pub(super) fn on(self, https: bool) -> &'static str {
        if https { self.host } else { self.plain }
    }

    /// The value that a request has.
    pub fn of(self, req: &HttpRequest) -> Option<String> {
        let https = req.app_data::<web::Data<Config>>().is_some_and(|config| config.https());
        req.cookie(self.on(https)).map(|cookie| cookie.value().to_owned())
    }
}

/// A cookie that scripts cannot read.
pub(super) fn cookie(
    name: &'static str,
    value: String,
    secure: bool,
    age: Duration,
) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .max_age(age)
        .finish()
}

/// Removes a cookie.
pub(super) fn expired(name: &'static str, secure: bool) -> Cookie<'static> {
    cookie(name, String::new(), secure, Duration::ZERO)
}

//! The cookies of the site.

use actix_web::cookie::{Cookie, SameSite, time::Duration};

/// Contains the token of a browser's session.
pub const SESSION_COOKIE: &str = "tawar_session";
/// Identifies a browser across sessions, so that accounts of one person can be linked.
pub const BROWSER_COOKIE: &str = "tawar_browser";
pub(super) const FLASH_COOKIE: &str = "tawar_flash";
pub(super) const LANG_COOKIE: &str = "tawar_lang";

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
pub(super) fn expired(name: &'static str) -> Cookie<'static> {
    Cookie::build(name, "").path("/").max_age(Duration::ZERO).finish()
}

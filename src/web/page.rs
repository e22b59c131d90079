//! The page context: who reads the page, in which language, on which site; rendering and redirects.

use std::cell::RefCell;
use std::sync::Arc;

use actix_web::cookie::{Cookie, time::Duration};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde_json::json;

use super::app_data::app_data;
use super::cookies::{
    BROWSER_COOKIE, CSRF_COOKIE, FLASH_COOKIE, LANG_COOKIE, SESSION_COOKIE, cookie, expired,
};
use super::csrf::Seed;
use super::flash::{Flash, FlashCookie};
use super::frame::{FlashView, Navigation};
use super::me::{Me, Role};
use super::origin::own_origin;
use crate::base::assets;
use crate::base::clock::{Clock, Timestamp, Zone};
use crate::base::crypto::{self, SecretKey};
use crate::base::error::{AppError, AppResult};
use crate::base::http::{client_ip, html, see_other};
use crate::base::i18n::{Lang, Text, Wording};
use crate::base::limits::network;
use crate::base::render::Views;
use crate::config::{Config, Site};

/// The context of one page. Handlers take it, and render or redirect with it.
pub struct Page {
    /// The reader, when signed in.
    pub me: Option<Arc<Me>>,
    /// The reader's language.
    pub lang: Lang,
    /// The site.
    pub site: web::Data<Site>,
    /// The moment of the request.
    pub now: Timestamp,
    path: String,
    views: web::Data<Views>,
    csrf: String,
    /// See [`Page::reader_key`].
    reader: Option<String>,
    flash: Option<FlashCookie>,
    origin: String,
    secure: bool,
    demo: bool,
    cookies: RefCell<Vec<Cookie<'static>>>,
}

impl FromRequest for Page {
    type Error = AppError;
    type Future = std::future::Ready<Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Self::of(req))
    }
}

impl Page {
    /// The token of the browser's cookie; a new one when there is none or it is malformed.
    pub fn browser_token(req: &HttpRequest) -> String {
        BROWSER_COOKIE
            .of(req)
            .filter(|token| token.len() == crypto::token().len())
            .unwrap_or_else(crypto::token)
    }

    /// The page context of a request, as the extractor determines it.
    ///
    /// # Errors
    /// `Internal` when the app data lacks what pages need.
    pub fn of(req: &HttpRequest) -> AppResult<Self> {
        let key = app_data::<SecretKey>(req)?;
        let config = app_data::<Config>(req)?;
        let mut cookies = Vec::new();
        let secure = config.https();
        let seed = match Seed::of(req) {
            Seed::None => {
                let fresh = crypto::token();
                let name = CSRF_COOKIE.on(secure);
                cookies.push(cookie(name, fresh.clone(), secure, Duration::days(60)));
                Seed::Visitor(fresh)
            }
            seed => seed,
        };
        let flash = FLASH_COOKIE.of(req).and_then(|value| {
            cookies.push(expired(FLASH_COOKIE.on(secure), secure));
            FlashCookie::decode(&value)
        });
        Ok(Self {
            me: req.extensions().get::<Arc<Me>>().cloned(),
            lang: Lang::of(req),
            site: app_data(req)?,
            now: app_data::<Clock>(req)?.now(),
            path: req.path().to_owned(),
            origin: own_origin(req, &config),
            views: app_data(req)?,
            csrf: seed.token(&key).unwrap_or_default(),
            reader: reader_key(req, config.behind_proxy),
            flash,
            secure,
            demo: config.development,
            cookies: RefCell::new(cookies),
        })
    }

    /// The reader's time zone; WIB for visitors.
    pub fn zone(&self) -> Zone {
        self.me.as_ref().map_or(Zone::Wib, |me| me.zone())
    }

    /// Tells this reader from others: the person, or the visitors of a network. `None` for a program that keeps no cookies, and
    /// on a visitor's first page.
    pub fn reader_key(&self) -> Option<&str> {
        self.reader.as_deref()
    }

    /// Shows this number of unread messages, for a handler that has marked some as read.
    pub fn set_unread(&mut self, unread: i64) {
        self.me = self.me.take().map(|me| Arc::new(Me { unread, ..Me::clone(&me) }));
    }

    /// A text in the reader's language and the site's wording.
    pub fn localized(&self, text: impl Into<Text>) -> String {
        text.into().worded(self.lang, self.wording())
    }

    pub fn wording(&self) -> Wording {
        Wording::of(self.site.money)
    }

    /// The template context: the shared fields, and those of `extra`.
    fn context(&self, extra: &impl Serialize) -> AppResult<tera::Context> {
        let me = self.me.as_ref().map(|me| {
            json!({
                "id": me.id, "handle": me.person.handle, "name": me.person.name, "role": me.person.role,
                "staff": me.person.role >= Role::Moderator, "unread_ruling": me.person.unread_ruling,
                "zone": me.zone().label(), "unread": me.unread, "email": me.person.email,
                "email_verified": me.person.email_verified_at.is_some(),
                "region": me.person.region.as_ref().map(|code| json!({"code": code, "label": me.region_short})),
            })
        });
        let mut all = json!({
            "lang": self.lang.code(), "lang_other": self.lang.other().code(), "now": self.now, "path": self.path,
            "assets": assets::prefix(), "csrf": self.csrf, "zone": self.zone().label(), "me": me,
            "moneyless": !self.site.money,
            "site": {
                "key": self.site.key, "url": self.origin, "name": self.site.name, "modes": self.site.modes, "money": self.site.money,
                "cod_only": self.site.cod_only, "points": self.site.points, "promotions": self.site.promotions.is_some(), "photo_max": self.site.photo_max, "contact": self.site.contact,
                "tagline": self.localized(Text { key: format!("site-{}-tagline", self.site.key).into(), args: Vec::new() }),
                "demo": self.demo, "wordmark": self.site.has_wordmark(),
            },
            "flash": self.flash.as_ref().map(FlashView::of), "nav": Navigation::of(&self.path),
        });
        if let (Some(all), serde_json::Value::Object(extra)) =
            (all.as_object_mut(), serde_json::to_value(extra)?)
        {
            all.extend(extra);
        }
        Ok(tera::Context::from_serialize(&all)?)
    }

    /// Renders a template to text, for fragments inside other responses.
    ///
    /// # Errors
    /// `Internal` when the template cannot be rendered with these fields.
    pub fn fragment(&self, template: &str, extra: &impl Serialize) -> AppResult<String> {
        self.views.render(template, &self.context(extra)?)
    }

    /// Responds with a template.
    ///
    /// # Errors
    /// As [`Page::fragment`].
    pub fn render(&self, template: &str, extra: &impl Serialize) -> AppResult<HttpResponse> {
        Ok(self.with_cookies(html(self.fragment(template, extra)?)))
    }

    /// Redirects to another page of the site, with a one-time message.
    pub fn go(&self, to: &str, flash: Option<Flash>) -> HttpResponse {
        if let Some(message) = flash {
            let (tone, text) = message;
            let text = self.localized(text);
            let value = FlashCookie { tone: tone.word().to_owned(), text }.encode();
            let mut cookies = self.cookies.borrow_mut();
            let name = FLASH_COOKIE.on(self.secure);
            cookies.retain(|cookie| cookie.name() != name);
            cookies.push(cookie(name, value, self.secure, Duration::minutes(2)));
        }
        self.with_cookies(see_other(to))
    }

    /// Signs the browser in: the response sets the cookies of the session's `token` and of the `browser` token.
    pub fn sign_in(&self, token: &str, browser: &str) {
        self.remember_browser(browser);
        self.set_cookie(SESSION_COOKIE.on(self.secure), token, Duration::days(60));
    }

    /// Stores the token that identifies the browser.
    pub fn remember_browser(&self, browser: &str) {
        self.set_cookie(BROWSER_COOKIE.on(self.secure), browser, Duration::days(365));
    }

    /// Signs the browser out.
    pub fn sign_out(&self) {
        for name in [SESSION_COOKIE, CSRF_COOKIE] {
            self.cookies.borrow_mut().push(expired(name.on(self.secure), self.secure));
        }
    }

    /// Remembers the reader's choice of language in a cookie.
    pub fn set_language(&self, lang: Lang) {
        self.set_cookie(LANG_COOKIE, lang.code(), Duration::days(365));
    }

    fn set_cookie(&self, name: &'static str, value: &str, age: Duration) {
        self.cookies.borrow_mut().push(cookie(name, value.to_owned(), self.secure, age));
    }

    /// Adds the cookies that this page sets to a response.
    pub fn with_cookies(&self, mut response: HttpResponse) -> HttpResponse {
        for cookie in self.cookies.borrow_mut().drain(..) {
            if let Err(err) = response.add_cookie(&cookie) {
                tracing::warn!(error = %err, "a cookie was not set");
            }
        }
        response
    }
}

/// A visitor is counted by network: anybody can make up as many cookies as they like.
fn reader_key(req: &HttpRequest, behind_proxy: bool) -> Option<String> {
    if let Some(me) = req.extensions().get::<Arc<Me>>() {
        return Some(me.id.to_string());
    }
    CSRF_COOKIE.of(req).map(|_cookie| network(client_ip(req, behind_proxy)))
}

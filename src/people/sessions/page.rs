//! What every page needs: who reads it, in which language, on which site. One way to render.

use std::cell::RefCell;
use std::sync::Arc;

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde_json::json;

use super::csrf;
use super::model::{Me, Opened};
use crate::base::assets;
use crate::base::clock::{Clock, Timestamp, Zone};
use crate::base::crypto::{self, SecretKey};
use crate::base::error::{AppError, AppResult};
use crate::base::http::{html, see_other};
use crate::base::i18n::{Lang, Text};
use crate::base::render::Views;
use crate::config::{Config, Site};
use crate::people::regions;

pub(super) const SESSION_COOKIE: &str = "tawar_session";
pub(super) const BROWSER_COOKIE: &str = "tawar_browser";
const FLASH_COOKIE: &str = "tawar_flash";
const LANG_COOKIE: &str = "tawar_lang";

/// How a one-time message sounds.
#[derive(Debug, Clone, Copy)]
pub enum Tone {
    /// It worked.
    Ok,
    /// Mind this.
    Warn,
    /// It did not work.
    Bad,
}

/// A page under way. Handlers take it, render with it, or go on elsewhere with it.
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
    flash: Option<(String, String)>,
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
    /// The browser's own name: a token it keeps, or a fresh one.
    pub fn browser(req: &HttpRequest) -> String {
        req.cookie(BROWSER_COOKIE)
            .map(|cookie| cookie.value().to_owned())
            .filter(|token| token.len() == crypto::token().len())
            .unwrap_or_else(crypto::token)
    }

    /// The page of a request, as the extractor makes it.
    pub fn of(req: &HttpRequest) -> AppResult<Self> {
        let missing = || AppError::Internal(anyhow::anyhow!("the app lacks what pages need"));
        let key = req.app_data::<web::Data<SecretKey>>().ok_or_else(missing)?;
        let config = req.app_data::<web::Data<Config>>().ok_or_else(missing)?;
        let mut cookies = Vec::new();
        let secure = config.https();
        let csrf_cookie = match req.cookie(csrf::COOKIE) {
            Some(cookie) => cookie.value().to_owned(),
            None => {
                let fresh = crypto::token();
                cookies.push(cookie(csrf::COOKIE, fresh.clone(), secure, Duration::days(60)));
                fresh
            }
        };
        let flash = req.cookie(FLASH_COOKIE).and_then(|cookie| {
            cookies.push(gone(FLASH_COOKIE));
            let text = String::from_utf8(crypto::decode(cookie.value())?).ok()?;
            text.split_once('|').map(|(tone, text)| (tone.to_owned(), text.to_owned()))
        });
        Ok(Self {
            me: req.extensions().get::<Arc<Me>>().cloned(),
            lang: Lang::of(req),
            site: req.app_data::<web::Data<Site>>().ok_or_else(missing)?.clone(),
            now: req.app_data::<web::Data<Clock>>().ok_or_else(missing)?.now(),
            path: req.path().to_owned(),
            views: req.app_data::<web::Data<Views>>().ok_or_else(missing)?.clone(),
            csrf: csrf::token(key, &csrf_cookie),
            flash,
            secure,
            demo: config.development,
            cookies: RefCell::new(cookies),
        })
    }

    /// The reader's zone.
    pub fn zone(&self) -> Zone {
        self.me.as_ref().map_or(Zone::Wib, |me| me.zone())
    }

    /// The words for a text.
    pub fn say(&self, text: impl Into<Text>) -> String {
        text.into().say(self.lang)
    }

    /// What templates see: the shared part, and the fields of `extra` beside it.
    fn context(&self, extra: &impl Serialize) -> AppResult<tera::Context> {
        let me = self.me.as_ref().map(|me| {
            json!({
                "id": me.id, "handle": me.person.handle, "name": me.person.name, "role": me.person.role,
                "zone": me.zone().label(), "unread": me.unread, "email": me.person.email,
                "email_verified": me.person.email_verified_at.is_some(),
                "region": me.person.region.as_ref().map(|code| json!({"code": code, "label": me.region_label.as_deref().map(regions::short_label)})),
            })
        });
        let mut all = json!({
            "lang": self.lang.code(), "lang_other": self.lang.other().code(), "now": self.now, "path": self.path,
            "assets": assets::prefix(), "csrf": self.csrf, "zone": self.zone().label(), "me": me,
            "site": {
                "key": self.site.key, "name": self.site.name, "modes": self.site.modes, "money": self.site.money,
                "cod_only": self.site.cod_only, "photo_max": self.site.photo_max, "contact": self.site.contact,
                "tagline": self.say(Text { key: format!("site-{}-tagline", self.site.key).into(), args: Vec::new() }),
                "demo": self.demo,
            },
            "flash": self.flash.as_ref().map(|(tone, text)| json!({"tone": tone, "text": text})),
        });
        if let (Some(all), serde_json::Value::Object(extra)) =
            (all.as_object_mut(), serde_json::to_value(extra)?)
        {
            all.extend(extra);
        }
        Ok(tera::Context::from_serialize(&all)?)
    }

    /// Renders a template to text, for fragments inside other answers.
    pub fn fragment(&self, template: &str, extra: &impl Serialize) -> AppResult<String> {
        self.views.render(template, &self.context(extra)?)
    }

    /// Answers with a template.
    pub fn render(&self, template: &str, extra: &impl Serialize) -> AppResult<HttpResponse> {
        Ok(self.with_cookies(html(self.fragment(template, extra)?)))
    }

    /// Goes on to another page, with a one-time message.
    pub fn go(&self, to: &str, flash: Option<(Tone, Text)>) -> HttpResponse {
        if let Some((tone, text)) = flash {
            let tone = match tone {
                Tone::Ok => "ok",
                Tone::Warn => "warn",
                Tone::Bad => "bad",
            };
            let value = crypto::encode(format!("{tone}|{}", text.say(self.lang)).as_bytes());
            self.cookies.borrow_mut().retain(|cookie| cookie.name() != FLASH_COOKIE);
            self.cookies.borrow_mut().push(cookie(
                FLASH_COOKIE,
                value,
                self.secure,
                Duration::minutes(2),
            ));
        }
        self.with_cookies(see_other(to))
    }

    /// Signs the browser in: the answer will carry the session's cookie.
    /// It keeps the name of the browser too.
    pub fn sign_in(&self, opened: &Opened, browser: &str) {
        self.cookies.borrow_mut().push(cookie(
            BROWSER_COOKIE,
            browser.to_owned(),
            self.secure,
            Duration::days(365),
        ));
        self.cookies.borrow_mut().push(cookie(
            SESSION_COOKIE,
            opened.token.clone(),
            self.secure,
            Duration::days(60),
        ));
    }

    /// Signs the browser out.
    pub fn sign_out(&self) {
        self.cookies.borrow_mut().push(gone(SESSION_COOKIE));
        self.cookies.borrow_mut().push(gone(csrf::COOKIE));
    }

    /// Remembers the language the reader chose.
    pub fn speak(&self, lang: Lang) {
        self.cookies.borrow_mut().push(cookie(
            LANG_COOKIE,
            lang.code().to_owned(),
            self.secure,
            Duration::days(365),
        ));
    }

    /// Adds the cookies that this page sets to an answer.
    pub fn with_cookies(&self, mut answer: HttpResponse) -> HttpResponse {
        for cookie in self.cookies.borrow_mut().drain(..) {
            if let Err(err) = answer.add_cookie(&cookie) {
                tracing::warn!(error = %err, "a cookie was not set");
            }
        }
        answer
    }
}

fn cookie(name: &'static str, value: String, secure: bool, age: Duration) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .max_age(age)
        .finish()
}

fn gone(name: &'static str) -> Cookie<'static> {
    Cookie::build(name, "").path("/").max_age(Duration::ZERO).finish()
}

//! Signing up, in and out, as pages and forms.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::model::Intent;
use super::origin::origin;
use super::signing::{self, SignUp};
use crate::base::crypto::SecretKey;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{Asked, Posted, local_path, say_fields};
use crate::base::i18n::Text;
use crate::people::consent::Channel;
use crate::people::sessions::{self, SessionRevoker};
use crate::web::{Page, Tone, Via};

/// Shows a form again with what was typed and what is wrong with it; other errors go their way.
pub(super) fn again(
    page: &Page,
    template: &str,
    err: AppError,
    form: serde_json::Value,
    next: &str,
) -> AppResult<HttpResponse> {
    let errors = match &err {
        AppError::Invalid(fields) => say_fields(fields, page.lang),
        AppError::TooMany { .. } | AppError::Forbidden(_) => {
            let mut fields = FieldErrors::default();
            fields.add("_", err.text());
            say_fields(&fields, page.lang)
        }
        _ => return Err(err),
    };
    let mut answer =
        page.render(template, &json!({"form": form, "errors": errors, "next": next}))?;
    *answer.status_mut() = err.status();
    Ok(answer)
}

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
pub struct Next {
    next: Option<String>,
}

/// `GET /daftar`.
pub async fn signup_page(page: Page, next: Asked<Next>) -> AppResult<HttpResponse> {
    let form = json!({"name": "", "email": "", "phone": "", "sells": false, "accept_terms": false});
    page.render(
        "accounts/signup.html",
        &json!({"form": form, "errors": {}, "next": local_path(next.0.next.as_deref())}),
    )
}

/// The sign-up form.
#[derive(Debug, Clone, Deserialize)]
pub struct SignupForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    accept_terms: String,
    #[serde(default)]
    next: Option<String>,
}

impl SignupForm {
    /// Whatever is no intent is taken for the commoner one.
    fn intent(&self) -> Intent {
        self.kind.parse().unwrap_or(Intent::Buy)
    }

    fn accepts_terms(&self) -> bool {
        !self.accept_terms.is_empty()
    }

    /// What was typed, to be shown again; never the password.
    fn typed(&self) -> serde_json::Value {
        json!({
            "name": self.name, "email": self.email, "phone": self.phone,
            "sells": self.intent() == Intent::Sell, "accept_terms": self.accepts_terms(),
        })
    }
}

/// `POST /daftar`.
pub async fn signup_post(
    req: HttpRequest,
    page: Page,
    db: web::Data<Db>,
    key: web::Data<SecretKey>,
    form: Posted<SignupForm>,
) -> AppResult<HttpResponse> {
    let Posted(form) = form;
    let from = origin(&req, Channel::Web)?;
    let next = local_path(form.next.as_deref()).to_owned();
    let input = SignUp {
        name: form.name.clone(),
        email: Some(form.email.clone()),
        phone: Some(form.phone.clone()),
        password: form.password.clone(),
        intent: form.intent(),
        accept_terms: form.accepts_terms(),
    };
    match signing::sign_up(&db, input, from.clone(), page.now).await {
        Ok(user) => {
            let opened =
                signing::open_session(&db, &key, user.id, Via::Cookie, &from, page.now).await?;
            page.sign_in(&opened.token, from.browser.as_deref().unwrap_or_default());
            let to = match (next.as_str(), user.intent) {
                ("/", Intent::Sell) => "/jual",
                (next, _) => next,
            };
            Ok(page.go(to, Some((Tone::Ok, Text::new("signup-welcome").with("name", &user.name)))))
        }
        Err(err) => again(&page, "accounts/signup.html", err, form.typed(), &next),
    }
}

/// `GET /masuk`.
pub async fn signin_page(page: Page, next: Asked<Next>) -> AppResult<HttpResponse> {
    let next = local_path(next.0.next.as_deref());
    if page.me.is_some() {
        return Ok(page.go(next, None));
    }
    page.render(
        "accounts/signin.html",
        &json!({"form": {"identifier": ""}, "errors": {}, "next": next}),
    )
}

/// The sign-in form.
#[derive(Debug, Deserialize)]
pub struct SigninForm {
    #[serde(default)]
    identifier: String,
    #[serde(default)]
    password: String,
    next: Option<String>,
}

/// `POST /masuk`.
pub async fn signin_post(
    req: HttpRequest,
    page: Page,
    db: web::Data<Db>,
    key: web::Data<SecretKey>,
    form: Posted<SigninForm>,
) -> AppResult<HttpResponse> {
    let Posted(form) = form;
    let from = origin(&req, Channel::Web)?;
    let next = local_path(form.next.as_deref()).to_owned();
    match signing::sign_in(&db, form.identifier.clone(), form.password, &from, page.now).await {
        Ok(user) => {
            let opened =
                signing::open_session(&db, &key, user.id, Via::Cookie, &from, page.now).await?;
            page.sign_in(&opened.token, from.browser.as_deref().unwrap_or_default());
            Ok(page.go(&next, None))
        }
        Err(err) => {
            again(&page, "accounts/signin.html", err, json!({"identifier": form.identifier}), &next)
        }
    }
}

/// `POST /keluar`.
pub async fn signout_post(
    page: Page,
    db: web::Data<Db>,
    cut: web::Data<SessionRevoker>,
) -> AppResult<HttpResponse> {
    if let Some(me) = &page.me {
        let (user, session, now) = (me.id, me.session, page.now);
        let ended =
            db.transaction(move |conn| sessions::actions::close(conn, user, session, now)).await?;
        (cut.0)(&ended);
    }
    page.sign_out();
    Ok(page.go("/", Some((Tone::Ok, "signout-done".into()))))
}

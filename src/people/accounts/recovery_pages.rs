//! The pages and forms of proving an address and setting a new password.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::pages::show_form_again;
use super::recovery;
use super::request_context::RequestContext;
use super::views::{Verification, VerificationReader, VerificationView};
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{Asked, Posted};
use crate::base::mail;
use crate::config::Config;
use crate::people::consent::Channel;
use crate::people::sessions::SessionRevoker;
use crate::web::{Page, SignedIn, Tone};

/// `GET /lupa-sandi`.
pub async fn forgot_page(page: Page) -> AppResult<HttpResponse> {
    page.render("accounts/forgot.html", &json!({"form": {"email": ""}, "errors": {}, "next": "/"}))
}

/// The form of `POST /lupa-sandi`.
#[derive(Debug, Deserialize)]
pub struct ForgotForm {
    #[serde(default)]
    email: String,
}

/// `POST /lupa-sandi`: the response is the same whether an account has the address or not.
pub async fn forgot_post(
    req: HttpRequest,
    page: Page,
    db: web::Data<Db>,
    form: Posted<ForgotForm>,
) -> AppResult<HttpResponse> {
    let email = form.0.email;
    let context = RequestContext::of(&req, Channel::Web)?;
    match recovery::request_password_reset(&db, email.clone(), context, page.now).await {
        Ok(()) => Ok(page.go("/masuk", Some((Tone::Ok, "forgot-sent".into())))),
        Err(err) => {
            show_form_again(&page, "accounts/forgot.html", err, json!({"email": email}), "/")
        }
    }
}

/// The query of a one-time link.
#[derive(Debug, Deserialize)]
pub struct LinkQuery {
    #[serde(default)]
    token: String,
}

/// `GET /atur-ulang`.
pub async fn reset_page(page: Page, query: Asked<LinkQuery>) -> AppResult<HttpResponse> {
    page.render(
        "accounts/reset.html",
        &json!({"form": {"token": query.0.token}, "errors": {}, "next": "/"}),
    )
}

/// The form of `POST /atur-ulang`.
#[derive(Debug, Deserialize)]
pub struct ResetForm {
    #[serde(default)]
    token: String,
    #[serde(default)]
    password: String,
}

/// `POST /atur-ulang`.
pub async fn reset_post(
    page: Page,
    db: web::Data<Db>,
    revoker: web::Data<SessionRevoker>,
    form: Posted<ResetForm>,
) -> AppResult<HttpResponse> {
    let Posted(form) = form;
    match recovery::reset_password(&db, form.token.clone(), form.password, page.now).await {
        Ok(ended) => {
            revoker.revoke(&ended);
            Ok(page.go("/masuk", Some((Tone::Ok, "reset-done".into()))))
        }
        Err(err) => {
            show_form_again(&page, "accounts/reset.html", err, json!({"token": form.token}), "/")
        }
    }
}

/// `GET /verifikasi?token=`.
pub async fn verify_page(
    page: Page,
    db: web::Data<Db>,
    query: Asked<LinkQuery>,
) -> AppResult<HttpResponse> {
    let LinkQuery { token } = query.0;
    let state = if token.is_empty() {
        Verification::Sent
    } else if recovery::verify_email(&db, token, page.now).await? {
        Verification::Done
    } else {
        Verification::Failed
    };
    let view = VerificationView::of(state, page.me.as_deref().map(VerificationReader::of));
    page.render("accounts/verify.html", &json!({"view": view, "errors": {}, "next": "/"}))
}

/// `POST /verifikasi/kirim`.
pub async fn verify_send(
    req: HttpRequest,
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
) -> AppResult<HttpResponse> {
    let context = RequestContext::of(&req, Channel::Web)?;
    recovery::resend_verification(&db, me.id, context, page.now).await?;
    Ok(page.go("/akun", Some((Tone::Ok, "verify-sent".into()))))
}

/// `GET /dev/mail`: the newest stored mails; only in development.
pub async fn dev_mail(
    page: Page,
    db: web::Data<Db>,
    config: web::Data<Config>,
) -> AppResult<HttpResponse> {
    if !config.development {
        return Err(AppError::NotFound);
    }
    let mails = db.read(|conn| mail::newest(conn, 50)).await?;
    let mails: Vec<_> = mails
        .into_iter()
        .map(|m| json!({"id": m.id, "to": m.recipient, "subject": m.subject, "at": m.created_at, "text": m.body}))
        .collect();
    page.render("dev/mail.html", &json!({"mails": mails}))
}

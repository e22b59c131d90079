//! Proving an address and setting a new password, as pages and forms.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::mailed;
use super::origin::origin;
use super::pages::again;
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

/// The form that asks for a reset link.
#[derive(Debug, Deserialize)]
pub struct ForgotForm {
    #[serde(default)]
    email: String,
}

/// `POST /lupa-sandi`: the same answer whether the address is known or not.
pub async fn forgot_post(
    req: HttpRequest,
    page: Page,
    db: web::Data<Db>,
    form: Posted<ForgotForm>,
) -> AppResult<HttpResponse> {
    let email = form.0.email;
    match mailed::forgot(&db, email.clone(), origin(&req, Channel::Web)?, page.now).await {
        Ok(()) => Ok(page.go("/masuk", Some((Tone::Ok, "forgot-sent".into())))),
        Err(err) => again(&page, "accounts/forgot.html", err, json!({"email": email}), "/"),
    }
}

/// The token of a link.
#[derive(Debug, Deserialize)]
pub struct Token {
    #[serde(default)]
    token: String,
}

/// `GET /atur-ulang`.
pub async fn reset_page(page: Page, token: Asked<Token>) -> AppResult<HttpResponse> {
    page.render(
        "accounts/reset.html",
        &json!({"form": {"token": token.0.token}, "errors": {}, "next": "/"}),
    )
}

/// The new password.
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
    cut: web::Data<SessionRevoker>,
    form: Posted<ResetForm>,
) -> AppResult<HttpResponse> {
    let Posted(form) = form;
    match mailed::reset(&db, form.token.clone(), form.password, page.now).await {
        Ok(ended) => {
            (cut.0)(&ended);
            Ok(page.go("/masuk", Some((Tone::Ok, "reset-done".into()))))
        }
        Err(err) => again(&page, "accounts/reset.html", err, json!({"token": form.token}), "/"),
    }
}

/// `GET /verifikasi?token=`.
pub async fn verify_page(
    page: Page,
    db: web::Data<Db>,
    token: Asked<Token>,
) -> AppResult<HttpResponse> {
    let Token { token } = token.0;
    let state = if token.is_empty() {
        Verification::Sent
    } else if mailed::verify_email(&db, token, page.now).await? {
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
    mailed::resend_verification(&db, me.id, origin(&req, Channel::Web)?, page.now).await?;
    Ok(page.go("/akun", Some((Tone::Ok, "verify-sent".into()))))
}

/// `GET /dev/mail`: the mails that were kept; only in development.
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

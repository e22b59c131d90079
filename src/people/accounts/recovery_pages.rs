//! The pages and forms of proving an address and setting a new password.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::pages::show_form_again;
use super::recovery::{self, ResetLink};
use super::request_context::RequestContext;
use super::views::{Verification, VerificationReader, VerificationView};
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{UrlForm, UrlQuery};
use crate::base::mail;
use crate::config::Config;
use crate::people::consent::Channel;
use crate::people::sessions::SessionRevoker;
use crate::web::{Page, SignedIn, Tone, is_local_development};

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
    form: UrlForm<ForgotForm>,
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

/// The query, and the form, of a one-time link.
#[derive(Debug, Deserialize)]
pub struct LinkQuery {
    #[serde(default)]
    token: String,
}

/// `GET /atur-ulang`.
pub async fn reset_page(page: Page, query: UrlQuery<LinkQuery>) -> AppResult<HttpResponse> {
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
    req: HttpRequest,
    page: Page,
    db: web::Data<Db>,
    revoker: web::Data<SessionRevoker>,
    form: UrlForm<ResetForm>,
) -> AppResult<HttpResponse> {
    let UrlForm(form) = form;
    let browser = Page::browser_token(&req);
    let link = ResetLink { token: form.token.clone(), browser: browser.clone() };
    match recovery::reset_password(&db, link, form.password, page.now).await {
        Ok(ended) => {
            revoker.revoke(&ended);
            page.remember_browser(&browser);
            Ok(page.go("/masuk", Some((Tone::Ok, "reset-done".into()))))
        }
        Err(err) => {
            show_form_again(&page, "accounts/reset.html", err, json!({"token": form.token}), "/")
        }
    }
}

/// `GET /verifikasi?token=`: asks for a confirmation, since programs that scan mails open links too.
pub async fn verify_page(
    page: Page,
    db: web::Data<Db>,
    query: UrlQuery<LinkQuery>,
) -> AppResult<HttpResponse> {
    let LinkQuery { token } = query.0;
    let state = if token.is_empty() {
        Verification::Sent
    } else if recovery::is_verification(&db, token.clone(), page.now).await? {
        Verification::LinkOpened(token)
    } else {
        Verification::Failed
    };
    show_verification(&page, state)
}

/// `POST /verifikasi`: proves the address.
pub async fn verify_post(
    page: Page,
    db: web::Data<Db>,
    form: UrlForm<LinkQuery>,
) -> AppResult<HttpResponse> {
    let state = match recovery::verify_email(&db, form.0.token, page.now).await? {
        true => Verification::Done,
        false => Verification::Failed,
    };
    show_verification(&page, state)
}

fn show_verification(page: &Page, state: Verification) -> AppResult<HttpResponse> {
    let status = match state {
        Verification::Failed => StatusCode::UNPROCESSABLE_ENTITY,
        Verification::Sent | Verification::LinkOpened(_) | Verification::Done => StatusCode::OK,
    };
    let view = VerificationView::of(state, page.me.as_deref().map(VerificationReader::of));
    let context = json!({"view": view, "errors": {}, "next": "/"});
    let mut answer = page.render("accounts/verify.html", &context)?;
    *answer.status_mut() = status;
    Ok(answer)
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

/// `GET /dev/mail`: the newest stored mails; only in development, and only on this machine.
pub async fn dev_mail(
    req: HttpRequest,
    page: Page,
    db: web::Data<Db>,
    config: web::Data<Config>,
) -> AppResult<HttpResponse> {
    if !is_local_development(&req, &config) {
        return Err(AppError::NotFound);
    }
    let key = config.secret.clone();
    let mails = db.read(move |conn| mail::newest(conn, &key, 50)).await?;
    let mails: Vec<_> = mails
        .into_iter()
        .map(|m| json!({"id": m.id, "to": m.recipient, "subject": m.subject, "at": m.created_at, "text": m.body}))
        .collect();
    page.render("dev/mail.html", &json!({"mails": mails}))
}

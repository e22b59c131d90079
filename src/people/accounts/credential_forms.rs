//! The forms of the settings page for another password, e-mail address or phone number.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::credentials::{self, Claim};
use super::request_context::RequestContext;
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::http::UrlForm;
use crate::people::consent::Channel;
use crate::people::sessions::SessionRevoker;
use crate::web::{Page, SignedIn, Tone, refusal};

fn claim(page: &Page, me: &SignedIn, password: String, context: &RequestContext) -> Claim {
    let limited = context.limited;
    Claim { user: me.id, session: me.session, password, limited, now: page.now }
}

/// The settings page, with what was done or why it was refused.
fn back(page: &Page, done: AppResult<()>, message: &'static str) -> AppResult<HttpResponse> {
    let flash = match done {
        Ok(()) => (Tone::Ok, message.into()),
        Err(err) => refusal(err)?,
    };
    Ok(page.go("/akun", Some(flash)))
}

/// Another password.
#[derive(Debug, Deserialize)]
pub struct PasswordForm {
    #[serde(default)]
    current: String,
    #[serde(default)]
    password: String,
}

/// `POST /akun/sandi`.
pub async fn password_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    revoker: web::Data<SessionRevoker>,
    req: HttpRequest,
    form: UrlForm<PasswordForm>,
) -> AppResult<HttpResponse> {
    let PasswordForm { current, password } = form.0;
    let context = RequestContext::of(&req, Channel::Web)?;
    let claim = claim(&page, &me, current, &context);
    let changed = credentials::change_password(&db, claim, password).await;
    back(&page, changed.map(|ended| revoker.revoke(&ended)), "credentials-password-changed")
}

/// Another address or number.
#[derive(Debug, Deserialize)]
pub struct ContactForm {
    #[serde(default)]
    current: String,
    #[serde(default)]
    contact: String,
}

/// `POST /akun/email`.
pub async fn email_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    req: HttpRequest,
    form: UrlForm<ContactForm>,
) -> AppResult<HttpResponse> {
    let ContactForm { current, contact } = form.0;
    let context = RequestContext::of(&req, Channel::Web)?;
    let claim = claim(&page, &me, current, &context);
    let changed = credentials::change_email(&db, claim, &contact, context).await;
    back(&page, changed, "credentials-email-changed")
}

/// `POST /akun/telepon`.
pub async fn phone_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    req: HttpRequest,
    form: UrlForm<ContactForm>,
) -> AppResult<HttpResponse> {
    let ContactForm { current, contact } = form.0;
    let context = RequestContext::of(&req, Channel::Web)?;
    let claim = claim(&page, &me, current, &context);
    let changed = credentials::change_phone(&db, claim, &contact).await;
    back(&page, changed, "credentials-phone-changed")
}

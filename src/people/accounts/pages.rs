//! The pages and forms of signing up, in and out.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::model::{Intent, SignUp};
use super::request_context::RequestContext;
use super::rulings_link::rulings_path;
use super::sign_in::{Checked, PasswordLogin, SessionOpener, check_password};
use super::sign_up::sign_up;
use super::views::reason_for_account;
use crate::base::crypto::SecretKey;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{UrlForm, UrlQuery, local_path, localized_fields, set_header_of};
use crate::base::i18n::Text;
use crate::base::ids::UserId;
use crate::people::consent::Channel;
use crate::people::sessions::{self, SessionRevoker};
use crate::web::{Page, Tone, Via};

/// Shows a form again with its input and the errors of it.
///
/// # Errors
/// Returns every error that is not about the input, since it is answered with an error page.
pub(super) fn show_form_again(
    page: &Page,
    template: &str,
    err: AppError,
    form: serde_json::Value,
    next: &str,
) -> AppResult<HttpResponse> {
    let errors = match &err {
        AppError::Invalid(fields) => localized_fields(fields, page.lang),
        AppError::TooMany { .. } | AppError::Forbidden(_) => {
            let mut fields = FieldErrors::default();
            fields.add("_", err.text());
            localized_fields(&fields, page.lang)
        }
        _ => return Err(err),
    };
    let mut response = page.render(
        template,
        &json!({"form": form, "errors": errors, "next": next,
            "reason": reason_for_account(next)}),
    )?;
    *response.status_mut() = err.status();
    set_header_of(&mut response, &err);
    Ok(response)
}

/// The path to redirect to after signing in.
#[derive(Debug, Default, Deserialize)]
pub struct NextQuery {
    next: Option<String>,
}

/// `GET /daftar`.
pub async fn signup_page(page: Page, next: UrlQuery<NextQuery>) -> AppResult<HttpResponse> {
    let next = local_path(next.0.next.as_deref());
    let sells = next.starts_with("/jual");
    let form = json!({"name": "", "email": "", "phone": "", "sells": sells, "accept_terms": false});
    let reason = reason_for_account(next);
    page.render(
        "accounts/signup.html",
        &json!({"form": form, "errors": {}, "next": next, "reason": reason}),
    )
}

/// The form of `POST /daftar`.
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
    /// Buying, the commoner one, unless the form names a valid intent.
    fn intent(&self) -> Intent {
        self.kind.parse().unwrap_or(Intent::Buy)
    }

    fn accepts_terms(&self) -> bool {
        !self.accept_terms.is_empty()
    }

    /// The input for showing the form again, without the password.
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
    revoker: web::Data<SessionRevoker>,
    form: UrlForm<SignupForm>,
) -> AppResult<HttpResponse> {
    let UrlForm(form) = form;
    let context = RequestContext::of(&req, Channel::Web)?;
    let next = local_path(form.next.as_deref()).to_owned();
    let input = SignUp {
        name: form.name.clone(),
        email: Some(form.email.clone()),
        phone: Some(form.phone.clone()),
        password: form.password.clone(),
        intent: form.intent(),
        accept_terms: form.accepts_terms(),
    };
    match sign_up(&db, input, context.clone(), page.now).await {
        Ok(user) => {
            let opener = SessionOpener { db: &db, key: &key, context: &context };
            sign_browser_in(&page, &opener, &revoker, user.id).await?;
            let to = match (next.as_str(), user.intent) {
                ("/", Intent::Sell) => "/jual",
                (next, _) => next,
            };
            Ok(page.go(to, Some((Tone::Ok, Text::new("signup-welcome").with("name", &user.name)))))
        }
        Err(err) => show_form_again(&page, "accounts/signup.html", err, form.typed(), &next),
    }
}

/// Opens a session for this browser in place of the one it had, and sets its cookies on the page.
async fn sign_browser_in(
    page: &Page,
    opener: &SessionOpener<'_>,
    revoker: &SessionRevoker,
    user: UserId,
) -> AppResult<()> {
    let opened = opener.open(user, Via::Cookie, page.me.as_deref(), page.now).await?;
    revoker.revoke(&opened.ended);
    page.sign_in(&opened.session.token, opener.context.browser.as_deref().unwrap_or_default());
    Ok(())
}

/// `GET /masuk`.
pub async fn signin_page(page: Page, next: UrlQuery<NextQuery>) -> AppResult<HttpResponse> {
    let next = local_path(next.0.next.as_deref());
    if page.me.is_some() {
        return Ok(page.go(next, None));
    }
    page.render(
        "accounts/signin.html",
        &json!({"form": {"identifier": ""}, "errors": {}, "next": next,
            "reason": reason_for_account(next)}),
    )
}

/// The form of `POST /masuk`.
#[derive(Debug, Deserialize)]
pub struct SigninForm {
    #[serde(default)]
    identifier: String,
    #[serde(default)]
    password: String,
    next: Option<String>,
}

/// How long somebody who cannot sign in may look at what was decided about them.
const RULINGS_LINK_LIFE: chrono::Duration = chrono::Duration::hours(2);

/// `POST /masuk`.
pub async fn signin_post(
    req: HttpRequest,
    page: Page,
    db: web::Data<Db>,
    key: web::Data<SecretKey>,
    revoker: web::Data<SessionRevoker>,
    form: UrlForm<SigninForm>,
) -> AppResult<HttpResponse> {
    let UrlForm(form) = form;
    let context = RequestContext::of(&req, Channel::Web)?;
    let next = local_path(form.next.as_deref()).to_owned();
    let login = PasswordLogin { identifier: form.identifier.clone(), password: form.password };
    match check_password(&db, login, &context, page.now).await {
        Ok(Checked::May(user)) => {
            let opener = SessionOpener { db: &db, key: &key, context: &context };
            sign_browser_in(&page, &opener, &revoker, user.id).await?;
            Ok(page.go(&next, None))
        }
        Ok(Checked::Suspended(user)) => {
            Ok(page.go(&rulings_path(&key, user, page.now + RULINGS_LINK_LIFE), None))
        }
        Err(err) => {
            let typed = json!({"identifier": form.identifier});
            show_form_again(&page, "accounts/signin.html", err, typed, &next)
        }
    }
}

/// `POST /keluar`.
pub async fn signout_post(
    page: Page,
    db: web::Data<Db>,
    revoker: web::Data<SessionRevoker>,
) -> AppResult<HttpResponse> {
    if let Some(me) = &page.me {
        let (user, session, now) = (me.id, me.session, page.now);
        let ended =
            db.transaction(move |conn| sessions::actions::close(conn, user, session, now)).await?;
        revoker.revoke(&ended);
    }
    page.sign_out();
    Ok(page.go("/", Some((Tone::Ok, "signout-done".into()))))
}

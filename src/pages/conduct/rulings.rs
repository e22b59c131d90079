//! `/akun/keputusan`, and `/keputusan/{token}` for who cannot sign in: what the staff decided about one, and appeals.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::rulings_view::all_of;
use crate::base::error::{AppError, AppResult};
use crate::base::http::UrlForm;
use crate::base::i18n::Text;
use crate::base::ids::UserId;
use crate::care::CareDeps;
use crate::care::appeals::{self, AppealSubject};
use crate::care::{sanctions, takedowns};
use crate::people::accounts;
use crate::web::{Page, SignedIn, Tone, refusal};

async fn render(
    page: &Page,
    deps: &CareDeps,
    user: UserId,
    action: &str,
) -> AppResult<HttpResponse> {
    let now = page.now;
    let rulings = deps.db().read(move |conn| all_of(conn, user, now)).await?;
    // The link of somebody else opens the same page.
    let signed_in = page.me.as_ref().is_some_and(|me| me.id == user);
    page.render(
        "conduct/rulings.html",
        &json!({"rulings": rulings, "action": action, "signed_in": signed_in}),
    )
}

/// The form: an appeal, or that everything was read.
#[derive(Debug, Default, Deserialize)]
pub struct RulingsForm {
    /// `sanction` or `takedown`; empty: everything was read.
    #[serde(default)]
    subject: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    text: String,
}

async fn act(deps: &CareDeps, user: UserId, form: RulingsForm) -> AppResult<&'static str> {
    let unknown = || AppError::NotFound;
    let subject = match form.subject.as_str() {
        "" => None,
        "sanction" => Some(AppealSubject::Sanction(form.id.parse().map_err(|_no_id| unknown())?)),
        "takedown" => Some(AppealSubject::Takedown(form.id.parse().map_err(|_no_id| unknown())?)),
        _ => return Err(unknown()),
    };
    deps.carry_out(move |conn, _context, now| match subject {
        Some(subject) => {
            appeals::appeal(conn, user, subject, &form.text, now)?;
            Ok(("appeal-sent", Vec::new()))
        }
        None => {
            takedowns::mark_read(conn, user, now)?;
            sanctions::mark_read(conn, user, now)?;
            Ok(("rulings-read", Vec::new()))
        }
    })
    .await
}

async fn answer(
    page: &Page,
    deps: &CareDeps,
    user: UserId,
    to: &str,
    form: RulingsForm,
) -> AppResult<HttpResponse> {
    let flash = match act(deps, user, form).await {
        Ok(said) => (Tone::Ok, Text::new(said)),
        Err(err) => refusal(err)?,
    };
    Ok(page.go(to, Some(flash)))
}

/// `GET /akun/keputusan`.
pub async fn rulings(page: Page, me: SignedIn, deps: CareDeps) -> AppResult<HttpResponse> {
    render(&page, &deps, me.id, "/akun/keputusan").await
}

/// `POST /akun/keputusan`.
pub async fn rulings_post(
    page: Page,
    me: SignedIn,
    deps: CareDeps,
    form: UrlForm<RulingsForm>,
) -> AppResult<HttpResponse> {
    answer(&page, &deps, me.id, "/akun/keputusan", form.0).await
}

fn linked(page: &Page, deps: &CareDeps, token: &str) -> AppResult<UserId> {
    let user = accounts::rulings_of(&deps.context().secret, token, page.now);
    user.ok_or(AppError::NotFound)
}

/// `GET /keputusan/{token}`.
pub async fn linked_rulings(
    page: Page,
    deps: CareDeps,
    token: web::Path<String>,
) -> AppResult<HttpResponse> {
    let user = linked(&page, &deps, &token)?;
    render(&page, &deps, user, &format!("/keputusan/{token}")).await
}

/// `POST /keputusan/{token}`.
pub async fn linked_rulings_post(
    page: Page,
    deps: CareDeps,
    token: web::Path<String>,
    form: UrlForm<RulingsForm>,
) -> AppResult<HttpResponse> {
    let user = linked(&page, &deps, &token)?;
    answer(&page, &deps, user, &format!("/keputusan/{token}"), form.0).await
}

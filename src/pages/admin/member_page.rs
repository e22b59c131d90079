//! `/admin/orang`: members, the file of each, and imposing and lifting sanctions.

use actix_web::{HttpResponse, web};
use chrono::Duration;
use serde::Deserialize;
use serde_json::json;

use super::member_view::{self, RowView};
use super::words;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{UrlForm, UrlQuery, number};
use crate::base::ids::SanctionId;
use crate::care::CareDeps;
use crate::care::members::{self, SanctionIn};
use crate::people::accounts;
use crate::web::{Page, SignedIn};

/// Who is looked for.
#[derive(Debug, Default, Deserialize)]
pub struct MembersSearch {
    #[serde(default)]
    q: String,
}

/// `GET /admin/orang?q=`.
pub async fn members(
    page: Page,
    deps: CareDeps,
    query: UrlQuery<MembersSearch>,
) -> AppResult<HttpResponse> {
    let q = query.0.q.trim().to_owned();
    let rows = members::search_members(&deps, q.clone()).await?;
    let rows: Vec<RowView> = rows.into_iter().map(|row| RowView::of(row, page.now)).collect();
    page.render("admin/members.html", &json!({ "rows": rows, "q": q }))
}

/// `GET /admin/orang/{handle}`.
pub async fn member(
    page: Page,
    me: SignedIn,
    deps: CareDeps,
    handle: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (reader, now, handle) = (me.id, page.now, handle.into_inner());
    let file =
        deps.db().transaction(move |conn| members::file_of(conn, &handle, reader, now)).await?;
    page.render("admin/member.html", &member_view::of(&file, now))
}

/// The form of a sanction.
#[derive(Debug, Default, Deserialize)]
pub struct SanctionForm {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    message: String,
    /// Of a mute and a suspension.
    #[serde(default, deserialize_with = "number")]
    days: Option<i64>,
}

/// `POST /admin/orang/{handle}/sanksi`.
pub async fn sanction_post(
    page: Page,
    me: SignedIn,
    deps: CareDeps,
    handle: web::Path<String>,
    form: UrlForm<SanctionForm>,
) -> AppResult<HttpResponse> {
    let handle = handle.into_inner();
    let named = handle.clone();
    let user = deps.db().read(move |conn| accounts::by_handle(conn, &named)).await?;
    let user = user.ok_or(AppError::NotFound)?;
    let SanctionForm { kind, reason, message, days } = form.0;
    let ends = matches!(kind.as_str(), "mute" | "suspend");
    let days = days.filter(|days| ends && (1..=365).contains(days));
    let until = days.map(|days| page.now + Duration::days(days));
    let input = SanctionIn { kind, until, reason, message };
    let done = members::impose(&deps, me.id, user.id, input).await.map(|_| "sanction-done");
    Ok(page.go(&format!("/admin/orang/{handle}"), Some(words::flash(done)?)))
}

/// `POST /admin/sanksi/{sanction}/cabut`.
pub async fn lift_post(
    page: Page,
    me: SignedIn,
    deps: CareDeps,
    sanction: web::Path<String>,
) -> AppResult<HttpResponse> {
    let id: SanctionId = sanction.parse().map_err(|_no_id| AppError::NotFound)?;
    let user = deps
        .db()
        .read(move |conn| {
            let sanction = crate::care::sanctions::by_id(conn, id)?;
            accounts::profile(conn, sanction.user_id)
        })
        .await?;
    let done = members::lift(&deps, me.id, None, id).await.map(|_| "sanction-lifted");
    Ok(page.go(&format!("/admin/orang/{}", user.handle), Some(words::flash(done)?)))
}

//! `/admin/audit`: what staff looked at and did.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::base::clock::Timestamp;
use crate::base::error::AppResult;
use crate::base::http::{UrlQuery, number};
use crate::base::i18n::Text;
use crate::care::audit::{self, AuditFilter, AuditRow};
use crate::care::disputes::{StaffDeps, own_disputes};
use crate::care::evidence;
use crate::people::accounts;
use crate::web::{Page, SignedIn};

/// The rows before one.
#[derive(Debug, Deserialize)]
pub struct Before {
    #[serde(default, deserialize_with = "number")]
    before: Option<i64>,
}

/// A row of the log.
#[derive(Debug, Serialize)]
struct RowView {
    seq: i64,
    at: Timestamp,
    actor: Option<String>,
    action: Text,
    subject: String,
    detail: String,
    /// The first digits of its hash.
    hash: String,
}

/// `GET /admin/audit?before=`.
pub async fn audit_log(
    page: Page,
    me: SignedIn,
    deps: StaffDeps,
    query: UrlQuery<Before>,
) -> AppResult<HttpResponse> {
    let (reader, now, before) = (me.id, deps.now(), query.0.before);
    let (rows, people) = deps
        .db()
        .read(move |conn| {
            let hidden = own_disputes(conn, reader, now)?;
            let filter = AuditFilter { hidden, before, ..AuditFilter::default() };
            let rows = audit::page(conn, filter)?;
            let ids: Vec<_> = rows.iter().filter_map(|row| row.actor_id).collect();
            Ok((rows, accounts::profiles(conn, &ids)?))
        })
        .await?;
    let more = i64::try_from(rows.len()).is_ok_and(|count| count == audit::PAGE);
    let next = rows.last().map(|row| format!("/admin/audit?before={}", row.seq));
    let view = |row: AuditRow| RowView {
        seq: row.seq,
        at: row.at,
        actor: row.actor_id.and_then(|user| {
            people.iter().find(|profile| profile.id == user).map(|profile| profile.name.clone())
        }),
        action: Text::composed("audit-action-", &row.action),
        subject: row.subject,
        detail: row.detail,
        hash: evidence::encode(&row.hash).chars().take(12).collect(),
    };
    let rows: Vec<RowView> = rows.into_iter().map(view).collect();
    page.render("disputes/audit.html", &json!({ "rows": rows, "next": next.filter(|_| more) }))
}

//! The audit log for the staff.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::conflicts::own_disputes;
use super::staff_deps::StaffDeps;
use crate::base::error::AppResult;
use crate::base::http::{UrlQuery, number};
use crate::base::ids::UserId;
use crate::care::audit::{self, AuditFilter, AuditRow};
use crate::care::evidence;
use crate::web::SignedIn;

/// Which rows are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct AuditQuery {
    /// Only what this person did.
    actor: Option<UserId>,
    /// Only what was done to this, such as the id of a dispute.
    subject: Option<Uuid>,
    /// Only rows before this one.
    #[serde(default, deserialize_with = "number")]
    before: Option<i64>,
}

/// A row of the log.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AuditOut {
    seq: i64,
    at: DateTime<Utc>,
    /// Null for the clock.
    actor: Option<UserId>,
    action: String,
    subject: String,
    subject_id: Option<Uuid>,
    /// JSON; may be empty.
    detail: String,
    /// In hex; covers the hash before.
    hash: String,
}

impl From<AuditRow> for AuditOut {
    fn from(row: AuditRow) -> Self {
        Self {
            seq: row.seq,
            at: row.at,
            actor: row.actor_id,
            action: row.action,
            subject: row.subject,
            subject_id: row.subject_id,
            detail: row.detail,
            hash: evidence::encode(&row.hash),
        }
    }
}

/// Rows of the log, the newest first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AuditShown {
    audit: Vec<AuditOut>,
    /// The `before` of the next rows; null when there are none.
    next: Option<i64>,
}

/// What staff looked at and did.
#[utoipa::path(get, path = "/api/admin/audit", params(AuditQuery), responses((status = 200, body = AuditShown)))]
pub async fn audit_api(
    me: SignedIn,
    deps: StaffDeps,
    query: UrlQuery<AuditQuery>,
) -> AppResult<HttpResponse> {
    let AuditQuery { actor, subject, before } = query.0;
    let (reader, now) = (me.id, deps.now());
    let rows = deps
        .db()
        .read(move |conn| {
            let hidden = own_disputes(conn, reader, now)?;
            audit::page(conn, AuditFilter { hidden, actor, subject, before })
        })
        .await?;
    let more = i64::try_from(rows.len()).is_ok_and(|count| count == audit::PAGE);
    let next = rows.last().map(|row| row.seq).filter(|_| more);
    let audit = rows.into_iter().map(AuditOut::from).collect();
    Ok(HttpResponse::Ok().json(AuditShown { audit, next }))
}

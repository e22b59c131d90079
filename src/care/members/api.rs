//! Members in the panel, as JSON; the pages call the same functions.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::store::{self, MemberRow};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{JsonBody, UrlQuery};
use crate::base::ids::{SanctionId, UserId};
use crate::care::CareDeps;
use crate::care::sanctions::{self, NewSanction, Sanction, SanctionKind, SanctionReason};
use crate::people::accounts;
use crate::web::SignedIn;

/// Members of the list.
const LIMIT: i64 = 50;

#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MembersQuery {
    /// Part of a name or handle, a whole e-mail address or phone number; left out, the newest members.
    pub q: Option<String>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MembersOut {
    pub users: Vec<MemberRow>,
}

/// The members that are looked for, at most fifty.
///
/// # Errors
/// The database's errors.
pub async fn search_members(deps: &CareDeps, words: String) -> AppResult<Vec<MemberRow>> {
    deps.db().read(move |conn| store::search(conn, &words, LIMIT)).await
}

/// Finds members.
#[utoipa::path(get, path = "/api/admin/users", params(MembersQuery), responses((status = 200, body = MembersOut)))]
pub async fn users_api(
    _me: SignedIn,
    deps: CareDeps,
    query: UrlQuery<MembersQuery>,
) -> AppResult<HttpResponse> {
    let users = search_members(&deps, query.0.q.unwrap_or_default()).await?;
    Ok(HttpResponse::Ok().json(MembersOut { users }))
}

/// A sanction as it was sent.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct SanctionIn {
    /// `note`, `warning`, `mute`, `suspend` or `ban`.
    #[serde(default)]
    pub kind: String,
    /// Of a mute and a suspension: an hour to a year from now.
    pub until: Option<DateTime<Utc>>,
    /// `palsu`, `spam`, `penipuan`, `barang_terlarang`, `kasar`, `mangkir` or `lainnya`.
    #[serde(default)]
    pub reason: String,
    /// What the person reads; 10 to 1,000 characters.
    #[serde(default)]
    pub message: String,
}

/// A sanction as the staff sees it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SanctionOut {
    pub id: SanctionId,
    pub user: UserId,
    pub kind: SanctionKind,
    pub reason: SanctionReason,
    pub message: String,
    pub until: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub lifted_at: Option<DateTime<Utc>>,
}

impl From<Sanction> for SanctionOut {
    fn from(row: Sanction) -> Self {
        Self {
            id: row.id,
            user: row.user_id,
            kind: row.kind,
            reason: row.reason,
            message: row.message,
            until: row.ends_at,
            created_at: row.created_at,
            lifted_at: row.lifted_at,
        }
    }
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SanctionResponse {
    pub sanction: SanctionOut,
}

/// Imposes a sanction.
///
/// # Errors
/// `NotFound` without such a member; as [`sanctions::impose`].
pub async fn impose(
    deps: &CareDeps,
    by: UserId,
    user: UserId,
    input: SanctionIn,
) -> AppResult<Sanction> {
    deps.carry_out(move |conn, context, now| {
        accounts::by_id(conn, user)?;
        let mut errors = FieldErrors::default();
        let (kind, reason) = (input.kind.parse(), input.reason.parse());
        errors.check(kind.is_ok(), "kind", "sanction-kind-unknown");
        errors.check(reason.is_ok(), "reason", "report-reason-unknown");
        errors.into_result()?;
        let new = NewSanction {
            user,
            kind: kind.unwrap_or(SanctionKind::Note),
            reason: reason.unwrap_or(SanctionReason::Other),
            message: input.message.clone(),
            until: input.until,
            by: Some(by),
        };
        let imposed = sanctions::impose(conn, context, new, now)?;
        Ok((imposed.sanction, imposed.announcements))
    })
    .await
}

/// Lifts a sanction; of somebody else than `user` it is not found.
///
/// # Errors
/// As [`sanctions::lift`].
pub async fn lift(
    deps: &CareDeps,
    by: UserId,
    user: Option<UserId>,
    sanction: SanctionId,
) -> AppResult<Sanction> {
    deps.carry_out(move |conn, context, now| {
        let row = sanctions::by_id(conn, sanction)?;
        if user.is_some_and(|user| user != row.user_id) {
            return Err(AppError::NotFound);
        }
        sanctions::lift(conn, context, sanction, Some(by), now)?;
        Ok((sanctions::by_id(conn, sanction)?, Vec::new()))
    })
    .await
}

/// Imposes a sanction: in force on every node within two seconds.
#[utoipa::path(post, path = "/api/admin/users/{id}/sanctions", params(("id" = String, Path, description = "the member's id")),
    request_body = SanctionIn, responses((status = 201, body = SanctionResponse), (status = 403, body = crate::base::http::Problem)))]
pub async fn sanction_api(
    me: SignedIn,
    deps: CareDeps,
    id: web::Path<String>,
    body: JsonBody<SanctionIn>,
) -> AppResult<HttpResponse> {
    let user = id.parse().map_err(|_no_id| AppError::NotFound)?;
    let sanction = impose(&deps, me.id, user, body.0).await?.into();
    Ok(HttpResponse::Created().json(SanctionResponse { sanction }))
}

/// Lifts a sanction.
#[utoipa::path(delete, path = "/api/admin/users/{id}/sanctions/{sanction}",
    params(("id" = String, Path, description = "the member's id"), ("sanction" = String, Path, description = "the sanction's id")),
    responses((status = 200, body = SanctionResponse)))]
pub async fn lift_sanction_api(
    me: SignedIn,
    deps: CareDeps,
    path: web::Path<(String, String)>,
) -> AppResult<HttpResponse> {
    let (user, sanction) = path.into_inner();
    let user = user.parse().map_err(|_no_id| AppError::NotFound)?;
    let sanction = sanction.parse().map_err(|_no_id| AppError::NotFound)?;
    let sanction = lift(&deps, me.id, Some(user), sanction).await?.into();
    Ok(HttpResponse::Ok().json(SanctionResponse { sanction }))
}

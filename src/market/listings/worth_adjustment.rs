//! The owner's adjustment of a listing's worth, and `PUT /api/listings/{id}/worth`. The form is on the listing's page.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::actions::{announce_change, lock_own, must_be_editable};
use super::{ListingDeps, parse_id};
use crate::base::clock::Timestamp;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::JsonBody;
use crate::base::ids::{ListingId, UserId};
use crate::config::Mode;
use crate::market::worth::{self, Adjustment, WorthOut};
use crate::web::SignedIn;

/// An adjustment as its owner submits it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct WorthIn {
    /// Percent, `-15` to `15`; 0 removes the adjustment.
    pub adjust: i64,
    /// 10 to 200 characters, shown to the other party; ignored when `adjust` is 0.
    #[serde(default)]
    pub reason: String,
}

/// The worth of one listing.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = WorthShown)]
pub struct WorthResponse {
    worth: WorthOut,
}

/// Adjusts the worth of a listing for barter; its owner only.
#[utoipa::path(put, path = "/api/listings/{id}/worth", params(("id" = ListingId, Path)), request_body = WorthIn,
    responses((status = 200, body = WorthResponse), (status = 403, body = crate::base::http::Problem),
        (status = 409, body = crate::base::http::Problem), (status = 422, body = crate::base::http::Problem)))]
pub async fn worth_put(
    me: SignedIn,
    deps: ListingDeps,
    id: web::Path<String>,
    body: JsonBody<WorthIn>,
) -> AppResult<HttpResponse> {
    let (id, now) = (parse_id(&id)?, deps.clock.now());
    let categories = deps.categories.get_ref().clone();
    adjust_worth(&deps.db, me.id, id, body.0, now).await?;
    deps.waker.wake();
    let worth = deps.db.read(move |conn| {
        worth::of(conn, &categories, &[id], now)?.remove(&id).ok_or(AppError::NotFound)
    });
    Ok(HttpResponse::Ok().json(WorthResponse { worth: worth.await?.into() }))
}

/// Sets the owner's adjustment in percent, with a reason; zero removes it. Repeating it changes nothing.
///
/// # Errors
/// 403 or 404 when it is not the owner's, 409 while a deal holds the listing or when it is not for barter, 403 when it was removed by
/// moderation, 422 for percent or reason out of range.
pub async fn adjust_worth(
    db: &Db,
    owner: UserId,
    id: ListingId,
    input: WorthIn,
    now: Timestamp,
) -> AppResult<()> {
    db.transaction(move |conn| {
        let listing = lock_own(conn, owner, id)?;
        must_be_editable(&listing)?;
        if !listing.content.modes.contains(&Mode::Barter) {
            return Err(AppError::conflict("worth-not-barter"));
        }
        let adjustment =
            Adjustment::check(input.adjust, &input.reason).map_err(AppError::Invalid)?;
        if worth::set_adjustment(conn, id, adjustment.as_ref(), now)? {
            announce_change(conn, id)?;
        }
        Ok(())
    })
    .await
}

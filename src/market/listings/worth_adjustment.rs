//! The owner's adjustment of a listing's worth, and `PUT /api/listings/{id}/worth`. The form is on the listing's page.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::actions::{announce_change, own};
use super::model::Status;
use super::parse_id;
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::Body;
use crate::base::ids::{ListingId, UserId};
use crate::base::outbox::RelayWaker;
use crate::config::Mode;
use crate::market::categories::Categories;
use crate::market::worth::{self, Adjustment, WorthOut};
use crate::web::SignedIn;

/// What an owner adds to or takes off the worth.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct WorthIn {
    /// Percent, `-15` to `15`; 0 takes an adjustment back.
    adjust: i64,
    /// 10 to 200 characters that the other side reads; ignored when `adjust` is 0.
    #[serde(default)]
    reason: String,
}

/// The worth of one listing.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct WorthShown {
    worth: WorthOut,
}

/// Adjusts the worth of a listing for barter; its owner only.
#[utoipa::path(put, path = "/api/listings/{id}/worth", params(("id" = ListingId, Path)), request_body = WorthIn,
    responses((status = 200, body = WorthShown), (status = 403, body = crate::base::http::Problem),
        (status = 409, body = crate::base::http::Problem), (status = 422, body = crate::base::http::Problem)))]
pub async fn worth_put(
    me: SignedIn,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
    clock: web::Data<Clock>,
    waker: web::Data<RelayWaker>,
    id: web::Path<String>,
    body: Body<WorthIn>,
) -> AppResult<HttpResponse> {
    let (id, now, kinds) = (parse_id(&id)?, clock.now(), kinds.get_ref().clone());
    adjust_worth(&db, me.id, id, body.0.adjust, body.0.reason, now).await?;
    waker.wake();
    let worth = db.read(move |conn| {
        worth::of(conn, &kinds, &[id], now)?.remove(&id).ok_or(AppError::NotFound)
    });
    Ok(HttpResponse::Ok().json(WorthShown { worth: worth.await?.into() }))
}

/// Sets the owner's adjustment in percent, with a reason; zero removes it. Repeating it changes nothing.
///
/// # Errors
/// 404 for who is not the owner, 409 while a deal holds the listing or when it is not for barter, 403 when it was removed by
/// moderation, 422 for percent or reason out of range.
pub async fn adjust_worth(
    db: &Db,
    owner: UserId,
    id: ListingId,
    percent: i64,
    reason: String,
    now: Timestamp,
) -> AppResult<()> {
    db.transaction(move |conn| {
        let listing = own(conn, owner, id)?;
        match listing.status {
            Status::Active | Status::Kept | Status::Expired | Status::Inactive | Status::Draft => {}
            Status::Reserved | Status::Sold => return Err(AppError::conflict("listing-held")),
            Status::Removed => return Err(AppError::forbidden("listing-removed")),
        }
        if !listing.modes.contains(&Mode::Barter) {
            return Err(AppError::conflict("worth-not-barter"));
        }
        let adjustment = Adjustment::check(percent, &reason).map_err(AppError::Invalid)?;
        if worth::set_adjustment(conn, id, adjustment.as_ref(), now)? {
            announce_change(conn, id)?;
        }
        Ok(())
    })
    .await
}

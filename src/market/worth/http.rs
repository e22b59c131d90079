//! `PUT /api/listings/{id}/worth`: the owner's adjustment over JSON. The form of the listing's page lives with that page.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::actions;
use super::view::WorthOut;
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::Body;
use crate::base::ids::ListingId;
use crate::base::outbox::Bell;
use crate::market::categories::Categories;
use crate::market::listings::parse_id;
use crate::people::sessions::SignedIn;

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
pub async fn adjust_api(
    me: SignedIn,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
    clock: web::Data<Clock>,
    bell: web::Data<Bell>,
    id: web::Path<String>,
    body: Body<WorthIn>,
) -> AppResult<HttpResponse> {
    let (id, now, kinds) = (parse_id(&id)?, clock.now(), kinds.get_ref().clone());
    actions::adjust(&db, me.id, id, body.0.adjust, body.0.reason, now).await?;
    bell.ring();
    let worth = db.read(move |conn| {
        actions::of(conn, &kinds, &[id], now)?.remove(&id).ok_or(AppError::NotFound)
    });
    Ok(HttpResponse::Ok().json(WorthShown { worth: worth.await?.into() }))
}

//! The plan of a price that comes down, over JSON.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::actions::{self, Plan};
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::http::Body;
use crate::base::ids::ListingId;
use crate::market::listings::{self, parse_id};
use crate::people::sessions::SignedIn;

/// The plan of a listing, for its owner only.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PlanShown {
    /// None: the price stays.
    drop: Option<Plan>,
}

/// How the price comes down; its owner only.
#[utoipa::path(get, path = "/api/listings/{id}/drop", params(("id" = ListingId, Path)),
    responses((status = 200, body = PlanShown), (status = 403, body = crate::base::http::Problem)))]
pub async fn drop_get(
    me: SignedIn,
    db: web::Data<Db>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (id, user) = (parse_id(&id)?, me.id);
    let drop = db
        .read(move |conn| {
            listings::own(conn, user, id)?;
            actions::plan(conn, id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(PlanShown { drop }))
}

/// Plans how the price comes down.
#[utoipa::path(put, path = "/api/listings/{id}/drop", params(("id" = ListingId, Path)), request_body = Plan,
    responses((status = 200, body = PlanShown), (status = 409, body = crate::base::http::Problem), (status = 422, body = crate::base::http::Problem)))]
pub async fn drop_put(
    me: SignedIn,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    id: web::Path<String>,
    body: Body<Plan>,
) -> AppResult<HttpResponse> {
    let (id, user, plan, now) = (parse_id(&id)?, me.id, body.0, clock.now());
    db.transaction(move |conn| actions::set(conn, user, id, Some(plan), now)).await?;
    Ok(HttpResponse::Ok().json(PlanShown { drop: Some(plan) }))
}

/// Lets the price stay where it is. Doing it again changes nothing.
#[utoipa::path(delete, path = "/api/listings/{id}/drop", params(("id" = ListingId, Path)),
    responses((status = 204), (status = 403, body = crate::base::http::Problem)))]
pub async fn drop_delete(
    me: SignedIn,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (id, user, now) = (parse_id(&id)?, me.id, clock.now());
    db.transaction(move |conn| actions::set(conn, user, id, None, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

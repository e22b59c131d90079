//! The schedule of a price drop, over JSON.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::actions::{schedule_of, set_schedule};
use super::model::Schedule;
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::http::JsonBody;
use crate::base::ids::ListingId;
use crate::market::listings::{self, parse_id};
use crate::web::SignedIn;

/// The schedule of a listing; its owner only.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PlanShown)]
pub struct ScheduleOut {
    /// `null`: the price stays.
    drop: Option<Schedule>,
}

/// Shows the schedule; its owner only.
#[utoipa::path(get, path = "/api/listings/{id}/drop", params(("id" = ListingId, Path)),
    responses((status = 200, body = ScheduleOut), (status = 403, body = crate::base::http::Problem)))]
pub async fn drop_get(
    me: SignedIn,
    db: web::Data<Db>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (id, user) = (parse_id(&id)?, me.id);
    let drop = db
        .read(move |conn| {
            listings::lock_own(conn, user, id)?;
            schedule_of(conn, id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(ScheduleOut { drop }))
}

/// Sets the schedule.
#[utoipa::path(put, path = "/api/listings/{id}/drop", params(("id" = ListingId, Path)), request_body = Schedule,
    responses((status = 200, body = ScheduleOut), (status = 409, body = crate::base::http::Problem), (status = 422, body = crate::base::http::Problem)))]
pub async fn drop_put(
    me: SignedIn,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    id: web::Path<String>,
    body: JsonBody<Schedule>,
) -> AppResult<HttpResponse> {
    let (id, user, schedule, now) = (parse_id(&id)?, me.id, body.0, clock.now());
    db.transaction(move |conn| set_schedule(conn, user, id, Some(schedule), now)).await?;
    Ok(HttpResponse::Ok().json(ScheduleOut { drop: Some(schedule) }))
}

/// Ends the schedule. Repeating it changes nothing.
#[utoipa::path(delete, path = "/api/listings/{id}/drop", params(("id" = ListingId, Path)),
    responses((status = 204), (status = 403, body = crate::base::http::Problem)))]
pub async fn drop_delete(
    me: SignedIn,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (id, user, now) = (parse_id(&id)?, me.id, clock.now());
    db.transaction(move |conn| set_schedule(conn, user, id, None, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

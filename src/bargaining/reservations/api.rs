//! Promises, queues and picks over JSON.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{PickRequest, Place, ReservationContext, pick, promise, release, waiting};
use crate::bargaining::negotiations::{Promise, promise_of};
use crate::base::clock::Timestamp;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, RoomId};
use crate::chat::live::NegotiationOut;
use crate::chat::rooms;
use crate::market::listings::parse_id;
use crate::trade::deals::{DealOut, Deals};
use crate::web::SignedIn;

/// The promise about a room's listing.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Promised {
    /// `here`, `away` (another buyer has it) or `none`.
    promise: &'static str,
    /// Until when it holds.
    #[schema(value_type = Option<chrono::DateTime<chrono::Utc>>)]
    until: Option<Timestamp>,
}

impl Promised {
    pub(super) fn of(there: Option<Promise>, room: RoomId) -> Self {
        Self {
            promise: match there {
                Some(there) if there.room_id == room => "here",
                Some(_) => "away",
                None => "none",
            },
            until: there.map(|there| there.until),
        }
    }
}

/// Makes the promise or ends it, and returns its state.
async fn set_promise(
    me: SignedIn,
    context: &ReservationContext,
    room: RoomId,
    ends: bool,
) -> AppResult<HttpResponse> {
    let (encryption, now) = (context.encryption(), context.clock.now());
    let (announcements, promised) = context
        .db
        .transaction(move |conn| {
            let set = if ends { release } else { promise };
            let announcements = set(conn, &encryption, room, me.id, now)?;
            let row = rooms::by_id(conn, room)?.ok_or(AppError::NotFound)?;
            Ok((announcements, Promised::of(promise_of(conn, row.listing_id, now)?, room)))
        })
        .await?;
    context.desk.announce(&announcements);
    Ok(HttpResponse::Ok().json(promised))
}

/// The seller promises the listing to the buyer of this room, for 24 hours.
#[utoipa::path(post, path = "/api/rooms/{room}/promise", params(("room" = RoomId, Path)),
    responses((status = 200, body = Promised), (status = 409, body = crate::base::http::Problem)))]
pub async fn promise_post(
    me: SignedIn,
    context: web::Data<ReservationContext>,
    room: web::Path<String>,
) -> AppResult<HttpResponse> {
    set_promise(me, &context, rooms::parse_id(&room)?, false).await
}

/// Ends the promise; both members may.
#[utoipa::path(delete, path = "/api/rooms/{room}/promise", params(("room" = RoomId, Path)),
    responses((status = 200, body = Promised)))]
pub async fn promise_delete(
    me: SignedIn,
    context: web::Data<ReservationContext>,
    room: web::Path<String>,
) -> AppResult<HttpResponse> {
    set_promise(me, &context, rooms::parse_id(&room)?, true).await
}

/// A position in the queue for a listing that a deal holds.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Waited {
    waiting: Option<Place>,
}

/// Waits for a listing that a deal holds.
#[utoipa::path(post, path = "/api/listings/{id}/wait", params(("id" = ListingId, Path)),
    responses((status = 200, body = Waited), (status = 409, body = crate::base::http::Problem)))]
pub async fn wait_post(
    me: SignedIn,
    context: web::Data<ReservationContext>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (id, now) = (parse_id(&id)?, context.clock.now());
    let waiting = context.db.transaction(move |conn| waiting::wait(conn, id, me.id, now)).await?;
    Ok(HttpResponse::Ok().json(Waited { waiting }))
}

/// Waits no longer.
#[utoipa::path(delete, path = "/api/listings/{id}/wait", params(("id" = ListingId, Path)),
    responses((status = 200, body = Waited)))]
pub async fn wait_delete(
    me: SignedIn,
    context: web::Data<ReservationContext>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let id = parse_id(&id)?;
    context.db.transaction(move |conn| waiting::leave(conn, id, me.id)).await?;
    Ok(HttpResponse::Ok().json(Waited { waiting: None }))
}

/// What a fair pick came to.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Picked {
    negotiation: NegotiationOut,
    deal: Option<DealOut>,
    /// Among how many was picked.
    among: usize,
}

/// Gives a free listing to the fairest of those who ask for it.
#[utoipa::path(post, path = "/api/listings/{id}/pick", params(("id" = ListingId, Path)),
    responses((status = 200, body = Picked), (status = 409, body = crate::base::http::Problem)))]
pub async fn pick_api(
    me: SignedIn,
    context: web::Data<ReservationContext>,
    deals: web::Data<Deals>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let wish = PickRequest { listing: parse_id(&id)?, seller: me.id, session: me.session };
    let (outcome, among) = pick(&context, wish).await?;
    let deal = match outcome.deal {
        Some(deal) => Some(deals.shown(deal, me.id).await?),
        None => None,
    };
    Ok(HttpResponse::Ok().json(Picked { negotiation: outcome.negotiation, deal, among }))
}

//! Promises, lines and picks over JSON.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{Place, pick, promise, release, waiting};
use crate::bargaining::negotiations::{Desk, Promise, promise_of, room_id};
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::Db;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, RoomId};
use crate::chat::live::NegotiationOut;
use crate::chat::rooms;
use crate::market::listings::parse_id;
use crate::trade::deals::DealOut;
use crate::web::SignedIn;

/// The promise about a room's thing, as it stands.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Promised {
    /// `here`, `away` (somebody else has it) or `none`.
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

/// Makes the promise or ends it, and answers how it stands.
async fn set(
    me: SignedIn,
    (db, encryption, clock): (web::Data<Db>, web::Data<Encryption>, web::Data<Clock>),
    desk: web::Data<Desk>,
    (room, undo): (RoomId, bool),
) -> AppResult<HttpResponse> {
    let now = clock.now();
    let (told, promised) = db
        .transaction(move |conn| {
            let told = match undo {
                true => release(conn, &encryption, room, me.id, now)?,
                false => promise(conn, &encryption, room, me.id, now)?,
            };
            let row = rooms::by_id(conn, room)?.ok_or(AppError::NotFound)?;
            Ok((told, Promised::of(promise_of(conn, row.listing_id, now)?, room)))
        })
        .await?;
    desk.announce(&told);
    Ok(HttpResponse::Ok().json(promised))
}

/// The seller promises the thing to the buyer of this room, for 24 hours.
#[utoipa::path(post, path = "/api/rooms/{room}/promise", params(("room" = RoomId, Path)),
    responses((status = 200, body = Promised), (status = 409, body = crate::base::http::Problem)))]
pub async fn promise_post(
    me: SignedIn,
    tools: (web::Data<Db>, web::Data<Encryption>, web::Data<Clock>),
    desk: web::Data<Desk>,
    room: web::Path<String>,
) -> AppResult<HttpResponse> {
    set(me, tools, desk, (room_id(&room)?, false)).await
}

/// Ends the promise; both sides may.
#[utoipa::path(delete, path = "/api/rooms/{room}/promise", params(("room" = RoomId, Path)),
    responses((status = 200, body = Promised)))]
pub async fn promise_delete(
    me: SignedIn,
    tools: (web::Data<Db>, web::Data<Encryption>, web::Data<Clock>),
    desk: web::Data<Desk>,
    room: web::Path<String>,
) -> AppResult<HttpResponse> {
    set(me, tools, desk, (room_id(&room)?, true)).await
}

/// A place in the line for a thing that a deal holds.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Waited {
    waiting: Option<Place>,
}

/// Waits for a thing that a deal holds.
#[utoipa::path(post, path = "/api/listings/{id}/wait", params(("id" = ListingId, Path)),
    responses((status = 200, body = Waited), (status = 409, body = crate::base::http::Problem)))]
pub async fn wait_post(
    me: SignedIn,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (id, now) = (parse_id(&id)?, clock.now());
    let waiting = db.transaction(move |conn| waiting::wait(conn, id, me.id, now)).await?;
    Ok(HttpResponse::Ok().json(Waited { waiting }))
}

/// Waits no longer.
#[utoipa::path(delete, path = "/api/listings/{id}/wait", params(("id" = ListingId, Path)),
    responses((status = 200, body = Waited)))]
pub async fn wait_delete(
    me: SignedIn,
    db: web::Data<Db>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let id = parse_id(&id)?;
    db.transaction(move |conn| waiting::leave(conn, id, me.id)).await?;
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

/// Gives a free thing to the fairest of those who ask for it.
#[utoipa::path(post, path = "/api/listings/{id}/pick", params(("id" = ListingId, Path)),
    responses((status = 200, body = Picked), (status = 409, body = crate::base::http::Problem)))]
pub async fn pick_api(
    me: SignedIn,
    (db, encryption, clock): (web::Data<Db>, web::Data<Encryption>, web::Data<Clock>),
    desk: web::Data<Desk>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (id, seller) = (parse_id(&id)?, (me.id, me.session));
    let (outcome, among) = pick((&db, &encryption, &desk), id, seller, clock.now()).await?;
    let deal = outcome.deal.as_ref().map(DealOut::from);
    Ok(HttpResponse::Ok().json(Picked { negotiation: outcome.negotiation, deal, among }))
}

//! Bargaining over JSON; it ends at the same desk as the socket.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::desk::Desk;
use super::machine::Move;
use super::model::MoveCommand;
use super::store;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::JsonBody;
use crate::base::ids::{ListingId, OfferId, RoomId};
use crate::chat::live::{NegotiationOut, OfferOut};
use crate::chat::rooms;
use crate::market::listings::parse_id;
use crate::market::terms::Delivery;
use crate::trade::deals::{DealOut, Deals};
use crate::web::SignedIn;

/// A first offer, or a counter-offer.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct OfferIn {
    /// The client's id; making it again changes nothing.
    id: Option<OfferId>,
    /// Whole rupiah; 0 asks for a free listing, or offers listings alone.
    #[serde(default)]
    amount: i64,
    /// Listings it includes: the caller's own, and others of the seller's.
    #[serde(default)]
    items: Vec<ListingId>,
    #[serde(default)]
    note: String,
    /// Send it even if the other party offers a better price than this.
    #[serde(default)]
    confirm: bool,
    /// How the listing is to be handed over, one of its ways; left out, the acceptance says.
    method: Option<Delivery>,
}

/// The offer, and its negotiation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OfferMade {
    offer: OfferOut,
    negotiation: NegotiationOut,
    room: RoomId,
}

/// Makes an offer for a listing; the caller's room and negotiation are made on first use.
#[utoipa::path(post, path = "/api/listings/{id}/offer", params(("id" = ListingId, Path)), request_body = OfferIn,
    responses((status = 201, body = OfferMade), (status = 409, body = crate::base::http::Problem), (status = 422, body = crate::base::http::Problem)))]
pub async fn offer_post(
    me: SignedIn,
    db: web::Data<Db>,
    desk: web::Data<Desk>,
    id: web::Path<String>,
    body: JsonBody<OfferIn>,
) -> AppResult<HttpResponse> {
    let (listing, user) = (parse_id(&id)?, me.id);
    let room = db
        .transaction(move |conn| {
            let own =
                crate::market::listings::by_id(conn, listing)?.is_some_and(|l| l.seller_id == user);
            if own {
                Err(FieldErrors::one("_", "offer-own-thing"))
            } else {
                rooms::open(conn, user, listing, None)
            }
        })
        .await?;
    let offer = body.0.id.unwrap_or_else(OfferId::fresh);
    let OfferIn { amount, items, note, confirm: confirmed, method, .. } = body.0;
    let command =
        MoveCommand { items, confirmed, method, ..MoveCommand::offer(offer, None, amount, note) };
    let moved = desk.make_move(me.id, me.session, room.id, command).await?;
    let offer = moved.negotiation.offer.clone().ok_or(AppError::NotFound)?;
    Ok(HttpResponse::Created().json(OfferMade {
        offer,
        negotiation: moved.negotiation,
        room: room.id,
    }))
}

/// A move about an offer.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct MoveIn {
    /// The client's id; making it again changes nothing.
    id: Option<Uuid>,
    /// `accept`, `counter`, `decline`, `ask_more`, `withdraw`.
    action: String,
    /// For a counter: whole rupiah. A counter names everything that it includes: what is not named is not included.
    amount: Option<i64>,
    /// For a counter: the listings it includes.
    #[serde(default)]
    items: Vec<ListingId>,
    /// With a counter; why it is declined, or what more is wished for.
    #[serde(default)]
    note: String,
    /// With a counter: send it even if it is worse for its maker than the offer that it answers.
    #[serde(default)]
    confirm: bool,
    /// With a counter, or with an acceptance of an offer that does not say it: how the listing is to be handed over.
    method: Option<Delivery>,
    /// The version that was seen; an old one is refused with the present terms.
    version: i32,
}

impl MoveIn {
    fn step(&self, offer: OfferId, id: Uuid) -> AppResult<Move> {
        Ok(match (self.action.as_str(), self.amount) {
            ("accept", _) => Move::Accept(offer),
            ("decline", _) => Move::Decline(offer),
            ("ask_more", _) => Move::AskMore(offer),
            ("withdraw", _) => Move::Withdraw(offer),
            ("counter", None) if self.items.is_empty() => {
                return Err(FieldErrors::one("amount", "offer-amount-range"));
            }
            ("counter", amount) => Move::Offer { id: OfferId(id), amount: amount.unwrap_or(0) },
            _ => return Err(FieldErrors::one("action", "offer-action")),
        })
    }
}

/// The negotiation after the move, and the deal when one was opened.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MovedOut {
    negotiation: NegotiationOut,
    #[serde(skip_serializing_if = "Option::is_none")]
    deal: Option<DealOut>,
}

/// Accepts, counters, declines or withdraws an offer.
#[utoipa::path(put, path = "/api/offers/{id}", params(("id" = OfferId, Path)), request_body = MoveIn,
    responses((status = 200, body = MovedOut), (status = 409, body = crate::base::http::Problem)))]
pub async fn offer_put(
    me: SignedIn,
    db: web::Data<Db>,
    desk: web::Data<Desk>,
    deals: web::Data<Deals>,
    id: web::Path<String>,
    body: JsonBody<MoveIn>,
) -> AppResult<HttpResponse> {
    let offer: OfferId = id.parse().map_err(|_not_an_id| AppError::NotFound)?;
    let negotiation = db
        .read(move |conn| store::of_offer(conn, offer))
        .await?
        .filter(|negotiation| negotiation.party(me.id).is_some())
        .ok_or(AppError::NotFound)?;
    let JsonBody(input) = body;
    let (id, seen) = (input.id.unwrap_or_else(Uuid::now_v7), Some(input.version));
    let step = input.step(offer, id)?;
    let MoveIn { items, note, confirm: confirmed, method, .. } = input;
    let answers = matches!(step, Move::Offer { .. }).then_some(offer);
    let command = MoveCommand {
        answers,
        items,
        note,
        confirmed,
        method,
        ..MoveCommand::plain(id, seen, step)
    };
    let moved = desk.make_move(me.id, me.session, negotiation.room_id, command).await?;
    let deal = match moved.deal {
        Some(deal) => Some(deals.shown(deal, me.id).await?),
        None => None,
    };
    Ok(HttpResponse::Ok().json(MovedOut { negotiation: moved.negotiation, deal }))
}

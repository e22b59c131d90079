//! The plain types.

use diesel::prelude::*;
use serde::Serialize;
use uuid::Uuid;

use super::machine::{Command, Move, OfferState, OfferStatus, Phase, State};
use crate::base::clock::Timestamp;
use crate::base::ids::{ListingId, NegotiationId, OfferId, RoomId, SessionId, UserId};
use crate::base::schema::{negotiations, offers, promises};
use crate::chat::live::{NegotiationOut, OfferOut};
use crate::market::Party;
use crate::market::terms::Delivery;

/// A negotiation's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = negotiations)]
pub struct Negotiation {
    /// Its id.
    pub id: NegotiationId,
    /// Where it happens.
    pub room_id: RoomId,
    /// What it is about.
    pub listing_id: ListingId,
    /// Who wants the listing.
    pub buyer_id: UserId,
    /// Who owns it.
    pub seller_id: UserId,
    /// Open, agreed or closed.
    pub phase: Phase,
    /// Whose turn it is: a member's.
    pub turn: Party,
    /// Counts the moves.
    pub version: i32,
}

/// An offer's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = offers)]
pub struct Offer {
    /// Made by the client.
    pub id: OfferId,
    /// The negotiation it belongs to.
    pub negotiation_id: NegotiationId,
    /// What the negotiation is about.
    pub listing_id: ListingId,
    /// Who made it: a member.
    pub by: Party,
    /// Whole rupiah.
    pub amount: i64,
    /// Its maker's words.
    pub note: String,
    /// Pending or settled.
    pub status: OfferStatus,
    /// Whether, once accepted, its deal is live.
    pub live: bool,
    /// Its deadline.
    pub expires_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether the seller's assistant made it.
    pub assistant: bool,
    /// The listings that it includes beside the negotiation's own, of either member.
    pub items: Vec<ListingId>,
    /// Whether the other party asked for more.
    pub asked_for_more: bool,
    /// Whether it began a bargain: a try.
    pub opening: bool,
    /// Why it was declined, in the decliner's words.
    pub reason: String,
    /// Whether the assistant passed it on to the seller: then its maker cannot withdraw it.
    pub binding: bool,
    /// Whether a listing it includes was edited since: then its maker is to reconfirm.
    pub needs_reconfirmation: bool,
    /// How its maker wants the listing handed over; none leaves it to the answer.
    pub method: Option<Delivery>,
}

impl Offer {
    /// What the machine evolves of it.
    pub(super) fn state(&self) -> OfferState {
        OfferState {
            id: self.id,
            by: self.by,
            amount: self.amount,
            status: self.status,
            asked_for_more: self.asked_for_more,
            binding: self.binding,
            needs_reconfirmation: self.needs_reconfirmation,
            live: self.live,
            expires_at: self.expires_at,
        }
    }

    /// Takes over what the machine evolved.
    pub(super) fn set_state(&mut self, state: &OfferState) {
        self.status = state.status;
        self.asked_for_more = state.asked_for_more;
        self.binding = state.binding;
        self.live = state.live;
    }

    /// Who is to move while it is pending.
    pub fn turn(&self) -> Party {
        self.state().turn()
    }

    /// As it goes over the wire.
    pub fn out(&self) -> OfferOut {
        OfferOut {
            id: self.id,
            by: self.by.word(),
            amount: self.amount,
            items: self.items.clone(),
            note: self.note.clone(),
            status: self.status.word(),
            expires_at: self.expires_at,
            created_at: self.created_at,
            bound: self.binding,
            changed: self.needs_reconfirmation,
            method: self.method.map(Delivery::word),
        }
    }
}

impl Negotiation {
    /// What the machine evolves; `current` is the pending offer, else the newest.
    pub(super) fn state(&self, current: Option<&Offer>) -> State {
        State { phase: self.phase, version: self.version, offer: current.map(Offer::state) }
    }

    /// Takes over what the machine evolved.
    pub(super) fn set_state(&mut self, state: &State) {
        self.phase = state.phase;
        self.version = state.version;
        self.turn = state.turn();
    }

    /// The party of a member; `None` for other people.
    pub(super) fn party(&self, user: UserId) -> Option<Party> {
        Party::member(user, self.buyer_id, self.seller_id)
    }

    /// As it goes over the wire; `current` is the pending offer, else the newest.
    pub fn out(&self, current: Option<&Offer>) -> NegotiationOut {
        let pending = current.filter(|offer| offer.status == OfferStatus::Pending);
        NegotiationOut {
            id: self.id,
            listing_id: self.listing_id,
            room: self.room_id,
            buyer: self.buyer_id,
            seller: self.seller_id,
            state: self.phase.word(),
            turn: pending.map_or(self.turn, Offer::turn).word(),
            version: self.version,
            offer: current.map(Offer::out),
            expires_at: pending.map(|offer| offer.expires_at),
        }
    }
}

/// A promise's row: the seller reserves a listing for one buyer, for a while.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = promises)]
pub struct Promise {
    /// What is reserved.
    pub listing_id: ListingId,
    /// For whom: the buyer of this room.
    pub room_id: RoomId,
    /// Until when.
    pub until: Timestamp,
}

/// A move to make, from any endpoint.
#[derive(Debug, Clone)]
pub struct MoveCommand {
    /// The client's id: making the move again with it changes nothing. An offer's own id.
    pub id: Uuid,
    /// Which version of the negotiation they saw; none accepts the present one (first offers).
    pub seen: Option<i32>,
    /// What.
    pub step: Move,
    /// The offer that a counter-offer is meant for; none answers whatever is pending.
    pub answers: Option<OfferId>,
    /// The listings that an offer includes beside the negotiation's own, of either member.
    pub items: Vec<ListingId>,
    /// How the listing is to be handed over, with an offer or an acceptance.
    pub method: Option<Delivery>,
    /// Whether a counter-offer may be worse for its maker than the offer that it answers.
    pub confirmed: bool,
    /// Whether an offer at the asking price is a pending order too.
    pub orders: bool,
    /// A few words with an offer, why it is declined, or what more is asked for.
    pub note: String,
}

impl MoveCommand {
    /// A move on what was seen, without words.
    pub fn plain(id: Uuid, seen: Option<i32>, step: Move) -> Self {
        Self {
            id,
            seen,
            step,
            answers: None,
            items: Vec::new(),
            method: None,
            confirmed: false,
            orders: false,
            note: String::new(),
        }
    }

    /// An offer of money, under its own id.
    pub fn offer(id: OfferId, seen: Option<i32>, amount: i64, note: String) -> Self {
        Self { note, ..Self::plain(id.0, seen, Move::Offer { id, amount }) }
    }

    /// What the machine is asked.
    pub(super) fn command(&self) -> Command {
        Command { step: self.step, seen: self.seen, confirmed: self.confirmed }
    }
}

/// Who makes a move.
#[derive(Debug, Clone, Copy)]
pub enum Mover {
    /// A member of the room, through a session that must still be live.
    Member(UserId, SessionId),
    /// The seller's assistant, by the seller's mandate.
    Assistant(MandateTerms),
    /// The system: at a deadline, or because of what was decided elsewhere.
    System,
}

/// What an assistant's acceptance comes to.
#[derive(Debug, Clone, Copy)]
pub struct MandateTerms {
    /// Never more than this, whole rupiah: the asking price.
    pub most: i64,
    /// Minutes in which the seller may still say no, 0 to 60.
    pub minutes: i64,
}

/// A move, who makes it and where.
#[derive(Debug, Clone)]
pub struct MoveRequest {
    /// The room of the negotiation.
    pub room: RoomId,
    /// Who makes it.
    pub mover: Mover,
    /// The move.
    pub command: MoveCommand,
}

impl MoveRequest {
    /// A move of the system on the present version.
    pub fn system(room: RoomId, step: Move) -> Self {
        let command = MoveCommand::plain(Uuid::now_v7(), None, step);
        Self { room, mover: Mover::System, command }
    }
}

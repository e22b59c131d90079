//! The plain types.

use diesel::prelude::*;
use serde::Serialize;
use uuid::Uuid;

use super::machine::{self, Goods, Move, Party, Pending, State, Table};
use crate::base::clock::Timestamp;
use crate::base::ids::{ListingId, NegotiationId, OfferId, RoomId, UserId, words};
use crate::base::schema::{negotiations, offers, promises};
use crate::chat::live::{NegotiationOut, OfferOut};
use crate::chat::rooms::Side;
use crate::config::Mode;
use crate::market::listings::{self, Listing};

words! {
    /// Where a bargain stands.
    TalkState {
        /// Offers may be made.
        Open = "open",
        /// One was accepted.
        Agreed = "agreed",
        /// The thing is held by another deal, or gone.
        Closed = "closed",
    }
}

words! {
    /// How an offer fared.
    OfferStatus {
        /// Lies on the table.
        Pending = "pending",
        /// Taken.
        Accepted = "accepted",
        /// Answered by another price.
        Countered = "countered",
        /// Refused.
        Declined = "declined",
        /// Ran out.
        Expired = "expired",
        /// Taken back.
        Withdrawn = "withdrawn",
    }
}

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
    /// Who wants the thing.
    pub buyer_id: UserId,
    /// Who has it.
    pub seller_id: UserId,
    /// Where it stands.
    pub state: TalkState,
    /// Whose turn it is.
    pub turn: Side,
    /// Counts the moves.
    pub version: i32,
}

/// An offer's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = offers)]
pub struct Offer {
    /// Made by the client.
    pub id: OfferId,
    /// The bargain it belongs to.
    pub negotiation_id: NegotiationId,
    /// The thing.
    pub listing_id: ListingId,
    /// Whose.
    pub by: Side,
    /// Whole rupiah.
    pub amount: i64,
    /// A few words.
    pub note: String,
    /// How it fared.
    pub status: OfferStatus,
    /// Until when it binds.
    pub expires_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether the seller's assistant made it.
    pub assistant: bool,
    /// What lies on the table beside the thing and the money, whoever it belongs to.
    pub items: Vec<ListingId>,
    /// Whether the other one asked for more.
    pub asked: bool,
    /// Whether it began the bargain: a try.
    pub opening: bool,
    /// Why it was declined, in the decliner's words.
    pub reason: String,
    /// Whether the assistant took it to the seller: then its maker cannot take it back.
    pub bound: bool,
    /// Whether something in it was described anew since: then its maker is to say whether it still holds.
    pub changed: bool,
}

impl Offer {
    /// Who is to move while it lies on the table.
    pub fn turn(&self) -> Side {
        if self.asked || self.changed { self.by } else { self.by.other() }
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
            bound: self.bound,
            changed: self.changed,
        }
    }
}

/// The machine's word for a side.
pub(super) fn party(side: Side) -> Party {
    match side {
        Side::Buyer => Party::Buyer,
        Side::Seller => Party::Seller,
    }
}

/// The side of a party that has one.
pub(super) fn side(party: Party) -> Option<Side> {
    match party {
        Party::Buyer => Some(Side::Buyer),
        Party::Seller => Some(Side::Seller),
        Party::House => None,
    }
}

impl Negotiation {
    /// What the machine needs to know of the rows; `pending` is the offer on the table. Goods, floor and tries are looked
    /// up where a move depends on them.
    pub(super) fn table(&self, listing: &Listing, pending: Option<&Offer>) -> Table {
        Table {
            state: match self.state {
                TalkState::Open => State::Open,
                TalkState::Agreed => State::Agreed,
                TalkState::Closed => State::Closed,
            },
            version: self.version,
            pending: pending.map(|offer| Pending {
                id: offer.id,
                by: party(offer.by),
                amount: offer.amount,
                goods: Goods::default(),
                asked: offer.asked,
                bound: offer.bound,
                changed: offer.changed,
                expires_at: offer.expires_at,
            }),
            on_offer: listing.status == listings::Status::Active,
            free: listing.modes.contains(&Mode::Free),
            for_money: listing.modes.contains(&Mode::Sale),
            for_barter: listing.modes.contains(&Mode::Barter),
            cash_on_top: false,
            promised_away: false,
            takes_back: false,
            suspended: false,
            floor: 0,
            asking: None,
            gifts_left: i64::MAX,
            tries: None,
        }
    }

    /// As it goes over the wire; `newest` is the newest offer, on the table or settled.
    pub fn out(&self, newest: Option<&Offer>) -> NegotiationOut {
        let pending = newest.filter(|offer| offer.status == OfferStatus::Pending);
        NegotiationOut {
            id: self.id,
            listing_id: self.listing_id,
            room: self.room_id,
            buyer: self.buyer_id,
            seller: self.seller_id,
            state: self.state.word(),
            turn: pending.map_or(self.turn, Offer::turn).word(),
            version: self.version,
            offer: newest.map(Offer::out),
            expires_at: pending.map(|offer| offer.expires_at),
        }
    }
}

/// A promise's row.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = promises)]
pub struct Promise {
    /// The thing.
    pub listing_id: ListingId,
    /// To whom: the buyer of this room.
    pub room_id: RoomId,
    /// Until when.
    pub until: Timestamp,
}

/// A move somebody wants to make, from whichever door.
#[derive(Debug, Clone)]
pub struct MoveCommand {
    /// The client's id: making the move again with it changes nothing. An offer's own id.
    pub id: Uuid,
    /// Which version of the table they saw; none trusts the present one (first offers).
    pub seen: Option<i32>,
    /// What.
    pub step: Move,
    /// The offer that a counter is meant for; none answers whatever lies there.
    pub answers: Option<OfferId>,
    /// What an offer lays beside the thing: goods of either side. How many of whose is counted when the move is made.
    pub items: Vec<ListingId>,
    /// A few words with an offer, why it is declined, or what more is wished for.
    pub note: String,
}

impl MoveCommand {
    /// A move on what was seen, without words.
    pub fn plain(id: Uuid, seen: Option<i32>, step: Move) -> Self {
        Self { id, seen, step, answers: None, items: Vec::new(), note: String::new() }
    }

    /// An offer of money, under its own id.
    pub fn offer(id: OfferId, seen: Option<i32>, amount: i64, note: String) -> Self {
        Self { note, ..Self::plain(id.0, seen, Move::offer(id, amount)) }
    }
}

pub(super) fn kind_of(step: &machine::Move) -> &'static str {
    match step {
        Move::Offer { .. } => "offer",
        Move::Accept(_) => "accept",
        Move::Decline(_) => "decline",
        Move::Withdraw(_) => "withdraw",
        Move::AskMore(_) => "ask_more",
        Move::Expire(_) => "expire",
        Move::Void(_) => "void",
        Move::Close => "close",
        Move::Reopen => "reopen",
    }
}

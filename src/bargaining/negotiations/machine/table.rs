//! What the machine knows, what can be asked of it and what it answers.

use crate::base::clock::Timestamp;
use crate::base::error::{AppError, FieldErrors};
use crate::base::i18n::Text;
use crate::base::ids::OfferId;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// Wants the thing.
    Buyer,
    /// Has it.
    Seller,
    /// The house: deadlines, and what follows from other bargains.
    House,
}

/// Where the bargain stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Offers may be made.
    Open,
    /// One was accepted, the deal lives.
    Agreed,
    /// The thing is held by another deal, or gone.
    Closed,
}

/// Goods beside the thing itself, counted by whose they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Goods {
    /// What the buyer gives.
    pub of_buyer: usize,
    /// What the seller adds.
    pub of_seller: usize,
    /// How many of them cannot be had any more.
    pub gone: usize,
}

/// The offer on the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    /// Which.
    pub id: OfferId,
    /// Whose: buyer's or seller's.
    pub by: Party,
    /// Whole rupiah.
    pub amount: i64,
    /// What lies beside it.
    pub goods: Goods,
    /// Whether the other one asked for more: then its maker may better it.
    pub asked: bool,
    /// Whether the assistant took it to the seller: then its maker is held to it for as long as it lasts.
    pub bound: bool,
    /// Whether something in it, or the thing itself, was described anew since: then only its maker can say it still holds.
    pub changed: bool,
    /// Until when it binds.
    pub expires_at: Timestamp,
}

impl Pending {
    /// Whether its maker is to move: asked for more, or asked whether it still holds.
    pub fn waits_for_its_maker(&self) -> bool {
        self.asked || self.changed
    }
}

/// All that a decision needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Where it stands.
    pub state: State,
    /// Counts the moves.
    pub version: i32,
    /// The offer on the table.
    pub pending: Option<Pending>,
    /// Whether the thing is on offer now.
    pub on_offer: bool,
    /// Whether it goes for nothing: offers are 0 and are not countered.
    pub free: bool,
    /// Whether money alone may be offered.
    pub for_money: bool,
    /// Whether goods may be offered.
    pub for_barter: bool,
    /// Whether money may lie on top of goods.
    pub cash_on_top: bool,
    /// Whether the seller promised the thing to somebody else.
    pub promised_away: bool,
    /// What begins for less is declined at once, whole rupiah; 0 declines nothing.
    pub floor: i64,
    /// What everything asked for costs, whole rupiah; none where there is no price.
    pub asking: Option<i64>,
    /// Whether what is laid now in the place of a bound offer gives less, or asks for more.
    pub takes_back: bool,
    /// Whether one of the two is kept out for a while.
    pub suspended: bool,
    /// How many gifts the buyer may still get, for a free thing.
    pub gifts_left: i64,
    /// How often the buyer may begin with money below that; none is as often as they like.
    pub tries: Option<Tries>,
}

/// How often somebody may begin a bargain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// As the seller wishes; 0 is a fixed price.
    pub allowed: i64,
    /// In the last 24 hours.
    pub used: i64,
}

impl Table {
    /// Whose turn it is: to answer the pending offer or to better it, else the buyer's to begin.
    pub fn turn(&self) -> Party {
        match self.pending {
            Some(pending) if pending.waits_for_its_maker() => pending.by,
            Some(Pending { by: Party::Buyer, .. }) => Party::Seller,
            _ => Party::Buyer,
        }
    }
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// A first offer, or a counter to the pending one.
    Offer {
        /// Made by the client.
        id: OfferId,
        /// Whole rupiah.
        amount: i64,
        /// What lies beside it.
        goods: Goods,
    },
    /// Ask the other one to better theirs; it stays on the table.
    AskMore(OfferId),
    /// Take the pending offer.
    Accept(OfferId),
    /// Say no to it.
    Decline(OfferId),
    /// Take one's own back.
    Withdraw(OfferId),
    /// Its time ran out (the house).
    Expire(OfferId),
    /// Something that lies in it cannot be had any more (the house).
    Void(OfferId),
    /// The thing is held by another deal or gone (the house).
    Close,
    /// It is on offer again (the house).
    Reopen,
}

/// What follows, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The pending offer was answered by a counter.
    Countered(OfferId),
    /// A price lies on the table.
    Offered {
        /// Which.
        id: OfferId,
        /// Whose.
        by: Party,
        /// Whole rupiah.
        amount: i64,
    },
    /// Agreed.
    Accepted(OfferId),
    /// The other one is asked for more.
    AskedMore(OfferId),
    /// SystemMessage no.
    Declined(OfferId),
    /// So low that it was declined at once.
    TooLow(OfferId),
    /// Something in it cannot be had any more.
    Voided(OfferId),
    /// Taken back.
    Withdrawn(OfferId),
    /// Ran out.
    Expired(OfferId),
    /// Closed.
    Closed,
    /// Open again.
    Reopened,
}

/// Why a move cannot be made: an answer for one person, not an error of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The other one is to move.
    NotYourTurn,
    /// The table changed since it was looked at.
    Stale,
    /// Another deal holds the thing.
    Taken,
    /// It is not on offer any more.
    Gone,
    /// There is no such offer on the table.
    NothingThere,
    /// It ran out.
    RanOut,
    /// It is agreed already.
    AgreedAlready,
    /// Not a price.
    OutOfRange,
    /// A free thing is not bargained for.
    FreeThing,
    /// It goes only for other goods.
    BarterOnly,
    /// It does not go for goods.
    NoBarter,
    /// No money lies on a barter here.
    NoCash,
    /// Something in it cannot be had any more.
    ItemGone,
    /// The seller promised the thing to somebody else.
    PromisedAway,
    /// The buyer began as often as the seller allows.
    OutOfTries,
    /// The seller takes the asking price and nothing else.
    FixedPrice,
    /// They were asked for more already.
    AskedAlready,
    /// The assistant took it to the seller: it binds until it runs out.
    Bound,
    /// Something in it was described anew since: its maker is to say whether it still holds.
    Changed,
    /// One of the two is kept out.
    Suspended,
    /// The buyer got as many gifts as one may get in a while.
    GiftQuota,
    /// Only the house may do that.
    NotYours,
}

impl Move {
    /// An offer of money alone.
    pub fn offer(id: OfferId, amount: i64) -> Self {
        Self::Offer { id, amount, goods: Goods::default() }
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        let key = match refusal {
            Refusal::NotYourTurn => "offer-not-your-turn",
            Refusal::Stale => "offer-stale",
            Refusal::Taken => "offer-taken",
            Refusal::Gone => "offer-listing-gone",
            Refusal::NothingThere => "offer-none",
            Refusal::RanOut => "offer-ran-out",
            Refusal::AgreedAlready => "offer-agreed-already",
            Refusal::OutOfRange => return FieldErrors::one("amount", "offer-amount-range"),
            Refusal::FreeThing => return FieldErrors::one("amount", "offer-free-thing"),
            Refusal::BarterOnly => return FieldErrors::one("amount", "offer-barter-only"),
            Refusal::NoBarter => return FieldErrors::one("items", "offer-not-for-barter"),
            Refusal::NoCash => return FieldErrors::one("amount", "offer-no-cash"),
            Refusal::ItemGone => "offer-item-gone",
            Refusal::PromisedAway => "offer-promised-away",
            Refusal::OutOfTries => "offer-out-of-tries",
            Refusal::FixedPrice => "offer-fixed-price",
            Refusal::AskedAlready => "offer-asked-already",
            Refusal::Bound => "offer-bound",
            Refusal::Changed => "offer-changed",
            Refusal::Suspended => "offer-suspended",
            Refusal::GiftQuota => "offer-gift-quota",
            Refusal::NotYours => return Self::NotFound,
        };
        Self::Conflict { text: Text::new(key), state: None }
    }
}

//! The machine's language: what can be asked of it, what it answers, and why it refuses.

use super::state::{OfferState, OfferStatus};
use crate::base::error::{AppError, FieldErrors};
use crate::base::i18n::Text;
use crate::base::ids::{OfferId, words};
use crate::base::money;

/// A move and the version of the negotiation that its maker saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Command {
    /// What is to be done.
    pub step: Move,
    /// The version that was seen; none accepts the present one.
    pub seen: Option<i32>,
    /// Whether a counter-offer may be worse for its maker than the offer that it answers.
    pub confirmed: bool,
}

impl Command {
    /// A move on the present version.
    pub fn now(step: Move) -> Self {
        Self { step, seen: None, confirmed: false }
    }
}

/// What a party wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// A first offer, or a counter-offer to the pending one.
    Offer {
        /// Made by the client.
        id: OfferId,
        /// Whole rupiah.
        amount: i64,
    },
    /// Buy at the asking price, which the seller has agreed to by naming it (buyer).
    Buy {
        /// Made by the client.
        id: OfferId,
        /// The asking price that the buyer saw, whole rupiah.
        amount: i64,
    },
    /// Ask the other party to better their offer; it stays pending.
    AskMore(OfferId),
    /// Accept the pending offer.
    Accept(OfferId),
    /// Decline it.
    Decline(OfferId),
    /// Withdraw an offer of one's own.
    Withdraw(OfferId),
    /// Its deadline came (system).
    Expire(OfferId),
    /// A listing that it includes is not available any more (system).
    Void(OfferId),
    /// The seller's assistant passed a buyer's offer on: it binds the buyer (system).
    Bind(OfferId),
    /// Another deal holds the listing, or it left the market (system).
    Close,
    /// The listing is on the market again (system).
    Reopen,
}

words! {
    /// The kinds of moves, as the `moves` table records them.
    CommandKind {
        /// [`Move::Offer`].
        Offer = "offer",
        /// [`Move::Buy`].
        Buy = "buy",
        /// [`Move::AskMore`].
        AskMore = "ask_more",
        /// [`Move::Accept`].
        Accept = "accept",
        /// [`Move::Decline`].
        Decline = "decline",
        /// [`Move::Withdraw`].
        Withdraw = "withdraw",
        /// [`Move::Expire`].
        Expire = "expire",
        /// [`Move::Void`].
        Void = "void",
        /// [`Move::Bind`].
        Bind = "bind",
        /// [`Move::Close`].
        Close = "close",
        /// [`Move::Reopen`].
        Reopen = "reopen",
    }
}

impl Move {
    /// Which kind it is.
    pub fn kind(self) -> CommandKind {
        match self {
            Self::Offer { .. } => CommandKind::Offer,
            Self::Buy { .. } => CommandKind::Buy,
            Self::AskMore(_) => CommandKind::AskMore,
            Self::Accept(_) => CommandKind::Accept,
            Self::Decline(_) => CommandKind::Decline,
            Self::Withdraw(_) => CommandKind::Withdraw,
            Self::Expire(_) => CommandKind::Expire,
            Self::Void(_) => CommandKind::Void,
            Self::Bind(_) => CommandKind::Bind,
            Self::Close => CommandKind::Close,
            Self::Reopen => CommandKind::Reopen,
        }
    }

    /// Whether it accepts an offer.
    pub fn is_acceptance(self) -> bool {
        matches!(self, Self::Accept(_))
    }

    /// The offer that is made or meant; none for a move about the whole negotiation.
    pub fn offer(self) -> Option<OfferId> {
        match self {
            Self::Offer { id, .. }
            | Self::Buy { id, .. }
            | Self::AskMore(id)
            | Self::Accept(id)
            | Self::Decline(id)
            | Self::Withdraw(id)
            | Self::Expire(id)
            | Self::Void(id)
            | Self::Bind(id) => Some(id),
            Self::Close | Self::Reopen => None,
        }
    }
}

/// What was decided; a decision's events follow each other in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The pending offer makes way for the one that follows: it was countered, or had expired.
    Replaced {
        /// The offer that makes way.
        id: OfferId,
        /// [`OfferStatus::Countered`] or [`OfferStatus::Expired`].
        status: OfferStatus,
    },
    /// An offer is pending.
    Offered {
        /// The new offer.
        offer: OfferState,
        /// Whether it begins a bargain: the seller's rules count it as a try.
        opening: bool,
    },
    /// The opening offer was below the floor and is declined at once.
    TooLow(OfferId),
    /// The buyer takes the asking price: an offer that is accepted as it is made, and a deal is opened.
    Bought(OfferState),
    /// The other party asked for more.
    AskedMore(OfferId),
    /// Accepted: a deal is opened.
    Accepted(OfferId),
    /// Declined.
    Declined(OfferId),
    /// Declined by the system, because a listing that it includes is not available any more.
    Voided(OfferId),
    /// Withdrawn by its maker.
    Withdrawn(OfferId),
    /// Expired.
    Expired(OfferId),
    /// Its maker is bound to it.
    Bound(OfferId),
    /// The negotiation is closed; a pending offer is declined with it.
    Closed,
    /// The negotiation is open again; an accepted offer's deal is not live any more.
    Reopened,
}

impl Event {
    /// Whether a deal is opened.
    pub fn opens_deal(&self) -> bool {
        matches!(self, Self::Accepted(_) | Self::Bought(_))
    }

    /// Whether it raises the version. At most one event of a decision does: `Replaced` and `TooLow` accompany an
    /// `Offered`, and `Bound` changes no terms that a party could have seen.
    pub(super) fn raises_version(&self) -> bool {
        !matches!(self, Self::Replaced { .. } | Self::TooLow(_) | Self::Bound(_))
    }
}

/// Why a command is refused: an answer for one person, not a fault of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is the other party's turn.
    NotYourTurn,
    /// The negotiation moved on since it was seen.
    Stale,
    /// Another deal holds the listing.
    Taken,
    /// The listing is not on the market any more.
    NotOnOffer,
    /// No offer is pending.
    NothingPending,
    /// The offer has expired.
    Expired,
    /// It is agreed already.
    AgreedAlready,
    /// The other party offers that amount already, whole rupiah.
    SameAsPending(i64),
    /// The other party offers this amount, whole rupiah, which is better for who counters; they have not confirmed it.
    WorseThanPending(i64),
    /// The asking price is another one than the buyer saw, whole rupiah.
    PriceChanged(i64),
    /// The listing has no asking price.
    NoPrice,
    /// Not a price.
    OutOfRange,
    /// A free listing is not bargained for.
    FreeListing,
    /// It goes only in exchange.
    BarterOnly,
    /// It does not go in exchange.
    NoBarter,
    /// No money goes on top of a barter on this site.
    NoCash,
    /// An included listing is not available any more.
    IncludedUnavailable,
    /// The seller reserved it for another buyer.
    ReservedElsewhere,
    /// The buyer began as often as the seller allows.
    OutOfTries,
    /// The seller takes the asking price only.
    FixedPrice,
    /// They were asked for more already.
    AskedAlready,
    /// The assistant passed it on to the seller: it binds until it expires.
    Bound,
    /// An included listing was edited since: its maker is to reconfirm.
    NeedsReconfirmation,
    /// One of the two is suspended.
    Suspended,
    /// Who makes the offer may make none for now.
    Muted,
    /// The buyer got as many free listings as the quota allows.
    GiftQuota,
    /// Only the system may do that, or only a member.
    NotYours,
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        let with_amount =
            |key, amount| Self::conflict(Text::new(key).with("amount", money::rupiah(amount)));
        let key = match refusal {
            Refusal::SameAsPending(amount) => return with_amount("offer-same", amount),
            Refusal::WorseThanPending(amount) => return with_amount("offer-worse", amount),
            Refusal::PriceChanged(amount) => return with_amount("offer-price-changed", amount),
            Refusal::NoPrice => "offer-no-price",
            Refusal::NotYourTurn => "offer-not-your-turn",
            Refusal::Stale => "offer-stale",
            Refusal::Taken => "offer-taken",
            Refusal::NotOnOffer => "offer-listing-gone",
            Refusal::NothingPending => "offer-none",
            Refusal::Expired => "offer-ran-out",
            Refusal::AgreedAlready => "offer-agreed-already",
            Refusal::OutOfRange => return FieldErrors::one("amount", "offer-amount-range"),
            Refusal::FreeListing => return FieldErrors::one("amount", "offer-free-thing"),
            Refusal::BarterOnly => return FieldErrors::one("amount", "offer-barter-only"),
            Refusal::NoBarter => return FieldErrors::one("items", "offer-not-for-barter"),
            Refusal::NoCash => return FieldErrors::one("amount", "offer-no-cash"),
            Refusal::IncludedUnavailable => "offer-item-gone",
            Refusal::ReservedElsewhere => "offer-promised-away",
            Refusal::OutOfTries => "offer-out-of-tries",
            Refusal::FixedPrice => "offer-fixed-price",
            Refusal::AskedAlready => "offer-asked-already",
            Refusal::Bound => "offer-bound",
            Refusal::NeedsReconfirmation => "offer-changed",
            Refusal::Suspended => "offer-suspended",
            Refusal::Muted => "offer-muted",
            Refusal::GiftQuota => "offer-gift-quota",
            Refusal::NotYours => return Self::NotFound,
        };
        Self::Conflict { text: Text::new(key), state: None }
    }
}

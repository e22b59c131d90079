//! The bargain as a pure machine: no clock, no database, no sockets. Handler, socket, job and assistant all go through it.

use crate::base::clock::Timestamp;
use crate::base::error::{AppError, FieldErrors};
use crate::base::i18n::Text;
use crate::base::ids::OfferId;
use crate::base::money::MAX_PRICE;

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

/// The offer on the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    /// Which.
    pub id: OfferId,
    /// Whose: buyer's or seller's.
    pub by: Party,
    /// Whole rupiah.
    pub amount: i64,
    /// Until when it binds.
    pub expires_at: Timestamp,
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
    /// Whether money offers are possible at all.
    pub for_money: bool,
}

impl Table {
    /// Whose turn it is: to answer the pending offer, else the buyer's to begin.
    pub fn turn(&self) -> Party {
        match self.pending {
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
    },
    /// Take the pending offer.
    Accept(OfferId),
    /// Say no to it.
    Decline(OfferId),
    /// Take one's own back.
    Withdraw(OfferId),
    /// Its time ran out (the house).
    Expire(OfferId),
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
    /// Said no.
    Declined(OfferId),
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
    /// Only the house may do that.
    NotYours,
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
            Refusal::NotYours => return Self::NotFound,
        };
        Self::Conflict { text: Text::new(key), state: None }
    }
}

/// Decides one step. `seen` is the version the mover saw; the house sees the present one.
pub fn apply(
    table: &Table,
    by: Party,
    seen: Option<i32>,
    step: Move,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    match step {
        Move::Expire(id) => house(by).and_then(|()| expire(table, id, now)),
        Move::Close => house(by).map(|()| close(table)),
        Move::Reopen => house(by)
            .map(|()| if table.state == State::Open { vec![] } else { vec![Event::Reopened] }),
        _ if by == Party::House => Err(Refusal::NotYours),
        _ => {
            match table.state {
                State::Agreed => return Err(Refusal::AgreedAlready),
                State::Closed => return Err(Refusal::Taken),
                State::Open if !table.on_offer => return Err(Refusal::Gone),
                State::Open => {}
            }
            match step {
                Move::Offer { id, amount } => offer(table, by, seen, id, amount, now),
                Move::Accept(id) => {
                    let pending = answer(table, by, seen, id, now)?;
                    // The thing may have been rewritten since: what could not be offered now cannot be taken either.
                    fits(table, pending.amount).map(|()| vec![Event::Accepted(id)])
                }
                Move::Decline(id) => {
                    answer(table, by, seen, id, now).map(|_| vec![Event::Declined(id)])
                }
                Move::Withdraw(id) => withdraw(table, by, seen, id),
                Move::Expire(_) | Move::Close | Move::Reopen => Err(Refusal::NotYours),
            }
        }
    }
}

fn house(by: Party) -> Result<(), Refusal> {
    if by == Party::House { Ok(()) } else { Err(Refusal::NotYours) }
}

fn expire(table: &Table, id: OfferId, now: Timestamp) -> Result<Vec<Event>, Refusal> {
    match table.pending {
        Some(pending) if pending.id == id && pending.expires_at <= now => {
            Ok(vec![Event::Expired(id)])
        }
        // Answered meanwhile, or not due yet: nothing to do.
        _ => Ok(vec![]),
    }
}

fn close(table: &Table) -> Vec<Event> {
    match (table.state, table.pending) {
        (State::Open, Some(pending)) => vec![Event::Declined(pending.id), Event::Closed],
        (State::Open, None) => vec![Event::Closed],
        _ => vec![],
    }
}

/// Whether an amount can be offered for the thing as it is.
fn fits(table: &Table, amount: i64) -> Result<(), Refusal> {
    match (table.free, table.for_money) {
        (true, _) if amount == 0 => Ok(()),
        (true, _) => Err(Refusal::FreeThing),
        (false, true) if (1..=MAX_PRICE).contains(&amount) => Ok(()),
        (false, true) => Err(Refusal::OutOfRange),
        (false, false) => Err(Refusal::BarterOnly),
    }
}

fn offer(
    table: &Table,
    by: Party,
    seen: Option<i32>,
    id: OfferId,
    amount: i64,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    fits(table, amount)?;
    let offered = Event::Offered { id, by, amount };
    match table.pending {
        // What ran out is off the table, even when the job has not come by yet.
        Some(old) if old.expires_at <= now => {
            if by == Party::Buyer {
                Ok(vec![Event::Expired(old.id), offered])
            } else {
                Err(Refusal::RanOut)
            }
        }
        Some(old) if old.by == by => Err(Refusal::NotYourTurn),
        Some(_) if table.free => Err(Refusal::FreeThing),
        // A counter answers what was seen; a first offer answers nothing.
        Some(_) if seen.is_some_and(|seen| seen != table.version) => Err(Refusal::Stale),
        Some(old) => Ok(vec![Event::Countered(old.id), offered]),
        None if by == Party::Buyer => Ok(vec![offered]),
        None => Err(Refusal::NotYourTurn),
    }
}

/// The offer on the table, if this party may answer it now.
fn answer(
    table: &Table,
    by: Party,
    seen: Option<i32>,
    id: OfferId,
    now: Timestamp,
) -> Result<Pending, Refusal> {
    let pending = table.pending.ok_or(Refusal::NothingThere)?;
    if pending.id != id || seen.is_some_and(|seen| seen != table.version) {
        return Err(Refusal::Stale);
    }
    if pending.by == by {
        return Err(Refusal::NotYourTurn);
    }
    if pending.expires_at <= now { Err(Refusal::RanOut) } else { Ok(pending) }
}

fn withdraw(
    table: &Table,
    by: Party,
    seen: Option<i32>,
    id: OfferId,
) -> Result<Vec<Event>, Refusal> {
    let pending = table.pending.ok_or(Refusal::NothingThere)?;
    if pending.id != id || seen.is_some_and(|seen| seen != table.version) {
        return Err(Refusal::Stale);
    }
    if pending.by == by { Ok(vec![Event::Withdrawn(id)]) } else { Err(Refusal::NotYourTurn) }
}

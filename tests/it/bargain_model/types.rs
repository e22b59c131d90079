//! Bargaining as plain data: people, listings, offers and deals. Who may do what is defined apart from
//! the product (`rules`); the product's own state machines evolve the rest (`model`); the rows in Postgres are compared
//! with both.

use tawar::bargaining::negotiations::{OfferStatus, State};
use tawar::base::ids::OfferId;
use tawar::market::Party;
use tawar::trade::deals;
use uuid::Uuid;

use super::rules::Package;

/// The people, by number.
pub const PEOPLE: [&str; 3] = ["Sari", "Budi", "Rara"];

/// Whether a listing is available, and to whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Availability {
    Listed,
    BarterOnly,
    Reserved,
    Deleted,
}

impl Availability {
    pub fn is_available(self) -> bool {
        matches!(self, Self::Listed | Self::BarterOnly)
    }

    pub fn status(self) -> &'static str {
        match self {
            Self::Listed => "active",
            Self::BarterOnly => "kept",
            Self::Reserved => "reserved",
            Self::Deleted => "inactive",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Listing {
    pub title: &'static str,
    pub owner: usize,
    pub availability: Availability,
    pub for_money: bool,
    pub for_goods: bool,
    pub price: i64,
}

/// The buyer and the listing of a negotiation.
pub type Parties = (usize, usize);

/// An offer that was made, and its status.
#[derive(Clone, Debug)]
pub struct OfferRecord {
    pub id: Uuid,
    pub by: usize,
    pub package: Package,
    pub asked_for_more: bool,
    pub status: OfferStatus,
    /// The reason of the decline.
    pub reason: String,
}

#[derive(Clone, Debug)]
pub struct Negotiation {
    /// Evolved by the product's state machine.
    pub state: State,
    /// Every item that was ever included here: it may be included again.
    pub included: Vec<usize>,
    /// How many opening offers the buyer made today.
    pub opened_today: usize,
    /// Every offer that was made here.
    pub offers: Vec<OfferRecord>,
}

impl Negotiation {
    pub fn fresh() -> Self {
        Self { state: State::new(), included: vec![], opened_today: 0, offers: vec![] }
    }

    /// The offer that waits for an answer.
    pub fn pending(&self) -> Option<&OfferRecord> {
        let pending = self.state.pending()?;
        self.offers.iter().find(|record| OfferId(record.id) == pending.id)
    }

    pub fn version(&self) -> i32 {
        self.state.version
    }
}

/// The party that a person is.
pub fn party(who: usize, parties: Parties) -> Party {
    if who == parties.0 { Party::Buyer } else { Party::Seller }
}

#[derive(Clone, Debug)]
pub struct Deal {
    pub parties: Parties,
    pub package: Package,
    /// The reserved listings, each with its availability before.
    pub reserved: Vec<(usize, Availability)>,
    /// Evolved by the product's state machine.
    pub course: deals::Course,
}

impl Deal {
    pub fn is_live(&self) -> bool {
        self.course.state.status.is_live()
    }
}

/// The offer and version that a person saw when they answered.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub offer: Uuid,
    pub version: i32,
}

/// A move of a person in a negotiation.
#[derive(Clone, Debug)]
pub enum BargainStep {
    /// From the page of the listing: it answers no offer.
    Offer(Uuid, Package),
    Counter(Uuid, Seen, Package),
    Accept(Seen),
    Decline(Seen, String),
    AskMore(Seen),
    Withdraw(Seen),
}

/// A command of a person, or the passing of a day.
#[derive(Clone, Debug)]
pub enum Command {
    Bargain(Parties, BargainStep),
    /// The listing is edited: barter-only or listed, for money, for goods.
    Write {
        listing: usize,
        barter_only: bool,
        for_money: bool,
        for_goods: bool,
    },
    Delete(usize),
    CallOff(usize),
    /// For a day nobody else can buy the listing.
    Promise(Parties),
    /// Ends the promise.
    Release(Parties),
    /// A day and an hour pass.
    Day,
    /// The last move is sent once more.
    Again,
}

impl Command {
    /// One word, to count by.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Bargain(_, BargainStep::Offer(..)) => "offer",
            Self::Bargain(_, BargainStep::Counter(..)) => "counter",
            Self::Bargain(_, BargainStep::Accept(_)) => "accept",
            Self::Bargain(_, BargainStep::Decline(..)) => "decline",
            Self::Bargain(_, BargainStep::AskMore(_)) => "ask more",
            Self::Bargain(_, BargainStep::Withdraw(_)) => "withdraw",
            Self::Write { .. } => "write",
            Self::Delete(_) => "delete",
            Self::CallOff(_) => "call off",
            Self::Promise(_) => "promise",
            Self::Release(_) => "release",
            Self::Day => "day",
            Self::Again => "again",
        }
    }
}

//! Bargaining in plain terms: people, listings, what is offered and what is held. Who may do what is written apart from
//! the product (`rules`), what follows is evolved by the product's own machines (`street`); rows are compared with both.

use tawar::bargaining::negotiations::{OfferStatus, State};
use tawar::base::ids::OfferId;
use tawar::market::Party;
use tawar::trade::deals;
use uuid::Uuid;

use super::rules::Package;

/// Everybody in the street, by number.
pub const PEOPLE: [&str; 3] = ["Sari", "Budi", "Rara"];

/// Where a thing is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stand {
    Shown,
    Kept,
    Held,
    Away,
}

impl Stand {
    pub fn can_be_had(self) -> bool {
        matches!(self, Self::Shown | Self::Kept)
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Shown => "active",
            Self::Kept => "kept",
            Self::Held => "reserved",
            Self::Away => "inactive",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Thing {
    pub title: &'static str,
    pub owner: usize,
    pub stand: Stand,
    pub for_money: bool,
    pub for_goods: bool,
    pub price: i64,
}

/// Who wants which thing: that is a negotiation.
pub type Seats = (usize, usize);

/// An offer that was made, and how it fared.
#[derive(Clone, Debug)]
pub struct Made {
    pub id: Uuid,
    pub by: usize,
    pub package: Package,
    pub asked: bool,
    pub status: OfferStatus,
    /// Why it was declined, in the decliner's words.
    pub reason: String,
}

#[derive(Clone, Debug)]
pub struct Negotiation {
    /// As the product's machine evolved it.
    pub state: State,
    /// Every good that was ever included here: it may be named again.
    pub included: Vec<usize>,
    /// How often the buyer began today.
    pub begun: usize,
    /// Every offer ever made here.
    pub offers: Vec<Made>,
}

impl Negotiation {
    pub fn fresh() -> Self {
        Self { state: State::new(), included: vec![], begun: 0, offers: vec![] }
    }

    /// The offer that waits for an answer.
    pub fn pending(&self) -> Option<&Made> {
        let pending = self.state.pending()?;
        self.offers.iter().find(|made| OfferId(made.id) == pending.id)
    }

    pub fn version(&self) -> i32 {
        self.state.version
    }
}

/// Which party somebody is.
pub fn party(who: usize, seats: Seats) -> Party {
    if who == seats.0 { Party::Buyer } else { Party::Seller }
}

#[derive(Clone, Debug)]
pub struct Deal {
    pub seats: Seats,
    pub package: Package,
    /// What it holds, and where that goes back to.
    pub held: Vec<(usize, Stand)>,
    /// As the product's machine evolved it.
    pub state: deals::State,
}

impl Deal {
    pub fn lives(&self) -> bool {
        self.state.status.is_live()
    }
}

/// What somebody saw when they answered.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub offer: Uuid,
    pub version: i32,
}

/// What somebody does in a negotiation.
#[derive(Clone, Debug)]
pub enum Deed {
    /// From the page of the thing: answers nothing that was seen.
    Offer(Uuid, Package),
    Counter(Uuid, Seen, Package),
    Accept(Seen),
    Decline(Seen, String),
    AskMore(Seen),
    Withdraw(Seen),
}

/// What happens in the street.
#[derive(Clone, Debug)]
pub enum Command {
    At(Seats, Deed),
    /// The thing is written anew: kept or shown, for money, for goods.
    Write {
        thing: usize,
        kept: bool,
        for_money: bool,
        for_goods: bool,
    },
    Delete(usize),
    CallOff(usize),
    /// For a day nobody else gets the thing.
    Promise(Seats),
    /// That word is over.
    Release(Seats),
    /// A day goes by and an hour.
    Day,
    /// Somebody's last move arrives once more.
    Again,
}

impl Command {
    /// In one word, to count by.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::At(_, Deed::Offer(..)) => "offer",
            Self::At(_, Deed::Counter(..)) => "counter",
            Self::At(_, Deed::Accept(_)) => "accept",
            Self::At(_, Deed::Decline(..)) => "decline",
            Self::At(_, Deed::AskMore(_)) => "ask more",
            Self::At(_, Deed::Withdraw(_)) => "withdraw",
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

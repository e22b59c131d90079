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

/// Who wants which thing: that is a negotiation.
pub type Parties = (usize, usize);

/// An offer that was made, and how it fared.
#[derive(Clone, Debug)]
pub struct OfferRecord {
    pub id: Uuid,
    pub by: usize,
    pub package: Package,
    pub asked_for_more: bool,
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
    pub opened_today: usize,
    /// Every offer ever made here.
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

/// Which party somebody is.
pub fn party(who: usize, parties: Parties) -> Party {
    if who == parties.0 { Party::Buyer } else { Party::Seller }
}

#[derive(Clone, Debug)]
pub struct Deal {
    pub parties: Parties,
    pub package: Package,
    /// What it holds, and where that goes back to.
    pub reserved: Vec<(usize, Availability)>,
    /// As the product's machine evolved it.
    pub state: deals::State,
}

impl Deal {
    pub fn is_live(&self) -> bool {
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
pub enum BargainStep {
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
    Bargain(Parties, BargainStep),
    /// The thing is written anew: kept or shown, for money, for goods.
    Write {
        listing: usize,
        kept: bool,
        for_money: bool,
        for_goods: bool,
    },
    Delete(usize),
    CallOff(usize),
    /// For a day nobody else gets the thing.
    Promise(Parties),
    /// That word is over.
    Release(Parties),
    /// A day goes by and an hour.
    Day,
    /// Somebody's last move arrives once more.
    Again,
}

impl Command {
    /// In one word, to count by.
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

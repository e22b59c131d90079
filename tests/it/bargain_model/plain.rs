//! Bargaining in plain terms: what lies on each table, who may answer it, what is held. Written apart from the house,
//! knows neither rows nor machine, and is compared with both.

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

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Open,
    Agreed,
    Closed,
}

/// Who wants which thing: that is a table.
pub type Seats = (usize, usize);

/// What lies on a table.
#[derive(Clone, Debug)]
pub struct Lying {
    pub id: Uuid,
    pub by: usize,
    pub asked: bool,
    pub package: Package,
}

#[derive(Clone, Debug)]
pub struct Table {
    pub state: State,
    pub version: i32,
    pub lying: Option<Lying>,
    /// Every good that ever lay here: it may be named again.
    pub laid: Vec<usize>,
    /// How often the buyer began today.
    pub begun: usize,
    /// Every offer ever made here, with how it fared.
    pub offers: Vec<(Lying, String)>,
}

impl Table {
    pub fn empty() -> Self {
        Self { state: State::Open, version: 0, lying: None, laid: vec![], begun: 0, offers: vec![] }
    }

    /// What lay here lies here no more.
    pub fn settle(&mut self, fared: &str) {
        if let Some(lying) = self.lying.take()
            && let Some(offer) = self.offers.iter_mut().find(|(offer, _)| offer.id == lying.id)
        {
            // Asked for more it may be meanwhile.
            *offer = (lying, fared.to_owned());
        }
    }
}

#[derive(Clone, Debug)]
pub struct Deal {
    pub seats: Seats,
    pub package: Package,
    /// What it holds, and where that goes back to.
    pub held: Vec<(usize, Stand)>,
    pub lives: bool,
}

/// What somebody saw when they answered.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub offer: Uuid,
    pub version: i32,
}

/// What somebody does at a table.
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

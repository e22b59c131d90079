//! What the machine reads and changes.

use chrono::Duration;

use super::super::reasons::RulingReason;
use crate::base::clock::Timestamp;
use crate::base::ids::{UserId, words};
use crate::market::Party;
use crate::trade::deals::Verdict;

/// The other party has so long to answer.
pub(super) const TO_ANSWER: Duration = Duration::hours(48);
/// A mediator has so long to rule, in each round.
pub(super) const TO_RULE: Duration = Duration::hours(72);
/// The parties have so long to accept a ruling or to appeal.
pub(super) const TO_APPEAL: Duration = Duration::hours(72);
/// However much evidence is asked for, a ruling of the first round is due so long after the complaint.
pub(super) const LONGEST: Duration = Duration::days(21);

words! {
    /// The status of a dispute.
    #[schema(as = DisputeStatus)]
    Status {
        /// The other party has to answer.
        Open = "open",
        /// A mediator has to rule.
        Answered = "answered",
        /// Ruled; the parties may accept it or appeal.
        Ruled = "ruled",
        /// Another mediator has to rule.
        Appealed = "appealed",
        /// The parties agreed on how it ends.
        Settled = "settled",
        /// It ended as it was ruled.
        Final = "final",
        /// The complaint was withdrawn: the deal goes on.
        Withdrawn = "withdrawn",
    }
}

/// An offer to settle, which waits for the other party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// A member, never the system.
    pub by: Party,
    pub verdict: Verdict,
}

/// A ruling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ruling {
    pub verdict: Verdict,
    pub reason: RulingReason,
    /// `None` when the clock decided.
    pub by: Option<UserId>,
    /// The second mediator, where two are needed.
    pub confirmed_by: Option<UserId>,
    pub at: Timestamp,
    /// `None` while it waits for the second mediator.
    pub confirmed_at: Option<Timestamp>,
}

impl Ruling {
    /// Whether it needs no second mediator any more.
    pub fn is_in_force(&self) -> bool {
        self.confirmed_at.is_some()
    }

    /// Whether somebody had a hand in it.
    pub fn is_of(&self, mediator: UserId) -> bool {
        self.by == Some(mediator) || self.confirmed_by == Some(mediator)
    }
}

/// A dispute, as the machine sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Who complained: a member, never the system.
    pub claimant: Party,
    pub status: Status,
    /// From 1; increases by one with each event.
    pub version: i32,
    /// When the default applies; `None` once it has ended.
    pub deadline_at: Option<Timestamp>,
    /// The deadline of a ruling of the first round does not move beyond it.
    pub latest_at: Timestamp,
    /// What the claimant wants.
    pub wants: Verdict,
    /// What the other party wants, when it says so.
    pub answer: Option<Verdict>,
    pub offer: Option<Offer>,
    /// Whether each party accepts the ruling.
    pub buyer_accepts: bool,
    pub seller_accepts: bool,
    pub appealed_by: Option<Party>,
    /// The ruling of the first round, in force or waiting for a second mediator.
    pub first: Option<Ruling>,
    /// The ruling after an appeal.
    pub second: Option<Ruling>,
    /// How it ended; `None` while it is open, and when it was withdrawn.
    pub end: Option<Verdict>,
    /// Who works on it.
    pub mediator: Option<UserId>,
    /// Whether staff has joined the room.
    pub joined: bool,
}

impl State {
    /// A dispute that is opened now.
    pub fn open(claimant: Party, wants: Verdict, now: Timestamp) -> Self {
        Self {
            claimant,
            status: Status::Open,
            version: 1,
            deadline_at: Some(now + TO_ANSWER),
            latest_at: now + LONGEST,
            wants,
            answer: None,
            offer: None,
            buyer_accepts: false,
            seller_accepts: false,
            appealed_by: None,
            first: None,
            second: None,
            end: None,
            mediator: None,
            joined: false,
        }
    }

    pub fn is_open(&self) -> bool {
        self.deadline_at.is_some()
    }

    /// The ruling that waits for a second mediator.
    pub fn proposal(&self) -> Option<&Ruling> {
        let present = if self.status == Status::Appealed { &self.second } else { &self.first };
        present.as_ref().filter(|ruling| !ruling.is_in_force())
    }

    /// The ruling that counts.
    pub fn ruling(&self) -> Option<&Ruling> {
        let in_force = |ruling: &&Ruling| ruling.is_in_force();
        self.second.as_ref().filter(in_force).or(self.first.as_ref().filter(in_force))
    }

    /// Whether a party accepts the ruling.
    pub fn accepts(&self, party: Party) -> bool {
        match party {
            Party::Buyer => self.buyer_accepts,
            Party::Seller => self.seller_accepts,
            Party::System => false,
        }
    }
}

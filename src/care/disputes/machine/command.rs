//! The words of the machine: commands, events, refusals.

use super::super::reasons::RulingReason;
use super::state::Ruling;
use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::ids::{UserId, words};
use crate::market::Party;
use crate::trade::deals::{Course, Verdict};

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The buyer or the seller.
    Party(Party),
    /// Somebody of the staff.
    Mediator(UserId),
    /// The clock.
    System,
}

/// What the machine has to know beside the dispute.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    pub now: Timestamp,
    /// The deal, whose clocks stand still.
    pub course: &'a Course,
    /// Whether the sum in dispute demands two mediators.
    pub needs_two: bool,
    /// Whether the mediator is a party of the deal, or seems to be one person with a party.
    pub conflicted: bool,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Answer the complaint, and say what one wants: the other party.
    Answer {
        /// May be left out.
        wants: Option<Verdict>,
    },
    /// Offer to settle, first or instead of the other's offer: a party, by turn.
    Offer {
        verdict: Verdict,
        /// The version that the party saw.
        seen: i32,
    },
    /// Take one's own offer back.
    WithdrawOffer,
    /// Accept the other's offer.
    Accept {
        /// The version that the party saw.
        seen: i32,
    },
    /// Accept the ruling.
    AcceptRuling {
        /// The version that the party saw.
        seen: i32,
    },
    /// Appeal against the ruling, once.
    Appeal,
    /// Give evidence: a party.
    GiveEvidence,
    /// Take the complaint back: who made it.
    Withdraw,
    /// Work on it: a mediator.
    Take,
    /// Give it to another mediator: who works on it.
    HandOver { to: UserId },
    /// Join the room.
    Join,
    /// Write to both parties.
    Say,
    /// Keep a note for the staff.
    Note,
    /// Ask a party for evidence.
    Ask { party: Party, due: Timestamp },
    /// Rule.
    Rule {
        verdict: Verdict,
        reason: RulingReason,
        /// The version that the mediator saw.
        seen: i32,
    },
    /// Confirm the ruling of another mediator.
    Confirm {
        /// The version that the mediator saw.
        seen: i32,
    },
    /// Apply the default at the deadline: the system.
    Lapse,
}

words! {
    /// The kinds of commands.
    #[schema(as = DisputeCommandKind)]
    CommandKind {
        /// [`Command::Answer`].
        Answer = "answer",
        /// [`Command::Offer`].
        Offer = "offer",
        /// [`Command::WithdrawOffer`].
        WithdrawOffer = "withdraw_offer",
        /// [`Command::Accept`].
        Accept = "accept",
        /// [`Command::AcceptRuling`].
        AcceptRuling = "accept_ruling",
        /// [`Command::Appeal`].
        Appeal = "appeal",
        /// [`Command::GiveEvidence`].
        GiveEvidence = "evidence",
        /// [`Command::Withdraw`].
        Withdraw = "withdraw",
        /// [`Command::Take`].
        Take = "take",
        /// [`Command::HandOver`].
        HandOver = "hand_over",
        /// [`Command::Join`].
        Join = "join",
        /// [`Command::Say`].
        Say = "say",
        /// [`Command::Note`].
        Note = "note",
        /// [`Command::Ask`].
        Ask = "ask",
        /// [`Command::Rule`].
        Rule = "rule",
        /// [`Command::Confirm`].
        Confirm = "confirm",
        /// [`Command::Lapse`].
        Lapse = "lapse",
    }
}

/// A change that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Answered {
        wants: Option<Verdict>,
        deadline: Timestamp,
    },
    Offered {
        by: Party,
        verdict: Verdict,
    },
    OfferWithdrawn {
        by: Party,
    },
    /// The parties agreed: it has ended.
    Settled {
        verdict: Verdict,
    },
    RulingAccepted {
        by: Party,
    },
    Appealed {
        by: Party,
        deadline: Timestamp,
    },
    EvidenceGiven {
        by: Party,
    },
    /// The complaint was taken back: it has ended.
    Withdrawn,
    Taken {
        by: UserId,
    },
    HandedOver {
        by: UserId,
        to: UserId,
    },
    Joined {
        by: UserId,
    },
    Said {
        by: UserId,
    },
    Noted {
        by: UserId,
    },
    Asked {
        by: UserId,
        party: Party,
        due: Timestamp,
        deadline: Timestamp,
    },
    /// A ruling waits for a second mediator.
    Proposed {
        ruling: Ruling,
    },
    /// A ruling is in force.
    Ruled {
        ruling: Ruling,
        deadline: Timestamp,
    },
    /// It has ended as it was ruled.
    Ended {
        verdict: Verdict,
    },
}

/// Why a command is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It has ended, or this step was done.
    TooLate,
    /// The step comes later.
    TooEarly,
    /// The deadline has not passed, or it is not the system.
    NotDue,
    /// Somebody else takes this step.
    NotYours,
    /// One's own offer waits for the other party.
    NotYourTurn,
    /// It changed since it was seen.
    Changed,
    /// The deal is not one that can end like this.
    NotThisOutcome,
    /// The mediator is a party, or seems to be one person with a party.
    Conflicted,
    /// The mediator has ruled on it before.
    NotAgain,
    /// The ruling waits for somebody else than its author.
    SecondEyes,
    /// Evidence is due between an hour and seven days from now.
    DueRange,
}

impl From<Refusal> for Text {
    fn from(refusal: Refusal) -> Self {
        Self::new(match refusal {
            Refusal::TooLate => "dispute-too-late",
            Refusal::TooEarly => "dispute-too-early",
            Refusal::NotDue => "dispute-not-due",
            Refusal::NotYours => "dispute-not-yours",
            Refusal::NotYourTurn => "dispute-not-your-turn",
            Refusal::Changed => "dispute-changed",
            Refusal::NotThisOutcome => "dispute-not-this-outcome",
            Refusal::Conflicted => "dispute-conflicted",
            Refusal::NotAgain => "dispute-not-again",
            Refusal::SecondEyes => "dispute-second-eyes",
            Refusal::DueRange => "dispute-due-range",
        })
    }
}

//! The words of the machine: commands, events, refusals.

use super::verdict::Verdict;
use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::ids::words;
use crate::market::Party;
use crate::trade::shipping::Courier;

/// A courier and the number it gave a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracking {
    pub courier: Courier,
    /// Without spaces, in capitals.
    pub number: String,
}

/// A request of a party or of the system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Take a pending deal: the seller; for the assistant the system, at the deadline.
    Confirm,
    /// Call the deal off before anything was sent; the system does so at the deadline, by [`Command::Lapse`].
    CallOff {
        /// The party's text; may be empty.
        reason: String,
    },
    /// Name the shipping cost: the seller, until the buyer pays.
    SetShipping {
        /// Whole rupiah.
        amount: i64,
        /// Whether a payment was started with another sum.
        paying: bool,
    },
    /// Start the payment: the buyer.
    Pay,
    /// The provider holds the money: the system.
    Capture,
    /// Send one's goods.
    Send(Tracking),
    /// What a party sends has arrived: its receiver, or the system by the courier's report.
    Arrive { sender: Party },
    /// What a party sent is lost: its sender, or the system by the courier's report.
    Lose { sender: Party },
    /// What a party sent came back to it: its sender, or the system by the courier's report.
    Return { sender: Party },
    /// Confirm that one has received the other's goods.
    Receive,
    /// Complete a meeting with the buyer's hand-over code: the seller.
    HandOver {
        /// Whether it is the code of this deal.
        matches: bool,
    },
    /// The parties agreed to meet at `at`: the deal does not end before it. The system, for both.
    Appoint { at: Timestamp },
    /// End a pending order whose offer has ended: the system.
    Drop,
    /// Complain: a party. The clocks and the money stand still.
    Dispute,
    /// End the dispute as if it had not been: the system, when the complaint is withdrawn.
    Resume,
    /// Carry out what was settled or ruled: the system.
    Rule(Verdict),
    /// End what was to go back, at the deadline, because its receiver gave no address: the system.
    Forfeit,
    /// Apply the default outcome at the deadline: the system.
    Lapse,
}

words! {
    /// The kinds of commands.
    CommandKind {
        /// [`Command::Confirm`].
        Confirm = "confirm",
        /// [`Command::CallOff`].
        CallOff = "cancel",
        /// [`Command::SetShipping`].
        SetShipping = "set_shipping",
        /// [`Command::Pay`].
        Pay = "pay",
        /// [`Command::Capture`].
        Capture = "capture",
        /// [`Command::Send`].
        Send = "ship",
        /// [`Command::Arrive`].
        Arrive = "deliver",
        /// [`Command::Lose`].
        Lose = "lose",
        /// [`Command::Return`].
        Return = "return",
        /// [`Command::Receive`].
        Receive = "complete",
        /// [`Command::HandOver`].
        HandOver = "hand_over",
        /// [`Command::Appoint`].
        Appoint = "appoint",
        /// [`Command::Drop`].
        Drop = "drop",
        /// [`Command::Dispute`].
        Dispute = "dispute",
        /// [`Command::Resume`].
        Resume = "resume",
        /// [`Command::Rule`].
        Rule = "rule",
        /// [`Command::Forfeit`].
        Forfeit = "forfeit",
        /// [`Command::Lapse`].
        Lapse = "lapse",
    }
}

/// A change that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A pending deal is agreed.
    Confirmed {
        at: Timestamp,
        deadline: Timestamp,
    },
    ShippingSet {
        amount: i64,
    },
    /// The buyer was sent to the provider.
    PaymentStarted,
    /// The provider holds the money.
    Paid {
        at: Timestamp,
        deadline: Timestamp,
    },
    /// The provider got the money of a deal that has ended: it goes back.
    PaidTooLate,
    Sent {
        sender: Party,
        tracking: Tracking,
        at: Timestamp,
    },
    /// Every leg was sent.
    Shipped {
        deadline: Timestamp,
    },
    Arrived {
        sender: Party,
        at: Timestamp,
    },
    /// Every leg has arrived, or is presumed to.
    Delivered {
        deadline: Timestamp,
    },
    Received {
        sender: Party,
        at: Timestamp,
    },
    Lost {
        sender: Party,
    },
    CameBack {
        sender: Party,
    },
    /// The deal waits longer, until after the meeting.
    Appointed {
        deadline: Timestamp,
    },
    /// The seller entered a wrong hand-over code.
    WrongCode,
    /// Everything was handed over; `complaint_until` as in [`super::State`].
    Completed {
        complaint_until: Option<Timestamp>,
    },
    /// A party has complained.
    Disputed {
        by: Party,
        at: Timestamp,
    },
    /// The complaint was withdrawn; a deal that had ended has no deadline.
    Resumed {
        deadline: Option<Timestamp>,
    },
    /// The provider holds the money of a deal whose clocks stand still.
    PaidMeanwhile {
        at: Timestamp,
    },
    /// How the dispute ends.
    Ruled {
        verdict: Verdict,
    },
    /// What was handed over goes back, until `deadline`.
    Returning {
        deadline: Timestamp,
    },
    /// What goes back is on its way or has arrived: the next deadline.
    ReturnsDue {
        deadline: Timestamp,
    },
    /// The money that is held is divided, and the goods stay where they are.
    Divided {
        verdict: Verdict,
    },
    /// Ended without a hand-over; by the system at a deadline or when a parcel is lost.
    Cancelled {
        by: Party,
        /// The party's text; may be empty.
        reason: String,
    },
}

/// Why a command is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The deal has ended, or this step was done.
    TooLate,
    /// The deadline has not passed, or the party is not the system.
    NotDue,
    /// What the assistant agreed binds the buyer while the seller may reject it.
    Bound,
    /// The step comes later.
    TooEarly,
    /// The other party takes this step.
    NotYours,
    /// No money passes through the platform in this deal.
    NotProtected,
    /// The buyer has to pay first.
    NotPaid,
    /// The goods are handed over at a meeting.
    Meeting,
    /// The goods are sent.
    NoMeeting,
    /// Something was sent already.
    OnItsWay,
    /// A payment was started with the sum as it was.
    Paying,
    /// The hand-over code was wrong five times.
    CodeLocked,
    /// A dispute about the deal is open.
    InDispute,
    /// The time to complain has passed, or there is nothing yet to complain about.
    NoComplaint,
    /// The deal is not one that can end like this.
    NotThisOutcome,
}

impl Refusal {
    /// Key of its text in the message catalogue.
    pub fn key(self) -> &'static str {
        match self {
            Self::TooLate => "deal-too-late",
            Self::NotDue => "deal-not-due",
            Self::Bound => "deal-bound",
            Self::TooEarly => "deal-too-early",
            Self::NotYours => "deal-not-yours",
            Self::NotProtected => "deal-not-protected",
            Self::NotPaid => "deal-not-paid",
            Self::Meeting => "deal-is-meeting",
            Self::NoMeeting => "deal-no-meeting",
            Self::OnItsWay => "deal-on-its-way",
            Self::Paying => "deal-paying",
            Self::CodeLocked => "deal-code-locked",
            Self::InDispute => "deal-in-dispute",
            Self::NoComplaint => "deal-no-complaint",
            Self::NotThisOutcome => "deal-not-this-outcome",
        }
    }
}

impl From<Refusal> for Text {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.key())
    }
}

//! The plain types.

use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::ids::words;
use crate::market::Party;

/// Where and when two people meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingPlan {
    /// As the person wrote it, one line.
    pub place: String,
    /// The code of the region that the place lies in.
    pub region: Option<String>,
    pub at: Timestamp,
}

/// A plan that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub plan: MeetingPlan,
    pub by: Party,
}

/// The plan in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    pub plan: MeetingPlan,
    /// The version of the proposal that was accepted.
    pub version: i32,
}

/// The report that somebody did not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoShow {
    /// Who was there.
    pub by: Party,
    pub at: Timestamp,
    /// What the other says to it.
    pub answer: Option<NoShowAnswer>,
}

/// What the other says to the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoShowAnswer {
    pub text: String,
    pub at: Timestamp,
}

/// The state of a meet-up; the default has nothing proposed yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// The number of proposals so far.
    pub version: i32,
    pub proposal: Option<Proposal>,
    pub agreed: Option<Agreed>,
    /// When each checked in at the agreed place.
    pub buyer_arrived: Option<Timestamp>,
    pub seller_arrived: Option<Timestamp>,
    pub no_show: Option<NoShow>,
}

impl State {
    /// The version of a proposal that waits for the answer of `party`.
    pub fn waits_for(&self, party: Party, now: Timestamp) -> Option<i32> {
        let proposal = self.proposal.as_ref().filter(|_| self.no_show.is_none())?;
        (proposal.by.other() == party && proposal.plan.at > now).then_some(self.version)
    }

    /// When a member checked in; the system never does.
    pub fn arrived(&self, party: Party) -> Option<Timestamp> {
        match party {
            Party::Buyer => self.buyer_arrived,
            Party::Seller => self.seller_arrived,
            Party::System => None,
        }
    }
}

words! {
    /// Kinds of public places in which strangers meet well.
    PublicPlace {
        Minimarket = "minimarket",
        Station = "stasiun",
        BusStop = "halte",
        PoliceStation = "kantor_polisi",
        Mall = "mal",
        Mosque = "masjid",
    }
}

impl PublicPlace {
    /// Its name.
    pub fn label(self) -> Text {
        Text::new(match self {
            Self::Minimarket => "meetup-place-minimarket",
            Self::Station => "meetup-place-station",
            Self::BusStop => "meetup-place-bus-stop",
            Self::PoliceStation => "meetup-place-police",
            Self::Mall => "meetup-place-mall",
            Self::Mosque => "meetup-place-mosque",
        })
    }
}

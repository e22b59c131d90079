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

words! {
    /// The status of a meet-up.
    #[schema(as = MeetupStatus)]
    Status {
        /// A plan waits for the other party's answer, and none is agreed.
        Proposed = "proposed",
        /// A plan is agreed.
        Agreed = "agreed",
        /// One party reported that the other did not come; nothing but the answer follows.
        NoShow = "no_show",
    }
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

/// The state of a meet-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// From 1; increases by one with each proposal.
    pub version: i32,
    pub proposal: Option<Proposal>,
    pub agreed: Option<Agreed>,
    /// When each checked in at the agreed place.
    pub buyer_arrived: Option<Timestamp>,
    pub seller_arrived: Option<Timestamp>,
    pub no_show: Option<NoShow>,
}

impl State {
    /// The state after the first proposal.
    pub fn proposed(by: Party, plan: MeetingPlan) -> Self {
        Self {
            version: 1,
            proposal: Some(Proposal { plan, by }),
            agreed: None,
            buyer_arrived: None,
            seller_arrived: None,
            no_show: None,
        }
    }

    /// Its status.
    pub fn status(&self) -> Status {
        match (&self.no_show, &self.agreed) {
            (Some(_), _) => Status::NoShow,
            (None, Some(_)) => Status::Agreed,
            (None, None) => Status::Proposed,
        }
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

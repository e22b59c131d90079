//! A deal and its reader: the input of the views of its page.

use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::money;
use crate::config::Mode;
use crate::market::Party;
use crate::trade::deals::{
    Address, CommandKind, Course, Deal, DealItem, Leg, Payment, Status, may_dispute, permitted,
};
use crate::trade::meetups::State;
use crate::trade::reviews::Exchange;
use crate::trade::track_record::TrackRecord;

/// A deal and what matters of its reader.
pub(super) struct OrderFacts<'a> {
    pub(super) deal: &'a Deal,
    pub(super) course: &'a Course,
    /// The listings of the deal.
    pub(super) items: &'a [DealItem],
    /// The reader's part in the deal.
    pub(super) role: Party,
    /// The time of the request.
    pub(super) now: Timestamp,
    /// Name of the counterparty.
    pub(super) other: &'a str,
    /// What only its own page shows.
    pub(super) private: Private,
}

/// What a reader may see of addresses and codes.
#[derive(Debug, Clone, Default)]
pub(super) struct Private {
    /// Where the reader receives what the counterparty sends.
    pub(super) own_address: Option<Address>,
    /// Where the counterparty receives what the reader sends.
    pub(super) other_address: Option<Address>,
    /// The label of the region of `other_address`.
    pub(super) other_region: String,
    /// The label of the region of `own_address`.
    pub(super) own_region: String,
    /// The digits that the buyer shows at the meeting.
    pub(super) handover_code: Option<String>,
    /// Whether a payment was started that is not paid yet.
    pub(super) paying: bool,
    /// The meeting of a deal whose parties meet.
    pub(super) meeting: Option<MeetingFacts>,
    /// Whether what both are bound to is recorded.
    pub(super) has_sheet: bool,
    /// The reviews of a deal that is reviewable.
    pub(super) reviews: Option<Exchange>,
    /// How the counterparty has traded.
    pub(super) record: Option<TrackRecord>,
}

/// The meeting of a deal whose parties meet.
#[derive(Debug, Clone)]
pub(super) struct MeetingFacts {
    pub(super) state: State,
    /// The labels of the regions of the agreed and the proposed plan.
    pub(super) agreed_region: String,
    pub(super) proposed_region: String,
    /// The region that the form begins with.
    pub(super) form_region: String,
    pub(super) form_region_label: String,
}

impl MeetingFacts {
    /// A meeting without what only the page of its deal shows.
    pub(super) fn of(state: &State) -> Self {
        Self {
            state: state.clone(),
            agreed_region: String::new(),
            proposed_region: String::new(),
            form_region: String::new(),
            form_region_label: String::new(),
        }
    }
}

impl OrderFacts<'_> {
    pub(super) fn buys(&self) -> bool {
        self.role == Party::Buyer
    }

    pub(super) fn is_barter(&self) -> bool {
        self.deal.mode == Mode::Barter
    }

    pub(super) fn status(&self) -> Status {
        self.deal.state.status
    }

    /// Whether the deal has not ended.
    pub(super) fn open(&self) -> bool {
        self.status().is_live()
    }

    pub(super) fn meets(&self) -> bool {
        self.course.meets()
    }

    /// Whether the buyer has to pay before anything is sent.
    pub(super) fn unpaid(&self) -> bool {
        self.deal.state.payment == Payment::Pending
    }

    /// Whether the reader may give a command of this kind now.
    pub(super) fn may(&self, kind: CommandKind) -> bool {
        permitted(self.course, self.role).contains(&kind)
    }

    /// Whether the reader may complain now.
    pub(super) fn may_dispute(&self) -> bool {
        may_dispute(self.course, self.role, self.now)
    }

    /// Whether the deal waits for the reader.
    pub(super) fn acts(&self) -> bool {
        use CommandKind::{Confirm, Pay, Receive, Send};
        let turn = [Confirm, Pay, Send].into_iter().any(|kind| self.may(kind));
        let answers = self.private.meeting.as_ref().is_some_and(|meeting| {
            self.open() && meeting.state.waits_for(self.role, self.now).is_some()
        });
        turn || answers || (self.status() == Status::Delivered && self.may(Receive))
    }

    /// What the reader gives, or gives back.
    pub(super) fn outgoing(&self) -> Option<&Leg> {
        self.course.present_legs().iter().find(|leg| leg.sender == self.role)
    }

    /// What the reader gets, or gets back.
    pub(super) fn incoming(&self) -> Option<&Leg> {
        self.course.present_legs().iter().find(|leg| leg.sender == self.role.other())
    }

    /// A message with the name of the counterparty.
    pub(super) fn named(&self, key: &'static str) -> Text {
        Text::new(key).with("name", self.other)
    }
}

/// The money that the buyer adds to the goods of a barter; none without.
pub(super) fn cash(facts: &OrderFacts<'_>) -> Option<Text> {
    let amount = Some(facts.deal.amount).filter(|amount| *amount > 0 && facts.is_barter())?;
    let text = match facts.buys() {
        true => Text::new("deal-barter-cash-mine"),
        false => facts.named("deal-barter-cash-theirs"),
    };
    Some(text.with("amount", money::rupiah(amount)))
}

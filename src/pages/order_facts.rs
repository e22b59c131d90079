//! A deal as one of its parties sees it: what the parts of its page are made of.

use crate::base::i18n::Text;
use crate::base::money;
use crate::config::Mode;
use crate::market::Party;
use crate::market::listings::Card;
use crate::trade::deals::{Deal, DealItem, Status};

/// A deal, and who looks at it.
pub(super) struct OrderFacts<'a> {
    pub(super) deal: &'a Deal,
    /// Its goods.
    pub(super) items: &'a [DealItem],
    /// The reader's side.
    pub(super) side: Party,
    /// The other party's name.
    pub(super) other: &'a str,
    /// The listing as it stands today.
    pub(super) listing: Option<&'a Card>,
    /// Whether the reader may call it off.
    pub(super) may_call_off: bool,
}

impl OrderFacts<'_> {
    pub(super) fn buys(&self) -> bool {
        self.side == Party::Buyer
    }

    pub(super) fn swaps(&self) -> bool {
        self.deal.mode == Mode::Barter
    }

    /// The deal waits for the seller's word, or for both to meet.
    pub(super) fn open(&self) -> bool {
        matches!(self.deal.state.status, Status::Pending | Status::Agreed)
    }

    pub(super) fn named(&self, key: &'static str) -> Text {
        Text::new(key).with("name", self.other)
    }
}

/// What the buyer adds to the goods of a barter.
pub(super) fn cash(facts: &OrderFacts<'_>) -> Option<Text> {
    let amount = Some(facts.deal.amount).filter(|amount| *amount > 0 && facts.swaps())?;
    let text = match facts.buys() {
        true => Text::new("deal-barter-cash-mine"),
        false => facts.named("deal-barter-cash-theirs"),
    };
    Some(text.with("amount", money::rupiah(amount)))
}

//! A deal and its reader: the input of the views of its page.

use crate::base::i18n::Text;
use crate::base::money;
use crate::config::Mode;
use crate::market::Party;
use crate::market::listings::Card;
use crate::trade::deals::{Deal, DealItem, Status};

/// A deal and what matters of its reader.
pub(super) struct OrderFacts<'a> {
    pub(super) deal: &'a Deal,
    /// The listings of the deal.
    pub(super) items: &'a [DealItem],
    /// The reader's part in the deal.
    pub(super) role: Party,
    /// Name of the counterparty.
    pub(super) other: &'a str,
    /// The present state of the listing.
    pub(super) listing: Option<&'a Card>,
    /// Whether the reader may call it off.
    pub(super) may_call_off: bool,
}

impl OrderFacts<'_> {
    pub(super) fn buys(&self) -> bool {
        self.role == Party::Buyer
    }

    pub(super) fn is_barter(&self) -> bool {
        self.deal.mode == Mode::Barter
    }

    /// Whether the deal waits for the seller's decision, or for the parties to meet.
    pub(super) fn open(&self) -> bool {
        matches!(self.deal.state.status, Status::Pending | Status::Agreed)
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

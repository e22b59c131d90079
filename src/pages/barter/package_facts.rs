//! What the form for a package is made of.

use super::inventory::PackageContents;
use crate::base::i18n::Text;
use crate::market::Party;

/// What kind of offer the package would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sending {
    /// The first offer.
    First,
    /// A better one, after the other member asked for more or a listing was edited.
    Better,
    /// An answer to the other member's offer.
    Counter,
}

/// What the view is made of.
pub(super) struct PackageFacts<'a> {
    pub(super) contents: &'a PackageContents,
    /// The reader's side.
    pub(super) side: Party,
    /// The other member's name.
    pub(super) other: &'a str,
    /// Goods of the seller for money; else goods for goods.
    pub(super) sale: bool,
    pub(super) sending: Sending,
    /// Whether money may be part of it on this site.
    pub(super) cash: bool,
    /// Whole rupiah, as it was typed or as the pending offer has it.
    pub(super) amount: Option<i64>,
}

impl PackageFacts<'_> {
    pub(super) fn titles(&self) -> (Text, &'static str, &'static str) {
        let (title, short, lead) = match (self.sale, self.side) {
            (false, _) => ("barter-title", "barter-title-short", "barter-lead"),
            (true, Party::Seller) => {
                ("barter-title-package", "barter-title-package-short", "barter-lead-package")
            }
            (true, Party::Buyer | Party::System) => {
                ("barter-title-sale", "barter-title-sale-short", "barter-lead-sale")
            }
        };
        (Text::new(title).with("name", self.other), short, lead)
    }

    pub(super) fn send(&self) -> &'static str {
        match self.sending {
            Sending::Better => "barter-send-better",
            Sending::Counter => "barter-send-counter",
            Sending::First if self.sale => "barter-send-sale",
            Sending::First => "barter-send",
        }
    }

    /// Without a good of the buyer's there is no barter.
    pub(super) fn missing(&self) -> Option<Text> {
        let (buyers, text) = match self.side {
            Party::Buyer | Party::System => (&self.contents.mine, Text::new("barter-pick-mine")),
            Party::Seller => {
                (&self.contents.theirs, Text::new("barter-pick-theirs").with("name", self.other))
            }
        };
        (!self.sale && buyers.goods.is_empty()).then_some(text)
    }
}

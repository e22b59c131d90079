//! What somebody is reviewed as.

use crate::base::ids::words;
use crate::config::Mode;
use crate::market::Party;

words! {
    /// What the reviewed person was in the deal.
    #[schema(as = ReviewAbout)]
    About {
        /// Who sold or gave the listing.
        Seller = "seller",
        /// Who got it.
        Buyer = "buyer",
        /// A party of a barter.
        Partner = "partner",
    }
}

impl About {
    /// What the counterparty of `author` was.
    pub fn of(mode: Mode, author: Party) -> Self {
        match (mode, author) {
            (Mode::Barter, _) => Self::Partner,
            (Mode::Sale | Mode::Free, Party::Seller) => Self::Buyer,
            (Mode::Sale | Mode::Free, _) => Self::Seller,
        }
    }
}

//! How a dispute about a deal ends: by the agreement of the parties, by a ruling, or by the clock.

use crate::base::ids::words;
use crate::market::Party;

words! {
    /// The kinds of verdicts.
    VerdictKind {
        /// [`Verdict::Pay`].
        Pay = "pay",
        /// [`Verdict::Refund`].
        Refund = "refund",
        /// [`Verdict::Split`].
        Split = "split",
        /// [`Verdict::ReturnBoth`].
        ReturnBoth = "return_both",
        /// [`Verdict::Damages`].
        Damages = "damages",
        /// [`Verdict::Void`].
        Void = "void",
    }
}

/// What becomes of a disputed deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The deal stands: money that is held goes to the seller.
    Pay,
    /// The money that is held goes back to the buyer; the goods stay where they are.
    Refund,
    /// The money that is held is divided; the goods stay where they are.
    Split {
        /// The buyer's share, 1 to 99.
        percent: i64,
    },
    /// What was handed over goes back; then the money does (KUHPerdata 1543 and 1544).
    ReturnBoth,
    /// The goods stay where they are, and a party is compensated (KUHPerdata 1544): out of the money that is held where the
    /// buyer is, else by the parties themselves.
    Damages {
        /// Whole rupiah, above 0.
        amount: i64,
        /// Who is compensated: a member, never the system.
        to: Party,
    },
    /// The deal lapses: nothing is with the other party any more or yet; money goes back (KUHPerdata 1545).
    Void,
}

impl Verdict {
    pub fn kind(self) -> VerdictKind {
        match self {
            Self::Pay => VerdictKind::Pay,
            Self::Refund => VerdictKind::Refund,
            Self::Split { .. } => VerdictKind::Split,
            Self::ReturnBoth => VerdictKind::ReturnBoth,
            Self::Damages { .. } => VerdictKind::Damages,
            Self::Void => VerdictKind::Void,
        }
    }

    /// What of `held` rupiah goes to the buyer, in whole rupiah, rounded down; `None` where the money is not divided.
    pub fn share_of_buyer(self, held: i64) -> Option<i64> {
        match self {
            Self::Split { percent } => {
                i64::try_from(i128::from(held) * i128::from(percent) / 100).ok()
            }
            Self::Damages { amount, to: Party::Buyer } => Some(amount.min(held)),
            _ => None,
        }
    }
}

//! The terms of a listing that several features read: its condition, and how it may be handed over. How it may be traded
//! (`Mode`) is in `config`, because a site profile lists the modes it has.

use crate::base::ids::words;

words! {
    /// How worn an item is, in five steps.
    Condition {
        /// Never opened.
        Sealed = "baru_segel",
        /// Without traces of use.
        LikeNew = "seperti_baru",
        /// Small traces of use.
        Good = "bagus",
        /// Visible traces of use; works.
        Fair = "layak_pakai",
        /// Needs repair.
        Broken = "butuh_perbaikan",
    }
}

impl Condition {
    /// Key of its label in the message catalogue: `condition-baru-segel`.
    pub fn label_key(self) -> String {
        format!("condition-{}", self.word().replace('_', "-"))
    }
}

words! {
    /// How an item may be handed over.
    Delivery {
        /// The parties meet.
        Meet = "cod",
        /// By parcel service.
        Parcel = "kirim",
        /// By a courier within the city.
        Instant = "gosend",
    }
}

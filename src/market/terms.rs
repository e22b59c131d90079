//! The terms of a listing that several features read: how worn it is, and how it may be handed over. How it may be traded
//! (`Mode`) is in `config`, because a site profile names the modes it has.

use crate::base::ids::words;

words! {
    /// How worn a thing is; five steps.
    Condition {
        /// Sealed.
        Sealed = "baru_segel",
        /// Like new.
        LikeNew = "seperti_baru",
        /// Good.
        Good = "bagus",
        /// Usable.
        Fair = "layak_pakai",
        /// Wants repair.
        Broken = "butuh_perbaikan",
    }
}

words! {
    /// How a thing may change hands.
    Delivery {
        /// By meeting.
        Meet = "cod",
        /// By parcel.
        Parcel = "kirim",
        /// By a courier within the city.
        Instant = "gosend",
    }
}

//! Why somebody complains, and why somebody rules.

use crate::base::ids::words;
use crate::config::Mode;
use crate::market::Party;
use crate::trade::deals::VerdictKind;

words! {
    /// Why a party complains. Of a barter the four cases of KUHPerdata 1543 to 1545 come first; otherwise the rules of a
    /// sale hold for it (1546).
    DisputeReason {
        /// Nothing came, or nobody came.
        NotReceived = "not_received",
        /// It is not what the listing says.
        NotAsDescribed = "not_as_described",
        /// It is damaged or does not work.
        Damaged = "damaged",
        /// It is counterfeit.
        Counterfeit = "counterfeit",
        /// The money was not paid as agreed, outside of the platform.
        NotPaid = "not_paid",
        /// What was received is not the other's property (1543).
        NotTheirs = "not_theirs",
        /// It was claimed by its owner: compensation is wanted (1544).
        EvictedDamages = "evicted_damages",
        /// It was claimed by its owner: one's own thing is wanted back (1544).
        EvictedReturn = "evicted_return",
        /// A thing perished before it was handed over, without its owner's fault (1545).
        Perished = "perished",
        /// Something else.
        Other = "other",
    }
}

impl DisputeReason {
    /// The reasons that a party of a deal may have, in the order in which they are shown.
    pub fn of(mode: Mode, claimant: Party) -> &'static [Self] {
        use DisputeReason::{
            Counterfeit, Damaged, EvictedDamages, EvictedReturn, NotAsDescribed, NotPaid,
            NotReceived, NotTheirs, Other, Perished,
        };
        match (mode, claimant) {
            (Mode::Barter, _) => &[
                NotTheirs,
                EvictedDamages,
                EvictedReturn,
                Perished,
                NotReceived,
                NotAsDescribed,
                Damaged,
                Counterfeit,
                Other,
            ],
            (_, Party::Seller) => &[NotPaid, NotReceived, Other],
            _ => &[NotReceived, NotAsDescribed, Damaged, Counterfeit, NotTheirs, Other],
        }
    }
}

words! {
    /// Why a dispute is ruled as it is: the playbook of the mediators.
    RulingReason {
        /// The goods are as the listing says.
        AsDescribed = "as_described",
        /// The listing does not mention a flaw.
        FlawNotMentioned = "flaw_not_mentioned",
        /// Other goods than those of the listing.
        DifferentGoods = "different_goods",
        /// The goods are counterfeit.
        CounterfeitGoods = "counterfeit_goods",
        /// Nothing was sent or handed over.
        NeverSent = "never_sent",
        /// Lost or damaged on the way.
        OnTheWay = "on_the_way",
        /// KUHPerdata 1543: not the other's property.
        NotOwner = "not_owner",
        /// KUHPerdata 1544: claimed by its owner.
        Evicted = "evicted",
        /// KUHPerdata 1545: perished without its owner's fault.
        Perished = "perished",
        /// What a party claims is not shown.
        NoEvidence = "no_evidence",
        /// Both contributed to it.
        BothAtFault = "both_at_fault",
        /// Another reason, which the text gives.
        Other = "other",
        /// The clock: the other party did not answer.
        NoAnswer = "no_answer",
        /// The clock: nobody ruled in time.
        NoRuling = "no_ruling",
    }
}

impl RulingReason {
    /// The reasons that a mediator may give, in the order of the playbook.
    pub fn of_mediators() -> impl Iterator<Item = Self> {
        let clock = |reason: &Self| matches!(reason, Self::NoAnswer | Self::NoRuling);
        Self::ALL.iter().copied().filter(move |reason| !clock(reason))
    }

    /// What the playbook advises for it; none where it depends.
    pub fn advice(self) -> &'static [VerdictKind] {
        use VerdictKind::{Damages, Pay, Refund, ReturnBoth, Split, Void};
        match self {
            Self::AsDescribed | Self::NoEvidence => &[Pay],
            Self::FlawNotMentioned => &[ReturnBoth, Split],
            Self::DifferentGoods | Self::CounterfeitGoods => &[ReturnBoth],
            Self::NeverSent => &[Void, Refund],
            Self::OnTheWay => &[Refund, Split],
            Self::NotOwner => &[ReturnBoth],
            Self::Evicted => &[Damages, ReturnBoth],
            Self::Perished => &[Void, ReturnBoth],
            Self::BothAtFault => &[Split, ReturnBoth],
            Self::Other | Self::NoAnswer | Self::NoRuling => &[],
        }
    }
}

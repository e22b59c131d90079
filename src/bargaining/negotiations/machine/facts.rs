//! What a decision depends on and does not change: read before it, never evolved.

use crate::config::Mode;
use crate::market::listings::Status;

/// What a listing allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListingFacts {
    /// Whether it is on the market now.
    pub on_offer: bool,
    /// Whether a deal holds it, or it is sold.
    pub taken: bool,
    /// Whether it is given away: offers are 0 and are not countered.
    pub free: bool,
    /// Whether money alone may be offered.
    pub for_money: bool,
    /// Whether listings may be offered in exchange.
    pub for_barter: bool,
}

impl ListingFacts {
    /// What a listing in this status, with these modes, allows.
    pub fn of(status: Status, modes: &[Mode]) -> Self {
        Self {
            on_offer: status == Status::Active,
            taken: status.is_taken(),
            free: modes.contains(&Mode::Free),
            for_money: modes.contains(&Mode::Sale),
            for_barter: modes.contains(&Mode::Barter),
        }
    }
}

/// Listings that an offer includes beside the negotiation's own, counted as they are now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IncludedCounts {
    /// How many the buyer gives.
    pub of_buyer: usize,
    /// How many the seller adds.
    pub of_seller: usize,
    /// How many of them are not available any more.
    pub unavailable: usize,
}

/// How often a buyer may begin below the asking price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// As the seller's rules say; 0 is a fixed price.
    pub allowed: i64,
    /// Used up in the last 24 hours.
    pub used: i64,
}

/// Everything a decision reads beside the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// What the listing allows.
    pub listing: ListingFacts,
    /// Whether the site lets money go on top of a barter.
    pub cash_on_top: bool,
    /// What the offer that is made or answered includes.
    pub included: IncludedCounts,
    /// Whether an offer that is made includes less than the pending one, or asks for more.
    pub gives_less: bool,
    /// Whether an offer that is made includes exactly what the pending one includes: only their amounts differ.
    pub same_goods: bool,
    /// Whether the seller reserved an included listing for another buyer.
    pub reserved_elsewhere: bool,
    /// Whether one of the two is suspended.
    pub suspended: bool,
    /// Whether who makes the move may make no offers for now.
    pub muted: bool,
    /// How many free listings the buyer may still get; read where the listing is free.
    pub gifts_left: i64,
    /// Opening offers below this are declined at once, whole rupiah; 0 declines none.
    pub floor: i64,
    /// The price of everything asked for, whole rupiah; none where something has no price.
    pub asking: Option<i64>,
    /// How often the buyer may begin below the asking price; none is without limit.
    pub tries: Option<Tries>,
}

impl Facts {
    /// Facts under which nothing but the state and the listing itself can refuse a command.
    pub fn permissive(listing: ListingFacts) -> Self {
        Self {
            listing,
            cash_on_top: true,
            included: IncludedCounts::default(),
            gives_less: false,
            same_goods: false,
            reserved_elsewhere: false,
            suspended: false,
            muted: false,
            gifts_left: i64::MAX,
            floor: 0,
            asking: None,
            tries: None,
        }
    }
}

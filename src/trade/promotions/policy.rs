//! What is offered for a listing, and for how much; pure. The page, the API and the action ask the same functions.

use serde::{Deserialize, Serialize};

use crate::config::PromotionTerms;
use crate::market::placements::Kind;

/// The days that a bump is sold for.
const BUMP_DAYS: [i16; 2] = [1, 2];
const HOURS_A_DAY: i16 = 24;

/// A promotion that may be bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = PromotionOffer)]
pub struct Offer {
    pub kind: Kind,
    pub hours: i16,
    /// Whole rupiah.
    pub amount: i64,
}

/// What may be bought for a listing with this asking price (whole rupiah; `None` without one), the cheapest first.
pub fn offers(terms: &PromotionTerms, price: Option<i64>) -> Vec<Offer> {
    let day = match price {
        Some(price) if price >= terms.costly_from => terms.costly_bump,
        _ => terms.bump,
    };
    let bump = |days: i16| Offer {
        kind: Kind::Bump,
        hours: days * HOURS_A_DAY,
        amount: day.saturating_mul(days.into()),
    };
    let banner = Offer { kind: Kind::Banner, hours: 2 * HOURS_A_DAY, amount: terms.banner };
    BUMP_DAYS.into_iter().map(bump).chain([banner]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bump_costs_5_000_to_20_000_by_price_and_days_and_a_banner_25_000() {
        let terms = PromotionTerms::default();
        let sums = |price| {
            let all = offers(&terms, price);
            all.iter().map(|it| (it.kind, it.hours, it.amount)).collect::<Vec<_>>()
        };
        let cheap = [(Kind::Bump, 24, 5_000), (Kind::Bump, 48, 10_000), (Kind::Banner, 48, 25_000)];
        let costly =
            [(Kind::Bump, 24, 10_000), (Kind::Bump, 48, 20_000), (Kind::Banner, 48, 25_000)];
        assert_eq!(sums(None), cheap);
        assert_eq!(sums(Some(499_999)), cheap);
        assert_eq!(sums(Some(500_000)), costly);
    }
}

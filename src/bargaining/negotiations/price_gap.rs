//! How far the prices of the two members are apart.

use serde::Serialize;

use super::model::Offer;
use crate::base::money;
use crate::market::Party;

/// The two prices on a line, positions in percent of it; only public numbers.
#[derive(Debug, Clone, Serialize)]
pub struct PriceGap {
    first_mine: Option<i64>,
    mine: Option<i64>,
    theirs: i64,
    asking: i64,
    x_mine_from: f64,
    x_mine: f64,
    x_theirs: f64,
    x_theirs_to: f64,
    difference: Option<i64>,
    label: String,
}

/// The reader's prices come from one end, the other member's from the other. None before the buyer's first offer.
pub(super) fn price_gap(offers: &[Offer], asking: i64, reader: Party) -> Option<PriceGap> {
    let buyer: Vec<i64> =
        offers.iter().filter(|offer| offer.by == Party::Buyer).map(|offer| offer.amount).collect();
    let (first, last) = (*buyer.first()?, *buyer.last()?);
    let seller =
        offers.iter().rfind(|offer| offer.by == Party::Seller).map_or(asking, |offer| offer.amount);
    let low = first.min(last).min(seller);
    let high = asking.max(seller).max(last);
    let at = |amount: i64| position(amount, low, high);
    let buyer_is_me = reader == Party::Buyer;
    // The buyer's end is always the low one; which of the two is the reader's depends on the reader.
    let (first_mine, mine, theirs) = if buyer_is_me {
        (Some(first), Some(last), seller)
    } else {
        (Some(asking), Some(seller), last)
    };
    Some(PriceGap {
        first_mine,
        mine,
        theirs,
        asking,
        x_mine_from: at(if buyer_is_me { first } else { asking }),
        x_mine: at(if buyer_is_me { last } else { seller }),
        x_theirs: at(if buyer_is_me { seller } else { last }),
        x_theirs_to: at(if buyer_is_me { asking } else { first }),
        difference: Some((seller - last).abs()),
        label: format!("{} – {}", money::rupiah(last), money::rupiah(seller)),
    })
}

/// Where an amount is between two others, in percent of the line, 2 to 98.
fn position(amount: i64, low: i64, high: i64) -> f64 {
    if high <= low {
        return 98.0;
    }
    let thousandths = (amount - low).saturating_mul(1000) / (high - low);
    let thousandths = i32::try_from(thousandths.clamp(0, 1000)).unwrap_or(0);
    2.0 + f64::from(thousandths) * 0.096
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_stay_on_the_line() {
        for (amount, expected) in [(0, 2.0), (50, 50.0), (100, 98.0), (-7, 2.0), (900, 98.0)] {
            assert!((position(amount, 0, 100) - expected).abs() < 0.001, "{amount}");
        }
        assert!((position(5, 5, 5) - 98.0).abs() < 0.001);
    }
}

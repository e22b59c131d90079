//! How far the prices of the two members are apart.

use serde::Serialize;

use super::model::Offer;
use crate::base::money;
use crate::market::Party;

/// The two prices on a line; only public numbers. Amounts in whole rupiah, `None` for nothing; positions in percent of the line.
#[derive(Debug, Clone, Serialize)]
pub struct PriceGap {
    mine: Option<i64>,
    theirs: Option<i64>,
    x_mine_from: f64,
    x_mine: f64,
    x_theirs: f64,
    x_theirs_to: f64,
    /// The ends of the line between the two prices; `None` where they are too near to each other.
    between: Option<(f64, f64)>,
    /// Whether the reader's price is at the right: the lower price is at the left.
    flip: bool,
    difference: Option<i64>,
    /// What the picture shows, in words.
    label: String,
}

/// Prices that are nearer to each other than this part of the line have no line between them.
const TOO_NEAR: f64 = 9.0;

/// The buyer's prices come from the left end, the seller's from the right. `None` before the buyer's first offer.
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
    let (first_mine, mine, theirs, first_theirs) =
        if buyer_is_me { (first, last, seller, asking) } else { (asking, seller, last, first) };
    let (x_mine, x_theirs) = (at(mine), at(theirs));
    let some = |amount: i64| Some(amount).filter(|amount| *amount != 0);
    let (mine, theirs) = (some(mine), some(theirs));
    let both = mine.is_some() && theirs.is_some();
    Some(PriceGap {
        mine,
        theirs,
        x_mine_from: at(first_mine),
        x_mine,
        x_theirs,
        x_theirs_to: at(first_theirs),
        between: between(x_mine, x_theirs).filter(|_| both),
        flip: if both { x_mine > x_theirs } else { !buyer_is_me },
        difference: some((seller - last).abs()),
        label: format!("{} – {}", money::rupiah(last), money::rupiah(seller)),
    })
}

/// The line between two prices: it begins right of the ring of the left one and ends left of that of the right one.
fn between(x_mine: f64, x_theirs: f64) -> Option<(f64, f64)> {
    if x_theirs - x_mine > TOO_NEAR {
        Some((x_mine + 4.0, x_theirs - 3.0))
    } else if x_mine - x_theirs > TOO_NEAR {
        Some((x_theirs + 4.0, x_mine - 3.0))
    } else {
        None
    }
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
    use crate::bargaining::negotiations::examples::offer;

    #[test]
    fn the_lower_price_is_at_the_left_and_the_line_runs_between_the_two() {
        let offers = [offer(Party::Buyer, 800_000)];
        let budi = price_gap(&offers, 1_000_000, Party::Buyer).unwrap();
        assert_eq!((budi.mine, budi.theirs), (Some(800_000), Some(1_000_000)));
        assert_eq!((budi.difference, budi.flip), (Some(200_000), false));
        assert_eq!(budi.between, Some((6.0, 95.0)));
        let sari = price_gap(&offers, 1_000_000, Party::Seller).unwrap();
        assert_eq!((sari.mine, sari.flip), (Some(1_000_000), true));
        assert_eq!(sari.between, budi.between);
        assert!(price_gap(&[], 1_000_000, Party::Buyer).is_none());
    }

    #[test]
    fn equal_prices_have_no_line_between_them() {
        let offers = [offer(Party::Buyer, 1_000_000)];
        let gap = price_gap(&offers, 1_000_000, Party::Buyer).unwrap();
        assert_eq!((gap.between, gap.difference), (None, None));
    }

    #[test]
    fn positions_stay_on_the_line() {
        for (amount, expected) in [(0, 2.0), (50, 50.0), (100, 98.0), (-7, 2.0), (900, 98.0)] {
            assert!((position(amount, 0, 100) - expected).abs() < 0.001, "{amount}");
        }
        assert!((position(5, 5, 5) - 98.0).abs() < 0.001);
    }
}

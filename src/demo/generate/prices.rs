//! Asking prices of used goods, rounded as people round.

use std::ops::RangeInclusive;

use super::rng::SeededRng;

/// The conditions of a listing, best first.
pub(super) const CONDITIONS: [&str; 5] =
    ["baru_segel", "seperti_baru", "bagus", "layak_pakai", "butuh_perbaikan"];

/// The asking price in rupiah. `prices` is the range of the item in thousands of rupiah; `percent` is the factor of the chosen
/// variant.
pub(super) fn asking(
    prices: RangeInclusive<i64>,
    percent: i64,
    condition: &str,
    rng: &mut SeededRng,
) -> i64 {
    let (low, high, share) = match condition {
        "baru_segel" => (600, 1000, 112),
        "seperti_baru" => (450, 1000, 100),
        "bagus" => (200, 800, 100),
        "layak_pakai" => (0, 450, 95),
        _ => (0, 350, 58),
    };
    let (from, to) = prices.into_inner();
    let base = from * 1000 + (to - from) * rng.range(low, high);
    let price = round(base * percent / 100 * share / 100, rng);
    // Some sellers ask 149.000 instead of 150.000.
    if price >= 90_000 && price % 50_000 == 0 && rng.chance(15) { price - 1000 } else { price }
}

/// Rounds to the step that people use for an amount of that size; at least one step.
pub(super) fn round(amount: i64, rng: &mut SeededRng) -> i64 {
    let step = match amount {
        ..20_000 => 1000,
        20_000..150_000 => 5000,
        150_000..500_000 => {
            if rng.chance(45) {
                10_000
            } else {
                25_000
            }
        }
        500_000..2_000_000 => {
            if rng.chance(35) {
                25_000
            } else {
                50_000
            }
        }
        2_000_000..10_000_000 => {
            if rng.chance(40) {
                50_000
            } else {
                100_000
            }
        }
        _ => 250_000,
    };
    ((amount + step / 2) / step * step).max(step)
}

/// The seller's secret minimum: 75 to 92 % of the price, always below it.
pub(super) fn minimum(price: i64, rng: &mut SeededRng) -> Option<i64> {
    let minimum = price * rng.range(75, 92) / 100;
    let step = if price < 150_000 { 1000 } else { 5000 };
    let rounded = minimum / step * step;
    (rounded > 0 && rounded < price).then_some(rounded)
}

/// The price when new as printed on labels (…9.000), if it is more than a sixth above the asking price.
pub(super) fn original(thousands: i64, percent: i64, price: i64) -> Option<i64> {
    let new = thousands * 1000 * percent / 100;
    let step = if new < 1_000_000 { 10_000 } else { 100_000 };
    let label = (new / step + 1) * step - 1000;
    (label > price + price / 6).then_some(label)
}

//! Amounts are whole rupiah in an `i64`. One formatter and one parser, so that every page writes and reads them alike.

mod parse;

pub use parse::{AmountError, parse};

/// The highest price of a listing, in rupiah: one trillion.
pub const MAX_PRICE: i64 = 1_000_000_000_000;
/// The most that shipping may cost, whole rupiah.
pub const MAX_SHIPPING: i64 = 10_000_000;

/// Dots between groups of three digits: `350000` → `350.000`.
pub fn dotted(amount: i64) -> String {
    let digits = amount.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if amount < 0 {
        out.push('−');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// `350000` → `Rp350.000`, `-350000` → `−Rp350.000`.
pub fn rupiah(amount: i64) -> String {
    let dotted = dotted(amount);
    match dotted.strip_prefix('−') {
        Some(digits) => format!("−Rp{digits}"),
        None => format!("Rp{dotted}"),
    }
}

/// `1600000` → `Rp1,6 jt`, rounded down to tenths; below a million as [`rupiah`]. For crossed-out prices and badges. The units
/// are written out, since `m` is a million in English and a billion in Indonesian.
pub fn rupiah_short(amount: i64) -> String {
    let (unit, suffix) = match amount {
        1_000_000_000.. => (1_000_000_000, "miliar"),
        1_000_000.. => (1_000_000, "jt"),
        _ => return rupiah(amount),
    };
    let tenths = (amount % unit) * 10 / unit;
    let decimals = if tenths == 0 { String::new() } else { format!(",{tenths}") };
    format!("Rp{}{decimals}\u{a0}{suffix}", dotted(amount / unit))
}

/// The difference of `amount` from `asking` in whole percent, rounded towards zero; `None` when `asking` is not positive.
pub fn percent_off(amount: i64, asking: i64) -> Option<i64> {
    (asking > 0).then(|| (amount - asking).saturating_mul(100) / asking)
}

/// An amount reduced by `percent` (0 to 100), rounded up to whole rupiah.
pub fn discounted(amount: i64, percent: i64) -> i64 {
    let hundredths = i128::from(amount) * i128::from(100 - percent);
    i64::try_from((hundredths + 99) / 100).unwrap_or(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_written_the_indonesian_way() {
        assert_eq!(rupiah(0), "Rp0");
        assert_eq!(rupiah(350_000), "Rp350.000");
        assert_eq!(rupiah(-350_000), "−Rp350.000");
        assert_eq!(rupiah(1_000_000_000_000), "Rp1.000.000.000.000");
        assert_eq!(rupiah_short(1_600_000), "Rp1,6\u{a0}jt");
        assert_eq!(rupiah_short(2_000_000), "Rp2\u{a0}jt");
        assert_eq!(rupiah_short(500_000), "Rp500.000");
        assert_eq!(percent_off(1_000_000, 1_250_000), Some(-20));
        assert_eq!(percent_off(5, 0), None);
    }
}

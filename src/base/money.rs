//! Amounts are whole rupiah in an `i64`. One formatter, so that every page writes them alike.

/// The highest price of a listing, in rupiah: one trillion.
pub const MAX_PRICE: i64 = 1_000_000_000_000;

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

/// `350000` → `Rp350.000`.
pub fn rupiah(amount: i64) -> String {
    format!("Rp{}", dotted(amount))
}

/// `1600000` → `Rp1,6 jt`, rounded down to tenths; below a million as [`rupiah`]. For crossed-out prices and badges.
pub fn rupiah_short(amount: i64, lang: super::i18n::Lang) -> String {
    use super::i18n::Lang;
    let (unit, suffix) = match amount {
        1_000_000_000.. => (
            1_000_000_000,
            match lang {
                Lang::Id => "M",
                Lang::En => "bn",
            },
        ),
        1_000_000.. => (
            1_000_000,
            match lang {
                Lang::Id => "jt",
                Lang::En => "m",
            },
        ),
        _ => return rupiah(amount),
    };
    let tenths = (amount % unit) * 10 / unit;
    let decimals = if tenths == 0 { String::new() } else { format!(",{tenths}") };
    format!("Rp{}{decimals}\u{a0}{suffix}", dotted(amount / unit))
}

/// Parses an amount as people type it: `350000`, `Rp350.000`, `350rb`, `350 ribu`, `1,5jt`, `2 juta`. `None` when the text
/// is not one unambiguous amount of whole rupiah.
pub fn parse(text: &str) -> Option<i64> {
    let text: String = text.trim().to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let text =
        text.strip_prefix("rp").unwrap_or(&text).trim_start_matches('.').trim_end_matches(",-");
    let split = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(split)?;
    let unit: i64 = match unit {
        "" => 1,
        "rb" | "ribu" | "k" => 1_000,
        "jt" | "juta" => 1_000_000,
        _ => return None,
    };
    // A comma is the decimal separator. A dot separates thousands, but before one or two digits and a unit it is a decimal
    // separator too.
    let (whole, decimals) = match (number.split_once(','), number.rsplit_once('.')) {
        (Some((whole, decimals)), _) => (whole, decimals),
        (None, Some((whole, decimals))) if unit > 1 && decimals.len() < 3 => (whole, decimals),
        _ => (number, ""),
    };
    if !whole.split('.').skip(1).all(|group| group.len() == 3) {
        return None;
    }
    let digits: String = whole.chars().filter(|c| *c != '.').collect();
    let all_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if digits.is_empty() || !all_digits(&digits) || !all_digits(decimals) || decimals.len() > 6 {
        return None;
    }
    let whole = digits.parse::<i64>().ok()?.checked_mul(unit)?;
    let scale = 10_i64.checked_pow(u32::try_from(decimals.len()).ok()?)?;
    let fraction =
        if decimals.is_empty() { 0 } else { decimals.parse::<i64>().ok()?.checked_mul(unit)? };
    if fraction % scale != 0 {
        return None;
    }
    whole.checked_add(fraction / scale)
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
    use crate::base::i18n::Lang;

    #[test]
    fn amounts_are_parsed_the_way_people_type_them() {
        for (text, amount) in [
            ("350000", 350_000),
            ("350.000", 350_000),
            ("Rp 350.000", 350_000),
            ("Rp350.000,-", 350_000),
            ("350rb", 350_000),
            ("350 ribu", 350_000),
            ("350k", 350_000),
            ("1,5jt", 1_500_000),
            ("1.5 juta", 1_500_000),
            ("2jt", 2_000_000),
            ("1.250.000", 1_250_000),
            ("0", 0),
            ("12,25jt", 12_250_000),
        ] {
            assert_eq!(parse(text), Some(amount), "{text}");
        }
        for text in [
            "",
            "murah",
            "-5",
            "1,5",
            "3 x 4",
            "50rb nego",
            "rp",
            "jt",
            "99999999999999999999",
            "1..e5",
            "350.5",
            "12,3456789jt",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn prices_are_written_the_indonesian_way() {
        assert_eq!(rupiah(0), "Rp0");
        assert_eq!(rupiah(350_000), "Rp350.000");
        assert_eq!(rupiah(1_000_000_000_000), "Rp1.000.000.000.000");
        assert_eq!(rupiah_short(1_600_000, Lang::Id), "Rp1,6\u{a0}jt");
        assert_eq!(rupiah_short(2_000_000, Lang::Id), "Rp2\u{a0}jt");
        assert_eq!(rupiah_short(500_000, Lang::Id), "Rp500.000");
        assert_eq!(percent_off(1_000_000, 1_250_000), Some(-20));
        assert_eq!(percent_off(5, 0), None);
    }
}

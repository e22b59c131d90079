//! Money is whole rupiah in an `i64`. One formatter, so that every page writes it alike.

/// The highest price a thing may have: one trillion rupiah.
pub const MAX_PRICE: i64 = 1_000_000_000_000;

/// `350000` → `350.000`, dots between thousands.
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

/// `1600000` → `Rp1,6 jt`; below a million as [`rupiah`]. For struck prices and chips.
pub fn rupiah_short(amount: i64, lang: super::i18n::Lang) -> String {
    use super::i18n::Lang;
    let (unit, word) = match amount {
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
    let tail = if tenths == 0 { String::new() } else { format!(",{tenths}") };
    format!("Rp{}{tail}\u{a0}{word}", dotted(amount / unit))
}

/// How far `amount` lies from `asking`, in whole percent, rounded towards zero; `None` when there is no price.
pub fn percent_off(amount: i64, asking: i64) -> Option<i64> {
    (asking > 0).then(|| (amount - asking).saturating_mul(100) / asking)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::Lang;

    #[test]
    fn prices_read_the_way_indonesians_write_them() {
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

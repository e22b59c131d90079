//! Amounts as people type them. `static/js/money.js` reads the same; both are tested with `tests/corpus/amounts.tsv`.

use unicode_normalization::UnicodeNormalization;

use crate::base::error::{AppError, FieldErrors};
use crate::base::i18n::Text;

/// Why a text is not one amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountError {
    /// It can be read in two ways, such as `2m` or `1.250jt`.
    Ambiguous,
    /// It is no amount of whole rupiah.
    Invalid,
}

impl AmountError {
    /// What the person is told or asked.
    pub fn text(self) -> Text {
        match self {
            Self::Ambiguous => "amount-ambiguous".into(),
            Self::Invalid => "amount-invalid".into(),
        }
    }

    /// The error of a field.
    pub fn of_field(self, field: &'static str) -> AppError {
        FieldErrors::one(field, self.text())
    }
}

/// The largest amount that is read; what a price may be at most is another rule.
const LARGEST: i64 = 1_000_000_000_000_000;

/// The words for a thousand, a million and a billion; `m` is a million in English and `miliar` in Indonesian.
fn unit(word: &str) -> Result<i64, AmountError> {
    match word {
        "rb" | "ribu" | "rebu" | "k" | "thousand" => Ok(1_000),
        "jt" | "juta" | "million" => Ok(1_000_000),
        "miliar" | "milyar" | "billion" => Ok(1_000_000_000),
        "m" => Err(AmountError::Ambiguous),
        _ => Err(AmountError::Invalid),
    }
}

/// Parses an amount: `350000`, `Rp350.000`, `350,000`, `350rb`, `1,5jt`, `1jt250rb`.
///
/// # Errors
/// The text can be read in two ways, or in none.
pub fn parse(text: &str) -> Result<i64, AmountError> {
    let text: String =
        text.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect();
    let text = text.strip_prefix("rp").or_else(|| text.strip_prefix("idr")).unwrap_or(&text);
    let text = text.strip_prefix('.').unwrap_or(text);
    let mut rest = text.strip_suffix(",-").or_else(|| text.strip_suffix(",–")).unwrap_or(text);
    let (mut total, mut last_unit) = (0_i64, None);
    loop {
        let number_end = rest.find(|c: char| !is_numeral(c)).unwrap_or(rest.len());
        let (number, after) = rest.split_at_checked(number_end).ok_or(AmountError::Invalid)?;
        let unit_end = after.find(is_numeral).unwrap_or(after.len());
        let (word, after) = after.split_at_checked(unit_end).ok_or(AmountError::Invalid)?;
        let value = match (word, last_unit) {
            ("", None) => whole(number)?,
            // `1jt250` may mean 250 thousand.
            ("", Some(_)) => return whole(number).and(Err(AmountError::Ambiguous)),
            _ => {
                let value = with_unit(number, unit(word)?)?;
                let fits = last_unit.is_none_or(|before| value < before);
                if !fits {
                    return Err(AmountError::Invalid);
                }
                last_unit = Some(unit(word)?);
                value
            }
        };
        total =
            total.checked_add(value).filter(|sum| *sum <= LARGEST).ok_or(AmountError::Invalid)?;
        if after.is_empty() {
            return Ok(total);
        }
        rest = after;
    }
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',')
}

/// A number without a unit: dots or commas separate groups of three; cents are zero.
fn whole(number: &str) -> Result<i64, AmountError> {
    let number = number
        .strip_suffix(",00")
        .filter(|rest| !rest.contains(','))
        .or_else(|| number.strip_suffix(".00").filter(|rest| !rest.contains('.')))
        .unwrap_or(number);
    grouped(number).or_else(|| digits(number)).ok_or(AmountError::Invalid)
}

/// A number before a unit: whole, in groups, or with decimals.
fn with_unit(number: &str, unit: i64) -> Result<i64, AmountError> {
    let times = |value: i64| value.checked_mul(unit).ok_or(AmountError::Invalid);
    if let Some(value) = digits(number) {
        return times(value);
    }
    let (before, decimals) = number.split_once(['.', ',']).ok_or(AmountError::Invalid)?;
    if let Some(value) = grouped(number) {
        let one_group = decimals.len() == 3 && !before.starts_with('0');
        return match one_group && unit > 1_000 {
            // 1250 million, or one and a quarter.
            true => Err(AmountError::Ambiguous),
            false if before.starts_with('0') => decimal(before, decimals, unit),
            false => times(value),
        };
    }
    decimal(before, decimals, unit)
}

fn decimal(before: &str, decimals: &str, unit: i64) -> Result<i64, AmountError> {
    let scale = u32::try_from(decimals.len()).ok().and_then(|places| 10_i64.checked_pow(places));
    let (Some(whole), Some(part), Some(scale)) = (digits(before), digits(decimals), scale) else {
        return Err(AmountError::Invalid);
    };
    let part = part.checked_mul(unit).filter(|part| part % scale == 0).map(|part| part / scale);
    let whole = whole.checked_mul(unit);
    whole.zip(part).and_then(|(whole, part)| whole.checked_add(part)).ok_or(AmountError::Invalid)
}

/// `1.250.000` or `1,250,000`.
fn grouped(number: &str) -> Option<i64> {
    let separator = number.chars().find(|c| !c.is_ascii_digit())?;
    let mut groups = number.split(separator);
    let first = groups.next().filter(|first| (1..=3).contains(&first.len()))?;
    groups
        .all(|group| group.len() == 3 && digits(group).is_some())
        .then(|| digits(&number.replace(separator, "")))
        .flatten()
        .filter(|_| digits(first).is_some())
}

fn digits(text: &str) -> Option<i64> {
    let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::dotted;
    use super::*;

    /// The table that the browser's script is tested with too.
    const AMOUNTS: &str = include_str!("../../../tests/corpus/amounts.tsv");

    #[test]
    fn amounts_are_read_as_the_table_says() {
        let lines: Vec<_> = AMOUNTS.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() > 60, "the table was not read");
        for line in lines {
            let (text, amount) = line.split_once('\t').unwrap();
            let expected = match amount {
                "?" => Err(AmountError::Ambiguous),
                "-" => Err(AmountError::Invalid),
                amount => Ok(amount.parse().unwrap()),
            };
            assert_eq!(parse(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(amount in 0..=LARGEST) {
            prop_assert_eq!(parse(&dotted(amount)), Ok(amount));
            prop_assert_eq!(parse(&amount.to_string()), Ok(amount));
        }

        #[test]
        fn no_text_panics(text in "[0-9.,a-z -]{0,24}|\\PC{0,12}") {
            let _ = parse(&text);
        }
    }
}

//! Amounts as providers write them: `"145000.00"`, `"145000"`, `145000`, `145000.0`. Rupiah have no fraction in practice, so a
//! fraction other than zero is no amount that anybody asked for.

use serde_json::Value;

/// Whole rupiah of an amount's text; `None` when it is no plain number of whole rupiah: a sign, a separator of thousands, a
/// fraction other than one or two zeros (three would be thousands), an exponent, more than an `i64` holds.
pub fn whole_rupiah(text: &str) -> Option<i64> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let zeros = |part: &str| ["0", "00"].contains(&part);
    if !digits(whole) || !fraction.is_none_or(zeros) {
        return None;
    }
    whole.parse().ok()
}

/// The amount of a JSON value, a text or a number.
pub(super) fn of_json(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => whole_rupiah(text),
        // The number's own text, so that no float is calculated with.
        Value::Number(number) => whole_rupiah(&number.to_string()),
        _ => None,
    }
}

/// The text that Midtrans writes for an amount: `145000.00`.
pub fn rupiah_text(amount: i64) -> String {
    format!("{amount}.00")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn providers_write_an_amount_as_text_or_number_with_or_without_zeros() {
        for value in [
            json!("145000.00"),
            json!("145000"),
            json!("145000.0"),
            json!(145_000),
            json!(145_000.0),
        ] {
            assert_eq!(of_json(&value), Some(145_000), "{value}");
        }
        assert_eq!(whole_rupiah("0.00"), Some(0));
        assert_eq!(whole_rupiah("9223372036854775807.00"), Some(i64::MAX));
    }

    #[test]
    fn what_is_no_plain_number_of_whole_rupiah_is_no_amount() {
        for bad in [
            "",
            " ",
            ".",
            "145000.",
            ".00",
            "145000.50",
            "145000.001",
            "145.000",
            "145000.000",
            "145.000.00",
            "145,000.00",
            "-145000.00",
            "+145000.00",
            "1e5",
            "Rp145000",
            "145000.00 ",
            " 145000",
            "145000.0O",
            "9223372036854775808",
            "١٤٥",
            "0x10",
            "145000.00.00",
        ] {
            assert_eq!(whole_rupiah(bad), None, "{bad:?}");
        }
        for bad in
            [json!(145_000.5), json!(-1), json!(1e30), json!(null), json!([145_000]), json!(true)]
        {
            assert_eq!(of_json(&bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_amount_is_read_back_from_its_text(amount in 0..=i64::MAX, zeros in 0_usize..3) {
            prop_assert_eq!(whole_rupiah(&rupiah_text(amount)), Some(amount));
            prop_assert_eq!(whole_rupiah(&amount.to_string()), Some(amount));
            let fraction = if zeros == 0 { String::new() } else { format!(".{}", "0".repeat(zeros)) };
            prop_assert_eq!(whole_rupiah(&format!("{amount}{fraction}")), Some(amount));
        }

        #[test]
        fn a_fraction_that_is_not_zero_is_refused(amount in 0..=i64::MAX, fraction in "[0-9]{0,5}[1-9][0-9]{0,5}") {
            prop_assert_eq!(whole_rupiah(&format!("{amount}.{fraction}")), None);
        }

        #[test]
        fn any_text_is_refused_or_is_a_number_of_whole_rupiah(text in ".{0,24}") {
            if let Some(amount) = whole_rupiah(&text) {
                let whole = text.split('.').next().unwrap();
                prop_assert_eq!(whole.trim_start_matches('0'), if amount == 0 { String::new() } else { amount.to_string() });
            }
        }
    }
}

//! The rules: which schedules a seller may set, and the price that follows.

use super::model::Schedule;
use crate::base::error::FieldErrors;

/// Checks a schedule against the present price and the secret minimum, both whole rupiah.
///
/// # Errors
/// Names every field that is out of range.
pub(super) fn check(
    schedule: &Schedule,
    price: i64,
    minimum: Option<i64>,
) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    errors.check((1..price).contains(&schedule.step), "step", "drop-step-range");
    errors.check((1..=30).contains(&schedule.days), "days", "drop-days-range");
    errors.check((1..price).contains(&schedule.lowest), "lowest", "drop-lowest-range");
    if let Some(minimum) = minimum {
        errors.check(schedule.lowest >= minimum, "lowest", "drop-lowest-minimum");
    }
    if errors.0.is_empty() { Ok(()) } else { Err(errors) }
}

/// The next price in whole rupiah; none when it is as low as it may get.
pub(super) fn next_price(price: i64, minimum: Option<i64>, schedule: &Schedule) -> Option<i64> {
    let end = schedule.lowest.max(minimum.unwrap_or(1)).max(1);
    let next = price.saturating_sub(schedule.step).max(end);
    (next < price).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_price_falls_to_its_lowest_and_no_further(
            price in 1..5_000_000_i64, step in 1..1_000_000_i64, lowest in 1..5_000_000_i64,
            minimum in prop::option::of(1..5_000_000_i64),
        ) {
            let schedule = Schedule { step, days: 1, lowest };
            let (mut now, mut drops) = (price, 0_i64);
            while let Some(next) = next_price(now, minimum, &schedule) {
                prop_assert!(next < now && now - next <= step);
                prop_assert!(next >= lowest && minimum.is_none_or(|minimum| next >= minimum));
                now = next;
                drops += 1;
            }
            prop_assert!(drops <= price / step + 1);
            let end = lowest.max(minimum.unwrap_or(1));
            prop_assert_eq!(now, price.min(end));
        }
    }

    #[test]
    fn a_schedule_that_ends_below_the_secret_minimum_is_refused_by_name() {
        let schedule = Schedule { step: 10_000, days: 3, lowest: 200_000 };
        assert!(check(&schedule, 350_000, Some(200_000)).is_ok());
        let refused = check(&schedule, 350_000, Some(250_000)).unwrap_err();
        assert_eq!(refused.0.keys().collect::<Vec<_>>(), ["lowest"]);
        let refused = check(&Schedule { days: 31, ..schedule }, 350_000, None).unwrap_err();
        assert_eq!(refused.0.keys().collect::<Vec<_>>(), ["days"]);
    }
}

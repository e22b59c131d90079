//! The owner's adjustment of the worth, with a reason that the other party reads.

use crate::base::error::FieldErrors;
use crate::base::i18n::Text;
use crate::base::lengths;
use crate::base::text::{clean_line, length, line_fits};

/// The largest adjustment, in percent either way.
pub const MAX_PERCENT: i16 = 15;

/// An adjustment that is not zero; without one there is no `Adjustment`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    /// Percent, `-15` to `15`.
    pub percent: i16,
    /// 10 to 200 characters.
    pub reason: String,
}

impl Adjustment {
    /// Checks what an owner submits. Zero is none, whatever the reason.
    ///
    /// # Errors
    /// By field: a percentage or the length of the reason out of range.
    pub fn check(percent: i64, reason: &str) -> Result<Option<Self>, FieldErrors> {
        if percent == 0 {
            return Ok(None);
        }
        let mut errors = FieldErrors::default();
        let bounds = -MAX_PERCENT..=MAX_PERCENT;
        let percent = i16::try_from(percent).ok().filter(|percent| bounds.contains(percent));
        let range = Text::new("worth-adjust-range").with("max", MAX_PERCENT);
        errors.check(percent.is_some(), "adjust", range);
        let fits = line_fits(reason, lengths::WORTH_REASON);
        let reason = clean_line(reason);
        let out_of_range = Text::new("worth-reason-length")
            .with("min", lengths::WORTH_REASON_MIN)
            .with("max", lengths::WORTH_REASON);
        let fits = fits && length(&reason) >= lengths::WORTH_REASON_MIN;
        errors.check(fits, "reason", out_of_range);
        match percent {
            Some(percent) if errors.0.is_empty() => Ok(Some(Self { percent, reason })),
            _ => Err(errors),
        }
    }

    /// The adjusted points, rounded down, at least 1.
    pub(super) fn apply(&self, points: i64) -> i64 {
        (points.saturating_mul(100 + i64::from(self.percent)) / 100).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wrong(percent: i64, reason: &str) -> Vec<String> {
        Adjustment::check(percent, reason)
            .err()
            .map(|errors| errors.0.into_keys().collect())
            .unwrap_or_default()
    }

    #[test]
    fn fifteen_percent_with_a_reason_and_no_more() {
        let box_too = "Lengkap dengan  kotaknya";
        let read = Adjustment::check(15, box_too).ok().flatten();
        assert_eq!(
            read.map(|a| (a.percent, a.reason)),
            Some((15, "Lengkap dengan kotaknya".into()))
        );
        assert!(wrong(-15, box_too).is_empty());
        for percent in [16, -16, 115, i64::MAX, i64::MIN] {
            assert_eq!(wrong(percent, box_too), ["adjust"], "{percent}");
        }
        assert_eq!(wrong(5, "   bagus   "), ["reason"]);
        assert_eq!(wrong(5, &"x".repeat(201)), ["reason"]);
        assert_eq!(wrong(20, ""), ["adjust", "reason"], "all that is wrong at once");
        assert_eq!(Adjustment::check(0, "").ok(), Some(None), "zero removes it");
    }

    proptest! {
        /// An accepted adjustment is within the bounds, and so are the points; more points before are no fewer after.
        #[test]
        fn an_adjustment_stays_within_fifteen_percent(
            percent in -40i64..40, reason in "\\PC{0,220}", points in 1i64..10_000_000, more in 0i64..1000,
        ) {
            if let Ok(Some(taken)) = Adjustment::check(percent, &reason) {
                prop_assert!(taken.percent != 0 && taken.percent.abs() <= MAX_PERCENT);
                prop_assert!(length(&taken.reason) >= 10 && (line_fits(&reason, 200)));
                let after = taken.apply(points);
                prop_assert!(after >= (points * 85 / 100).max(1) && after <= (points * 115 / 100).max(1));
                prop_assert!(taken.apply(points + more) >= after);
            }
        }
    }
}

//! Which plans and answers are valid.

use chrono::Duration;

use super::model::MeetingPlan;
use crate::base::clock::Timestamp;
use crate::base::error::FieldErrors;
use crate::base::i18n::Text;
use crate::base::{lengths, text};
use crate::people::regions;

/// A meeting is at least this far ahead, in minutes.
const EARLIEST_MINUTES: i64 = 30;
/// A meeting is at most this far ahead, in days.
const LATEST_DAYS: i64 = 14;

/// Checks a plan that is proposed now.
///
/// # Errors
/// What is wrong with the fields `place`, `region` and `at`.
pub fn check(plan: &MeetingPlan, now: Timestamp) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    let cleaned = text::clean_line(&plan.place);
    errors.check(
        text::length(&cleaned) >= lengths::PLACE_MIN
            && text::line_fits(&plan.place, lengths::PLACE),
        "place",
        Text::new("meetup-place-length")
            .with("min", lengths::PLACE_MIN)
            .with("max", lengths::PLACE),
    );
    let region_ok = plan.region.as_deref().is_none_or(regions::is_code);
    errors.check(region_ok, "region", "meetup-region-unknown");
    let early = plan.at < now + Duration::minutes(EARLIEST_MINUTES);
    errors.check(!early, "at", Text::new("meetup-time-early").with("n", EARLIEST_MINUTES));
    let late = plan.at > now + Duration::days(LATEST_DAYS);
    errors.check(!late, "at", Text::new("meetup-time-late").with("n", LATEST_DAYS));
    if errors.0.is_empty() { Ok(()) } else { Err(errors) }
}

/// Checks what somebody answers to the report that they did not come.
///
/// # Errors
/// What is wrong with the field `answer`.
pub fn check_answer(answer: &str) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    errors.check(!text::is_blank(answer), "answer", "meetup-answer-empty");
    errors.check(
        text::block_fits(answer, lengths::NO_SHOW_ANSWER),
        "answer",
        Text::new("meetup-answer-long").with("max", lengths::NO_SHOW_ANSWER),
    );
    if errors.0.is_empty() { Ok(()) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::Lang;

    fn now() -> Timestamp {
        "2026-12-01T03:00:00Z".parse().unwrap()
    }

    fn plan(place: &str, minutes: i64) -> MeetingPlan {
        MeetingPlan { place: place.into(), region: None, at: now() + Duration::minutes(minutes) }
    }

    fn fields(plan: &MeetingPlan) -> Vec<String> {
        let errors = check(plan, now()).err().unwrap_or_default().0;
        for text in errors.values().flatten() {
            let (id, en) = (text.localized(Lang::Id), text.localized(Lang::En));
            assert!(id.contains(' ') && en.contains(' ') && id != en, "{id:?}, {en:?}");
        }
        errors.into_keys().collect()
    }

    #[test]
    fn a_place_has_3_to_120_characters_as_its_field_counts() {
        let (longest, emoji) = ("a".repeat(120), "👍".repeat(60));
        for place in ["Mal", "  Mal  ", "Alfamart Dago 12, Bandung", &longest, &emoji] {
            assert!(fields(&plan(place, 60)).is_empty(), "{place:?}");
        }
        let too_long = "👍".repeat(61);
        for place in ["", "Dg", "   a   ", "\u{200b}\u{200b}\u{200b}", &too_long] {
            assert_eq!(fields(&plan(place, 60)), ["place"], "{place:?}");
        }
    }

    #[test]
    fn a_meeting_is_between_half_an_hour_and_two_weeks_ahead() {
        for minutes in [30, 31, 14 * 24 * 60] {
            assert!(fields(&plan("Stasiun Bandung", minutes)).is_empty(), "{minutes}");
        }
        for minutes in [-60, 0, 29, 14 * 24 * 60 + 1] {
            assert_eq!(fields(&plan("Stasiun Bandung", minutes)), ["at"], "{minutes}");
        }
    }

    #[test]
    fn a_region_has_the_shape_of_a_code() {
        let mut plan = plan("Stasiun Bandung", 60);
        plan.region = Some("32.73".into());
        assert!(fields(&plan).is_empty());
        plan.region = Some("Bandung".into());
        assert_eq!(fields(&plan), ["region"]);
    }

    #[test]
    fn an_answer_says_something_and_not_too_much() {
        assert!(check_answer("Ban motorku bocor, sudah kukabari lewat chat.").is_ok());
        assert!(check_answer("  \n ").is_err());
        assert!(check_answer(&"a".repeat(501)).is_err());
    }
}

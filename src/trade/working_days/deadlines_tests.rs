//! Deadlines over weekends, Lebaran and Christmas, and their laws.

use chrono::{Datelike, Duration, Weekday};
use proptest::prelude::*;

use super::WorkingDays;
use crate::base::clock::{Timestamp, Zone};

const ZONES: [Zone; 3] = [Zone::Wib, Zone::Wita, Zone::Wit];

fn days() -> WorkingDays {
    WorkingDays::load(None).unwrap()
}

/// A moment with its offset from UTC: `2026-12-04T19:00:00+09:00`.
fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn what_is_paid_on_monday_is_sent_by_the_end_of_wednesday() {
    let paid = at("2026-11-30T10:00:00+07:00");
    assert_eq!(days().ship_by(paid, Zone::Wib), at("2026-12-02T23:59:59+07:00"));
}

#[test]
fn a_friday_evening_in_papua_counts_from_monday() {
    let paid = at("2026-12-04T19:00:00+09:00");
    assert_eq!(days().ship_by(paid, Zone::Wit), at("2026-12-08T23:59:59+09:00"));
    // In the same instant it is Friday in the west too, but the day ends two hours later.
    assert_eq!(days().ship_by(paid, Zone::Wib), at("2026-12-08T23:59:59+07:00"));
}

#[test]
fn shortly_before_midnight_the_zone_decides_which_day_it_is() {
    // Thursday 23.30 in Jakarta is Friday 01.30 in Jayapura.
    let paid = at("2026-12-03T23:30:00+07:00");
    assert_eq!(days().ship_by(paid, Zone::Wib), at("2026-12-07T23:59:59+07:00"));
    assert_eq!(days().ship_by(paid, Zone::Wit), at("2026-12-08T23:59:59+09:00"));
}

#[test]
fn nobody_must_send_during_lebaran() {
    // Tuesday before Nyepi: Wednesday to Tuesday are leave, holidays and a weekend.
    let paid = at("2026-03-17T09:00:00+07:00");
    assert_eq!(days().ship_by(paid, Zone::Wib), at("2026-03-26T23:59:59+07:00"));
    assert_eq!(days().inspection_deadline(paid, Zone::Wib), at("2026-03-26T23:59:59+07:00"));
}

#[test]
fn christmas_is_not_counted() {
    let delivered = at("2026-12-23T15:00:00+08:00");
    assert_eq!(days().inspection_deadline(delivered, Zone::Wita), at("2026-12-29T23:59:59+08:00"));
}

#[test]
fn an_inspection_takes_72_hours_at_least() {
    let delivered = at("2026-12-01T15:00:00+07:00");
    let deadline = days().inspection_deadline(delivered, Zone::Wib);
    assert_eq!(deadline, at("2026-12-04T15:00:00+07:00"), "the second working day ends before");
    let friday = at("2026-12-04T15:00:00+07:00");
    assert_eq!(days().inspection_deadline(friday, Zone::Wib), at("2026-12-08T23:59:59+07:00"));
}

#[test]
fn after_the_last_year_of_the_table_only_weekends_are_free() {
    let paid = at("2028-12-22T10:00:00+07:00");
    assert_eq!(days().ship_by(paid, Zone::Wib), at("2028-12-26T23:59:59+07:00"));
}

#[test]
fn less_than_one_day_is_one_day() {
    let start = at("2026-11-30T10:00:00+07:00");
    for n in [i64::MIN, -1, 0, 1] {
        let end = days().end_of_working_day_after(start, n, Zone::Wib);
        assert_eq!(end, at("2026-12-01T23:59:59+07:00"));
    }
    let last = Timestamp::MAX_UTC - Duration::days(3);
    assert!(days().end_of_working_day_after(last, 9, Zone::Wib) <= Timestamp::MAX_UTC);
}

/// Seconds from the start of 2026, for three years.
fn moments() -> impl Strategy<Value = Timestamp> {
    (0..3 * 366 * 86_400_i64).prop_map(|s| at("2026-01-01T00:00:00Z") + Duration::seconds(s))
}

proptest! {
    #[test]
    fn a_deadline_is_the_last_second_of_a_working_day(start in moments(), n in 1..8_i64, zone in 0..3_usize) {
        let (days, zone) = (days(), ZONES[zone]);
        let local = zone.local(days.end_of_working_day_after(start, n, zone));
        prop_assert_eq!(local.time().to_string(), "23:59:59");
        prop_assert!(days.is_working_day(local.date_naive()));
        prop_assert!(!matches!(local.weekday(), Weekday::Sat | Weekday::Sun));
        // Exactly n working days lie after the day of the start.
        let first = zone.local(start).date_naive();
        let between = first.iter_days().skip(1).take_while(|day| *day <= local.date_naive());
        prop_assert_eq!(between.filter(|day| days.is_working_day(*day)).count(), usize::try_from(n).unwrap());
    }

    #[test]
    fn an_inspection_is_never_short(start in moments(), zone in 0..3_usize) {
        let (days, zone) = (days(), ZONES[zone]);
        let deadline = days.inspection_deadline(start, zone);
        prop_assert!(deadline - start >= Duration::hours(72));
        prop_assert!(deadline >= days.end_of_working_day_after(start, 2, zone));
        prop_assert!(deadline - start < Duration::days(21), "nor endless");
    }

    #[test]
    fn who_starts_later_is_never_due_earlier(a in moments(), b in moments(), n in 1..8_i64, zone in 0..3_usize) {
        let (days, zone, (a, b)) = (days(), ZONES[zone], (a.min(b), a.max(b)));
        prop_assert!(days.end_of_working_day_after(a, n, zone) <= days.end_of_working_day_after(b, n, zone));
        prop_assert!(days.inspection_deadline(a, zone) <= days.inspection_deadline(b, zone));
        prop_assert!(days.end_of_working_day_after(a, n, zone) < days.end_of_working_day_after(a, n + 1, zone));
    }
}

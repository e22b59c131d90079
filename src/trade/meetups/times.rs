//! Good times to meet, and gentle hints at others. The times of prayer are rough: they differ by place and season.

use chrono::{DateTime, Datelike, Duration, FixedOffset, NaiveTime, Timelike, Weekday};

use crate::base::clock::{Timestamp, Zone};
use crate::base::i18n::Text;

/// The local times that are suggested, as hour and minute.
const SUGGESTED: [(u32, u32); 4] = [(10, 0), (13, 30), (16, 0), (19, 30)];
/// How many are suggested.
const HOW_MANY: usize = 8;
/// Days that are looked at.
const DAYS: u64 = 5;
/// The least time until a suggested meeting.
const AHEAD: Duration = Duration::hours(2);

/// A span of local time in which meeting is inconvenient, in minutes after midnight: the first and the first after it.
struct Inconvenient {
    from: u32,
    to: u32,
    /// On Fridays only.
    friday: bool,
    key: &'static str,
}

const INCONVENIENT: [Inconvenient; 4] = [
    Inconvenient { from: 690, to: 795, friday: true, key: "meetup-hint-friday" },
    Inconvenient { from: 1050, to: 1125, friday: false, key: "meetup-hint-maghrib" },
    Inconvenient { from: 1260, to: 1440, friday: false, key: "meetup-hint-night" },
    Inconvenient { from: 0, to: 360, friday: false, key: "meetup-hint-night" },
];

/// The next good times to meet, in order.
pub fn suggest_times(now: Timestamp, zone: Zone) -> Vec<Timestamp> {
    let local = zone.local(now);
    let mut found = Vec::new();
    for (day, (hour, minute)) in (0..DAYS).flat_map(|day| SUGGESTED.map(|time| (day, time))) {
        let at = local
            .date_naive()
            .checked_add_days(chrono::Days::new(day))
            .zip(NaiveTime::from_hms_opt(hour, minute, 0))
            .and_then(|(date, time)| {
                date.and_time(time).and_local_timezone(*local.offset()).single()
            })
            .map(|at: DateTime<FixedOffset>| at.to_utc());
        found.extend(at.filter(|at| *at >= now + AHEAD && hints(*at, zone).is_empty()));
    }
    found.truncate(HOW_MANY);
    found
}

/// What to consider about a chosen time, for the person who chooses; no reason to refuse it.
pub fn hints(at: Timestamp, zone: Zone) -> Vec<Text> {
    let local = zone.local(at);
    let minutes = local.hour() * 60 + local.minute();
    let friday = local.weekday() == Weekday::Fri;
    INCONVENIENT
        .iter()
        .filter(|span| (span.from..span.to).contains(&minutes) && (friday || !span.friday))
        .map(|span| Text::new(span.key))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::Lang;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn keys(text: &str, zone: Zone) -> Vec<String> {
        hints(at(text), zone).into_iter().map(|hint| hint.key.into_owned()).collect()
    }

    #[test]
    fn a_time_of_prayer_or_night_is_hinted_at() {
        // 4 December 2026 is a Friday.
        assert_eq!(keys("2026-12-04T12:00:00+07:00", Zone::Wib), ["meetup-hint-friday"]);
        assert_eq!(keys("2026-12-03T12:00:00+07:00", Zone::Wib), Vec::<String>::new());
        assert_eq!(keys("2026-12-04T13:15:00+07:00", Zone::Wib), Vec::<String>::new());
        assert_eq!(keys("2026-12-03T18:00:00+07:00", Zone::Wib), ["meetup-hint-maghrib"]);
        assert_eq!(keys("2026-12-03T22:30:00+07:00", Zone::Wib), ["meetup-hint-night"]);
        assert_eq!(keys("2026-12-03T05:59:00+07:00", Zone::Wib), ["meetup-hint-night"]);
        // The same instant is 14.00 in Papua.
        assert_eq!(keys("2026-12-04T12:00:00+07:00", Zone::Wit), Vec::<String>::new());
        for span in &INCONVENIENT {
            for lang in [Lang::Id, Lang::En] {
                assert!(Text::new(span.key).localized(lang).contains(' '));
            }
        }
    }

    #[test]
    fn on_a_friday_morning_the_afternoon_and_the_next_days_are_suggested() {
        let now = at("2026-12-04T09:00:00+08:00");
        let times: Vec<String> = suggest_times(now, Zone::Wita)
            .into_iter()
            .map(|at| Zone::Wita.local(at).format("%a %H.%M").to_string())
            .collect();
        assert_eq!(times[..4], ["Fri 13.30", "Fri 16.00", "Fri 19.30", "Sat 10.00"]);
        assert_eq!(times.len(), HOW_MANY);
    }

    proptest! {
        #[test]
        fn what_is_suggested_needs_no_hint_and_may_be_proposed(seconds in 0..400 * 86_400_i64, zone in 0..3_usize) {
            let zone = [Zone::Wib, Zone::Wita, Zone::Wit][zone];
            let now = at("2026-01-01T00:00:00Z") + Duration::seconds(seconds);
            let times = suggest_times(now, zone);
            prop_assert_eq!(times.len(), HOW_MANY);
            prop_assert!(times.is_sorted());
            for at in times {
                prop_assert!(hints(at, zone).is_empty());
                let plan = super::super::MeetingPlan { place: "Stasiun".into(), region: None, at };
                prop_assert!(super::super::check(&plan, now).is_ok());
            }
        }
    }
}

//! The clock, which tests replace by a fixed one. Times are stored in UTC and shown in the reader's time zone.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, SubsecRound, Timelike, Utc};

use super::i18n::{Lang, Wording, t, t_with};

/// A moment in UTC.
pub type Timestamp = DateTime<Utc>;

/// The source of the current time: the machine's clock, or a fixed one that a test advances.
#[derive(Clone, Default)]
pub struct Clock(Option<Arc<Mutex<Timestamp>>>);

impl Clock {
    /// A clock that shows `at` until [`Clock::advance`] is called.
    pub fn fixed(at: Timestamp) -> Self {
        Self(Some(Arc::new(Mutex::new(at))))
    }

    /// The current time in whole microseconds, the precision of Postgres: a response right after a write and a later read
    /// contain the same time.
    pub fn now(&self) -> Timestamp {
        let now = match &self.0 {
            Some(fixed) => *fixed.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
            None => Utc::now(),
        };
        now.trunc_subsecs(6)
    }

    /// Advances a fixed clock; has no effect on the machine's clock.
    pub fn advance(&self, by: chrono::Duration) {
        if let Some(fixed) = &self.0 {
            let mut at = fixed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            *at += by;
        }
    }
}

/// The three time zones of Indonesia.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// Western: UTC+7.
    Wib,
    /// Central: UTC+8.
    Wita,
    /// Eastern: UTC+9.
    Wit,
}

impl Zone {
    /// The zone of a Kemendagri region code, by its province.
    pub fn of_region(code: &str) -> Self {
        match code.get(..2) {
            Some(
                "51" | "52" | "53" | "63" | "64" | "65" | "71" | "72" | "73" | "74" | "75" | "76",
            ) => Self::Wita,
            Some(p) if p.starts_with('8') || p.starts_with('9') => Self::Wit,
            _ => Self::Wib,
        }
    }

    /// The zone of a label; WIB when the label is unknown.
    pub fn parse(label: &str) -> Self {
        match label {
            "WITA" => Self::Wita,
            "WIT" => Self::Wit,
            _ => Self::Wib,
        }
    }

    /// `WIB`, `WITA` or `WIT`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Wib => "WIB",
            Self::Wita => "WITA",
            Self::Wit => "WIT",
        }
    }

    /// The local time of this zone.
    pub fn local(self, at: Timestamp) -> DateTime<FixedOffset> {
        at.with_timezone(&self.offset())
    }

    /// The moment of a local time of this zone; `None` outside of chrono's range.
    pub fn at(self, local: NaiveDateTime) -> Option<Timestamp> {
        local.and_local_timezone(self.offset()).single().map(|at| at.to_utc())
    }

    fn offset(self) -> FixedOffset {
        let hours = match self {
            Self::Wib => 7,
            Self::Wita => 8,
            Self::Wit => 9,
        };
        FixedOffset::east_opt(hours * 3600).unwrap_or_else(|| chrono::Offset::fix(&Utc))
    }
}

/// A past time relative to `now`: `2 jam lalu`, `kemarin`, from a week on the date.
pub fn ago(at: Timestamp, now: Timestamp, lang: Lang) -> String {
    match elapsed(at, now) {
        Elapsed::Now => t(lang, "time-now"),
        Elapsed::Unit(key, n) => t_with(
            lang,
            Wording::Standard,
            "time-ago",
            &[("span", t_with(lang, Wording::Standard, key, &[("n", n.into())]).into())],
        ),
        Elapsed::Yesterday => t(lang, "time-yesterday"),
        Elapsed::Date => date(Zone::Wib, at, now, lang),
    }
}

/// As [`ago`], shorter, for badges: `2 jam`.
pub fn ago_short(at: Timestamp, now: Timestamp, lang: Lang) -> String {
    match elapsed(at, now) {
        Elapsed::Now => t(lang, "time-now"),
        Elapsed::Unit(key, n) => t_with(lang, Wording::Standard, key, &[("n", n.into())]),
        Elapsed::Yesterday => t(lang, "time-yesterday"),
        Elapsed::Date => date(Zone::Wib, at, now, lang),
    }
}

/// The time between two moments in the largest whole unit.
enum Elapsed {
    Now,
    /// The catalogue key of the unit, and how many.
    Unit(&'static str, i64),
    Yesterday,
    Date,
}

fn elapsed(at: Timestamp, now: Timestamp) -> Elapsed {
    let duration = now - at;
    match (duration.num_minutes(), duration.num_hours(), duration.num_days()) {
        (..1, _, _) => Elapsed::Now,
        (m @ 1..60, _, _) => Elapsed::Unit("time-minutes", m),
        (_, h @ 1..24, _) => Elapsed::Unit("time-hours", h),
        (_, _, 1) => Elapsed::Yesterday,
        (_, _, d @ 2..7) => Elapsed::Unit("time-days", d),
        _ => Elapsed::Date,
    }
}

/// The local time of day: `16.02`.
pub fn clock_time(zone: Zone, at: Timestamp) -> String {
    let local = zone.local(at);
    format!("{:02}.{:02}", local.hour(), local.minute())
}

/// A day relative to `now` or its date, and the local time: `besok 16.02 WIB`, `17 Agu 16.02 WIB`.
pub fn moment(zone: Zone, at: Timestamp, now: Timestamp, lang: Lang) -> String {
    let day = match days_from(zone, at, now) {
        -1 => t(lang, "time-yesterday"),
        0 => t(lang, "time-today"),
        1 => t(lang, "time-tomorrow"),
        _ => date(zone, at, now, lang),
    };
    format!("{day} {}\u{a0}{}", clock_time(zone, at), zone.label())
}

/// A weekday with its date, and the local time, for texts that are kept: `Sabtu, 5 Des 2026 14.00 WIB`.
pub fn full_moment(zone: Zone, at: Timestamp, lang: Lang) -> String {
    let local = zone.local(at);
    let weekday = t(lang, &format!("weekday-{}", local.weekday().number_from_monday()));
    let month = t(lang, &format!("month-{}", local.month()));
    let (day, year, time) = (local.day(), local.year(), clock_time(zone, at));
    format!("{weekday}, {day}\u{a0}{month}\u{a0}{year} {time}\u{a0}{}", zone.label())
}

/// The day of a group of messages: `Hari ini`, `Kemarin`, `17 Agu`.
pub fn day_label(zone: Zone, at: Timestamp, now: Timestamp, lang: Lang) -> String {
    match days_from(zone, at, now) {
        -1 => t(lang, "chat-yesterday"),
        0 => t(lang, "chat-today"),
        _ => date(zone, at, now, lang),
    }
}

/// Whole days from `now` to `at` on the calendar of a zone.
fn days_from(zone: Zone, at: Timestamp, now: Timestamp) -> i64 {
    (zone.local(at).date_naive() - zone.local(now).date_naive()).num_days()
}

fn date(zone: Zone, at: Timestamp, now: Timestamp, lang: Lang) -> String {
    let (local, local_now) = (zone.local(at), zone.local(now));
    let month = t(lang, &format!("month-{}", local.month()));
    if local.year() == local_now.year() {
        format!("{}\u{a0}{month}", local.day())
    } else {
        format!("{}\u{a0}{month}\u{a0}{}", local.day(), local.year())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Duration, TimeZone};

    #[test]
    fn times_are_written_relative_to_now_and_in_the_readers_zone() {
        let now = Utc.with_ymd_and_hms(2026, 11, 20, 9, 2, 0).single().unwrap_or_default();
        assert_eq!(ago(now - Duration::hours(2), now, Lang::Id), "2 jam lalu");
        assert_eq!(ago_short(now - Duration::minutes(40), now, Lang::Id), "40 menit");
        assert_eq!(ago(now - Duration::days(1), now, Lang::Id), "kemarin");
        assert_eq!(
            moment(Zone::Wib, now + Duration::days(1), now, Lang::Id),
            "besok 16.02\u{a0}WIB"
        );
        assert_eq!(moment(Zone::Wit, now, now, Lang::Id), "hari ini 18.02\u{a0}WIT");
        let local = Zone::Wita.local(now).naive_local();
        assert_eq!(Zone::Wita.at(local), Some(now));
        let full = full_moment(Zone::Wita, now, Lang::Id);
        assert_eq!(full, "Jumat, 20\u{a0}Nov\u{a0}2026 17.02\u{a0}WITA");
        let on_day = |days| day_label(Zone::Wib, now - Duration::days(days), now, Lang::Id);
        assert_eq!([on_day(0), on_day(1), on_day(2)], ["Hari ini", "Kemarin", "18\u{a0}Nov"]);
        assert_eq!(Zone::of_region("51.71"), Zone::Wita);
        assert_eq!(Zone::of_region("91.02"), Zone::Wit);
    }
}

//! Time is handed in, so that tests decide what time it is. Stored in UTC, shown in the reader's zone.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Datelike, FixedOffset, SubsecRound, Timelike, Utc};

use super::i18n::{Lang, t, t_with};

/// A moment in UTC.
pub type Timestamp = DateTime<Utc>;

/// Where the time comes from: the machine, or a test that moves it on.
#[derive(Clone, Default)]
pub struct Clock(Option<Arc<Mutex<Timestamp>>>);

impl Clock {
    /// A clock that stands still until [`Clock::advance`] moves it.
    pub fn fixed(at: Timestamp) -> Self {
        Self(Some(Arc::new(Mutex::new(at))))
    }

    /// The present moment, in whole microseconds: as Postgres keeps it, so that what is answered at once and what is
    /// read later are the same.
    pub fn now(&self) -> Timestamp {
        let now = match &self.0 {
            Some(fixed) => *fixed.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
            None => Utc::now(),
        };
        now.trunc_subsecs(6)
    }

    /// Moves a fixed clock on; the machine's clock cannot be moved.
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

    /// The zone by its label, WIB when unknown.
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

    /// The moment as this zone's clocks show it.
    pub fn local(self, at: Timestamp) -> DateTime<FixedOffset> {
        let hours = match self {
            Self::Wib => 7,
            Self::Wita => 8,
            Self::Wit => 9,
        };
        let offset =
            FixedOffset::east_opt(hours * 3600).unwrap_or_else(|| chrono::Offset::fix(&Utc));
        at.with_timezone(&offset)
    }
}

/// `2 jam lalu`, `kemarin`, then the date.
pub fn ago(at: Timestamp, now: Timestamp, lang: Lang) -> String {
    match span(at, now) {
        Span::Now => t(lang, "time-now"),
        Span::Unit(key, n) => {
            t_with(lang, "time-ago", &[("span", t_with(lang, key, &[("n", n.into())]).into())])
        }
        Span::Yesterday => t(lang, "time-yesterday"),
        Span::Date => date(Zone::Wib, at, now, lang),
    }
}

/// `2 jam`: the same, for badges.
pub fn ago_short(at: Timestamp, now: Timestamp, lang: Lang) -> String {
    match span(at, now) {
        Span::Now => t(lang, "time-now"),
        Span::Unit(key, n) => t_with(lang, key, &[("n", n.into())]),
        Span::Yesterday => t(lang, "time-yesterday"),
        Span::Date => date(Zone::Wib, at, now, lang),
    }
}

enum Span {
    Now,
    Unit(&'static str, i64),
    Yesterday,
    Date,
}

fn span(at: Timestamp, now: Timestamp) -> Span {
    let gone = now - at;
    match (gone.num_minutes(), gone.num_hours(), gone.num_days()) {
        (..1, _, _) => Span::Now,
        (m @ 1..60, _, _) => Span::Unit("time-minutes", m),
        (_, h @ 1..24, _) => Span::Unit("time-hours", h),
        (_, _, 1) => Span::Yesterday,
        (_, _, d @ 2..7) => Span::Unit("time-days", d),
        _ => Span::Date,
    }
}

/// `16.02`: the clock of the zone.
pub fn clock_time(zone: Zone, at: Timestamp) -> String {
    let local = zone.local(at);
    format!("{:02}.{:02}", local.hour(), local.minute())
}

/// `besok 16.02 WIB`, `17 Agu 16.02 WIB`: an absolute moment, as people say it.
pub fn moment(zone: Zone, at: Timestamp, now: Timestamp, lang: Lang) -> String {
    let (day, today) = (zone.local(at).date_naive(), zone.local(now).date_naive());
    let word = match (day - today).num_days() {
        -1 => t(lang, "time-yesterday"),
        0 => t(lang, "time-today"),
        1 => t(lang, "time-tomorrow"),
        _ => date(zone, at, now, lang),
    };
    format!("{word} {}\u{a0}{}", clock_time(zone, at), zone.label())
}

fn date(zone: Zone, at: Timestamp, now: Timestamp, lang: Lang) -> String {
    let (local, this) = (zone.local(at), zone.local(now));
    let month = t(lang, &format!("month-{}", local.month()));
    if local.year() == this.year() {
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
    fn moments_are_said_as_people_say_them() {
        let now = Utc.with_ymd_and_hms(2026, 11, 20, 9, 2, 0).single().unwrap_or_default();
        assert_eq!(ago(now - Duration::hours(2), now, Lang::Id), "2 jam lalu");
        assert_eq!(ago_short(now - Duration::minutes(40), now, Lang::Id), "40 menit");
        assert_eq!(ago(now - Duration::days(1), now, Lang::Id), "kemarin");
        assert_eq!(
            moment(Zone::Wib, now + Duration::days(1), now, Lang::Id),
            "besok 16.02\u{a0}WIB"
        );
        assert_eq!(moment(Zone::Wit, now, now, Lang::Id), "hari ini 18.02\u{a0}WIT");
        assert_eq!(Zone::of_region("51.71"), Zone::Wita);
        assert_eq!(Zone::of_region("91.02"), Zone::Wit);
    }
}

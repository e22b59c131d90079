//! The dated table of public holidays, and which days are working days by it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use chrono::{Datelike, NaiveDate, Weekday};

use crate::base::ids::words;

/// The holidays of 2026 and 2027; see `seed/README.md`.
const EMBEDDED: &str = include_str!("../../../seed/holidays.csv");

/// The columns of a table, in this order.
const COLUMNS: [&str; 5] = ["date", "kind", "name", "certain", "source"];

words! {
    /// Why a day is free.
    #[schema(as = HolidayKind)]
    Kind {
        /// A public holiday.
        National = "libur_nasional",
        /// A day of collective leave, by the joint decree of three ministers.
        CollectiveLeave = "cuti_bersama",
    }
}

/// A free day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    pub date: NaiveDate,
    pub kind: Kind,
    /// Its Indonesian name.
    pub name: String,
    /// `false` for an estimate that a decree may move.
    pub certain: bool,
    /// The decree, or how the date was found.
    pub source: String,
}

/// Which days are working days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingDays {
    holidays: BTreeMap<NaiveDate, Holiday>,
    /// The years that have at least one row.
    years: BTreeSet<i32>,
}

impl WorkingDays {
    /// The embedded table; with `file`, that table instead.
    ///
    /// # Errors
    /// The file cannot be read, or a row of it is invalid: names the file and the line.
    pub fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        let Some(file) = file else { return Self::parse(EMBEDDED).context("seed/holidays.csv") };
        let shown = || format!("TAWAR_HOLIDAYS={}", file.display());
        let text = std::fs::read_to_string(file).with_context(shown)?;
        Self::parse(&text).with_context(shown)
    }

    /// Parses a table with the columns `date,kind,name,certain,source`.
    ///
    /// # Errors
    /// Names the line: a column is missing, a value is invalid, a date occurs twice; or that there is no row at all.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let first = reader.headers()?;
        anyhow::ensure!(
            first == COLUMNS.as_slice(),
            "the first line must be {}",
            COLUMNS.join(",")
        );
        let (mut holidays, mut years) = (BTreeMap::new(), BTreeSet::new());
        for (row, line) in reader.records().zip(2..) {
            let row = row.map_err(|err| anyhow::anyhow!("line {line}: {}", reason(&err)))?;
            let holiday = holiday(&row).with_context(|| format!("line {line}"))?;
            years.insert(holiday.date.year());
            if let Some(earlier) = holidays.insert(holiday.date, holiday) {
                anyhow::bail!("line {line}: {} occurs twice ({})", earlier.date, earlier.name);
            }
        }
        anyhow::ensure!(!holidays.is_empty(), "it has no holiday");
        Ok(Self { holidays, years })
    }

    /// Whether people work on this day: neither a weekend nor a holiday.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains_key(&date)
    }

    /// The holiday on this day.
    pub fn holiday_on(&self, date: NaiveDate) -> Option<&Holiday> {
        self.holidays.get(&date)
    }

    /// Whether the table knows the holidays of this day's year; else only weekends are free in it.
    pub fn covers(&self, date: NaiveDate) -> bool {
        self.years.contains(&date.year())
    }

    /// The estimates from `today` on, which a decree may move.
    pub fn estimates(&self, today: NaiveDate) -> impl Iterator<Item = &Holiday> {
        self.holidays.range(today..).map(|(_, holiday)| holiday).filter(|holiday| !holiday.certain)
    }
}

fn holiday(row: &csv::StringRecord) -> anyhow::Result<Holiday> {
    let field = |index: usize| row.get(index).unwrap_or_default();
    let wrong = |column: &str, index: usize, expected: &str| {
        anyhow::anyhow!("{column} is {:?} instead of {expected}", field(index))
    };
    anyhow::ensure!(!field(2).is_empty(), "name is empty");
    Ok(Holiday {
        date: field(0).parse().map_err(|_invalid| wrong("date", 0, "YYYY-MM-DD"))?,
        kind: field(1)
            .parse()
            .map_err(|_unknown| wrong("kind", 1, "libur_nasional or cuti_bersama"))?,
        name: field(2).to_owned(),
        certain: match field(3) {
            "yes" => true,
            "no" => false,
            _ => return Err(wrong("certain", 3, "yes or no")),
        },
        source: field(4).to_owned(),
    })
}

/// What is wrong with a line, without the position in the file, which counts otherwise than an editor.
fn reason(err: &csv::Error) -> String {
    match err.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("it has {len} columns instead of {expected_len}")
        }
        _ => err.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_embedded_table_knows_two_years() {
        let days = WorkingDays::load(None).unwrap();
        let of = |year: i32, kind: Kind| {
            let matches = |day: &&Holiday| day.date.year() == year && day.kind == kind;
            days.holidays.values().filter(matches).count()
        };
        assert_eq!((of(2026, Kind::National), of(2026, Kind::CollectiveLeave)), (17, 8));
        assert_eq!(of(2027, Kind::National), 17);
        assert!(days.covers(day("2026-01-01")) && days.covers(day("2027-12-31")));
        assert!(!days.covers(day("2025-12-31")) && !days.covers(day("2028-01-01")));
        assert!(days.holidays.values().all(|day| day.certain || day.date.year() == 2027));
    }

    #[test]
    fn weekends_holidays_and_collective_leave_are_free() {
        let days = WorkingDays::load(None).unwrap();
        for free in ["2026-11-28", "2026-11-29", "2026-12-24", "2026-12-25", "2026-03-23"] {
            assert!(!days.is_working_day(day(free)), "{free}");
        }
        for busy in ["2026-11-30", "2026-12-23", "2026-03-25", "2028-12-25"] {
            assert!(days.is_working_day(day(busy)), "{busy}");
        }
        let natal = days.holiday_on(day("2026-12-25")).unwrap();
        assert_eq!((natal.kind, natal.certain), (Kind::National, true));
        assert_eq!(days.holiday_on(day("2026-11-30")), None);
    }

    #[test]
    fn the_doctor_sees_which_coming_days_are_estimates() {
        let days = WorkingDays::load(None).unwrap();
        let coming: Vec<NaiveDate> =
            days.estimates(day("2027-08-01")).map(|holiday| holiday.date).collect();
        assert_eq!(coming, [day("2027-08-15"), day("2027-12-24")]);
        assert_eq!(days.estimates(day("2027-12-25")).count(), 0);
    }

    #[test]
    fn a_site_may_bring_its_own_table() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let table = "\u{feff}date,kind,name,certain,source\r\n2028-02-26, libur_nasional ,Idulfitri,no,hisab\r\n";
        std::fs::write(file.path(), table).unwrap();
        let days = WorkingDays::load(Some(file.path())).unwrap();
        assert!(days.covers(day("2028-06-01")) && !days.covers(day("2026-12-25")));
        assert!(days.is_working_day(day("2026-12-25")), "it replaces the embedded one");
    }

    #[test]
    fn an_invalid_table_is_refused_with_its_line() {
        let refused = |rows: &str| {
            let text = format!("date,kind,name,certain,source\n{rows}");
            format!("{:#}", WorkingDays::parse(&text).unwrap_err())
        };
        let good = "2026-12-25,libur_nasional,Natal,yes,SKB\n";
        for (rows, parts) in [
            ("", vec!["no holiday"]),
            ("2026-13-25,libur_nasional,Natal,yes,SKB\n", vec!["line 2", "date"]),
            ("2026-12-25,libur,Natal,yes,SKB\n", vec!["line 2", "kind"]),
            (
                "2026-12-25,libur_nasional,Natal,maybe,SKB\n",
                vec!["line 2", "certain", "maybe", "yes or no"],
            ),
            ("2026-12-25,libur_nasional,,yes,SKB\n", vec!["line 2", "name"]),
            ("2026-12-25,libur_nasional\n", vec!["line 2", "2 columns instead of 5"]),
            (&format!("{good}{good}"), vec!["line 3", "2026-12-25 occurs twice"]),
        ] {
            let text = refused(rows);
            for part in parts {
                assert!(text.contains(part), "{rows:?}: {text}");
            }
        }
        let no_file = WorkingDays::load(Some(Path::new("/no/such/file.csv"))).unwrap_err();
        assert!(format!("{no_file:#}").contains("TAWAR_HOLIDAYS=/no/such/file.csv"));
        let no_head = WorkingDays::parse("2026-12-25,libur_nasional,Natal,yes,SKB\n").unwrap_err();
        assert_eq!(no_head.to_string(), "the first line must be date,kind,name,certain,source");
    }
}

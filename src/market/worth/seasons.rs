//! The seasons in which some goods are in demand: a dated table, and seasons with the same dates every year.
//!
//! Ramadan and Lebaran follow the moon. The dates of 2024 to 2026 are those that the Ministry of Religious Affairs
//! announced; later ones are computed from the new moon and the ministry's rule (crescent at 3° with 6.4° of elongation at
//! sunset in Aceh). The real day is known only on the eve, so each may be off by one. After the last row of the table
//! there is no such season.

use chrono::{Datelike, Days, NaiveDate};

use super::goods::Goods;
use crate::base::ids::words;

words! {
    /// A time of the year in which some goods are in demand.
    Season {
        /// A week before the fast until its last day.
        Ramadan = "ramadan",
        /// Two weeks before Idul Fitri until a week after.
        Lebaran = "lebaran",
        /// The school year begins in the middle of July.
        School = "sekolah",
        /// October to March.
        Rain = "hujan",
    }
}

/// A season of one year, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeasonWindow {
    pub season: Season,
    pub from: NaiveDate,
    pub until: NaiveDate,
}

type Day = (i32, u32, u32);

/// 1 Ramadan and 1 Syawal, 1445 to 1457 H.
const FASTS: [(Day, Day); 13] = [
    ((2024, 3, 12), (2024, 4, 10)),
    ((2025, 3, 1), (2025, 3, 31)),
    ((2026, 2, 19), (2026, 3, 21)),
    ((2027, 2, 8), (2027, 3, 10)),
    ((2028, 1, 28), (2028, 2, 27)),
    ((2029, 1, 16), (2029, 2, 15)),
    ((2030, 1, 6), (2030, 2, 4)),
    ((2030, 12, 26), (2031, 1, 25)),
    ((2031, 12, 16), (2032, 1, 14)),
    ((2032, 12, 4), (2033, 1, 3)),
    ((2033, 11, 24), (2033, 12, 23)),
    ((2034, 11, 13), (2034, 12, 12)),
    ((2035, 11, 2), (2035, 12, 1)),
];

fn date((year, month, day): Day) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

impl Season {
    /// The windows of the season: all of the table, or those of the years around a day.
    fn windows(self, around: NaiveDate) -> Vec<SeasonWindow> {
        let window = |from: Option<NaiveDate>, until: Option<NaiveDate>| {
            Some(SeasonWindow { season: self, from: from?, until: until? })
        };
        let fasts = FASTS.iter().filter_map(|(fast, feast)| Some((date(*fast)?, date(*feast)?)));
        let year = around.year();
        let years = year.saturating_sub(1)..=year.saturating_add(1);
        match self {
            Self::Ramadan => fasts
                .filter_map(|(fast, feast)| {
                    window(fast.checked_sub_days(Days::new(7)), feast.pred_opt())
                })
                .collect(),
            Self::Lebaran => fasts
                .filter_map(|(_, feast)| {
                    let (before, after) = (Days::new(14), Days::new(7));
                    window(feast.checked_sub_days(before), feast.checked_add_days(after))
                })
                .collect(),
            Self::School => {
                years.filter_map(|y| window(date((y, 6, 15)), date((y, 7, 31)))).collect()
            }
            Self::Rain => years
                .filter_map(|y| window(date((y, 10, 1)), date((y.saturating_add(1), 3, 31))))
                .collect(),
        }
    }
}

/// The season of a day that adds most to the factor of these goods, and how much it adds.
pub(super) fn running(goods: &Goods, day: NaiveDate) -> Option<(i64, SeasonWindow)> {
    windows_of(goods, day)
        .filter(|(_, window)| (window.from..=window.until).contains(&day))
        .max_by_key(|(lift, window)| (*lift, window.until))
}

/// The next season for these goods that begins after a day.
pub(super) fn coming(goods: &Goods, day: NaiveDate) -> Option<SeasonWindow> {
    let later = windows_of(goods, day).map(|(_, window)| window).filter(|window| window.from > day);
    later.min_by_key(|window| window.from)
}

/// The windows around a day in which these goods are in demand, with what each adds to the factor.
fn windows_of(goods: &Goods, day: NaiveDate) -> impl Iterator<Item = (i64, SeasonWindow)> {
    let lifts = goods.lifts;
    Season::ALL
        .iter()
        .zip(lifts)
        .filter(|(_, lift)| *lift > 0)
        .flat_map(move |(season, lift)| season.windows(day).into_iter().map(move |w| (lift, w)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::worth::goods;
    use proptest::prelude::*;

    fn on(day: Day) -> NaiveDate {
        match date(day) {
            Some(day) => day,
            None => panic!("{day:?} is no day"),
        }
    }

    fn season_of(slug: &str, day: Day) -> Option<Season> {
        running(&goods::of(slug, None), on(day)).map(|(_, window)| window.season)
    }

    #[test]
    fn each_category_has_its_season() {
        assert_eq!(season_of("mukena", (2026, 2, 11)), None);
        assert_eq!(season_of("mukena", (2026, 2, 12)), Some(Season::Ramadan));
        assert_eq!(season_of("mukena", (2026, 3, 20)), Some(Season::Ramadan), "it adds more");
        assert_eq!(season_of("gamis", (2026, 3, 10)), Some(Season::Lebaran));
        assert_eq!(season_of("gamis", (2026, 3, 28)), Some(Season::Lebaran));
        assert_eq!(season_of("gamis", (2026, 3, 29)), None);
        assert_eq!(season_of("buku-pelajaran", (2026, 7, 13)), Some(Season::School));
        assert_eq!(season_of("jaket-pria", (2026, 1, 5)), Some(Season::Rain));
        assert_eq!(season_of("jaket-pria", (2026, 4, 1)), None);
        assert_eq!(season_of("novel", (2026, 3, 10)), None);
    }

    #[test]
    fn the_next_season_is_the_nearest() {
        let next = |slug: &str, day: Day| coming(&goods::of(slug, None), on(day));
        assert_eq!(next("atk", (2026, 11, 20)).map(|w| w.from), date((2027, 6, 15)));
        assert_eq!(next("peci", (2026, 11, 20)).map(|w| w.from), date((2027, 2, 1)));
        assert_eq!(next("peci", (2036, 1, 1)), None, "the table ends");
        assert_eq!(next("novel", (2026, 11, 20)), None);
    }

    /// The arithmetic calendar (30-year cycle) differs by at most a day from the announced one.
    #[test]
    fn the_table_keeps_to_the_tabular_calendar_within_a_day() {
        let first_of = |year: i64, month: i64| {
            // Julian day, less that of 1 January of the year 1, plus one.
            (11 * year + 3) / 30 + 354 * year + 30 * month - (month - 1) / 2 + 1948440
                - 384
                - 1721425
        };
        for (year, (fast, feast)) in (1445..).zip(FASTS) {
            let days = |day: Day| i64::from(on(day).num_days_from_ce());
            assert!((days(fast) - first_of(year, 9)).abs() <= 1, "1 Ramadan {year}");
            assert!((days(feast) - first_of(year, 10)).abs() <= 1, "1 Syawal {year}");
            assert!([29, 30].contains(&(days(feast) - days(fast))), "Ramadan {year}");
        }
    }

    /// Any day at all, and often one of 2023 to 2036, where the table of feasts is.
    fn days() -> impl Strategy<Value = i32> {
        prop_oneof![any::<i32>(), 738_500..743_600]
    }

    proptest! {
        /// Any day has an answer; a running season includes the day, the next one begins after it.
        #[test]
        fn any_day_has_one_answer(day in days(), lifts in any::<[u8; 4]>()) {
            let day = NaiveDate::from_num_days_from_ce_opt(day).unwrap_or(NaiveDate::MAX);
            let goods = Goods { lifts: lifts.map(i64::from), ..goods::of("novel", None) };
            let now = running(&goods, day);
            if let Some((lift, window)) = now {
                prop_assert!(lift > 0 && window.from <= day && day <= window.until);
            }
            prop_assert!(coming(&goods, day).is_none_or(|window| window.from > day));
        }
    }
}

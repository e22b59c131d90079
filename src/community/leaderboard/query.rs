//! What a leaderboard is asked for, as JSON and as a page.

use serde::Deserialize;

use crate::base::error::{AppResult, FieldErrors};
use crate::base::http::number;
use crate::base::ids::words;
use crate::community::points::Period;
use crate::people::regions;

/// People of a leaderboard, when nothing else is asked for.
pub const DEFAULT: i64 = 10;
/// The most people of a leaderboard.
pub const MOST: i64 = 100;

words! {
    /// By which points a leaderboard is sorted.
    #[schema(as = BoardKind)]
    Board {
        /// All points.
        All = "all",
        /// Points as a seller.
        Seller = "seller",
        /// Points as a buyer.
        Buyer = "buyer",
    }
}

/// The query of `GET /api/leaderboard`.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
pub struct BoardQuery {
    /// `seller`, `buyer` or `all`, which is the default.
    #[serde(default, rename = "type")]
    pub kind: String,
    /// 10 by default, 100 at most.
    #[serde(default, deserialize_with = "number")]
    pub limit: Option<i64>,
    /// Only people of this city: its code or name. Also `kota`.
    #[serde(default, alias = "kota")]
    pub city: String,
    /// Only points of this month: `2026-11`. Also `bulan`.
    #[serde(default, alias = "bulan")]
    pub month: String,
}

/// A leaderboard that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub board: Board,
    pub period: Period,
    /// Codes of cities; empty for everywhere.
    pub cities: Vec<String>,
    pub limit: i64,
}

impl BoardQuery {
    /// What the query wants.
    ///
    /// # Errors
    /// `Invalid` for an unknown type, city or month.
    pub fn strict(&self) -> AppResult<Wanted> {
        let mut errors = FieldErrors::default();
        let known_kind = self.kind.is_empty() || self.kind.parse::<Board>().is_ok();
        errors.check(known_kind, "type", "leaderboard-unknown-type");
        errors.check(
            self.month.is_empty() || self.period().is_some(),
            "month",
            "leaderboard-unknown-month",
        );
        errors.check(
            self.city.is_empty() || !self.cities().is_empty(),
            "city",
            "leaderboard-unknown-city",
        );
        errors.into_result()?;
        Ok(self.lenient())
    }

    /// What the query wants, without what it does not say clearly: a page ignores what the API refuses.
    pub fn lenient(&self) -> Wanted {
        Wanted {
            board: self.kind.parse().unwrap_or(Board::All),
            period: self.period().unwrap_or(Period::All),
            cities: self.cities(),
            limit: self.limit.unwrap_or(DEFAULT).clamp(1, MOST),
        }
    }

    fn period(&self) -> Option<Period> {
        Period::month(self.month.trim())
    }

    /// The cities that the text names: a code stands for its city.
    fn cities(&self) -> Vec<String> {
        let text = self.city.trim();
        match text {
            "" => Vec::new(),
            code if regions::is_code(code) && code.len() >= 5 => {
                vec![regions::city_code(code).to_owned()]
            }
            name => regions::codes_named(2, name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ignores_what_the_api_refuses() {
        let query = |kind: &str, month: &str, limit| BoardQuery {
            kind: kind.into(),
            month: month.into(),
            limit,
            ..BoardQuery::default()
        };
        let plain = query("", "", None).strict().unwrap();
        assert_eq!((plain.board, plain.limit, &plain.period), (Board::All, DEFAULT, &Period::All));
        let month = query("seller", "2026-11", Some(500)).strict().unwrap();
        assert_eq!((month.board, month.limit), (Board::Seller, MOST));
        assert_eq!(month.period, Period::Month("2026-11".into()));
        for wrong in
            [query("kurir", "", None), query("", "2026-13", None), query("", "kemarin", None)]
        {
            assert!(wrong.strict().is_err(), "{wrong:?}");
            assert_eq!(wrong.lenient(), plain);
        }
        let bandung = BoardQuery { city: "32.73.02".into(), ..BoardQuery::default() };
        assert_eq!(bandung.lenient().cities, ["32.73"]);
    }
}

//! The worth in the API, and on pages: a bar for each factor with a note on what would change it.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::adjust::Adjustment;
use super::balance::Balance;
use super::factors::{Change, Factor, FactorKind, Worth};
use super::seasons::Season;
use crate::base::i18n::{Lang, Text, t};
use crate::base::money;

/// The worth of an item in a barter. Points are no money: nobody can spend or transfer them.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WorthOut {
    /// With the owner's adjustment.
    pub points: i64,
    /// By the published formula alone.
    pub computed: i64,
    /// The five factors.
    pub factors: Vec<FactorOut>,
    /// The owner's adjustment in percent, `-15` to `15`.
    pub adjust: i16,
    /// The owner's reason; present exactly when `adjust` is not 0.
    pub reason: Option<String>,
}

/// One factor.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FactorOut {
    pub factor: FactorKind,
    /// 0 to 100.
    pub value: i64,
    /// Percent of the mean.
    pub weight: i64,
}

impl From<Worth> for WorthOut {
    fn from(worth: Worth) -> Self {
        let out = |f: &Factor| FactorOut { factor: f.kind, value: f.value, weight: f.weight };
        Self {
            points: worth.points,
            computed: worth.computed,
            factors: worth.factors.iter().map(out).collect(),
            adjust: worth.adjustment.as_ref().map_or(0, |adjustment| adjustment.percent),
            reason: worth.adjustment.map(|adjustment| adjustment.reason),
        }
    }
}

/// The worth for `listings/_worth.html`, in the reader's language.
#[derive(Debug, Serialize)]
pub struct WorthView {
    /// With the owner's adjustment.
    pub points: i64,
    /// Without it.
    pub computed: i64,
    /// One for each factor.
    pub bars: Vec<FactorView>,
    /// Percent; 0 without an adjustment.
    pub adjust: i16,
    /// `+10%`; empty without an adjustment.
    pub adjust_text: String,
    /// The owner's reason.
    pub reason: Option<String>,
}

/// The bar of a factor.
#[derive(Debug, Serialize)]
pub struct FactorView {
    pub label: String,
    /// 0 to 100.
    pub value: i64,
    /// Percent of the mean.
    pub weight: i64,
    /// A sentence about what would change it.
    pub change: String,
}

impl WorthView {
    /// The view in a reader's language.
    pub fn of(worth: &Worth, lang: Lang) -> Self {
        let adjust = worth.adjustment.as_ref().map_or(0, |adjustment| adjustment.percent);
        let bar = |factor: &Factor| FactorView {
            label: t(lang, label(factor.kind)),
            value: factor.value,
            weight: factor.weight,
            change: change(factor, lang).localized(lang),
        };
        Self {
            points: worth.points,
            computed: worth.computed,
            bars: worth.factors.iter().map(bar).collect(),
            adjust,
            adjust_text: percent(adjust),
            reason: worth.adjustment.as_ref().map(|adjustment| adjustment.reason.clone()),
        }
    }
}

impl Balance {
    /// A sentence about the balance for the owner of the first side.
    pub fn verdict(self) -> Text {
        let by = |key| Text::new(key).with("n", money::dotted(self.gap));
        match self.state {
            "level" => Text::new("barter-level"),
            "short" => by("barter-short"),
            _ => by("barter-over"),
        }
    }
}

/// The owner's adjustment, as it is shown beside the points.
#[derive(Debug, Clone, Serialize)]
pub struct AdjustmentView {
    /// `+10%`.
    percent: String,
    reason: String,
}

impl AdjustmentView {
    /// None when the owner made no adjustment.
    pub fn of(worth: &Worth) -> Option<Self> {
        let Adjustment { percent: adjust, reason } = worth.adjustment.as_ref()?;
        Some(Self { percent: percent(*adjust), reason: reason.clone() })
    }
}

fn percent(adjust: i16) -> String {
    match adjust {
        0 => String::new(),
        ..0 => format!("−{}%", adjust.unsigned_abs()),
        1.. => format!("+{adjust}%"),
    }
}

fn label(kind: FactorKind) -> &'static str {
    match kind {
        FactorKind::Utility => "worth-utility",
        FactorKind::Scarcity => "worth-scarcity",
        FactorKind::Durability => "worth-durability",
        FactorKind::Portability => "worth-portability",
        FactorKind::Season => "worth-season",
    }
}

fn change(factor: &Factor, lang: Lang) -> Text {
    match factor.change {
        Change::Repair => Text::new("worth-change-repair"),
        Change::Care => Text::new("worth-change-care"),
        Change::Wear => Text::new("worth-change-wear"),
        Change::Send => Text::new("worth-change-send"),
        Change::Others(0, _) => Text::new("worth-change-alone"),
        Change::Others(city, district) => {
            Text::new("worth-change-others").with("city", city).with("district", district)
        }
        Change::Ends(window) => Text::new("worth-change-ends")
            .with("season", t(lang, season(window.season)))
            .with("until", day(window.until, lang)),
        Change::Begins(window) => Text::new("worth-change-begins")
            .with("season", t(lang, season(window.season)))
            .with("from", day(window.from, lang)),
        Change::Kind => Text::new(match factor.kind {
            FactorKind::Portability => "worth-change-size",
            FactorKind::Season => "worth-change-always",
            _ => "worth-change-kind",
        }),
    }
}

fn season(season: Season) -> &'static str {
    match season {
        Season::Ramadan => "worth-season-ramadan",
        Season::Lebaran => "worth-season-lebaran",
        Season::School => "worth-season-school",
        Season::Rain => "worth-season-rain",
    }
}

/// `8 Feb 2027`.
fn day(day: NaiveDate, lang: Lang) -> String {
    let month = t(lang, &format!("month-{}", day.month()));
    format!("{}\u{a0}{month}\u{a0}{}", day.day(), day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_about_the_side_of_its_reader() {
        assert_eq!(Balance::of(405, 525).verdict(), Text::new("barter-short").with("n", "120"));
        assert_eq!(Balance::of(525, 405).verdict(), Text::new("barter-over").with("n", "120"));
        assert_eq!(Balance::of(2_000, 10).verdict(), Text::new("barter-over").with("n", "1.990"));
        assert_eq!(Balance::of(545, 525).verdict(), Text::new("barter-level"));
    }
}

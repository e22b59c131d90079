//! The formula, pure: from what is known of an item to its worth with the reasons.

use chrono::NaiveDate;

use super::adjust::Adjustment;
use super::goods::Goods;
use super::seasons::{self, SeasonWindow};
use crate::base::ids::words;
use crate::market::terms::{Condition, Delivery};

words! {
    /// The factors of the worth.
    FactorKind {
        /// How much the item is needed.
        Utility = "utility",
        /// How few active listings of its category are nearby.
        Scarcity = "scarcity",
        /// How long the item will last.
        Durability = "durability",
        /// How easily the item is handed over.
        Portability = "portability",
        /// How much the season increases demand.
        Season = "season",
    }
}

/// The weight of each factor, in the order of [`FactorKind::ALL`]; together 100.
pub const WEIGHTS: [i64; 5] = [30, 25, 20, 15, 10];

/// This many other listings nearby halve the scarcity.
const HALVING_SUPPLY: i64 = 8;
/// The value of the season's factor outside of any season.
const OFF_SEASON: i64 = 40;

/// Everything that the worth depends on. The price is not part of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct WorthInput {
    pub goods: Goods,
    pub condition: Condition,
    pub reach: Reach,
    pub supply: Supply,
    /// The local date in the item's region.
    pub day: NaiveDate,
}

/// How far from the owner a buyer may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    Meeting,
    City,
    Country,
}

impl Reach {
    pub(super) fn of(delivery: &[Delivery]) -> Self {
        if delivery.contains(&Delivery::Parcel) {
            Self::Country
        } else if delivery.contains(&Delivery::Instant) {
            Self::City
        } else {
            Self::Meeting
        }
    }
}

/// Other active listings of the category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Supply {
    pub city: i64,
    /// Those of the city that are in the same district; they count twice.
    pub district: i64,
}

/// What would change the value of a factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A repair.
    Repair,
    /// A better condition.
    Care,
    /// Nothing: the value follows from the category.
    Kind,
    /// The supply: other listings in the city, and those of them in the district.
    Others(i64, i64),
    /// Wear: the value is at its highest.
    Wear,
    /// Delivery by parcel.
    Send,
    /// The end of the running season.
    Ends(SeasonWindow),
    /// The next season.
    Begins(SeasonWindow),
}

/// The value of one factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factor {
    pub kind: FactorKind,
    /// 0 to 100.
    pub value: i64,
    /// Percent of the mean.
    pub weight: i64,
    pub change: Change,
}

/// The worth of an item with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worth {
    /// Points with the owner's adjustment; at least 1.
    pub points: i64,
    /// Points of the formula alone.
    pub computed: i64,
    /// In the order of [`FactorKind::ALL`].
    pub factors: [Factor; 5],
    pub adjustment: Option<Adjustment>,
}

pub(super) fn appraise(input: &WorthInput, adjustment: Option<Adjustment>) -> Worth {
    let WorthInput { goods, condition, reach, supply, day } = *input;
    let results = [
        utility(goods, condition),
        scarcity(supply),
        durability(goods, condition),
        portability(goods, reach),
        season(&goods, day),
    ];
    let [utility, scarcity, durability, portability, season] = results.map(|(value, _)| value);
    let values = [utility, scarcity, durability, portability, season];
    let computed = points(goods.base, condition, values);
    let mut rest = FactorKind::ALL.iter().zip(WEIGHTS);
    let factors = results.map(|(value, change)| {
        let (kind, weight) = rest.next().unwrap_or((&FactorKind::Season, 0));
        Factor { kind: *kind, value, weight, change }
    });
    let points = adjustment.as_ref().map_or(computed, |adjustment| adjustment.apply(computed));
    Worth { points, computed, factors, adjustment }
}

/// Half the base plus the base times the weighted mean of the factors, scaled by the condition.
pub(super) fn points(base: i64, condition: Condition, values: [i64; 5]) -> i64 {
    let sum: i64 = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    (base * (5_000 + sum) * condition_percent(condition) / 1_000_000).max(1)
}

/// Percent of the worth in the condition `LikeNew`.
fn condition_percent(condition: Condition) -> i64 {
    match condition {
        Condition::Sealed => 115,
        Condition::LikeNew => 100,
        Condition::Good => 85,
        Condition::Fair => 60,
        Condition::Broken => 30,
    }
}

fn percent_of(value: i64, percent: i64) -> i64 {
    (value * percent / 100).clamp(0, 100)
}

fn utility(goods: Goods, condition: Condition) -> (i64, Change) {
    match condition {
        Condition::Broken => (percent_of(goods.utility, 50), Change::Repair),
        Condition::Fair => (percent_of(goods.utility, 90), Change::Care),
        _ => (percent_of(goods.utility, 100), Change::Kind),
    }
}

pub(super) fn scarcity(supply: Supply) -> (i64, Change) {
    let (city, district) = (supply.city.max(0), supply.district.max(0));
    let weighted = city.saturating_add(district).saturating_add(HALVING_SUPPLY);
    (100 * HALVING_SUPPLY / weighted, Change::Others(city, district))
}

fn durability(goods: Goods, condition: Condition) -> (i64, Change) {
    let (percent, change) = match condition {
        Condition::Sealed => (100, Change::Wear),
        Condition::LikeNew => (95, Change::Care),
        Condition::Good => (85, Change::Care),
        Condition::Fair => (65, Change::Care),
        Condition::Broken => (35, Change::Repair),
    };
    (percent_of(goods.durability, percent), change)
}

fn portability(goods: Goods, reach: Reach) -> (i64, Change) {
    match reach {
        Reach::Meeting => (percent_of(goods.portability, 70), Change::Send),
        Reach::City => (percent_of(goods.portability, 85), Change::Send),
        Reach::Country => (percent_of(goods.portability, 100), Change::Kind),
    }
}

fn season(goods: &Goods, day: NaiveDate) -> (i64, Change) {
    match (seasons::running(goods, day), seasons::coming(goods, day)) {
        (Some((lift, window)), _) => ((OFF_SEASON + lift).clamp(0, 100), Change::Ends(window)),
        (None, Some(window)) => (OFF_SEASON, Change::Begins(window)),
        (None, None) => (OFF_SEASON, Change::Kind),
    }
}

//! The law, pure: what is known of a thing in, its worth and the reasons out.

use chrono::NaiveDate;

use super::adjust::Adjustment;
use super::goods::Goods;
use super::seasons::{self, Window};
use crate::base::ids::words;
use crate::market::terms::{Condition, Delivery};

words! {
    /// What the worth is made of.
    FactorKind {
        /// How much it is needed.
        Utility = "utility",
        /// How few of its kind are on offer nearby.
        Scarcity = "scarcity",
        /// How long it will last yet.
        Durability = "durability",
        /// How easily it changes hands.
        Portability = "portability",
        /// How much this time of the year asks for it.
        Season = "season",
    }
}

/// How much each factor weighs, in the order of [`FactorKind::ALL`]; together 100.
pub const WEIGHTS: [i64; 5] = [30, 25, 20, 15, 10];

/// So many others nearby halve the scarcity.
const HALF_AT: i64 = 8;
/// Where the season's factor stands when no season asks for the thing.
const QUIET: i64 = 40;

/// All that the worth depends on. There is no price among it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Input {
    pub goods: Goods,
    pub condition: Condition,
    pub reach: Reach,
    pub supply: Supply,
    /// The day where the thing is.
    pub day: NaiveDate,
}

/// How far its owner lets a thing go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    Meeting,
    City,
    Country,
}

impl Reach {
    pub(super) fn of(ways: &[Delivery]) -> Self {
        if ways.contains(&Delivery::Parcel) {
            Self::Country
        } else if ways.contains(&Delivery::Instant) {
            Self::City
        } else {
            Self::Meeting
        }
    }
}

/// Other things of the kind that are on offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Supply {
    pub city: i64,
    /// Those of the city that are in the same district: they count twice.
    pub district: i64,
}

/// What would change a factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Having it repaired.
    Repair,
    /// A better condition.
    Care,
    /// Nothing but another kind of goods, or what made it worse.
    Kind,
    /// Others of the kind, that come and go: so many in the city, so many of them in the district.
    Others(i64, i64),
    /// A worse condition: it stands as high as it can.
    Wear,
    /// Sending it too.
    Send,
    /// The end of a season that runs.
    Ends(Window),
    /// The next season for it.
    Begins(Window),
}

/// One bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factor {
    /// Which.
    pub kind: FactorKind,
    /// 0 to 100.
    pub value: i64,
    /// Its part of 100.
    pub weight: i64,
    /// What would change it.
    pub change: Change,
}

/// What a thing counts for, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worth {
    /// What it counts for, with the owner's adjustment; at least 1.
    pub points: i64,
    /// What the law alone gives.
    pub computed: i64,
    /// In the order of [`FactorKind::ALL`].
    pub factors: [Factor; 5],
    /// The owner's word on it.
    pub adjustment: Option<Adjustment>,
}

/// The worth of a thing.
pub(super) fn appraise(input: &Input, adjustment: Option<Adjustment>) -> Worth {
    let Input { goods, condition, reach, supply, day } = *input;
    let standings = [
        utility(goods, condition),
        scarcity(supply),
        durability(goods, condition),
        portability(goods, reach),
        season(&goods, day),
    ];
    let [utility, scarcity, durability, portability, season] = standings.map(|(value, _)| value);
    let values = [utility, scarcity, durability, portability, season];
    let computed = points(goods.base, condition, values);
    let mut rest = FactorKind::ALL.iter().zip(WEIGHTS);
    let factors = standings.map(|(value, change)| {
        let (kind, weight) = rest.next().unwrap_or((&FactorKind::Season, 0));
        Factor { kind: *kind, value, weight, change }
    });
    let points = adjustment.as_ref().map_or(computed, |adjustment| adjustment.apply(computed));
    Worth { points, computed, factors, adjustment }
}

/// Half the base, and once the base by the weighted mean of the factors; of that what the condition leaves.
pub(super) fn points(base: i64, condition: Condition, values: [i64; 5]) -> i64 {
    let sum: i64 = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    (base * (5_000 + sum) * left(condition) / 1_000_000).max(1)
}

/// Percent of the worth that a condition leaves.
fn left(condition: Condition) -> i64 {
    match condition {
        Condition::Sealed => 115,
        Condition::LikeNew => 100,
        Condition::Good => 85,
        Condition::Fair => 60,
        Condition::Broken => 30,
    }
}

fn part(value: i64, percent: i64) -> i64 {
    (value * percent / 100).clamp(0, 100)
}

fn utility(goods: Goods, condition: Condition) -> (i64, Change) {
    match condition {
        Condition::Broken => (part(goods.utility, 50), Change::Repair),
        Condition::Fair => (part(goods.utility, 90), Change::Care),
        _ => (part(goods.utility, 100), Change::Kind),
    }
}

pub(super) fn scarcity(supply: Supply) -> (i64, Change) {
    let (city, district) = (supply.city.max(0), supply.district.max(0));
    let felt = city.saturating_add(district).saturating_add(HALF_AT);
    (100 * HALF_AT / felt, Change::Others(city, district))
}

fn durability(goods: Goods, condition: Condition) -> (i64, Change) {
    let (percent, change) = match condition {
        Condition::Sealed => (100, Change::Wear),
        Condition::LikeNew => (95, Change::Care),
        Condition::Good => (85, Change::Care),
        Condition::Fair => (65, Change::Care),
        Condition::Broken => (35, Change::Repair),
    };
    (part(goods.durability, percent), change)
}

fn portability(goods: Goods, reach: Reach) -> (i64, Change) {
    match reach {
        Reach::Meeting => (part(goods.portability, 70), Change::Send),
        Reach::City => (part(goods.portability, 85), Change::Send),
        Reach::Country => (part(goods.portability, 100), Change::Kind),
    }
}

fn season(goods: &Goods, day: NaiveDate) -> (i64, Change) {
    match (seasons::running(goods, day), seasons::coming(goods, day)) {
        (Some((lift, window)), _) => ((QUIET + lift).clamp(0, 100), Change::Ends(window)),
        (None, Some(window)) => (QUIET, Change::Begins(window)),
        (None, None) => (QUIET, Change::Kind),
    }
}

//! Properties of the formula.

use super::adjust::Adjustment;
use super::factors::*;
use super::goods::{self, Goods};
use crate::market::terms::Condition;
use chrono::NaiveDate;
use proptest::prelude::*;

/// With a season and without, heavy and light, expensive and cheap.
const SLUGS: [&str; 7] =
    ["sepeda", "mukena", "atk", "jaket-pria", "perabot", "jam-mewah", "plastik"];

fn bicycle() -> WorthInput {
    WorthInput {
        goods: goods::of("sepeda", None),
        condition: Condition::Good,
        reach: Reach::Meeting,
        supply: Supply { city: 0, district: 0 },
        day: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap_or_default(),
    }
}

#[test]
fn the_worth_of_a_bicycle_equals_a_calculation_by_hand() {
    let worth = appraise(&bicycle(), None);
    assert_eq!(worth.factors.map(|f| f.value), [75, 100, 68, 14, 40]);
    assert_eq!(worth.factors.map(|f| f.kind).as_slice(), FactorKind::ALL);
    // 700 × (5000 + 2250 + 2500 + 1360 + 210 + 400) × 85 / 1,000,000
    assert_eq!((worth.computed, worth.points), (697, 697));
    let adjustment = Adjustment { percent: 10, reason: "Ban baru dua-duanya".into() };
    let adjusted = appraise(&bicycle(), Some(adjustment));
    assert_eq!((adjusted.computed, adjusted.points), (697, 766));
}

#[test]
fn the_published_weights_make_a_hundred() {
    assert_eq!(WEIGHTS.iter().sum::<i64>(), 100);
    assert_eq!(WEIGHTS.len(), FactorKind::ALL.len());
}

#[test]
fn eight_others_in_the_city_halve_the_scarcity_and_neighbours_count_twice() {
    assert_eq!(scarcity(Supply { city: 0, district: 0 }).0, 100);
    assert_eq!(scarcity(Supply { city: 8, district: 0 }).0, 50);
    assert_eq!(scarcity(Supply { city: 4, district: 4 }).0, 50);
    assert_eq!(scarcity(Supply { city: i64::MAX, district: i64::MAX }).0, 0);
}

fn inputs() -> impl Strategy<Value = WorthInput> {
    let day = (-800_000i32..900_000)
        .prop_map(|n| NaiveDate::from_num_days_from_ce_opt(n).unwrap_or_default());
    let reach = prop::sample::select(vec![Reach::Meeting, Reach::City, Reach::Country]);
    let condition = prop::sample::select(Condition::ALL);
    (prop::sample::select(&SLUGS[..]), condition, reach, 0i64..5000, 0i64..500, day).prop_map(
        |(slug, condition, reach, city, district, day)| {
            let supply = Supply { city, district: district.min(city) };
            WorthInput { goods: goods::of(slug, None), condition, reach, supply, day }
        },
    )
}

proptest! {
    #[test]
    fn everything_stays_within_its_bounds(input in inputs()) {
        let worth = appraise(&input, None);
        prop_assert!(worth.factors.iter().all(|factor| (0..=100).contains(&factor.value)));
        let most = input.goods.base * 3 / 2 * 115 / 100 + 2;
        prop_assert!((1..=most).contains(&worth.points), "{} of {}", worth.points, input.goods.base);
    }

    /// Raising any one factor never lowers the points, whatever the others are.
    #[test]
    fn the_points_never_fall_when_a_factor_rises(
        base in 1i64..10_000, condition in prop::sample::select(Condition::ALL),
        values in [0i64..=100, 0..=100, 0..=100, 0..=100, 0..=100], which in 0usize..5, by in 0i64..=100,
    ) {
        let mut raised = values;
        raised[which] = (raised[which] + by).min(100);
        prop_assert!(points(base, condition, raised) >= points(base, condition, values));
        let higher_base = points(base + by, condition, values);
        prop_assert!(higher_base >= points(base, condition, values));
    }

    /// A better condition, a longer reach, a longer life or fewer competitors never lower the worth.
    #[test]
    fn the_points_never_fall_when_the_item_gets_better(input in inputs(), more in 0i64..100) {
        let worth = |input: &WorthInput| appraise(input, None).points;
        let here = worth(&input);
        // `Condition::ALL` begins with the best one.
        for better in Condition::ALL.iter().filter(|better| **better < input.condition) {
            let changed = WorthInput { condition: *better, ..input };
        prop_assert!(worth(&changed) >= here);
        }
        let changed = WorthInput { reach: Reach::Country, ..input };
        prop_assert!(worth(&changed) >= here);
        let Supply { city, district } = input.supply;
        let fuller = Supply { city: city + more, district: district + more };
        let changed = WorthInput { supply: fuller, ..input };
        prop_assert!(worth(&changed) <= here);
        let lasting = Goods { durability: (input.goods.durability + more).min(100), ..input.goods };
        let changed = WorthInput { goods: lasting, ..input };
        prop_assert!(worth(&changed) >= here);
    }
}

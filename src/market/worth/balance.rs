//! The balance of the two sides of a barter by worth, and the goods that would level it.

use serde::Serialize;

/// Sides that differ by this many points are level, however small they are.
const MIN_TOLERANCE: i64 = 25;

/// Larger sides are level within a twentieth of the larger one: 5 %.
const TOLERANCE_DIVISOR: i64 = 20;

/// Only the first 40 goods are tried: three of 40 are 9,880 sets.
const MAX_CANDIDATES: usize = 40;

/// The largest suggestion, in goods.
const MAX_SUGGESTED: usize = 3;

/// The difference between two sides, as the owner of the first one sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// Points of the reader's side minus those of the other side.
    pub points: i64,
    /// The absolute difference in points.
    pub gap: i64,
    /// Neither side is empty, and the gap is within the tolerance.
    pub level: bool,
    /// The largest gap in points at which the sides are level.
    pub tolerance: i64,
    /// `level`, `short` (the reader's side has fewer points, or none) or `over`.
    #[serde(rename = "say")]
    pub state: &'static str,
}

impl Balance {
    /// Compares the points of two sides.
    pub fn of(mine: i64, theirs: i64) -> Self {
        let points = mine.saturating_sub(theirs);
        let gap = points.saturating_abs();
        let tolerance = (mine.max(theirs) / TOLERANCE_DIVISOR).max(MIN_TOLERANCE);
        let level = mine > 0 && theirs > 0 && gap <= tolerance;
        let state = match points {
            _ if level => "level",
            1.. => "over",
            ..=0 => "short",
        };
        Self { points, gap, level, tolerance, state }
    }
}

/// The set of goods whose sum of points is nearest to `gap`, and that sum: at most `max` goods, and never more than three,
/// out of the first 40. Of equally near sets the smaller one wins, then the one that comes first. `None` when no set is
/// nearer than adding nothing.
pub fn closest<T: Copy>(gap: i64, goods: &[(T, i64)], max: usize) -> Option<(Vec<T>, i64)> {
    if gap <= 0 {
        return None;
    }
    let goods = goods.get(..MAX_CANDIDATES).unwrap_or(goods);
    let mut search = Search { gap, nearest: gap.unsigned_abs(), taken: Vec::new(), best: None };
    for size in 1..=max.min(MAX_SUGGESTED) {
        search.add(goods, size, 0);
    }
    search.best
}

/// The search for the nearest set: only a strictly nearer one replaces an earlier one.
struct Search<T> {
    gap: i64,
    nearest: u64,
    taken: Vec<T>,
    best: Option<(Vec<T>, i64)>,
}

impl<T: Copy> Search<T> {
    /// Tries every set of `size` more of these goods, in their order.
    fn add(&mut self, goods: &[(T, i64)], size: usize, sum: i64) {
        if size == 0 {
            let distance = self.gap.abs_diff(sum);
            if distance < self.nearest {
                self.nearest = distance;
                self.best = Some((self.taken.clone(), sum));
            }
            return;
        }
        let mut rest = goods;
        while let Some(((good, points), later)) = rest.split_first() {
            self.taken.push(*good);
            self.add(later, size - 1, sum.saturating_add(*points));
            self.taken.pop();
            rest = later;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_sides_of_the_documented_example() {
        let balance = Balance::of(405, 525);
        assert_eq!(
            (balance.points, balance.gap, balance.tolerance, balance.state),
            (-120, 120, 26, "short")
        );
        // A rucksack of 140 points makes it 545.
        let balance = Balance::of(545, 525);
        assert_eq!((balance.points, balance.level, balance.state), (20, true, "level"));
        let goods = [('r', 140), ('g', 165), ('c', 60), ('k', 35)];
        assert_eq!(closest(120, &goods, 1), Some((vec!['r'], 140)));
        assert_eq!(closest(120, &goods, 3), Some((vec!['r'], 140)));
        assert_eq!(closest(95, &goods, 3), Some((vec!['c', 'k'], 95)));
    }

    #[test]
    fn an_empty_side_is_never_level() {
        assert_eq!((Balance::of(0, 0).level, Balance::of(0, 0).state), (false, "short"));
        assert_eq!((Balance::of(0, 10).level, Balance::of(0, 10).state), (false, "short"));
        assert_eq!((Balance::of(10, 0).level, Balance::of(10, 0).state), (false, "over"));
    }

    #[test]
    fn level_ends_where_the_tolerance_ends() {
        assert!(Balance::of(100, 125).level && !Balance::of(100, 126).level);
        assert!(Balance::of(950, 1000).level && !Balance::of(949, 1000).level);
    }

    #[test]
    fn of_equals_the_fewer_and_then_the_earlier() {
        assert_eq!(closest(100, &[('a', 60), ('b', 40), ('c', 100)], 3), Some((vec!['c'], 100)));
        assert_eq!(closest(100, &[('a', 90), ('b', 110)], 1), Some((vec!['a'], 90)));
        assert_eq!(closest(100, &[('a', 110), ('b', 90)], 1), Some((vec!['a'], 110)));
        // Twice as much is no nearer than nothing.
        assert_eq!(closest(100, &[('a', 200)], 3), None);
        assert_eq!(closest(0, &[('a', 1)], 3), None);
        assert_eq!(closest(100, &[('a', 100)], 0), None);
    }

    fn goods_with_points() -> impl Strategy<Value = Vec<(usize, i64)>> {
        prop::collection::vec(1i64..2000, 0..14)
            .prop_map(|points| points.into_iter().enumerate().collect())
    }

    proptest! {
        #[test]
        fn the_other_sees_the_same_from_the_other_side(mine in 0i64..20_000, theirs in 0i64..20_000) {
            let (here, there) = (Balance::of(mine, theirs), Balance::of(theirs, mine));
            prop_assert_eq!(here.points, -there.points);
            prop_assert_eq!((here.gap, here.level, here.tolerance), (there.gap, there.level, there.tolerance));
            prop_assert_eq!(here.gap, here.points.abs());
            prop_assert_eq!(here.state == "level", here.level);
            let apart = !here.level && here.gap > 0;
            prop_assert!(!apart || (here.state == "short") != (there.state == "short"));
        }

        #[test]
        fn nothing_breaks_whatever_the_numbers(mine: i64, theirs: i64) {
            prop_assert!(Balance::of(mine, theirs).gap >= 0);
        }

        #[test]
        fn equal_sides_are_level_and_more_tolerance_comes_with_more(points in 1i64..20_000, more in 0i64..1000) {
            prop_assert!(Balance::of(points, points).level);
            prop_assert!(Balance::of(points + more, points).tolerance >= Balance::of(points, points).tolerance);
        }

        #[test]
        fn no_single_no_pair_and_no_three_are_nearer(gap in 1i64..4000, goods in goods_with_points()) {
            let found = closest(gap, &goods, 3);
            let nearest = found.as_ref().map_or(gap, |(_, sum)| (gap - sum).abs());
            for (i, a) in goods.iter().enumerate() {
                prop_assert!(nearest <= (gap - a.1).abs());
                for (j, b) in goods.iter().enumerate().skip(i + 1) {
                    prop_assert!(nearest <= (gap - a.1 - b.1).abs());
                    for c in goods.iter().skip(j + 1) {
                        prop_assert!(nearest <= (gap - a.1 - b.1 - c.1).abs());
                    }
                }
            }
        }

        #[test]
        fn what_is_found_is_some_of_the_goods_and_nearer_than_nothing(
            gap in 1i64..4000, goods in goods_with_points(), most in 0usize..6,
        ) {
            let found = closest(gap, &goods, most);
            if let Some((taken, sum)) = found {
                prop_assert!((1..=most.min(3)).contains(&taken.len()));
                prop_assert!(taken.is_sorted_by(|a, b| a < b), "each once, in their order");
                prop_assert_eq!(taken.iter().map(|at| goods[*at].1).sum::<i64>(), sum);
                prop_assert!((gap - sum).abs() < gap);
            }
        }

        #[test]
        fn more_freedom_never_comes_less_near(gap in 1i64..4000, goods in goods_with_points(), most in 0usize..3) {
            let distance = |most| closest(gap, &goods, most).map_or(gap, |(_, sum)| (gap - sum).abs());
            prop_assert!(distance(most + 1) <= distance(most));
        }
    }

    #[test]
    fn of_a_thousand_goods_only_the_first_are_tried() {
        let goods: Vec<(usize, i64)> = (0..1000).map(|n| (n, 1)).collect();
        assert_eq!(closest(1000, &goods, 9), Some((vec![0, 1, 2], 3)));
    }
}

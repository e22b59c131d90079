//! Two heaps against each other, by what they count for; and which goods would bring them level.

use serde::Serialize;

/// Heaps this far apart are level, however small they are.
const LEAST_TOLERANCE: i64 = 25;

/// Larger heaps are level within this part of the larger one: 5 %.
const TOLERANCE_PART: i64 = 20;

/// More goods than these are not tried: three of 40 are 9,880 sets.
const MOST_TRIED: usize = 40;

/// A suggestion of more goods than this is no help.
const MOST_TAKEN: usize = 3;

/// How two heaps stand to each other, as the owner of the first one sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// Mine less theirs.
    pub points: i64,
    /// How far apart, without the sign.
    pub gap: i64,
    /// There is something in both, and they are as good as equal.
    pub level: bool,
    /// How far apart they may be and still be level.
    pub tolerance: i64,
    /// `level`, `short` (mine is lighter, or empty) or `over`.
    pub say: &'static str,
}

impl Balance {
    /// Weighs two heaps.
    pub fn of(mine: i64, theirs: i64) -> Self {
        let points = mine.saturating_sub(theirs);
        let gap = points.saturating_abs();
        let tolerance = (mine.max(theirs) / TOLERANCE_PART).max(LEAST_TOLERANCE);
        let level = mine > 0 && theirs > 0 && gap <= tolerance;
        let say = match points {
            _ if level => "level",
            1.. => "over",
            ..=0 => "short",
        };
        Self { points, gap, level, tolerance, say }
    }
}

/// The goods whose points come nearest to `gap` together, and those points: at most `most` of them, and never more than
/// three, out of the first 40. Of sets that come equally near the smaller one, then the one that stands earlier.
/// `None` when no set is nearer than adding nothing.
pub fn closest<T: Copy>(gap: i64, goods: &[(T, i64)], most: usize) -> Option<(Vec<T>, i64)> {
    if gap <= 0 {
        return None;
    }
    let goods = goods.get(..MOST_TRIED).unwrap_or(goods);
    let mut search = Search { gap, nearest: gap.unsigned_abs(), taken: Vec::new(), best: None };
    for size in 1..=most.min(MOST_TAKEN) {
        search.add(goods, size, 0);
    }
    search.best
}

/// The search for the nearest set: only one that is strictly nearer takes the place of an earlier one.
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
    fn the_heaps_of_the_picture() {
        let said = Balance::of(405, 525);
        assert_eq!((said.points, said.gap, said.tolerance, said.say), (-120, 120, 26, "short"));
        // A rucksack of 140 makes it 545.
        let said = Balance::of(545, 525);
        assert_eq!((said.points, said.level, said.say), (20, true, "level"));
        let goods = [('r', 140), ('g', 165), ('c', 60), ('k', 35)];
        assert_eq!(closest(120, &goods, 1), Some((vec!['r'], 140)));
        assert_eq!(closest(120, &goods, 3), Some((vec!['r'], 140)));
        assert_eq!(closest(95, &goods, 3), Some((vec!['c', 'k'], 95)));
    }

    #[test]
    fn an_empty_heap_is_never_level() {
        assert_eq!((Balance::of(0, 0).level, Balance::of(0, 0).say), (false, "short"));
        assert_eq!((Balance::of(0, 10).level, Balance::of(0, 10).say), (false, "short"));
        assert_eq!((Balance::of(10, 0).level, Balance::of(10, 0).say), (false, "over"));
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

    fn heap() -> impl Strategy<Value = Vec<(usize, i64)>> {
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
            prop_assert_eq!(here.say == "level", here.level);
            let apart = !here.level && here.gap > 0;
            prop_assert!(!apart || (here.say == "short") != (there.say == "short"));
        }

        #[test]
        fn nothing_breaks_whatever_the_numbers(mine: i64, theirs: i64) {
            prop_assert!(Balance::of(mine, theirs).gap >= 0);
        }

        #[test]
        fn equal_heaps_are_level_and_more_tolerance_comes_with_more(points in 1i64..20_000, more in 0i64..1000) {
            prop_assert!(Balance::of(points, points).level);
            prop_assert!(Balance::of(points + more, points).tolerance >= Balance::of(points, points).tolerance);
        }

        #[test]
        fn no_single_no_pair_and_no_three_are_nearer(gap in 1i64..4000, goods in heap()) {
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
            gap in 1i64..4000, goods in heap(), most in 0usize..6,
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
        fn more_freedom_never_comes_less_near(gap in 1i64..4000, goods in heap(), most in 0usize..3) {
            let distance = |most| closest(gap, &goods, most).map_or(gap, |(_, sum)| (gap - sum).abs());
            prop_assert!(distance(most + 1) <= distance(most));
        }
    }

    #[test]
    fn a_cupboard_of_a_thousand_is_not_tried_whole() {
        let goods: Vec<(usize, i64)> = (0..1000).map(|n| (n, 1)).collect();
        assert_eq!(closest(1000, &goods, 9), Some((vec![0, 1, 2], 3)));
    }
}

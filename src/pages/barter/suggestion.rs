//! Which goods would bring the two sides of a package nearer to each other. Pure.

use super::good::{Good, Side};
use crate::base::ids::ListingId;
use crate::market::worth::{Balance, closest};

/// A suggestion names so many goods at most.
const MAX_SUGGESTED: usize = 3;

/// Whose goods a suggestion adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SuggestionOwner {
    /// The reader's.
    Mine,
    Theirs,
}

/// Goods that would bring the sides nearer to each other.
#[derive(Debug)]
pub(super) struct Suggestion {
    pub ids: Vec<ListingId>,
    pub titles: String,
    /// Points of the reader's side less those of the other, with these goods added.
    pub after: i64,
    /// Whether the sides are level then.
    pub level: bool,
    pub owner: SuggestionOwner,
}

/// Notes for each good that may be added how the sides would compare with it, and sorts the inventories by that, the best
/// first.
pub(super) fn compare_inventories(mine: &mut Side, theirs: &mut Side) {
    let (left, right) = (mine.points, theirs.points);
    for (inventory, own) in [(&mut mine.inventory, true), (&mut theirs.inventory, false)] {
        for good in inventory.iter_mut() {
            let after = match own {
                true => Balance::of(left + good.points, right),
                false => Balance::of(left, right + good.points),
            };
            (good.after, good.fits) = (after.points, after.level);
        }
        inventory.sort_by_key(|good| (good.after.abs(), good.id));
    }
}

/// The goods of the lighter side that close the gap best; `None` when the sides are level or no good helps.
pub(super) fn suggest(mine: &Side, theirs: &Side, balance: Balance) -> Option<Suggestion> {
    if balance.level {
        return None;
    }
    let (lighter, owner) = if balance.points < 0 {
        (mine, SuggestionOwner::Mine)
    } else {
        (theirs, SuggestionOwner::Theirs)
    };
    let goods: Vec<(usize, i64)> =
        lighter.inventory.iter().enumerate().map(|(n, good)| (n, good.points)).collect();
    let (found, sum) = closest(balance.gap, &goods, MAX_SUGGESTED)?;
    let picked: Vec<&Good> = found.iter().filter_map(|n| lighter.inventory.get(*n)).collect();
    let after = match owner {
        SuggestionOwner::Mine => Balance::of(mine.points + sum, theirs.points),
        SuggestionOwner::Theirs => Balance::of(mine.points, theirs.points + sum),
    };
    Some(Suggestion {
        ids: picked.iter().map(|good| good.id).collect(),
        titles: picked.iter().map(|good| good.title.as_str()).collect::<Vec<_>>().join(" + "),
        after: after.points,
        level: after.level,
        owner,
    })
}

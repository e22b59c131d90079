//! Worth (nilai barter): the value of an item in a barter, in points that are no money. The published formula:
//!
//! 1. A category has a base (`goods.rs`): 40 points are an everyday shirt, and everything else is measured in shirts.
//! 2. Five factors have values of 0 to 100: utility, scarcity, durability, portability, season (`factors.rs`).
//! 3. Their weighted mean, by [`WEIGHTS`], gives a share between 50 % (all at 0) and 150 % (all at 100) of the base.
//! 4. The condition scales it to 115, 100, 85, 60 or 30 %. The result is rounded down, and at least 1.
//! 5. The owner may adjust it by up to 15 % either way, with a reason that is shown beside it (`adjust.rs`).
//!
//! Invariants: the same input gives the same worth; a higher factor never lowers it; the price is no input. Nobody owns,
//! spends or transfers points: they are computed each time they are shown, and only the adjustment is stored.

mod actions;
mod adjust;
mod balance;
mod factors;
#[cfg(test)]
mod factors_tests;
mod goods;
mod kinds;
mod seasons;
mod store;
mod view;

pub use actions::{Item, of, of_item};
pub use adjust::{Adjustment, MAX_PERCENT};
pub use balance::{Balance, closest};
pub use factors::{Change, Factor, FactorKind, WEIGHTS, Worth};
pub use seasons::{Season, SeasonWindow};
pub use store::set_adjustment;
pub use view::{AdjustmentView, FactorOut, FactorView, WorthOut, WorthView};

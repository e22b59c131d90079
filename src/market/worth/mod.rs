//! Worth (nilai barter): how much a thing counts for in a barter, in points that are no money. The published law:
//!
//! 1. A kind of goods has a base (`goods.rs`): 40 points are an everyday shirt, everything else is said in shirts.
//! 2. Five factors stand at 0 to 100: utility, scarcity, durability, portability, season (`factors.rs`).
//! 3. Their weighted mean, by [`WEIGHTS`], gives a share between 50 % (all at 0) and 150 % (all at 100) of the base.
//! 4. The condition takes its part of that: 115, 100, 85, 60 or 30 %. The result is rounded down, and at least 1.
//! 5. The owner may add or take up to 15 % with a reason that everybody reads beside it (`adjust.rs`).
//!
//! Invariants: the same input gives the same worth; no factor that rises lowers it; no price goes in. Nobody has,
//! spends or hands on points: they are worked out anew whenever they are shown, and only the adjustment is kept.

mod actions;
mod adjust;
mod balance;
mod factors;
#[cfg(test)]
mod factors_tests;
mod goods;
mod seasons;
mod store;
mod view;

pub use actions::of;
pub use adjust::{Adjustment, MOST_PERCENT};
pub use balance::{Balance, closest};
pub use factors::{Change, Factor, FactorKind, WEIGHTS, Worth};
pub use seasons::{Season, Window};
pub use store::set_adjustment;
pub use view::{Adjusted, Bar, FactorOut, WorthOut, WorthView};

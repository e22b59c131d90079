//! The leaderboard, and the figures of one person: who earned how many points, over all time or in a month, everywhere or in a
//! city.
//!
//! Invariants: equal points have equal ranks; suspended people are not shown; only what a profile shows is public. Nothing is
//! stored here: the sums are those of `points`.

mod api;
mod page;
mod query;
mod store;
mod view;

pub use api::{BoardOut, RankedOut, StatsOut, leaderboard_api, stats_api};
pub use page::leaderboard;
pub use store::{Standing, standing_of};

#[doc(hidden)]
pub use api::{__path_leaderboard_api, __path_stats_api};

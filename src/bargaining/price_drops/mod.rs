//! A price that comes down by itself: by a step, every so many days, to a lowest price. Step, interval and end are the
//! seller's secret; what is seen is the price of the day. Never below the secret minimum, never while the thing is held.

mod actions;
mod http;
mod store;

pub use actions::{Plan, drop_due, next_price, plan, set};
pub use http::{PlanShown, drop_delete, drop_get, drop_put};

#[doc(hidden)]
pub use http::{__path_drop_delete, __path_drop_get, __path_drop_put};

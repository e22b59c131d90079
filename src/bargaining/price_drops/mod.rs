//! Scheduled price drops: a listing's price falls by a step every few days, down to a lowest price. The schedule is the
//! seller's secret; buyers see only the price of the day. Never below the secret minimum, never while a deal holds the
//! listing. `next_at` is the deadline row that a job scans.

mod actions;
mod api;
mod model;
mod policy;
mod store;

pub use actions::{drop_due, schedule_of, set_schedule};
pub use api::{ScheduleOut, drop_delete, drop_get, drop_put};
pub use model::Schedule;

#[doc(hidden)]
pub use api::{__path_drop_delete, __path_drop_get, __path_drop_put};

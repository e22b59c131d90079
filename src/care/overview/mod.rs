//! The overview of the panel: what needs attention, the most urgent first, and the figures of the site. It only reads.

mod api;
mod attention;
mod store;

pub use api::{OverviewOut, overview_api, overview_of};
pub use attention::{Attention, Concern};
pub use store::{DayFigures, Figures};

#[doc(hidden)]
pub use api::__path_overview_api;

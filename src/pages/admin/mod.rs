//! The panel: the overview, what people reported, members and what is imposed on them, appeals. Each form leads to one action of
//! `care/`.

mod appeals_page;
mod member_page;
mod member_view;
mod overview_page;
mod report_page;
mod reports_page;
mod words;

pub use appeals_page::{appeal_post, appeals};
pub use member_page::{lift_post, member, members, sanction_post};
pub use overview_page::overview;
pub use report_page::{report, report_post};
pub use reports_page::reports;

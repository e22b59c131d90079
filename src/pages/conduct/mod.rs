//! How people deal with each other, for members: reporting something, what came of it, and what the staff decided about oneself,
//! with appeals. Who cannot sign in reads the last by a signed link.

mod own_reports;
mod report_form;
mod rulings;
mod rulings_view;

pub use own_reports::own_reports;
pub use report_form::{report_form, report_form_post};
pub use rulings::{linked_rulings, linked_rulings_post, rulings, rulings_post};

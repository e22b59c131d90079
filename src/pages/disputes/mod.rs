//! The pages of disputes: of a deal for its parties, and the cases for the staff.
//!
//! Which forms a page has follows from what the machine permits; every form leads to one command of `care/disputes`.

mod audit_page;
mod case_facts;
mod case_forms;
mod case_page;
mod case_view;
mod cases_page;
mod entries;
mod party_forms;
mod party_page;
mod party_view;
mod playbook;
mod words;

pub use audit_page::audit_log;
pub use case_forms::case_post;
pub use case_page::case;
pub use cases_page::cases;
pub use party_forms::party_post;
pub use party_page::dispute;

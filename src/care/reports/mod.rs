//! Reports: what people report about a listing, a person, a message or a review, and what the staff decides.
//!
//! Invariants: what is reported about one target is one case until it is decided (partial unique index), with one report of each
//! person; a case has a deadline from its first report on; the decision, what follows from it and the answers to the reporters
//! are one transaction; what a reporter wrote, and the words of a reported message as they were, are encrypted. Nobody decides
//! about themselves or about what they reported.

mod actions;
mod api;
mod deciding;
mod model;
mod policy;
mod staff_api;
mod store;
mod target;
mod view;

pub use api::{ReportIn, check_target, file, report_api};
pub use deciding::look;
pub use model::{
    CaseStatus, Decision, FiledReport, REPORT_TABLE, ReportCase, ReportReason, TargetKind,
};
pub use policy::permitted;
pub use staff_api::{DecisionIn, ReportsQuery, carry, decide_api, page_of, reports_api};
pub use store::{about_person, case_by_id, of_reporter, pending, reports_of};
pub use view::{TargetShown, shown};

#[doc(hidden)]
pub use api::__path_report_api;
#[doc(hidden)]
pub use staff_api::{__path_decide_api, __path_reports_api};

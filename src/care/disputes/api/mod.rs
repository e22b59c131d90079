//! The JSON API: of the parties under their order, of the staff under `/api/admin/disputes`.

mod audit;
mod inputs;
mod parties;
mod shapes;
mod staff;
mod staff_deps;
mod staff_shapes;

pub use audit::audit_api;
pub use inputs::{RulingIn, WishIn, party_named};
pub use parties::{
    accept_api, answer_api, appeal_api, evidence_api, offer_api, open_api, show_api, withdraw_api,
};
pub use shapes::DisputeShown;
pub use staff::{
    case_api, cases_api, confirm_api, join_api, message_api, note_api, request_api, ruling_api,
    take_api,
};
pub use staff_deps::StaffDeps;
pub use staff_shapes::CasesQuery;

#[doc(hidden)]
pub use audit::__path_audit_api;
#[doc(hidden)]
pub use parties::{
    __path_accept_api, __path_answer_api, __path_appeal_api, __path_evidence_api, __path_offer_api,
    __path_open_api, __path_show_api, __path_withdraw_api,
};
#[doc(hidden)]
pub use staff::{
    __path_case_api, __path_cases_api, __path_confirm_api, __path_join_api, __path_message_api,
    __path_note_api, __path_request_api, __path_ruling_api, __path_take_api,
};

//! Disputes: a party complains about a deal, the deal stands still, the parties settle it by themselves or a mediator rules,
//! and the deal ends as it was settled or ruled.
//!
//! Invariants: opening a dispute and freezing the deal are one transaction, and so are its end and what follows for goods and
//! money; at most one dispute of a deal is open (partial unique index); whatever is said is a message of the deal's room; the
//! case file is only added to, and each of its acts by staff is in the audit log; who is a party of the deal, or seems to be
//! one person with a party, has no access as staff.
//!
//! Locks: listings by id, the deal, the dispute, rooms by id, the audit log.

mod api;
mod case_file;
mod conflicts;
mod effects;
mod machine;
mod messages;
mod model;
mod opening;
mod policy;
mod reasons;
mod service;
mod store;

pub use api::{
    CasesQuery, DisputeShown, RulingIn, StaffDeps, WishIn, accept_api, answer_api, appeal_api,
    audit_api, case_api, cases_api, confirm_api, evidence_api, join_api, message_api, note_api,
    offer_api, open_api, party_named, request_api, ruling_api, show_api, take_api, withdraw_api,
};
pub use case_file::{
    CaseFile, ChatLine, EarlierCases, FiledEntry, Integrity, PartyFile, case_file, party_file,
};
pub use conflicts::{is_conflicted, own_disputes};
pub use machine::{
    Actor, Command, CommandKind, Event, Facts, Offer, Refusal, Ruling, State, Status, decide,
    evolve, permitted, possible,
};
pub use model::{Dispute, Entry, EntryKind};
pub use opening::Complaint;
pub use policy::{FOUR_EYES_ABOVE, MAX_PHOTOS, Wish, needs_two};
pub use reasons::{DisputeReason, RulingReason};
pub use service::{Disputes, Doer, Statement, Wanted};
pub use store::{
    CaseFilter, CaseRow, CasesPage, cases, entries_of, latest_of_deal, move_deadlines,
};

#[doc(hidden)]
pub use api::{
    __path_accept_api, __path_answer_api, __path_appeal_api, __path_audit_api, __path_case_api,
    __path_cases_api, __path_confirm_api, __path_evidence_api, __path_join_api, __path_message_api,
    __path_note_api, __path_offer_api, __path_open_api, __path_request_api, __path_ruling_api,
    __path_show_api, __path_take_api, __path_withdraw_api,
};

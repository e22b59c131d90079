//! What the staff sees of a member, and imposes: their history, devices, linked accounts, deals and what was reported about them.
//!
//! Invariants: opening a member's file is in the audit log; e-mail address and phone number are shown as far as is needed to
//! recognise them.

mod api;
mod file;
mod store;

pub use api::{
    SanctionIn, impose, lift, lift_sanction_api, sanction_api, search_members, users_api,
};
pub use file::{LinkedAccount, MemberFile, file_of, masked};
pub use store::{MemberRow, Tally};

#[doc(hidden)]
pub use api::{__path_lift_sanction_api, __path_sanction_api, __path_users_api};

//! Sanctions: what the staff, or the ladder of sanctions, imposes on a person.
//!
//! Invariants: a sanction is a row, and what binds (`users.suspended_until`, `users.muted_until`) is computed from the rows in
//! force whenever one is added or lifted; each is in the audit log and is mailed to the person, except notes, which only the
//! staff reads; lifting one restores what only that one took. Nobody sanctions themselves; a member of the staff is sanctioned
//! by the owner only, and the owner by nobody.
//!
//! Locks: the person's row first, then listings, rooms by id, the audit log.

mod actions;
mod model;
mod policy;
mod store;

pub use actions::{CareContext, Imposed, impose, lift, mark_read, may_act_on};
pub use model::{NewSanction, Sanction, SanctionKind, SanctionReason};
pub use policy::{Restrictions, Rung, checked_message, ladder, restrictions};
pub use store::{by_id, by_ids, in_force_count, of_person};

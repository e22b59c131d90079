//! Track records: how somebody has traded, in facts: how soon they answer and send, how many agreements they kept, whether
//! they came to meetings.
//!
//! Invariants: a record is computed from chats, deals and meetings alone, by a scan (`due_at`) and never for a page; the same
//! data give the same record; the deals read it together with themselves, so that it lies below them; a page shows no number that is drawn from too few cases, but says how many there are.
//!
//! Of the last 90 days: replies and new chats. Of the last 180 days: sendings. Of the last year: deals and meetings.

mod model;
mod store;
#[cfg(test)]
mod tests;
mod view;

pub use model::TrackRecord;
pub use store::{mark_due, of, of_people, refresh_due};
pub use view::{FactLine, TrackRecordView, duration_text, short_lines};

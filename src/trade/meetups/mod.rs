//! Meet-ups: where and when two people hand goods over, who came, and the code by which the goods change hands.
//!
//! Rules and rows; `deals` brings the moves, since a meeting belongs to a deal. Invariants: only the other party accepts a proposal, and names the version it saw; an
//! agreed plan stays in force until another one is accepted; only who checked in reports that the other did not come, at
//! the earliest 30 minutes after the time; that report is a fact and is answered once; the hand-over code is derived from
//! the server's secret and stored nowhere.

mod calendar;
mod handover;
mod machine;
#[cfg(test)]
mod machine_tests;
mod model;
mod policy;
mod reminders;
mod store;
mod times;

pub use calendar::{CalendarEntry, calendar_file};
pub use handover::{HandoverCode, code as handover_code};
pub use machine::{Command, CommandKind, Event, Refusal, decide, evolve, permitted};
pub use model::{Agreed, MeetingPlan, NoShow, NoShowAnswer, Proposal, PublicPlace, State};
pub use policy::{check, check_answer};
pub use reminders::{Reminder, next_reminder};
pub use store::{MeetupRow, lock, of_deal, of_deals, save, set_reminder, take_reminder, to_remind};
pub use times::{hints, suggest_times};

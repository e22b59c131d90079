//! What a party may do now.

use super::command::{Command, CommandKind, Tracking};
use super::decide::decide;
use super::state::Course;
use super::terms::Moment;
use super::verdict::Verdict;
use crate::base::clock::Timestamp;
use crate::market::Party;
use crate::trade::shipping::Courier;

/// The kinds of commands that `by` may give before the deadline; for the system, once it has passed. Calls [`decide`], so
/// that no rule is written twice.
pub fn permitted(course: &Course, by: Party) -> Vec<CommandKind> {
    let due = course.state.deadline_at.unwrap_or(Timestamp::UNIX_EPOCH);
    let now = if by == Party::System { due } else { due - chrono::Duration::seconds(1) };
    let moment = Moment { now, ship_by: now, inspect_until: now };
    let may = |kind: &&CommandKind| {
        // What the sender of a leg reports is about its own leg, what the receiver reports about the other's.
        let own = decide(course, by, example(**kind, by), &moment);
        own.is_ok() || decide(course, by, example(**kind, by.other()), &moment).is_ok()
    };
    // Whether one may still complain about a deal that has ended depends on the time: [`may_dispute`].
    let ended = !course.state.status.is_live();
    let timeless = |kind: &&CommandKind| **kind != CommandKind::Dispute || !ended;
    CommandKind::ALL.iter().filter(timeless).filter(may).copied().collect()
}

/// Whether `by` may complain now.
pub fn may_dispute(course: &Course, by: Party, now: Timestamp) -> bool {
    let moment = Moment { now, ship_by: now, inspect_until: now };
    decide(course, by, Command::Dispute, &moment).is_ok()
}

/// A command of a kind, about the leg of `sender`.
fn example(kind: CommandKind, sender: Party) -> Command {
    match kind {
        CommandKind::Confirm => Command::Confirm,
        CommandKind::CallOff => Command::CallOff { reason: String::new() },
        CommandKind::SetShipping => Command::SetShipping { amount: 0, paying: false },
        CommandKind::Pay => Command::Pay,
        CommandKind::Capture => Command::Capture,
        CommandKind::Send => {
            Command::Send(Tracking { courier: Courier::Other, number: String::new() })
        }
        CommandKind::Arrive => Command::Arrive { sender },
        CommandKind::Lose => Command::Lose { sender },
        CommandKind::Return => Command::Return { sender },
        CommandKind::Receive => Command::Receive,
        CommandKind::HandOver => Command::HandOver { matches: true },
        CommandKind::Appoint => Command::Appoint { at: Timestamp::UNIX_EPOCH },
        CommandKind::Drop => Command::Drop,
        CommandKind::Dispute => Command::Dispute,
        CommandKind::Resume => Command::Resume,
        CommandKind::Rule => Command::Rule(Verdict::Pay),
        CommandKind::Forfeit => Command::Forfeit,
        CommandKind::Lapse => Command::Lapse,
    }
}

//! Which commands of a meeting the deal permits, beside the rules of the meeting itself.

use super::super::machine::{Course, Refusal, Status};
use crate::base::clock::Timestamp;
use crate::market::Party;
use crate::trade::meetups::{self, CommandKind, State};

/// Whether the deal permits commands of a kind.
///
/// # Errors
/// Why not.
pub(super) fn must_permit(course: &Course, kind: CommandKind) -> Result<(), Refusal> {
    if !course.meets() {
        return Err(Refusal::NoMeeting);
    }
    match (course.state.status, kind) {
        (Status::Pending, _) => Err(Refusal::TooEarly),
        (Status::Agreed, _) | (_, CommandKind::Answer) => Ok(()),
        // Who was there can say so after the other called the deal off.
        (Status::Cancelled, CommandKind::ReportNoShow) => Ok(()),
        _ => Err(Refusal::TooLate),
    }
}

/// The commands that a party may give about the meeting now.
pub fn permitted_at_meeting(
    course: &Course,
    meetup: &State,
    by: Party,
    now: Timestamp,
) -> Vec<CommandKind> {
    let mut kinds = meetups::permitted(meetup, by, now);
    kinds.retain(|kind| must_permit(course, *kind).is_ok());
    kinds
}

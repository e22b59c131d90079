//! Which commands of a meeting the deal permits, beside the rules of the meeting itself.

use super::super::machine::{Refusal, Status};
use super::super::model::Deal;
use crate::base::clock::Timestamp;
use crate::market::Party;
use crate::market::terms::Delivery;
use crate::trade::meetups::{self, CommandKind, State};

/// Whether the deal permits a party commands of a kind.
///
/// # Errors
/// Why not.
pub(super) fn must_permit(
    deal: &Deal,
    meetup: &State,
    by: Party,
    kind: CommandKind,
) -> Result<(), Refusal> {
    if deal.method != Delivery::Meet {
        return Err(Refusal::NoMeeting);
    }
    match (deal.state.status, kind) {
        (Status::Pending, _) => Err(Refusal::TooEarly),
        (Status::Agreed, _) | (_, CommandKind::Answer) => Ok(()),
        (Status::Cancelled, CommandKind::ReportNoShow) if was_left_waiting(deal, meetup, by) => {
            Ok(())
        }
        _ => Err(Refusal::TooLate),
    }
}

/// Whether the deal ended at or after the time of the meeting, and not by this party: who calls a deal off cannot report
/// the other, who could not check in any more.
fn was_left_waiting(deal: &Deal, meetup: &State, by: Party) -> bool {
    let time = meetup.agreed.as_ref().map(|agreed| agreed.plan.at);
    deal.state.cancelled_by != Some(by) && time.is_some_and(|time| deal.updated_at >= time)
}

/// The commands that a party may give about the meeting now.
pub fn permitted_at_meeting(
    deal: &Deal,
    meetup: &State,
    by: Party,
    now: Timestamp,
) -> Vec<CommandKind> {
    let mut kinds = meetups::permitted(meetup, by, now);
    kinds.retain(|kind| must_permit(deal, meetup, by, *kind).is_ok());
    kinds
}

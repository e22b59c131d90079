//! What is said in the room about the meeting.

use crate::base::clock::{Timestamp, Zone};
use crate::chat::rooms::SystemMessage;
use crate::trade::meetups::{Event, MeetingPlan, Reminder};

/// The key of the message of a proposal, which pages show with the buttons to answer it.
pub const MEETUP_PROPOSED: &str = "said-meetup-proposed";
/// The argument of that message that holds the version of the proposal.
pub const PROPOSAL_VERSION: &str = "version";

/// What a message about a meeting is made of.
pub(super) struct About<'a> {
    /// The name of who acts.
    pub name: &'a str,
    /// The zone in which the place lies.
    pub zone: Zone,
    /// The number of proposals so far.
    pub version: i32,
    /// The plan that is proposed or in force.
    pub plan: Option<&'a MeetingPlan>,
}

impl About<'_> {
    /// The message of a decided event.
    pub(super) fn message(&self, event: &Event) -> SystemMessage {
        let named = |key: &str| SystemMessage::new(key).with("name", self.name);
        match event {
            Event::Proposed { plan, .. } => planned(named(MEETUP_PROPOSED), self.zone, plan)
                .with(PROPOSAL_VERSION, self.version),
            Event::Accepted { .. } => {
                let agreed = named("said-meetup-agreed");
                self.plan.map_or(agreed.clone(), |plan| planned(agreed, self.zone, plan))
            }
            Event::Arrived { .. } => named("said-meetup-arrived"),
            Event::NoShowReported { .. } => named("said-meetup-no-show"),
            Event::NoShowAnswered { text, .. } => named("said-meetup-answered").with("text", text),
        }
    }
}

/// The reminder of an agreed meeting.
pub(super) fn reminder(of: Reminder, zone: Zone, plan: &MeetingPlan) -> SystemMessage {
    let key = match of {
        Reminder::DayBefore => "said-meetup-remind-day",
        Reminder::HourBefore => "said-meetup-remind-hour",
    };
    planned(SystemMessage::new(key), zone, plan)
}

fn planned(message: SystemMessage, zone: Zone, plan: &MeetingPlan) -> SystemMessage {
    let at: Timestamp = plan.at;
    message.with("place", &plan.place).with_time(zone, at)
}

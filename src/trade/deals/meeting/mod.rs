//! The meeting of a deal whose parties hand over in person: which commands the deal permits, what they change, what is said
//! about it in the room.
//!
//! Invariants: every change appends a system message in the same transaction; when a plan is agreed, the deal waits for it
//! at least a day longer; a report that somebody did not come is kept, and can be answered, after the deal has ended.

mod actions;
mod api;
mod messages;
mod permitted;
mod shapes;

pub use actions::MeetingMove;
pub use api::{arrived_api, calendar_api, meetup_api, no_show_api, plan_api};
pub use messages::{MEETUP_PROPOSED, PROPOSAL_VERSION};
pub use permitted::permitted_at_meeting;
pub use shapes::{MeetupOut, meeting_zone};

#[doc(hidden)]
pub use api::{
    __path_arrived_api, __path_calendar_api, __path_meetup_api, __path_no_show_api, __path_plan_api,
};

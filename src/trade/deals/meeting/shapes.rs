//! A meeting as JSON.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::super::model::{Deal, DealItem};
use super::permitted::permitted_at_meeting;
use crate::base::clock::{Timestamp, Zone};
use crate::market::Party;
use crate::trade::meetups::{CommandKind, MeetingPlan, State};

/// A plan that waits for an answer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProposalOut {
    place: String,
    region: Option<String>,
    at: DateTime<Utc>,
    by: Party,
    /// What an acceptance names.
    version: i32,
}

/// The report that somebody did not come.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NoShowOut {
    /// Who was there.
    by: Party,
    at: DateTime<Utc>,
    /// What the other says to it.
    answer: Option<String>,
    answered_at: Option<DateTime<Utc>>,
}

/// A meeting: the plan in force, or the proposal while none is agreed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MeetupOut {
    place: String,
    /// Code of the region.
    region: Option<String>,
    at: DateTime<Utc>,
    /// The version of this plan. An acceptance names the version of the proposal.
    version: i32,
    agreed: bool,
    /// The plan that waits for an answer.
    proposal: Option<ProposalOut>,
    /// Who is at the place.
    arrived: Vec<Party>,
    no_show: Option<NoShowOut>,
    /// What the asker may do now.
    permitted: Vec<CommandKind>,
}

impl MeetupOut {
    /// The meeting as a party sees it; `None` before the first proposal.
    pub fn of(deal: &Deal, meetup: &State, reader: Party, now: Timestamp) -> Option<Self> {
        let proposed = meetup.proposal.as_ref();
        let agreed = meetup.agreed.as_ref().map(|agreed| &agreed.plan);
        let plan = agreed.or(proposed.map(|proposal| &proposal.plan))?;
        let members = [Party::Buyer, Party::Seller];
        Some(Self {
            place: plan.place.clone(),
            region: plan.region.clone(),
            at: plan.at,
            version: meetup.agreed.as_ref().map_or(meetup.version, |agreed| agreed.version),
            agreed: agreed.is_some(),
            proposal: proposed.map(|proposal| ProposalOut {
                place: proposal.plan.place.clone(),
                region: proposal.plan.region.clone(),
                at: proposal.plan.at,
                by: proposal.by,
                version: meetup.version,
            }),
            arrived: members.into_iter().filter(|it| meetup.arrived(*it).is_some()).collect(),
            no_show: meetup.no_show.as_ref().map(|report| NoShowOut {
                by: report.by,
                at: report.at,
                answer: report.answer.as_ref().map(|answer| answer.text.clone()),
                answered_at: report.answer.as_ref().map(|answer| answer.at),
            }),
            permitted: permitted_at_meeting(deal, meetup, reader, now),
        })
    }
}

/// The zone in which times of a meeting are written: where its place lies; without a region, where the listing is.
pub fn meeting_zone(plan: Option<&MeetingPlan>, items: &[DealItem]) -> Zone {
    let listing = || items.first()?.terms.pointer("/region/code")?.as_str();
    let region = plan.and_then(|plan| plan.region.as_deref()).or_else(listing);
    region.map_or(Zone::Wib, Zone::of_region)
}

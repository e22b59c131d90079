//! The meeting on the page of a deal: the plan in force, the proposal that waits, who is there, and the forms.

use chrono::Duration;
use serde::Serialize;

use super::facts::{MeetingFacts, OrderFacts};
use crate::base::clock::{Timestamp, Zone, clock_time};
use crate::base::i18n::Text;
use crate::market::Party;
use crate::trade::deals::{meeting_zone, permitted_at_meeting};
use crate::trade::meetups::{self, CommandKind, MeetingPlan, PublicPlace, State};

/// A plan to read.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct PlanView {
    place: String,
    /// Empty when none was named.
    region: String,
    at: Timestamp,
    /// The label of the zone in which the time is written.
    zone: &'static str,
    /// What to consider about the time.
    hints: Vec<Text>,
}

/// The proposal that waits for an answer.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct ProposalView {
    plan: PlanView,
    title: Text,
    /// The version that the reader accepts; none when the reader does not.
    accept: Option<i32>,
}

/// The report that somebody did not come.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct NoShowView {
    text: Text,
    answer: Option<String>,
    /// Whether the reader may answer it.
    answers: bool,
}

/// A time to choose.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct TimeChoice {
    /// RFC 3339.
    value: String,
    at: Timestamp,
}

/// The form for a proposal.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct PlanForm {
    title: &'static str,
    /// Whether it is shown at once.
    open: bool,
    times: Vec<TimeChoice>,
    places: Vec<Text>,
    zone: &'static str,
    /// The earliest and the latest time, as `datetime-local` writes them.
    earliest: String,
    latest: String,
    region: String,
    region_label: String,
}

/// The meeting, as `deals/_meeting.html` shows it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct MeetingView {
    agreed: Option<PlanView>,
    calendar_url: String,
    proposal: Option<ProposalView>,
    /// Who is at the place.
    arrived: Vec<Text>,
    check_in: bool,
    report: bool,
    no_show: Option<NoShowView>,
    form: Option<PlanForm>,
}

impl MeetingView {
    /// None for a deal whose parties do not meet, or in which nothing of a meeting is left to show.
    pub(super) fn of(facts: &OrderFacts<'_>) -> Option<Self> {
        let meeting = facts.private.meeting.as_ref()?;
        let state = &meeting.state;
        let permitted = permitted_at_meeting(facts.deal, state, facts.role, facts.now);
        let may = |kind| permitted.contains(&kind);
        let agreed = state.agreed.as_ref().map(|agreed| &agreed.plan);
        let view = |plan: &MeetingPlan, region: &str| plan_view(facts, plan, region);
        let waits = state.proposal.as_ref().filter(|_| facts.open());
        let view = Self {
            agreed: agreed.map(|plan| view(plan, &meeting.agreed_region)),
            calendar_url: format!("/api/orders/{}/meetup.ics", facts.deal.code),
            proposal: waits.map(|proposal| ProposalView {
                plan: view(&proposal.plan, &meeting.proposed_region),
                title: match proposal.by == facts.role {
                    true => facts.named("meetup-proposal-mine"),
                    false => facts.named("meetup-proposal-theirs"),
                },
                accept: may(CommandKind::Accept).then_some(state.version),
            }),
            arrived: arrivals(facts, state),
            check_in: may(CommandKind::CheckIn),
            report: may(CommandKind::ReportNoShow),
            no_show: state.no_show.as_ref().map(|report| NoShowView {
                text: match report.by == facts.role {
                    true => facts.named("meetup-no-show-mine"),
                    false => facts.named("meetup-no-show-theirs"),
                },
                answer: report.answer.as_ref().map(|answer| answer.text.clone()),
                answers: may(CommandKind::Answer),
            }),
            form: may(CommandKind::Propose).then(|| form(facts, meeting)),
        };
        let empty = view.agreed.is_none() && view.proposal.is_none() && view.form.is_none();
        (!empty).then_some(view)
    }
}

fn plan_view(facts: &OrderFacts<'_>, plan: &MeetingPlan, region: &str) -> PlanView {
    let zone = meeting_zone(Some(plan), facts.items);
    PlanView {
        place: plan.place.clone(),
        region: region.to_owned(),
        at: plan.at,
        zone: zone.label(),
        hints: if facts.open() { meetups::hints(plan.at, zone) } else { Vec::new() },
    }
}

fn arrivals(facts: &OrderFacts<'_>, state: &State) -> Vec<Text> {
    let zone = meeting_zone(state.agreed.as_ref().map(|agreed| &agreed.plan), facts.items);
    let arrival = |party: Party| {
        let at = state.arrived(party)?;
        let text = match party == facts.role {
            true => Text::new("meetup-arrived-mine"),
            false => facts.named("meetup-arrived-theirs"),
        };
        Some(text.with("moment", clock_time(zone, at)))
    };
    [facts.role, facts.role.other()].into_iter().filter_map(arrival).collect()
}

fn form(facts: &OrderFacts<'_>, meeting: &MeetingFacts) -> PlanForm {
    let (zone, now) = (meeting_zone(None, facts.items), facts.now);
    let state = &meeting.state;
    let times = meetups::suggest_times(now, zone);
    PlanForm {
        title: match (&state.agreed, &state.proposal) {
            (Some(_), _) => "meetup-form-move",
            (None, Some(_)) => "meetup-form-other",
            (None, None) => "meetup-form-first",
        },
        open: state.agreed.is_none() && state.proposal.is_none(),
        times: times.into_iter().map(|at| TimeChoice { value: at.to_rfc3339(), at }).collect(),
        places: PublicPlace::ALL.iter().map(|place| place.label()).collect(),
        zone: zone.label(),
        earliest: field_time(now + Duration::minutes(31), zone),
        latest: field_time(now + Duration::days(14) - Duration::minutes(1), zone),
        region: meeting.form_region.clone(),
        region_label: meeting.form_region_label.clone(),
    }
}

/// As a `datetime-local` field writes it: `2026-12-05T14:00`.
fn field_time(at: Timestamp, zone: Zone) -> String {
    zone.local(at).format("%Y-%m-%dT%H:%M").to_string()
}

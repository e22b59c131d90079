//! A meet-up as a pure state machine: [`decide`] answers a command with events or a refusal, [`evolve`] applies an event,
//! [`permitted`] lists the commands of a party. Whether a plan and a text are valid is checked before (`policy.rs`).

use chrono::Duration;

use super::model::{Agreed, MeetingPlan, NoShow, NoShowAnswer, Proposal, State};
use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::ids::words;
use crate::market::Party;

/// From how long before the agreed time one may check in.
const CHECK_IN_OPENS: Duration = Duration::hours(1);
/// Until how long after the agreed time one may check in.
const CHECK_IN_CLOSES: Duration = Duration::hours(3);
/// How long one waits for the other before reporting it.
const PATIENCE: Duration = Duration::minutes(30);
/// Until how long after the agreed time it may be reported.
const REPORT_CLOSES: Duration = Duration::hours(24);

/// A request of a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Propose a plan, instead of the one that waits for an answer. An agreed plan stays in force until this one is
    /// accepted.
    Propose { plan: MeetingPlan },
    /// Accept the other party's proposal.
    Accept {
        /// The version that the party saw.
        version: i32,
    },
    /// "I am there."
    CheckIn,
    /// Report that the other did not come.
    ReportNoShow,
    /// Say something to that report, once.
    Answer { text: String },
}

words! {
    /// The kinds of commands.
    #[schema(as = MeetupCommandKind)]
    CommandKind {
        /// [`Command::Propose`].
        Propose = "propose",
        /// [`Command::Accept`].
        Accept = "accept",
        /// [`Command::CheckIn`].
        CheckIn = "check_in",
        /// [`Command::ReportNoShow`].
        ReportNoShow = "report_no_show",
        /// [`Command::Answer`].
        Answer = "answer",
    }
}

/// A change that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Proposed { by: Party, plan: MeetingPlan },
    Accepted { by: Party },
    Arrived { by: Party, at: Timestamp },
    NoShowReported { by: Party, at: Timestamp },
    NoShowAnswered { by: Party, text: String, at: Timestamp },
}

/// Why a command is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The system proposes, accepts and reports nothing.
    NotAMember,
    /// A no-show was reported: the meet-up is over.
    Over,
    /// The time of the plan has passed.
    TimePassed,
    /// No proposal waits for an answer.
    NothingProposed,
    /// One's own proposal is the other's to accept.
    OwnProposal,
    /// The proposal is not the one that the party saw.
    Changed,
    /// No plan is agreed.
    NotAgreed,
    /// It is too early to check in.
    CheckInTooEarly,
    /// It is too late to check in.
    CheckInTooLate,
    /// The party has checked in already.
    AlreadyThere,
    /// Only who checked in may report.
    NotThere,
    /// Both checked in.
    BothThere,
    /// The other may still come.
    ReportTooEarly,
    /// It is too late to report.
    ReportTooLate,
    /// Nothing was reported about this party.
    NothingToAnswer,
    /// The report was answered.
    AlreadyAnswered,
}

impl From<Refusal> for Text {
    fn from(refusal: Refusal) -> Self {
        Self::new(match refusal {
            Refusal::NotAMember => "meetup-not-a-member",
            Refusal::Over => "meetup-over",
            Refusal::TimePassed => "meetup-time-passed",
            Refusal::NothingProposed => "meetup-nothing-proposed",
            Refusal::OwnProposal => "meetup-own-proposal",
            Refusal::Changed => "meetup-changed",
            Refusal::NotAgreed => "meetup-not-agreed",
            Refusal::CheckInTooEarly => "meetup-check-in-early",
            Refusal::CheckInTooLate => "meetup-check-in-late",
            Refusal::AlreadyThere => "meetup-already-there",
            Refusal::NotThere => "meetup-not-there",
            Refusal::BothThere => "meetup-both-there",
            Refusal::ReportTooEarly => "meetup-report-early",
            Refusal::ReportTooLate => "meetup-report-late",
            Refusal::NothingToAnswer => "meetup-nothing-to-answer",
            Refusal::AlreadyAnswered => "meetup-already-answered",
        })
    }
}

/// Decides a command.
///
/// # Errors
/// Why the command is refused.
pub fn decide(
    state: &State,
    by: Party,
    command: Command,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    if by == Party::System {
        return Err(Refusal::NotAMember);
    }
    let event = match command {
        Command::Answer { text } => {
            may_answer(state, by)?;
            Event::NoShowAnswered { by, text, at: now }
        }
        _ if state.no_show.is_some() => return Err(Refusal::Over),
        Command::Propose { plan } if plan.at <= now => return Err(Refusal::TimePassed),
        Command::Propose { plan } => Event::Proposed { by, plan },
        Command::Accept { version } => {
            may_accept(state, by, version, now)?;
            Event::Accepted { by }
        }
        Command::CheckIn => {
            may_check_in(state, by, now)?;
            Event::Arrived { by, at: now }
        }
        Command::ReportNoShow => {
            may_report(state, by, now)?;
            Event::NoShowReported { by, at: now }
        }
    };
    Ok(vec![event])
}

fn may_accept(state: &State, by: Party, version: i32, now: Timestamp) -> Result<(), Refusal> {
    let proposal = state.proposal.as_ref().ok_or(Refusal::NothingProposed)?;
    if proposal.by == by {
        Err(Refusal::OwnProposal)
    } else if version != state.version {
        Err(Refusal::Changed)
    } else if proposal.plan.at <= now {
        Err(Refusal::TimePassed)
    } else {
        Ok(())
    }
}

fn may_check_in(state: &State, by: Party, now: Timestamp) -> Result<(), Refusal> {
    let at = state.agreed.as_ref().ok_or(Refusal::NotAgreed)?.plan.at;
    if state.arrived(by).is_some() {
        Err(Refusal::AlreadyThere)
    } else if now < at - CHECK_IN_OPENS {
        Err(Refusal::CheckInTooEarly)
    } else if now > at + CHECK_IN_CLOSES {
        Err(Refusal::CheckInTooLate)
    } else {
        Ok(())
    }
}

fn may_report(state: &State, by: Party, now: Timestamp) -> Result<(), Refusal> {
    let at = state.agreed.as_ref().ok_or(Refusal::NotAgreed)?.plan.at;
    if state.arrived(by).is_none() {
        Err(Refusal::NotThere)
    } else if state.arrived(by.other()).is_some() {
        Err(Refusal::BothThere)
    } else if now < at + PATIENCE {
        Err(Refusal::ReportTooEarly)
    } else if now > at + REPORT_CLOSES {
        Err(Refusal::ReportTooLate)
    } else {
        Ok(())
    }
}

fn may_answer(state: &State, by: Party) -> Result<(), Refusal> {
    match &state.no_show {
        Some(report) if report.by == by => Err(Refusal::NothingToAnswer),
        Some(report) if report.answer.is_some() => Err(Refusal::AlreadyAnswered),
        Some(_) => Ok(()),
        None => Err(Refusal::NothingToAnswer),
    }
}

/// Applies an event.
pub fn evolve(state: &mut State, event: &Event) {
    match event {
        Event::Proposed { by, plan } => {
            state.proposal = Some(Proposal { plan: plan.clone(), by: *by });
            state.version += 1;
        }
        Event::Accepted { .. } => {
            if let Some(proposal) = state.proposal.take() {
                state.agreed = Some(Agreed { plan: proposal.plan, version: state.version });
                (state.buyer_arrived, state.seller_arrived) = (None, None);
            }
        }
        Event::Arrived { by: Party::Buyer, at } => state.buyer_arrived = Some(*at),
        Event::Arrived { by: Party::Seller, at } => state.seller_arrived = Some(*at),
        Event::Arrived { by: Party::System, .. } => {}
        Event::NoShowReported { by, at } => {
            state.no_show = Some(NoShow { by: *by, at: *at, answer: None });
        }
        Event::NoShowAnswered { text, at, .. } => {
            if let Some(report) = &mut state.no_show {
                report.answer = Some(NoShowAnswer { text: text.clone(), at: *at });
            }
        }
    }
}

/// The kinds of commands that `by` may give now. Calls [`decide`], so that no rule is written twice.
pub fn permitted(state: &State, by: Party, now: Timestamp) -> Vec<CommandKind> {
    let soon = MeetingPlan { place: String::new(), region: None, at: now + Duration::hours(1) };
    let command = |kind: CommandKind| match kind {
        CommandKind::Propose => Command::Propose { plan: soon.clone() },
        CommandKind::Accept => Command::Accept { version: state.version },
        CommandKind::CheckIn => Command::CheckIn,
        CommandKind::ReportNoShow => Command::ReportNoShow,
        CommandKind::Answer => Command::Answer { text: String::new() },
    };
    let may = |kind: &CommandKind| decide(state, by, command(*kind), now).is_ok();
    CommandKind::ALL.iter().copied().filter(may).collect()
}

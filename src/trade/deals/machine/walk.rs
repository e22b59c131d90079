//! Every deal that can be: all states that any order of commands reaches, from every opening. Times are always the same, so
//! that states that differ only in time are one.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::command::{Command, Tracking};
use super::decide::decide;
use super::evolve::evolve;
use super::state::{Course, LegStatus, Outcome, Payment, Status};
use super::terms::{Moment, Opening, Terms};
use super::verdict::{Verdict, VerdictKind};
use crate::base::clock::Timestamp;
use crate::config::Mode;
use crate::market::Party;
use crate::market::terms::Delivery;
use crate::trade::shipping::Courier;

pub(super) fn noon() -> Timestamp {
    chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

/// A moment at which every deadline has passed, and whose new deadlines pass at once.
pub(super) fn moment() -> Moment {
    Moment { now: noon(), ship_by: noon(), inspect_until: noon() }
}

pub(super) fn open(terms: Terms) -> Course {
    let mut course = Course::open(terms, 0, noon(), &moment());
    course.state.deadline_at = Some(noon());
    course
}

/// Every combination of terms that an agreement can have.
pub(super) fn all_terms() -> Vec<Terms> {
    let mut all = Vec::new();
    for mode in [Mode::Sale, Mode::Barter, Mode::Free] {
        for method in [Delivery::Meet, Delivery::Parcel, Delivery::Instant] {
            for protected in [false, true] {
                for opening in Opening::ALL.iter().copied() {
                    // Money is held for what is sent; a gift costs nothing.
                    if protected && (method == Delivery::Meet || mode == Mode::Free) {
                        continue;
                    }
                    all.push(Terms { mode, method, protected, opening });
                }
            }
        }
    }
    all
}

/// Every command, about each leg.
pub(super) fn all_commands() -> Vec<Command> {
    let tracking = Tracking { courier: Courier::Jne, number: "JP1234567890".into() };
    let mut all = vec![
        Command::Confirm,
        Command::CallOff { reason: String::new() },
        Command::SetShipping { amount: 15_000, paying: false },
        Command::Pay,
        Command::Capture,
        Command::Send(tracking),
        Command::Receive,
        Command::HandOver { matches: true },
        Command::HandOver { matches: false },
        Command::Appoint { at: noon() },
        Command::Drop,
        Command::Dispute,
        Command::Resume,
        Command::Forfeit,
        Command::Lapse,
    ];
    all.extend(all_verdicts().map(Command::Rule));
    for sender in [Party::Buyer, Party::Seller] {
        all.extend([
            Command::Arrive { sender },
            Command::Lose { sender },
            Command::Return { sender },
        ]);
    }
    all
}

/// Every verdict, with one sum each.
pub(super) fn all_verdicts() -> [Verdict; 7] {
    [
        Verdict::Pay,
        Verdict::Refund,
        Verdict::Split { percent: 50 },
        Verdict::ReturnBoth,
        Verdict::Damages { amount: 1, to: Party::Buyer },
        Verdict::Damages { amount: 1, to: Party::Seller },
        Verdict::Void,
    ]
}

/// What tells two states apart, without times and versions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shape {
    pub status: Status,
    pub payment: Payment,
    pub outcome: Option<Outcome>,
    pub legs: Vec<(Party, LegStatus)>,
    returns: Vec<(Party, LegStatus)>,
    returning: bool,
    disputed_from: Option<Status>,
    verdict: Option<VerdictKind>,
    tries: i16,
    shipping: i64,
}

pub(super) fn shape(course: &Course) -> Shape {
    Shape {
        status: course.state.status,
        payment: course.state.payment,
        outcome: course.state.outcome,
        legs: course.legs.iter().map(|leg| (leg.sender, leg.status)).collect(),
        returns: course.returns.iter().map(|leg| (leg.sender, leg.status)).collect(),
        returning: course.state.returning,
        disputed_from: course.state.disputed_from,
        verdict: course.state.verdict,
        tries: course.state.handover_tries,
        shipping: course.state.shipping,
    }
}

/// A step from one state to another.
pub(super) struct Step {
    pub from: Course,
    pub by: Party,
    pub command: Command,
    pub to: Course,
}

/// Every step that a deal with these terms can take.
pub(super) fn steps(terms: Terms) -> Vec<Step> {
    let first = open(terms);
    let mut seen = BTreeSet::from([shape(&first)]);
    let (mut queue, mut steps) = (VecDeque::from([first]), Vec::new());
    while let Some(from) = queue.pop_front() {
        for by in Party::ALL.iter().copied() {
            for command in all_commands() {
                // Once before the deadline, so that what is refused after it is seen too.
                for early in [false, true] {
                    let now = noon() - chrono::Duration::seconds(i64::from(early));
                    let at = Moment { now, ..moment() };
                    let Ok(events) = decide(&from, by, command.clone(), &at) else { continue };
                    let mut to = from.clone();
                    events.iter().for_each(|event| evolve(&mut to, event));
                    if to.state.deadline_at.is_some() {
                        to.state.deadline_at = Some(noon());
                    }
                    if seen.insert(shape(&to)) {
                        queue.push_back(to.clone());
                    }
                    steps.push(Step { from: from.clone(), by, command: command.clone(), to });
                }
            }
        }
    }
    steps
}

/// The steps of the statuses, for the drawing: from, to, and what leads there.
pub(super) fn edges() -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut edges: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    let name = |course: &Course| match course.state.outcome {
        Some(outcome) => outcome.word().to_owned(),
        None => course.state.status.word().to_owned(),
    };
    for terms in all_terms() {
        for step in steps(terms) {
            let (from, to) = (name(&step.from), name(&step.to));
            if from != to {
                let label = format!("{}: {}", step.by, kind_of(&step.command));
                edges.entry((from, to)).or_default().insert(label);
            }
        }
    }
    edges
}

fn kind_of(command: &Command) -> &'static str {
    match command {
        Command::Confirm => "confirm",
        Command::CallOff { .. } => "cancel",
        Command::SetShipping { .. } => "set_shipping",
        Command::Pay => "pay",
        Command::Capture => "capture",
        Command::Send(_) => "ship",
        Command::Arrive { .. } => "deliver",
        Command::Lose { .. } => "lose",
        Command::Return { .. } => "return",
        Command::Receive => "complete",
        Command::HandOver { .. } => "hand_over",
        Command::Appoint { .. } => "appoint",
        Command::Drop => "drop",
        Command::Dispute => "dispute",
        Command::Resume => "resume",
        Command::Rule(verdict) => verdict.kind().word(),
        Command::Forfeit => "forfeit",
        Command::Lapse => "deadline",
    }
}

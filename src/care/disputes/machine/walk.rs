//! Every dispute that can be, about every deal that can be disputed: the states that any order of commands reaches. Times are
//! always the same, so that states that differ only in time are one.

use std::collections::{BTreeSet, VecDeque};

use super::super::reasons::RulingReason;
use super::command::{Actor, Command, Event, Facts};
use super::decide::decide;
use super::evolve::evolve;
use super::permitted::possible;
use super::state::State;
use crate::base::clock::Timestamp;
use crate::base::ids::UserId;
use crate::config::Mode;
use crate::market::Party;
use crate::market::terms::Delivery;
use crate::trade::deals::{self, Course, Moment, Opening, Terms, Tracking};
use crate::trade::shipping::Courier;

pub(super) fn noon() -> Timestamp {
    chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

/// Three mediators: two for a ruling and its confirmation, one for an appeal; and one more for its confirmation.
pub(super) fn mediators() -> [UserId; 4] {
    [1, 2, 3, 4].map(|n| UserId(uuid::Uuid::from_u128(n)))
}

/// A moment at which every deadline has passed, and whose new deadlines pass at once.
pub(super) fn moment() -> Moment {
    Moment { now: noon(), ship_by: noon(), inspect_until: noon() }
}

pub(super) fn step(course: &mut Course, by: Party, command: deals::Command) -> bool {
    let Ok(events) = deals::decide(course, by, command, &moment()) else { return false };
    events.iter().for_each(|event| deals::evolve(course, event));
    true
}

fn send() -> deals::Command {
    let tracking = Tracking { courier: Courier::Jne, number: "JP1234567890".into() };
    deals::Command::Send(tracking)
}

/// Deals as they are when a party complains: of every kind, at every point where one may.
pub(super) fn disputed_deals() -> Vec<Course> {
    use Party::{Buyer, Seller, System};
    let mut all = Vec::new();
    for mode in [Mode::Sale, Mode::Barter, Mode::Free] {
        for method in [Delivery::Meet, Delivery::Parcel] {
            for protected in [false, true] {
                if protected && (method == Delivery::Meet || mode == Mode::Free) {
                    continue;
                }
                let terms = Terms { mode, method, protected, opening: Opening::Agreed };
                let mut course = Course::open(terms, 0, noon(), &moment());
                let mut stages = vec![course.clone()];
                for (by, command) in [
                    (System, deals::Command::Capture),
                    (Seller, send()),
                    (Buyer, send()),
                    (Buyer, deals::Command::Arrive { sender: Seller }),
                    (Seller, deals::Command::Arrive { sender: Buyer }),
                    (Seller, deals::Command::Receive),
                    (Buyer, deals::Command::Receive),
                ] {
                    if step(&mut course, by, command) {
                        stages.push(course.clone());
                    }
                }
                for mut stage in stages {
                    stage.state.complaint_until =
                        stage.state.complaint_until.map(|_| noon() + chrono::Duration::days(2));
                    if step(&mut stage, Buyer, deals::Command::Dispute) {
                        all.push(stage);
                    }
                }
            }
        }
    }
    assert!(all.len() > 25, "{}", all.len());
    all
}

/// Every command of a dispute of a deal.
pub(super) fn all_commands(course: &Course, state: &State) -> Vec<(Actor, Command)> {
    let [first, second, third, fourth] = mediators();
    let seen = state.version;
    let reason = RulingReason::Other;
    let mut all = vec![(Actor::System, Command::Lapse)];
    for party in [Party::Buyer, Party::Seller] {
        let by = Actor::Party(party);
        all.extend([
            (by, Command::Answer { wants: None }),
            (by, Command::WithdrawOffer),
            (by, Command::Accept { seen }),
            (by, Command::AcceptRuling { seen }),
            (by, Command::Appeal),
            (by, Command::Withdraw),
            (by, Command::Take),
            (by, Command::Confirm { seen }),
        ]);
    }
    // Two verdicts make every difference that the machine knows.
    for verdict in possible(course, Party::Buyer).into_iter().take(2) {
        all.extend([
            (Actor::Party(Party::Buyer), Command::Offer { verdict, seen }),
            (Actor::Party(Party::Seller), Command::Offer { verdict, seen }),
            (Actor::Party(Party::Seller), Command::Rule { verdict, reason, seen }),
            (Actor::Mediator(first), Command::Rule { verdict, reason, seen }),
            (Actor::Mediator(third), Command::Rule { verdict, reason, seen }),
        ]);
    }
    all.extend([second, fourth].map(|by| (Actor::Mediator(by), Command::Confirm { seen })));
    all
}

/// What tells two states apart, without times, versions and what changes no rule.
pub(super) fn shape(state: &State) -> String {
    let ruling = |ruling: Option<super::state::Ruling>| {
        ruling.map(|it| (it.verdict, it.by, it.confirmed_by, it.is_in_force()))
    };
    format!(
        "{:?}",
        (
            state.status,
            state.offer,
            (state.buyer_accepts, state.seller_accepts, state.appealed_by),
            (ruling(state.first), ruling(state.second), state.end),
        )
    )
}

/// A step from one state to another.
pub(super) struct Step {
    pub from: State,
    pub by: Actor,
    pub events: Vec<Event>,
    pub to: State,
}

/// Every step that a dispute of a deal can take.
pub(super) fn steps(course: &Course, needs_two: bool) -> Vec<Step> {
    let wants = possible(course, Party::Buyer).into_iter().next().unwrap();
    let mut first = State::open(Party::Buyer, wants, noon());
    first.deadline_at = Some(noon());
    let facts = Facts { now: noon(), course, needs_two, conflicted: false };
    let mut seen = BTreeSet::from([shape(&first)]);
    let (mut queue, mut steps) = (VecDeque::from([first]), Vec::new());
    while let Some(from) = queue.pop_front() {
        for (by, command) in all_commands(course, &from) {
            let Ok(events) = decide(&from, by, command, &facts) else { continue };
            let mut to = from.clone();
            events.iter().for_each(|event| evolve(&mut to, event));
            to.deadline_at = to.deadline_at.map(|_| noon());
            if seen.insert(shape(&to)) {
                queue.push_back(to.clone());
            }
            steps.push(Step { from: from.clone(), by, events, to });
        }
    }
    steps
}

//! The rules of a dispute: the stories one by one, then every path of every disputed deal to its end.

use chrono::Duration;
use proptest::prelude::*;

use super::super::policy;
use super::super::reasons::RulingReason;
use super::command::{Actor, Command, CommandKind, Event, Facts, Refusal};
use super::decide::decide;
use super::evolve::evolve;
use super::permitted::{permitted, possible};
use super::state::{State, Status};
use super::walk::{all_commands, disputed_deals, mediators, noon, shape, step, steps};
use crate::base::ids::UserId;
use crate::config::Mode;
use crate::market::Party;
use crate::market::terms::Delivery;
use crate::trade::deals::{self, Course, LegStatus, Outcome, Payment, Verdict, VerdictKind};

use Party::{Buyer, Seller};

const BUDI: Actor = Actor::Party(Buyer);
const SARI: Actor = Actor::Party(Seller);

/// A parcel with Transaksi Aman that has arrived: Budi complains about it.
fn arrived() -> Course {
    let fits = |course: &Course| {
        let terms = course.terms;
        let delivered = course.legs.iter().all(|leg| leg.status == LegStatus::Delivered);
        terms.mode == Mode::Sale && terms.method == Delivery::Parcel && terms.protected && delivered
    };
    disputed_deals().into_iter().find(fits).unwrap()
}

struct Story {
    course: Course,
    state: State,
    hours: i64,
    needs_two: bool,
}

impl Story {
    fn begin() -> Self {
        let state = State::open(Buyer, Verdict::Refund, noon());
        Self { course: arrived(), state, hours: 0, needs_two: false }
    }

    fn try_to(&self, by: Actor, command: Command) -> Result<Vec<Event>, Refusal> {
        let now = noon() + Duration::hours(self.hours);
        let (course, needs_two) = (&self.course, self.needs_two);
        decide(&self.state, by, command, &Facts { now, course, needs_two, conflicted: false })
    }

    fn does(&mut self, by: Actor, command: Command) -> Vec<Event> {
        let events = self.try_to(by, command).unwrap();
        events.iter().for_each(|event| evolve(&mut self.state, event));
        events
    }

    fn refuses(&self, by: Actor, command: Command) -> Refusal {
        self.try_to(by, command).unwrap_err()
    }

    fn rule(&self, verdict: Verdict) -> Command {
        Command::Rule { verdict, reason: RulingReason::Other, seen: self.state.version }
    }

    fn seen(&self) -> i32 {
        self.state.version
    }
}

fn dewi() -> Actor {
    Actor::Mediator(mediators()[0])
}

fn agus() -> Actor {
    Actor::Mediator(mediators()[1])
}

#[test]
fn the_other_answers_a_mediator_rules_and_after_three_days_it_stands() {
    let mut case = Story::begin();
    assert_eq!(case.refuses(dewi(), case.rule(Verdict::Pay)), Refusal::TooEarly, "heard first");
    assert_eq!(case.refuses(BUDI, Command::Answer { wants: None }), Refusal::NotYours);
    case.does(SARI, Command::Answer { wants: Some(Verdict::Pay) });
    assert_eq!(case.state.deadline_at, Some(noon() + Duration::hours(72)));
    case.does(dewi(), case.rule(Verdict::Split { percent: 30 }));
    assert_eq!((case.state.status, case.state.mediator), (Status::Ruled, Some(mediators()[0])));
    assert_eq!(case.refuses(agus(), case.rule(Verdict::Pay)), Refusal::TooLate);
    case.hours = 71;
    assert_eq!(case.refuses(Actor::System, Command::Lapse), Refusal::NotDue);
    case.hours = 72;
    case.does(Actor::System, Command::Lapse);
    assert_eq!(case.state.end, Some(Verdict::Split { percent: 30 }));
    assert_eq!(case.refuses(BUDI, Command::Appeal), Refusal::TooLate);
}

#[test]
fn who_does_not_answer_within_two_days_is_taken_to_agree_and_may_still_appeal() {
    let mut case = Story::begin();
    case.hours = 48;
    case.does(Actor::System, Command::Lapse);
    let ruling = *case.state.ruling().unwrap();
    assert_eq!((ruling.verdict, ruling.by), (Verdict::Refund, None));
    assert_eq!(ruling.reason, RulingReason::NoAnswer);
    case.does(SARI, Command::Appeal);
    case.does(dewi(), case.rule(Verdict::ReturnBoth));
    assert_eq!((case.state.status, case.state.end), (Status::Final, Some(Verdict::ReturnBoth)));
}

#[test]
fn where_nobody_rules_in_time_everybody_gets_their_own_back() {
    let mut case = Story::begin();
    case.does(SARI, Command::Answer { wants: None });
    case.hours = 72;
    case.does(Actor::System, Command::Lapse);
    let ruling = case.state.ruling().unwrap();
    assert_eq!((ruling.verdict, ruling.reason), (Verdict::ReturnBoth, RulingReason::NoRuling));
}

#[test]
fn the_parties_settle_by_turn_and_version_until_the_very_end() {
    let mut case = Story::begin();
    let offer = |case: &Story, percent| Command::Offer {
        verdict: Verdict::Split { percent },
        seen: case.seen(),
    };
    case.does(SARI, offer(&case, 20));
    assert_eq!(case.refuses(SARI, offer(&case, 10)), Refusal::NotYourTurn);
    assert_eq!(case.refuses(SARI, Command::Accept { seen: case.seen() }), Refusal::NotYours);
    let stale = Command::Accept { seen: case.seen() };
    case.does(BUDI, offer(&case, 40));
    assert_eq!(case.refuses(SARI, stale), Refusal::Changed, "it is another offer now");
    case.does(SARI, Command::Answer { wants: None });
    case.does(dewi(), case.rule(Verdict::Pay));
    // What was offered before the ruling is off the table.
    assert_eq!(case.refuses(SARI, Command::Accept { seen: case.seen() }), Refusal::NotYours);
    case.does(BUDI, offer(&case, 40));
    case.does(SARI, Command::Accept { seen: case.seen() });
    assert_eq!(
        (case.state.status, case.state.end),
        (Status::Settled, Some(Verdict::Split { percent: 40 }))
    );
}

#[test]
fn a_large_sum_needs_two_mediators_and_an_appeal_two_others() {
    let mut case = Story::begin();
    case.needs_two = true;
    case.does(SARI, Command::Answer { wants: None });
    case.does(dewi(), case.rule(Verdict::Refund));
    assert_eq!(case.state.status, Status::Answered);
    assert!(case.state.ruling().is_none() && case.state.proposal().is_some());
    let confirm = |case: &Story| Command::Confirm { seen: case.seen() };
    assert_eq!(case.refuses(dewi(), confirm(&case)), Refusal::SecondEyes);
    case.does(agus(), confirm(&case));
    assert_eq!(case.state.status, Status::Ruled);
    case.does(SARI, Command::Appeal);
    for before in [dewi(), agus()] {
        assert_eq!(case.refuses(before, case.rule(Verdict::Pay)), Refusal::NotAgain);
    }
    let [_, _, third, fourth] = mediators().map(Actor::Mediator);
    case.does(third, case.rule(Verdict::Pay));
    case.does(fourth, confirm(&case));
    assert_eq!(case.state.end, Some(Verdict::Pay));
}

#[test]
fn evidence_is_asked_for_with_a_date_and_the_ruling_waits_for_it_but_not_for_ever() {
    let mut case = Story::begin();
    case.does(SARI, Command::Answer { wants: None });
    let due = |case: &Story, hours| Command::Ask {
        party: Buyer,
        due: noon() + Duration::hours(case.hours + hours),
    };
    assert_eq!(case.refuses(dewi(), due(&case, 0)), Refusal::DueRange);
    assert_eq!(case.refuses(dewi(), due(&case, 24 * 8)), Refusal::DueRange);
    assert_eq!(case.refuses(SARI, due(&case, 24)), Refusal::NotYours);
    for _ in 0..10 {
        case.does(dewi(), due(&case, 24 * 7));
        case.hours += 24 * 3;
    }
    assert_eq!(case.state.deadline_at, Some(case.state.latest_at));
    assert_eq!(case.state.latest_at, noon() + Duration::days(21));
}

#[test]
fn a_ruling_ends_at_once_when_both_accept_it_and_who_accepted_may_not_appeal() {
    let mut case = Story::begin();
    case.does(SARI, Command::Answer { wants: None });
    case.does(dewi(), case.rule(Verdict::ReturnBoth));
    case.does(BUDI, Command::AcceptRuling { seen: case.seen() });
    assert_eq!(case.refuses(BUDI, Command::Appeal), Refusal::TooLate);
    case.does(SARI, Command::AcceptRuling { seen: case.seen() });
    assert_eq!(case.state.end, Some(Verdict::ReturnBoth));
}

#[test]
fn a_complaint_is_withdrawn_by_who_made_it_until_it_is_ruled() {
    let mut case = Story::begin();
    assert_eq!(case.refuses(SARI, Command::Withdraw), Refusal::NotYours);
    let mut ruled = Story::begin();
    ruled.does(SARI, Command::Answer { wants: None });
    ruled.does(dewi(), ruled.rule(Verdict::Pay));
    assert_eq!(ruled.refuses(BUDI, Command::Withdraw), Refusal::TooLate);
    case.does(BUDI, Command::Withdraw);
    assert_eq!((case.state.status, case.state.end), (Status::Withdrawn, None));
}

#[test]
fn who_is_involved_in_the_deal_does_nothing_as_staff() {
    let case = Story::begin();
    let now = noon();
    let facts = Facts { now, course: &case.course, needs_two: false, conflicted: true };
    for kind in CommandKind::ALL {
        assert!(!permitted(&case.state, dewi(), &facts).contains(kind));
    }
    let told = decide(&case.state, dewi(), case.rule(Verdict::Pay), &facts);
    assert_eq!(told, Err(Refusal::Conflicted));
}

/// The deal × the dispute × the settlement × the ruling × the appeal: every path comes to an end, and the deal with it.
#[test]
fn every_path_of_every_dispute_ends_and_its_deal_with_it() {
    let (mut walked, mut ends) = (0, 0);
    for course in disputed_deals() {
        for needs_two in [false, true] {
            for step in steps(&course, needs_two) {
                walked += 1;
                let what = format!("{:?} {:?} → {}", step.by, step.events, shape(&step.to));
                assert_eq!(step.to.is_open(), step.to.deadline_at.is_some(), "{what}");
                let ended = matches!(step.to.status, Status::Settled | Status::Final);
                assert_eq!(step.to.end.is_some(), ended, "{what}");
                if ended && step.from.is_open() {
                    ends += 1;
                    let sum = end_of(&course, step.to.end.unwrap());
                    assert_eq!(sum, course.state.payment == Payment::Escrow, "{what}");
                }
                // By the clock alone it ends too.
                let mut last = step.to.clone();
                for _ in 0..4 {
                    let facts =
                        Facts { now: noon(), course: &course, needs_two, conflicted: false };
                    last.deadline_at = last.deadline_at.map(|_| noon());
                    let Ok(events) = decide(&last, Actor::System, Command::Lapse, &facts) else {
                        break;
                    };
                    events.iter().for_each(|event| evolve(&mut last, event));
                }
                assert!(!last.is_open(), "{what}");
            }
        }
    }
    assert!(walked > 5_000 && ends > 300, "{walked} steps, {ends} ends");
}

/// Carries a verdict out, then lets every party and the clock do whatever they may; true when money was held, which is then
/// not held any more.
fn end_of(course: &Course, verdict: Verdict) -> bool {
    let held = course.state.payment == Payment::Escrow;
    let mut course = course.clone();
    assert!(step(&mut course, Party::System, deals::Command::Rule(verdict)), "{verdict:?}");
    assert_eq!(course.state.verdict, Some(verdict.kind()));
    for _ in 0..4 {
        course.state.deadline_at = course.state.deadline_at.map(|_| noon());
        step(&mut course, Party::System, deals::Command::Lapse);
    }
    let state = &course.state;
    assert!(!state.status.is_live(), "{verdict:?} {state:?}");
    assert!(!matches!(state.payment, Payment::Escrow | Payment::Pending), "{verdict:?}");
    let expected: &[Outcome] = match (verdict.kind(), held) {
        (VerdictKind::Pay, true) => &[Outcome::PaidOut],
        (VerdictKind::Pay, false) => &[Outcome::HandedOver],
        (VerdictKind::Refund, _) => &[Outcome::Refunded],
        (VerdictKind::Split, _) => &[Outcome::Split],
        (VerdictKind::Damages, _) => &[Outcome::Damages],
        // A buyer who keeps the goods pays for them.
        (VerdictKind::ReturnBoth, true) => &[Outcome::Returned, Outcome::PaidOut],
        (VerdictKind::ReturnBoth, false) => &[Outcome::Returned],
        (VerdictKind::Void, true) => &[Outcome::Refunded],
        (VerdictKind::Void, false) => &[Outcome::Void],
    };
    assert!(expected.contains(&state.outcome.unwrap()), "{verdict:?} {:?}", state.outcome);
    held
}

#[test]
fn nothing_is_ruled_by_a_party_and_each_round_once() {
    for course in disputed_deals() {
        for needs_two in [false, true] {
            for step in steps(&course, needs_two) {
                for event in &step.events {
                    let Event::Ruled { ruling, .. } = event else { continue };
                    assert!(!matches!(step.by, Actor::Party(_)));
                    let before = step.from.ruling().copied();
                    let appealed = step.from.status == Status::Appealed;
                    assert_eq!(before.is_some(), appealed, "{}", shape(&step.to));
                    if let Some(before) = before {
                        assert_ne!(before.by, ruling.by);
                    }
                    let clock = ruling.by.is_none();
                    assert_eq!(needs_two && !clock, ruling.confirmed_by.is_some());
                }
            }
        }
    }
}

#[test]
fn what_is_permitted_is_what_works() {
    for course in disputed_deals() {
        for step in steps(&course, false) {
            let facts = Facts { now: noon(), course: &course, needs_two: false, conflicted: false };
            for by in [BUDI, SARI, dewi()] {
                let may = permitted(&step.from, by, &facts);
                assert!(!may.contains(&CommandKind::Lapse));
                assert_eq!(may.contains(&CommandKind::Note), by == dewi());
            }
        }
    }
}

#[test]
fn the_neutral_end_is_always_possible() {
    for course in disputed_deals() {
        assert_eq!(course.allows(policy::neutral(&course)), Ok(()));
        assert!(!possible(&course, Buyer).is_empty());
    }
}

proptest! {
    /// Whoever tries what in whatever order: a dispute that has ended stays as it ended; the version counts the events; a
    /// stranger's version is refused.
    #[test]
    fn no_order_of_commands_breaks_the_rules(
        which in 0..disputed_deals().len(),
        needs_two: bool,
        attempts in prop::collection::vec((0..200_usize, 0..60_i64), 1..30),
    ) {
        let course = disputed_deals().swap_remove(which);
        let wants = possible(&course, Buyer)[0];
        let (mut state, mut now) = (State::open(Buyer, wants, noon()), noon());
        for (choice, hours) in attempts {
            now += Duration::hours(hours);
            let commands = all_commands(&course, &state);
            let (by, command) = commands[choice % commands.len()].clone();
            let facts = Facts { now, course: &course, needs_two, conflicted: false };
            let decided = decide(&state, by, command.clone(), &facts);
            let before = state.clone();
            let events = decided.unwrap_or_default();
            events.iter().for_each(|event| evolve(&mut state, event));
            prop_assert_eq!(state.version, before.version + i32::try_from(events.len()).unwrap());
            if !before.is_open() {
                prop_assert_eq!(&state, &before);
            }
            let by = Actor::Mediator(UserId::fresh());
            let stale = Command::Confirm { seen: state.version - 1 };
            let refused = decide(&state, by, stale, &facts).unwrap_err();
            prop_assert!(matches!(refused, Refusal::Changed | Refusal::TooLate));
        }
    }
}

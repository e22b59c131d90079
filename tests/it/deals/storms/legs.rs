//! A barter by two parcels: what may become of each, in every order in which it can be reported. The table says how the deal
//! ends; the machine is walked through all orders, with and without money on top.

use tawar::base::clock::Timestamp;
use tawar::config::Mode;
use tawar::market::Party;
use tawar::market::terms::Delivery;
use tawar::trade::deals::{
    Command, Course, LegStatus, Moment, Opening, Outcome, Payment, Status, Terms, decide, evolve,
    tracking_of,
};

/// What becomes of a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is sent, arrives, and its receiver confirms.
    Received,
    /// It is sent, and nobody says anything more.
    Silent,
    /// Its sender reports it lost.
    Lost,
    /// It was refused at the door and came back.
    Refused,
    /// It is not sent before the deadline.
    Late,
}

const FATES: [Fate; 5] = [Fate::Received, Fate::Silent, Fate::Lost, Fate::Refused, Fate::Late];

/// A step of one parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Send,
    Arrive,
    Receive,
    Lose,
    Return,
}

impl Fate {
    fn steps(self) -> &'static [Step] {
        match self {
            Self::Received => &[Step::Send, Step::Arrive, Step::Receive],
            Self::Silent => &[Step::Send],
            Self::Lost => &[Step::Send, Step::Lose],
            Self::Refused => &[Step::Send, Step::Return],
            Self::Late => &[],
        }
    }
}

/// Something that is reported about a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Report {
    /// Who sent the parcel.
    sender: Party,
    step: Step,
}

/// Every order of two sequences that keeps the order within each.
fn interleavings(one: &[Report], two: &[Report]) -> Vec<Vec<Report>> {
    let (Some(first), Some(second)) = (one.first(), two.first()) else {
        return vec![[one, two].concat()];
    };
    let after = |next: &Report, rest: Vec<Vec<Report>>| {
        let begins = *next;
        rest.into_iter().map(move |rest| [vec![begins], rest].concat()).collect::<Vec<_>>()
    };
    let mut all = after(first, interleavings(&one[1..], two));
    all.extend(after(second, interleavings(one, &two[1..])));
    all
}

fn noon() -> Timestamp {
    chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

/// An agreed barter; with money on top the provider holds it.
fn barter(money: bool, at: &Moment) -> Course {
    let terms = Terms {
        mode: Mode::Barter,
        method: Delivery::Parcel,
        protected: money,
        opening: Opening::Agreed,
    };
    let mut course = Course::open(terms, 0, noon(), at);
    if money {
        does(&mut course, Party::System, Command::Capture, at);
    }
    course
}

/// Whether the machine took the command.
fn does(course: &mut Course, by: Party, command: Command, at: &Moment) -> bool {
    let Ok(events) = decide(course, by, command, at) else { return false };
    events.iter().for_each(|event| evolve(course, event));
    true
}

fn reports(course: &mut Course, report: Report, at: &Moment) -> bool {
    let Report { sender, step } = report;
    let (by, command) = match step {
        Step::Send => (sender, Command::Send(tracking_of("jne", "JP1234567890").unwrap())),
        Step::Arrive => (sender.other(), Command::Arrive { sender }),
        Step::Receive => (sender.other(), Command::Receive),
        Step::Lose => (sender, Command::Lose { sender }),
        Step::Return => (sender, Command::Return { sender }),
    };
    does(course, by, command, at)
}

/// How the deal ends when things are reported in this order, by the rules and not by the machine: the first loss or return
/// ends it. Then, or at the deadline of what was not sent, whatever is under way goes back, and so does the money.
fn tabled(order: &[Report], money: bool) -> Outcome {
    let ends = order.iter().position(|it| matches!(it.step, Step::Lose | Step::Return));
    let until = ends.map_or(order, |at| &order[..=at]);
    let sent = until.iter().filter(|it| it.step == Step::Send).count();
    let lost = until.iter().filter(|it| it.step == Step::Lose).count();
    match (ends, sent - lost) {
        (None, 2) if money => Outcome::PaidOut,
        (None, 2) => Outcome::HandedOver,
        (_, 1..) => Outcome::Returned,
        (_, 0) if money => Outcome::Refunded,
        (_, 0) => Outcome::Void,
    }
}

#[test]
fn every_order_of_two_parcels_ends_as_the_table_says_and_never_for_one_side_alone() {
    // Deadlines that pass at once, and commands that come before them.
    let at = Moment { now: noon(), ship_by: noon(), inspect_until: noon() };
    let mut walked = 0;
    for (budis, saris) in FATES.iter().flat_map(|one| FATES.iter().map(move |two| (one, two))) {
        let of = |party: Party, fate: &Fate| -> Vec<Report> {
            fate.steps().iter().map(|step| Report { sender: party, step: *step }).collect()
        };
        for order in interleavings(&of(Party::Buyer, budis), &of(Party::Seller, saris)) {
            for money in [false, true] {
                let mut course = barter(money, &at);
                for report in &order {
                    let live = course.state.status.is_live();
                    let taken = reports(&mut course, *report, &at);
                    assert_eq!(taken, live, "{report:?} of {order:?}");
                    ends_for_both_or_for_none(&course, money);
                }
                // Then nobody acts any more: deadline after deadline passes.
                while course.state.status.is_live() {
                    let due = Moment { now: noon() + chrono::Duration::days(30), ..at };
                    course.state.deadline_at = Some(noon());
                    assert!(does(&mut course, Party::System, Command::Lapse, &due), "{order:?}");
                    ends_for_both_or_for_none(&course, money);
                }
                assert_eq!(course.state.outcome, Some(tabled(&order, money)), "{order:?}");
                walked += 1;
            }
        }
    }
    println!("{walked} orders");
}

fn ends_for_both_or_for_none(course: &Course, money: bool) {
    let received = course.legs.iter().all(|leg| leg.status == LegStatus::Received);
    assert_eq!(course.state.status == Status::Completed, received, "{course:?}");
    let held = match course.state.status {
        _ if !money => Payment::None,
        Status::Completed => Payment::Released,
        Status::Cancelled => Payment::Refunded,
        _ => Payment::Escrow,
    };
    assert_eq!(course.state.payment, held, "{course:?}");
}

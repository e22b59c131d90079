//! The rules of a deal: the stories one by one, then every path to its end, then any order of commands.

use proptest::prelude::*;

use super::command::{Command, CommandKind, Event, Refusal, Tracking};
use super::decide::decide;
use super::evolve::evolve;
use super::permitted::permitted;
use super::state::{Course, LegStatus, Outcome, Payment, Status};
use super::terms::{Moment, Opening, Terms};
use super::verdict::{Verdict, VerdictKind};
use super::walk::{all_commands, all_terms, noon, shape, steps};
use crate::config::Mode;
use crate::market::Party;
use crate::market::terms::Delivery;
use crate::trade::shipping::Courier;

use Party::{Buyer, Seller, System};

fn hours(n: i64) -> Moment {
    let now = noon() + chrono::Duration::hours(n);
    let later = |days| now + chrono::Duration::days(days);
    Moment { now, ship_by: later(2), inspect_until: later(3) }
}

fn deal(mode: Mode, method: Delivery, protected: bool) -> Course {
    let terms = Terms { mode, method, protected, opening: Opening::Agreed };
    Course::open(terms, 0, noon(), &hours(0))
}

/// Sari sells to Budi by parcel, with Transaksi Aman.
fn parcel() -> Course {
    deal(Mode::Sale, Delivery::Parcel, true)
}

fn send() -> Command {
    Command::Send(Tracking { courier: Courier::Jne, number: "JP1234567890".into() })
}

fn did(course: &mut Course, by: Party, command: Command, at: Moment) -> Vec<Event> {
    let events = decide(course, by, command, &at).unwrap();
    events.iter().for_each(|event| evolve(course, event));
    events
}

fn refused(course: &Course, by: Party, command: Command, at: Moment) -> Refusal {
    decide(course, by, command, &at).unwrap_err()
}

#[test]
fn a_parcel_is_paid_sent_received_and_paid_out() {
    let mut deal = parcel();
    assert_eq!(deal.state.deadline_at, Some(hours(24).now), "a day to pay");
    assert_eq!(refused(&deal, Seller, send(), hours(1)), Refusal::NotPaid);
    assert_eq!(refused(&deal, Seller, Command::Pay, hours(1)), Refusal::NotYours);
    did(&mut deal, Buyer, Command::Pay, hours(1));
    did(&mut deal, System, Command::Capture, hours(2));
    assert_eq!(
        (deal.state.payment, deal.state.deadline_at),
        (Payment::Escrow, Some(hours(2).ship_by))
    );
    assert_eq!(refused(&deal, System, Command::Capture, hours(2)), Refusal::TooLate);
    assert_eq!(refused(&deal, Buyer, send(), hours(3)), Refusal::NotYours);
    did(&mut deal, Seller, send(), hours(3));
    assert_eq!(deal.state.status, Status::Shipped);
    let cancel = Command::CallOff { reason: String::new() };
    assert_eq!(refused(&deal, Seller, cancel, hours(4)), Refusal::OnItsWay);
    did(&mut deal, Buyer, Command::Arrive { sender: Seller }, hours(50));
    let until = (deal.state.status, deal.state.deadline_at);
    assert_eq!(until, (Status::Delivered, Some(hours(50).inspect_until)));
    did(&mut deal, Buyer, Command::Receive, hours(51));
    let end = (deal.state.status, deal.state.payment, deal.state.outcome);
    assert_eq!(end, (Status::Completed, Payment::Released, Some(Outcome::PaidOut)));
}

#[test]
fn what_is_not_paid_or_not_sent_in_time_ends_and_the_money_goes_back() {
    let mut unpaid = parcel();
    assert_eq!(refused(&unpaid, System, Command::Lapse, hours(23)), Refusal::NotDue);
    assert_eq!(refused(&unpaid, Buyer, Command::Pay, hours(24)), Refusal::TooLate);
    did(&mut unpaid, System, Command::Lapse, hours(24));
    assert_eq!(unpaid.state.outcome, Some(Outcome::Void));
    // The provider captured the money in the last second: it goes back.
    did(&mut unpaid, System, Command::Capture, hours(25));
    assert_eq!(unpaid.state.payment, Payment::Refunded);
    assert_eq!(refused(&unpaid, System, Command::Capture, hours(26)), Refusal::TooLate);
    let mut unsent = parcel();
    did(&mut unsent, System, Command::Capture, hours(1));
    did(&mut unsent, System, Command::Lapse, hours(49));
    assert_eq!(
        (unsent.state.payment, unsent.state.outcome),
        (Payment::Refunded, Some(Outcome::Refunded))
    );
}

#[test]
fn in_a_barter_both_numbers_are_sealed_until_both_have_sent() {
    let mut deal = deal(Mode::Barter, Delivery::Parcel, false);
    did(&mut deal, Buyer, send(), hours(1));
    let budis = deal.leg_of(Buyer).unwrap().clone();
    assert!(deal.shows_tracking(&budis, Buyer) && !deal.shows_tracking(&budis, Seller));
    assert_eq!(
        (deal.state.status, deal.state.deadline_at),
        (Status::Agreed, Some(hours(0).ship_by))
    );
    did(&mut deal, Seller, send(), hours(2));
    assert_eq!(deal.state.status, Status::Shipped);
    assert!(deal.shows_tracking(&budis, Seller));
}

#[test]
fn a_barter_of_which_one_side_did_not_send_ends_with_a_return() {
    let mut deal = deal(Mode::Barter, Delivery::Parcel, true);
    did(&mut deal, System, Command::Capture, hours(1));
    did(&mut deal, Buyer, send(), hours(2));
    let call_off = Command::CallOff { reason: String::new() };
    assert_eq!(refused(&deal, Seller, call_off, hours(3)), Refusal::OnItsWay);
    did(&mut deal, System, Command::Lapse, hours(49));
    assert_eq!(
        (deal.state.outcome, deal.state.payment),
        (Some(Outcome::Returned), Payment::Refunded)
    );
    assert_eq!(refused(&deal, Seller, send(), hours(50)), Refusal::TooLate);
}

#[test]
fn only_who_loses_by_it_says_that_a_parcel_is_lost() {
    let mut deal = parcel();
    did(&mut deal, System, Command::Capture, hours(1));
    did(&mut deal, Seller, send(), hours(2));
    let lost = Command::Lose { sender: Seller };
    assert_eq!(refused(&deal, Buyer, lost.clone(), hours(3)), Refusal::NotYours);
    did(&mut deal, Seller, lost, hours(3));
    assert_eq!(
        (deal.state.outcome, deal.state.payment),
        (Some(Outcome::Refunded), Payment::Refunded)
    );
}

#[test]
fn at_a_meeting_the_code_of_the_buyer_completes_the_deal_after_at_most_five_tries() {
    let mut deal = deal(Mode::Sale, Delivery::Meet, false);
    assert_eq!(refused(&deal, Seller, Command::Receive, hours(1)), Refusal::NotYours);
    assert_eq!(
        refused(&deal, Buyer, Command::HandOver { matches: true }, hours(1)),
        Refusal::NotYours
    );
    for _ in 0..5 {
        did(&mut deal, Seller, Command::HandOver { matches: false }, hours(1));
    }
    let right = Command::HandOver { matches: true };
    assert_eq!(refused(&deal, Seller, right, hours(1)), Refusal::CodeLocked);
    did(&mut deal, Buyer, Command::Receive, hours(2));
    assert_eq!(deal.state.outcome, Some(Outcome::HandedOver));
    let mut other = self::deal(Mode::Barter, Delivery::Meet, false);
    did(&mut other, Seller, Command::HandOver { matches: true }, hours(1));
    assert!(other.legs.iter().all(|leg| leg.status == LegStatus::Received));
}

#[test]
fn a_pending_order_is_taken_by_the_seller_and_ends_by_itself() {
    let terms = Terms {
        mode: Mode::Sale,
        method: Delivery::Meet,
        protected: false,
        opening: Opening::Asked,
    };
    let asked = Course::open(terms, 0, hours(24).now, &hours(0));
    assert_eq!(refused(&asked, Buyer, Command::Confirm, hours(1)), Refusal::NotYours);
    let mut taken = asked.clone();
    did(&mut taken, Seller, Command::Confirm, hours(1));
    assert_eq!((taken.state.status, taken.state.agreed_at), (Status::Agreed, Some(hours(1).now)));
    let mut ended = asked;
    did(&mut ended, System, Command::Lapse, hours(24));
    assert_eq!(ended.state.outcome, Some(Outcome::Void));
}

#[test]
fn what_the_assistant_agreed_binds_the_buyer_and_holds_at_its_deadline() {
    let terms = Terms {
        mode: Mode::Sale,
        method: Delivery::Meet,
        protected: false,
        opening: Opening::Assistant,
    };
    let mut pending = Course::open(terms, 0, hours(1).now, &hours(0));
    let off = || Command::CallOff { reason: "sakit".into() };
    assert_eq!(refused(&pending, Buyer, off(), hours(0)), Refusal::Bound);
    let mut rejected = pending.clone();
    did(&mut rejected, Seller, off(), hours(0));
    assert_eq!(rejected.state.cancelled_by, Some(Seller));
    did(&mut pending, System, Command::Lapse, hours(1));
    assert_eq!((pending.state.status, pending.state.version), (Status::Agreed, 2));
}

#[test]
fn a_complaint_stops_the_clock_and_what_was_left_runs_on_when_it_is_withdrawn() {
    let mut deal = parcel();
    did(&mut deal, System, Command::Capture, hours(1));
    did(&mut deal, Seller, send(), hours(2));
    did(&mut deal, Buyer, Command::Arrive { sender: Seller }, hours(50));
    let left = deal.state.deadline_at.unwrap() - hours(60).now;
    did(&mut deal, Buyer, Command::Dispute, hours(60));
    assert!(deal.is_frozen());
    for (by, command) in [(Buyer, Command::Receive), (Seller, send())] {
        assert_eq!(refused(&deal, by, command, hours(61)), Refusal::InDispute);
    }
    assert_eq!(refused(&deal, System, Command::Lapse, hours(1000)), Refusal::NotDue);
    assert_eq!(refused(&deal, Seller, Command::Dispute, hours(61)), Refusal::InDispute);
    did(&mut deal, System, Command::Resume, hours(100));
    assert_eq!(deal.state.status, Status::Delivered);
    assert_eq!(deal.state.deadline_at, Some(hours(100).now + left));
}

#[test]
fn what_was_handed_over_goes_back_before_the_money_does() {
    let mut deal = parcel();
    did(&mut deal, System, Command::Capture, hours(1));
    did(&mut deal, Seller, send(), hours(2));
    did(&mut deal, Buyer, Command::Dispute, hours(60));
    did(&mut deal, System, Command::Rule(Verdict::ReturnBoth), hours(70));
    assert_eq!((deal.state.status, deal.state.payment), (Status::Disputed, Payment::Escrow));
    assert_eq!(refused(&deal, Seller, send(), hours(71)), Refusal::NotYours);
    let lapsed = |deal: &Course, command| {
        let mut lapsed = deal.clone();
        did(&mut lapsed, System, command, hours(1000));
        (lapsed.state.payment, lapsed.state.outcome)
    };
    // It never arrived: the buyer has nothing to send back.
    assert_eq!(lapsed(&deal, Command::Lapse), (Payment::Refunded, Some(Outcome::Returned)));
    did(&mut deal, System, Command::Arrive { sender: Seller }, hours(71));
    assert_eq!(lapsed(&deal, Command::Lapse), (Payment::Released, Some(Outcome::PaidOut)));
    // Sari gives no address.
    assert_eq!(lapsed(&deal, Command::Forfeit), (Payment::Refunded, Some(Outcome::Returned)));
    did(&mut deal, Buyer, send(), hours(72));
    did(&mut deal, Seller, Command::Receive, hours(90));
    let end = (deal.state.status, deal.state.payment, deal.state.outcome);
    assert_eq!(end, (Status::Cancelled, Payment::Refunded, Some(Outcome::Returned)));
    assert!(deal.is_with_owner(Seller));
}

#[test]
fn a_box_of_stones_that_comes_back_is_complained_about() {
    let mut deal = parcel();
    did(&mut deal, System, Command::Capture, hours(1));
    did(&mut deal, Seller, send(), hours(2));
    did(&mut deal, Buyer, Command::Arrive { sender: Seller }, hours(50));
    did(&mut deal, Buyer, Command::Dispute, hours(60));
    did(&mut deal, System, Command::Rule(Verdict::ReturnBoth), hours(70));
    assert_eq!(refused(&deal, Buyer, Command::Dispute, hours(71)), Refusal::NoComplaint);
    did(&mut deal, Buyer, send(), hours(72));
    // The courier brings it back to Budi: he sends it once more.
    did(&mut deal, System, Command::Return { sender: Buyer }, hours(80));
    assert_eq!(deal.returns[0].status, LegStatus::Waiting);
    did(&mut deal, Buyer, send(), hours(81));
    did(&mut deal, Seller, Command::Dispute, hours(90));
    assert!(deal.is_frozen());
    assert_eq!(deal.allows(Verdict::ReturnBoth), Err(Refusal::NotThisOutcome));
    let mut resumed = deal.clone();
    did(&mut resumed, System, Command::Resume, hours(91));
    assert!(resumed.state.returning && resumed.state.verdict == Some(VerdictKind::ReturnBoth));
    did(&mut deal, System, Command::Rule(Verdict::Pay), hours(95));
    assert_eq!(deal.state.outcome, Some(Outcome::PaidOut));
}

#[test]
fn a_parcel_that_is_lost_while_a_dispute_waits_can_lapse() {
    let mut deal = parcel();
    did(&mut deal, System, Command::Capture, hours(1));
    did(&mut deal, Seller, send(), hours(2));
    did(&mut deal, Buyer, Command::Dispute, hours(60));
    assert_eq!(
        refused(&deal, Seller, Command::Lose { sender: Seller }, hours(61)),
        Refusal::NotYours
    );
    did(&mut deal, System, Command::Lose { sender: Seller }, hours(61));
    let mut withdrawn = deal.clone();
    did(&mut withdrawn, System, Command::Resume, hours(62));
    assert_eq!(withdrawn.state.payment, Payment::Refunded, "not paid out by a later deadline");
    did(&mut deal, System, Command::Rule(Verdict::Void), hours(62));
    assert_eq!(
        (deal.state.payment, deal.state.outcome),
        (Payment::Refunded, Some(Outcome::Refunded))
    );
}

#[test]
fn after_a_meeting_one_may_complain_for_some_days() {
    let mut deal = deal(Mode::Sale, Delivery::Meet, false);
    did(&mut deal, Buyer, Command::Receive, hours(2));
    assert_eq!(refused(&deal, Buyer, Command::Dispute, hours(2 + 72)), Refusal::NoComplaint);
    did(&mut deal, Buyer, Command::Dispute, hours(2 + 71));
    did(&mut deal, System, Command::Rule(Verdict::ReturnBoth), hours(80));
    did(&mut deal, Seller, Command::Receive, hours(90));
    assert_eq!(deal.state.outcome, Some(Outcome::Returned));
}

#[test]
fn every_path_of_every_deal_comes_to_its_end() {
    for terms in all_terms() {
        let steps = steps(terms);
        assert!(!steps.is_empty(), "{terms:?}");
        for step in &steps {
            let state = &step.to.state;
            let what = format!("{terms:?} {} {:?} → {:?}", step.by, step.command, shape(&step.to));
            assert_eq!(state.status.is_live(), state.deadline_at.is_some(), "{what}");
            assert_eq!(state.status.is_live(), state.outcome.is_none(), "{what}");
            let paying = [Outcome::PaidOut, Outcome::Split, Outcome::Damages];
            let released = state.payment == Payment::Released;
            assert!(!released || paying.contains(&state.outcome.unwrap()), "{what}");
            assert!(released || state.outcome != Some(Outcome::PaidOut), "{what}");
            assert!(state.payment != Payment::Escrow || state.status.is_live(), "{what}");
            assert!(terms.protected || state.payment == Payment::None, "{what}");
            if state.status.is_live() {
                let at = Moment { now: noon(), ship_by: noon(), inspect_until: noon() };
                let mut last = step.to.clone();
                // Deadline after deadline, without anybody acting, it ends.
                for _ in 0..6 {
                    last.state.deadline_at = last.state.deadline_at.map(|_| noon());
                    // While a dispute waits, its own clock decides.
                    let command = match last.is_frozen() {
                        true => Command::Rule(neutral(&last)),
                        false => Command::Lapse,
                    };
                    let Ok(events) = decide(&last, System, command, &at) else { break };
                    assert!(!events.is_empty(), "{what}");
                    events.iter().for_each(|event| evolve(&mut last, event));
                }
                assert!(!last.state.status.is_live(), "{what}");
            }
        }
    }
}

/// Everybody gets their own back.
fn neutral(course: &Course) -> Verdict {
    let fits = |verdict: &Verdict| course.allows(*verdict).is_ok();
    let all = [Verdict::Void, Verdict::ReturnBoth, Verdict::Split { percent: 50 }, Verdict::Pay];
    all.into_iter().find(fits).unwrap()
}

#[test]
fn money_is_never_released_while_a_leg_is_not_with_its_receiver() {
    for terms in all_terms() {
        for step in steps(terms) {
            let ruled = step.to.state.verdict.is_some();
            if step.to.state.payment == Payment::Released && !ruled {
                let all = step.to.legs.iter().all(|leg| leg.status == LegStatus::Received);
                assert!(all, "{terms:?} {:?}", step.command);
            }
        }
    }
}

/// What two parcels of a barter come to, whoever reports what in whatever order.
#[test]
fn a_barter_ends_as_the_table_says() {
    for step in steps(Terms {
        mode: Mode::Barter,
        method: Delivery::Parcel,
        protected: true,
        opening: Opening::Agreed,
    }) {
        let state = &step.to.state;
        if state.verdict.is_some() {
            continue;
        }
        let legs: Vec<LegStatus> = step.to.legs.iter().map(|leg| leg.status).collect();
        let paid = step.from.state.payment != Payment::Pending;
        let left = legs.iter().any(|leg| !matches!(leg, LegStatus::Waiting | LegStatus::Lost));
        let expected = match state.status {
            Status::Completed => Some(Outcome::PaidOut),
            Status::Cancelled if left => Some(Outcome::Returned),
            Status::Cancelled if paid => Some(Outcome::Refunded),
            Status::Cancelled => Some(Outcome::Void),
            _ => None,
        };
        assert_eq!(state.outcome, expected, "{legs:?} by {:?}", step.command);
    }
}

#[test]
fn what_is_permitted_is_what_works() {
    for terms in all_terms() {
        for step in steps(terms) {
            for by in [Buyer, Seller] {
                let permitted = permitted(&step.from, by);
                assert!(!permitted.contains(&CommandKind::Lapse));
                assert!(!permitted.contains(&CommandKind::Capture));
            }
            let early = !matches!(step.command, Command::Lapse | Command::Capture | Command::Drop);
            if early && step.by != System && step.from.state.status.is_live() {
                assert!(!permitted(&step.from, step.by).is_empty(), "{:?}", step.command);
            }
        }
    }
}

proptest! {
    /// Whoever tries what in whatever order: a deal that has ended stays as it ended, except that late money goes back; the
    /// version counts the events; the same question has the same answer.
    #[test]
    fn no_order_of_commands_breaks_the_rules(
        which in 0..all_terms().len(),
        attempts in prop::collection::vec((0..3_usize, 0..all_commands().len(), 0..40_i64), 1..40),
    ) {
        let terms = all_terms()[which];
        let (mut course, mut at) = (Course::open(terms, 0, hours(1).now, &hours(0)), 0);
        for (who, command, wait) in attempts {
            at += wait;
            let (by, command) = (Party::ALL[who], all_commands()[command].clone());
            let decided = decide(&course, by, command.clone(), &hours(at));
            prop_assert_eq!(&decided, &decide(&course, by, command.clone(), &hours(at)));
            let before = course.clone();
            let events = decided.unwrap_or_default();
            events.iter().for_each(|event| evolve(&mut course, event));
            let changes = i32::try_from(events.len()).unwrap();
            prop_assert_eq!(course.state.version, before.state.version + changes);
            let again = matches!(command, Command::Capture | Command::Dispute);
            if !before.state.status.is_live() && !again {
                prop_assert_eq!(&course, &before);
            }
            if let Some(event) = events.iter().find(|event| matches!(event, Event::Paid { .. })) {
                prop_assert_eq!(before.state.payment, Payment::Pending, "{:?}", event);
            }
        }
    }
}

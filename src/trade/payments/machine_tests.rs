//! The rules of a payment, one by one and under any order of reports.

use proptest::prelude::*;

use super::{Command, Event, State, Status, Terms, decide, evolve};
use crate::base::clock::Timestamp;
use crate::trade::payments::gateway::{Checkout, ProviderState, StatusReport};

fn noon() -> Timestamp {
    chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn terms() -> Terms {
    Terms { amount: 320_000, expires_at: noon() + chrono::Duration::hours(24) }
}

fn report(state: ProviderState, amount: i64) -> Command {
    Command::Reported(StatusReport {
        reference: "ORD-20261130-X7K2-1".into(),
        transaction_id: Some("t-1".into()),
        state,
        amount,
        fee_included: 0,
        refunded: 0,
    })
}

fn opened() -> Command {
    Command::Opened(Checkout { redirect_url: "https://till/1".into(), transaction_id: None })
}

fn after(state: &State, command: Command, now: Timestamp) -> State {
    let mut next = state.clone();
    for event in decide(state, terms(), command, now) {
        evolve(&mut next, &event);
    }
    next
}

#[test]
fn budi_pays_what_was_asked_and_it_is_captured_once() {
    let open = after(&State::created(), opened(), noon());
    assert_eq!((open.status, open.redirect_url.as_deref()), (Status::Open, Some("https://till/1")));
    let paid = after(&open, report(ProviderState::Paid, 320_000), noon());
    assert_eq!((paid.status, paid.transaction_id.as_deref()), (Status::Paid, Some("t-1")));
    assert_eq!(after(&paid, report(ProviderState::Paid, 320_000), noon()), paid);
    assert_eq!(after(&paid, report(ProviderState::Expired, 320_000), noon()), paid);
}

#[test]
fn another_amount_is_never_captured_and_goes_back() {
    let open = after(&State::created(), opened(), noon());
    let wrong = after(&open, report(ProviderState::Paid, 319_999), noon());
    assert_eq!((wrong.status, wrong.paid_amount), (Status::Mismatched, Some(319_999)));
    let back = after(&wrong, Command::Refund, noon());
    assert_eq!(back.status, Status::Refunding);
    assert_eq!(after(&back, Command::RefundDone, noon()).status, Status::Refunded);
}

#[test]
fn a_fee_of_the_provider_inside_the_amount_is_not_another_amount() {
    let Command::Reported(with_fee) = report(ProviderState::Paid, 324_000) else { panic!() };
    let with_fee = Command::Reported(StatusReport { fee_included: 4_000, ..with_fee });
    assert_eq!(after(&State::created(), with_fee, noon()).status, Status::Paid);
}

#[test]
fn what_was_never_paid_expires_and_may_still_be_captured_late() {
    let late = terms().expires_at + chrono::Duration::hours(3);
    let open = after(&State::created(), opened(), noon());
    assert_eq!(after(&open, report(ProviderState::Pending, 0), noon()), open);
    let expired = after(&open, report(ProviderState::NotFound, 0), late);
    assert_eq!(expired.status, Status::Expired);
    assert_eq!(after(&expired, report(ProviderState::Paid, 320_000), late).status, Status::Paid);
}

fn commands() -> impl Strategy<Value = Vec<Command>> {
    use ProviderState::{Expired, Failed, NotFound, Paid, Pending, Refunded};
    let states = prop::sample::select(vec![NotFound, Pending, Paid, Expired, Failed, Refunded]);
    let amounts = prop::sample::select(vec![320_000_i64, 319_999, 640_000]);
    let reports = (states, amounts).prop_map(|(state, amount)| report(state, amount));
    let own = prop::sample::select(vec![
        opened(),
        Command::Rejected,
        Command::Refund,
        Command::RefundDone,
    ]);
    prop::collection::vec(prop_oneof![3 => reports, 1 => own], 1..30)
}

proptest! {
    /// Whatever a provider reports in whatever order and however often: it is captured at most once, only with the amount
    /// that was asked, and refunded at most once and only after money came.
    #[test]
    fn no_order_of_reports_captures_twice(commands in commands(), hours in 0..60_i64) {
        let now = noon() + chrono::Duration::hours(hours);
        let (mut state, mut captures, mut refunds, mut money) = (State::created(), 0, 0, false);
        for command in commands {
            let before = state.clone();
            for event in decide(&state, terms(), command.clone(), now) {
                match &event {
                    Event::Captured { .. } => {
                        captures += 1;
                        money = true;
                        let Command::Reported(report) = &command else { panic!("no report") };
                        prop_assert_eq!(report.amount, terms().amount);
                    }
                    Event::Mismatched { .. } => money = true,
                    Event::RefundStarted { .. } => {
                        refunds += 1;
                        prop_assert!(money);
                    }
                    _ => {}
                }
                evolve(&mut state, &event);
            }
            let again = decide(&state, terms(), command, now);
            prop_assert!(again.is_empty() || state == before || again.len() < 2);
        }
        prop_assert!(captures <= 1 && refunds <= 1);
    }
}

//! The rules of a payout, one by one and under any order of reports.

use proptest::prelude::*;

use super::{Command, Event, LOOK_AGAIN, State, Status, decide, evolve};
use crate::base::clock::Timestamp;
use crate::trade::payouts::gateway::{ProviderState, Reason, Report};

const ARRIVES: i64 = 97_500;

fn noon() -> Timestamp {
    chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn report(state: ProviderState, amount: i64) -> Command {
    let reason = (state == ProviderState::Failed).then_some(Reason::Account);
    Command::Reported(Report { state, amount, reason })
}

fn after(state: &State, command: &Command, now: Timestamp) -> State {
    let mut next = state.clone();
    for event in decide(state, ARRIVES, command, now) {
        evolve(&mut next, &event);
    }
    next
}

#[test]
fn saris_payout_is_sent_and_paid_and_looked_at_once_more() {
    let sent = after(&State::requested(), &report(ProviderState::Sent, ARRIVES), noon());
    assert_eq!(sent.status, Status::Sent);
    assert_eq!(after(&sent, &report(ProviderState::Sent, ARRIVES), noon()), sent);
    let paid = after(&sent, &report(ProviderState::Paid, ARRIVES), noon());
    assert_eq!((paid.status, paid.is_waiting(noon())), (Status::Paid, false));
    assert_eq!(after(&paid, &report(ProviderState::Paid, ARRIVES), noon()), paid);
    let later = noon() + LOOK_AGAIN;
    assert!(paid.is_waiting(later));
    let settled = after(&paid, &report(ProviderState::Paid, ARRIVES), later);
    assert_eq!((settled.status, settled.is_waiting(later)), (Status::Paid, false));
}

#[test]
fn what_fails_is_returned_also_after_it_looked_paid() {
    for before in [ProviderState::Sent, ProviderState::Paid] {
        let then = after(&State::requested(), &report(before, ARRIVES), noon());
        let back = after(&then, &report(ProviderState::Failed, ARRIVES), noon());
        assert_eq!((back.status, back.reason), (Status::Returned, Some(Reason::Account)));
        assert_eq!(after(&back, &report(ProviderState::Paid, ARRIVES), noon()), back);
    }
    let refused = after(&State::requested(), &Command::Refused, noon());
    assert_eq!(refused.status, Status::Returned);
}

#[test]
fn another_amount_and_a_refusal_of_what_was_taken_change_nothing() {
    let sent = after(&State::requested(), &report(ProviderState::Sent, ARRIVES), noon());
    for command in [
        report(ProviderState::Paid, ARRIVES - 1),
        report(ProviderState::Failed, ARRIVES + 1),
        Command::Refused,
    ] {
        assert_eq!(after(&sent, &command, noon()), sent, "{command:?}");
    }
}

fn commands() -> impl Strategy<Value = Vec<(Command, i64)>> {
    let states = prop::sample::select(ProviderState::ALL.to_vec());
    let amounts = prop::sample::select(vec![ARRIVES, ARRIVES, ARRIVES, 1]);
    let reports = (states, amounts).prop_map(|(state, amount)| report(state, amount));
    let command = prop_oneof![5 => reports, 1 => Just(Command::Refused)];
    prop::collection::vec((command, 0..40_i64), 1..30)
}

proptest! {
    /// Whatever the provider reports in whatever order and however often: the money is either on its way or with the account,
    /// or it came back exactly once; nothing moves after that; no command has an effect twice.
    #[test]
    fn no_order_of_reports_returns_the_money_twice(commands in commands()) {
        let (mut state, mut returns, mut now) = (State::requested(), 0, noon());
        for (command, hours) in commands {
            now += chrono::Duration::hours(hours);
            let before = state.clone();
            let events = decide(&state, ARRIVES, &command, now);
            for event in &events {
                if *event == Event::Returned {
                    prop_assert_eq!(state.status, Status::Failed);
                    returns += 1;
                }
                evolve(&mut state, event);
            }
            prop_assert_ne!(state.status, Status::Failed, "failed is never left standing");
            prop_assert_eq!(state.status == Status::Returned, returns == 1);
            prop_assert_eq!(state.reason.is_some(), returns == 1);
            prop_assert!(before.status != Status::Returned || events.is_empty());
            prop_assert!(decide(&state, ARRIVES, &command, now).is_empty());
            prop_assert_eq!(state.version, before.version + i32::try_from(events.len()).unwrap());
        }
        prop_assert!(returns <= 1);
    }
}

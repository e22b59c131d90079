//! The rules of a deal, one by one and under any order of commands.

use chrono::Duration;
use proptest::prelude::*;

use super::machine::{Command, CommandKind, Event, Refusal, decide, evolve, permitted};
use super::model::{Payment, State, Status};
use crate::base::clock::Timestamp;
use crate::market::Party;

fn noon() -> Timestamp {
    chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn call_off() -> Command {
    Command::CallOff { reason: "sakit".into() }
}

/// A deal that the assistant agreed, which Sari may reject for ten minutes.
fn pending() -> State {
    State::opened(10, noon())
}

/// A deal that Sari agreed in person.
fn agreed() -> State {
    State::opened(0, noon())
}

fn after(state: &State, by: Party, command: Command, now: Timestamp) -> State {
    let mut next = state.clone();
    for event in decide(state, by, command, now).unwrap() {
        evolve(&mut next, &event);
    }
    next
}

#[test]
fn a_pending_deal_is_confirmed_by_the_system_at_its_deadline() {
    let due = noon() + Duration::minutes(10);
    let early = due - Duration::seconds(1);
    assert_eq!(decide(&pending(), Party::System, Command::Confirm, early), Err(Refusal::NotDue));
    let confirmed = after(&pending(), Party::System, Command::Confirm, due);
    assert_eq!((confirmed.status, confirmed.version), (Status::Agreed, 2));
    assert_eq!(confirmed.deadline_at, Some(due + Duration::days(7)));
    for by in [Party::Buyer, Party::Seller] {
        assert_eq!(decide(&pending(), by, Command::Confirm, due), Err(Refusal::NotDue));
    }
    assert_eq!(decide(&agreed(), Party::System, Command::Confirm, due), Err(Refusal::TooLate));
}

#[test]
fn a_pending_deal_binds_the_buyer_and_the_seller_may_reject_it() {
    assert_eq!(decide(&pending(), Party::Buyer, call_off(), noon()), Err(Refusal::Bound));
    let off = after(&pending(), Party::Seller, call_off(), noon());
    assert_eq!((off.status, off.cancelled_by), (Status::Cancelled, Some(Party::Seller)));
    assert_eq!((off.cancel_reason.as_deref(), off.deadline_at), (Some("sakit"), None));
}

#[test]
fn either_party_calls_an_agreed_deal_off_and_the_system_does_so_after_seven_days() {
    for by in [Party::Buyer, Party::Seller] {
        let off = after(&agreed(), by, call_off(), noon());
        assert_eq!((off.status, off.cancelled_by, off.version), (Status::Cancelled, Some(by), 2));
    }
    let due = noon() + Duration::days(7);
    let early = due - Duration::seconds(1);
    assert_eq!(decide(&agreed(), Party::System, call_off(), early), Err(Refusal::NotDue));
    let off = after(&agreed(), Party::System, call_off(), due);
    assert_eq!(off.cancelled_by, Some(Party::System));
}

#[test]
fn a_deal_that_was_called_off_stays_so() {
    let off = after(&agreed(), Party::Buyer, call_off(), noon());
    for by in Party::ALL {
        for command in [call_off(), Command::Confirm] {
            let late = decide(&off, *by, command, noon() + Duration::days(30));
            assert_eq!(late, Err(Refusal::TooLate));
        }
        assert!(permitted(&off, *by).is_empty());
    }
}

#[test]
fn the_permitted_commands_depend_on_status_and_party() {
    use CommandKind::{CallOff, Confirm};
    assert!(permitted(&pending(), Party::Buyer).is_empty());
    assert_eq!(permitted(&pending(), Party::Seller), [CallOff]);
    assert_eq!(permitted(&pending(), Party::System), [CallOff, Confirm]);
    for by in Party::ALL {
        assert_eq!(permitted(&agreed(), *by), [CallOff]);
    }
}

fn attempts() -> impl Strategy<Value = Vec<(usize, bool, i64)>> {
    proptest::collection::vec((0..Party::ALL.len(), any::<bool>(), 0..6_i64), 1..20)
}

proptest! {
    /// Whoever tries what in whatever order: a live deal has a deadline, at which the system can always do something; a
    /// cancelled one stays as it is; the version counts the changes; a kind of command works exactly when it is permitted
    /// and, for the system, due.
    #[test]
    fn no_order_of_commands_breaks_the_rules(minutes in 0..20_i64, attempts in attempts()) {
        let (mut state, mut now) = (State::opened(minutes, noon()), noon());
        for (who, confirms, steps) in attempts {
            // Minutes, or days.
            now += if steps < 4 { Duration::minutes(steps * 4) } else { Duration::days(steps) };
            let by = Party::ALL[who];
            let (command, kind) = match confirms {
                true => (Command::Confirm, CommandKind::Confirm),
                false => (call_off(), CommandKind::CallOff),
            };
            let due = state.deadline_at.is_some_and(|at| at <= now);
            let decided = decide(&state, by, command.clone(), now);
            prop_assert_eq!(&decided, &decide(&state, by, command, now), "the same again");
            let expected = permitted(&state, by).contains(&kind) && (by != Party::System || due);
            prop_assert_eq!(decided.is_ok(), expected, "{} {} {:?}", by, kind, state);
            let before = state.clone();
            for event in decided.iter().flatten() {
                evolve(&mut state, event);
                if let Event::CalledOff { by, .. } = event {
                    prop_assert_eq!(state.cancelled_by, Some(*by));
                }
            }
            let changes = decided.map_or(0, |events| events.len());
            prop_assert_eq!(state.version, before.version + i32::try_from(changes).unwrap());
            if before.status == Status::Cancelled {
                prop_assert_eq!(&state, &before);
            }
            prop_assert_eq!(state.payment, Payment::None);
            prop_assert_eq!(state.status.is_live(), state.deadline_at.is_some());
            if let Some(deadline) = state.deadline_at {
                let defaults = [Command::Confirm, call_off()].map(|command| {
                    decide(&state, Party::System, command, deadline).is_ok()
                });
                prop_assert!(defaults.contains(&true), "it has a default outcome");
            }
        }
    }
}

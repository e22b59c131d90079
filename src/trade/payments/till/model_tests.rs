//! The laws of a practice payment.

use chrono::Duration;
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::model::*;
use crate::base::clock::Timestamp;

pub(super) fn open_payment(now: Timestamp) -> TillPayment {
    TillPayment {
        reference: "ORD-1".into(),
        transaction_id: Uuid::nil(),
        amount: 145_000,
        paid_amount: None,
        state: TillState::Open,
        outcome: None,
        lines: json!([{"name": "Kamera", "price": 145_000}]),
        payer_name: "Budi".into(),
        return_url: "http://127.0.0.1:8080/pesanan/ORD-1".into(),
        expires_at: now + Duration::hours(1),
        settles_at: None,
        refunds: json!([]),
        notices_left: 0,
        notify_at: None,
        notify_attempts: 0,
        created_at: now,
        updated_at: now,
    }
}

fn now() -> Timestamp {
    "2026-11-30T10:00:00Z".parse().unwrap()
}

#[test]
fn every_outcome_leads_to_its_state_amount_and_number_of_notices() {
    use TillState::{Expire, Failure, Pending, Settlement};
    for (outcome, state, paid, notices) in [
        (TillOutcome::Paid, Settlement, Some(145_000), 1),
        (TillOutcome::WrongAmount, Settlement, Some(144_999), 1),
        (TillOutcome::Duplicate, Settlement, Some(145_000), 2),
        (TillOutcome::Silent, Settlement, Some(145_000), 0),
        (TillOutcome::Late, Pending, None, 0),
        (TillOutcome::Expired, Expire, None, 1),
        (TillOutcome::Failed, Failure, None, 1),
    ] {
        let mut payment = open_payment(now());
        payment.choose(outcome, now()).unwrap();
        assert_eq!(
            (payment.state, payment.paid_amount, payment.notices_left),
            (state, paid, notices)
        );
        let before = payment.clone();
        assert_eq!(payment.choose(outcome, now() + LATENESS), Ok(()), "{outcome} again");
        assert_eq!(payment, before);
    }
}

#[test]
fn a_late_payment_arrives_at_its_second_and_once() {
    let mut payment = open_payment(now());
    payment.choose(TillOutcome::Late, now()).unwrap();
    assert!(!payment.arrive(now() + LATENESS - Duration::milliseconds(1)));
    assert!(payment.arrive(now() + LATENESS) && !payment.arrive(now() + LATENESS));
    assert_eq!((payment.state, payment.notices_left), (TillState::Settlement, 1));
}

#[test]
fn nothing_happens_after_the_deadline_or_after_something_else_happened() {
    let mut payment = open_payment(now());
    let deadline = payment.expires_at;
    assert_eq!(payment.choose(TillOutcome::Paid, deadline), Err(TillRefusal::Over));
    payment.choose(TillOutcome::Failed, now()).unwrap();
    assert_eq!(payment.choose(TillOutcome::Paid, now()), Err(TillRefusal::Done));
    assert_eq!(payment.paid_amount, None);
}

proptest! {
    #[test]
    fn never_more_is_given_back_than_was_paid_and_a_key_counts_once(
        tries in prop::collection::vec((0_u8..4, -10_i64..200_000), 0..12),
    ) {
        let mut payment = open_payment(now());
        payment.choose(TillOutcome::Paid, now()).unwrap();
        for (key, amount) in tries {
            let refund = TillRefund { refund_key: format!("R-{key}"), amount };
            let before = payment.refunded();
            let done = payment.give_back(refund.clone(), now());
            let after = payment.refunded();
            prop_assert!(after <= 145_000);
            prop_assert_eq!(payment.state == TillState::Refund, after == 145_000);
            prop_assert!(done.is_err() || payment.refunds().contains(&refund));
            prop_assert!(after == before || after == before + amount);
        }
        let keys: Vec<String> = payment.refunds().into_iter().map(|it| it.refund_key).collect();
        let distinct: std::collections::BTreeSet<&String> = keys.iter().collect();
        prop_assert_eq!(distinct.len(), keys.len());
    }
}

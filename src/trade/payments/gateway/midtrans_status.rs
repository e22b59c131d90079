//! What Midtrans says of a transaction.

use serde_json::Value;

use super::amount;
use super::port::{GatewayError, Lookup, ProviderState, RefundOrder, StatusReport};

/// The field `status_code` of an answer, which is independent of the HTTP status.
pub(super) fn status_code(body: &Value) -> Option<u16> {
    match body.get("status_code")? {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_u64().and_then(|code| code.try_into().ok()),
        _ => None,
    }
}

/// The report of a payment without a transaction.
pub(super) fn not_found(lookup: &Lookup) -> StatusReport {
    StatusReport {
        reference: lookup.reference.clone(),
        transaction_id: None,
        state: ProviderState::NotFound,
        amount: 0,
        fee_included: 0,
        refunded: 0,
    }
}

/// Reads the answer of `/status`.
///
/// # Errors
/// `Refused` when Midtrans does not accept our key; `Unknown` for an answer about another payment, and for one without a
/// known state or a whole amount.
pub(super) fn read_status(lookup: &Lookup, body: &Value) -> Result<StatusReport, GatewayError> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let unknown = |what: &str| GatewayError::Unknown(format!("the status has {what}"));
    let Some(status) = text("transaction_status") else {
        return Err(match status_code(body) {
            Some(code @ 400..=499) if ![408, 429].contains(&code) => {
                GatewayError::Refused(format!("status {code}"))
            }
            _ => unknown("no transaction_status"),
        });
    };
    let transaction_id = text("transaction_id").map(str::to_owned);
    // Some wallets report an order id of their own; then the transaction id must be the one that we know.
    let is_ours = text("order_id") == Some(lookup.reference.as_str())
        || (transaction_id.is_some() && transaction_id == lookup.transaction_id);
    if !is_ours {
        return Err(unknown("neither our order id nor the transaction id"));
    }
    let state =
        state_of(status, text("fraud_status")).ok_or_else(|| unknown("an unknown state"))?;
    let amount = body.get("gross_amount").and_then(amount::of_json);
    let amount = amount.ok_or_else(|| unknown("no whole gross_amount"))?;
    Ok(StatusReport {
        reference: lookup.reference.clone(),
        transaction_id,
        state,
        amount,
        // A fee that the merchant passes on is a part of `gross_amount`; no field names it.
        fee_included: 0,
        refunded: refunded(body, state, amount),
    })
}

/// The state for a `transaction_status`; `None` when it is none that is documented.
fn state_of(status: &str, fraud: Option<&str>) -> Option<ProviderState> {
    Some(match (status, fraud) {
        // The fraud check of a card payment is still open, or was lost.
        ("capture" | "settlement", Some("challenge")) => ProviderState::Pending,
        ("capture" | "settlement", Some("deny")) => ProviderState::Failed,
        ("capture", Some("accept")) => ProviderState::Paid,
        ("capture", _) => ProviderState::Pending,
        ("settlement" | "partial_refund" | "partial_chargeback", _) => ProviderState::Paid,
        // One attempt was declined. On the same page, under the same order id, the payer may try again until it expires.
        ("pending" | "authorize" | "deny", _) => ProviderState::Pending,
        ("cancel" | "failure", _) => ProviderState::Failed,
        ("expire", _) => ProviderState::Expired,
        ("refund" | "chargeback", _) => ProviderState::Refunded,
        _ => return None,
    })
}

/// How much was given back: the total when the answer has one, else the sum of the single refunds.
fn refunded(body: &Value, state: ProviderState, amount: i64) -> i64 {
    if state == ProviderState::Refunded {
        return amount;
    }
    if let Some(total) = body.get("refund_amount").and_then(amount::of_json) {
        return total;
    }
    let single = |refund: &Value| refund.get("refund_amount").and_then(amount::of_json);
    refunds(body).iter().filter_map(single).fold(0, i64::saturating_add)
}

fn refunds(body: &Value) -> &[Value] {
    body.get("refunds").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Whether an answer of `/status` lists this refund.
pub(super) fn has_refund(body: &Value, order: &RefundOrder) -> bool {
    refunds(body).iter().any(|refund| {
        refund.get("refund_key").and_then(Value::as_str) == Some(&order.key)
            && refund.get("refund_amount").and_then(amount::of_json) == Some(order.amount)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lookup(transaction_id: Option<&str>) -> Lookup {
        Lookup { reference: "ORD-1".into(), transaction_id: transaction_id.map(str::to_owned) }
    }

    fn body(status: &str) -> Value {
        json!({"status_code": "200", "transaction_status": status, "order_id": "ORD-1",
            "transaction_id": "t-1", "gross_amount": "145000.00", "fraud_status": "accept"})
    }

    #[test]
    fn every_documented_state_is_understood_and_another_is_no_guess() {
        use ProviderState::{Expired, Failed, Paid, Pending, Refunded};
        for (status, fraud, state) in [
            ("settlement", Some("accept"), Paid),
            ("settlement", None, Paid),
            ("settlement", Some("deny"), Failed),
            ("capture", Some("accept"), Paid),
            ("capture", Some("challenge"), Pending),
            ("capture", Some("deny"), Failed),
            ("capture", None, Pending),
            ("authorize", Some("accept"), Pending),
            ("pending", None, Pending),
            ("deny", Some("deny"), Pending),
            ("cancel", None, Failed),
            ("failure", None, Failed),
            ("expire", None, Expired),
            ("refund", None, Refunded),
            ("chargeback", None, Refunded),
            ("partial_refund", None, Paid),
        ] {
            assert_eq!(state_of(status, fraud), Some(state), "{status} {fraud:?}");
        }
        for status in ["", "Settlement", "paid", "settlement "] {
            let read = read_status(&lookup(None), &body(status));
            assert!(matches!(read, Err(GatewayError::Unknown(_))), "{status:?}: {read:?}");
        }
    }

    #[test]
    fn the_amount_is_what_the_provider_says_and_never_a_part_of_a_rupiah() {
        let report = read_status(&lookup(None), &body("settlement")).unwrap();
        assert_eq!((report.amount, report.refunded), (145_000, 0));
        for bad in [json!("145000.50"), json!("-1.00"), json!("145.000"), json!(null)] {
            let mut answer = body("settlement");
            answer["gross_amount"] = bad;
            let read = read_status(&lookup(None), &answer);
            assert!(matches!(read, Err(GatewayError::Unknown(_))), "{read:?}");
        }
    }

    #[test]
    fn a_wallet_may_report_another_order_id_but_then_the_transaction_must_be_ours() {
        let mut answer = body("settlement");
        answer["order_id"] = json!("WALLET-77");
        let read = read_status(&lookup(Some("t-1")), &answer).unwrap();
        assert_eq!((read.reference.as_str(), read.state), ("ORD-1", ProviderState::Paid));
        for other in [None, Some("t-2")] {
            let read = read_status(&lookup(other), &answer);
            assert!(matches!(read, Err(GatewayError::Unknown(_))), "{other:?}: {read:?}");
        }
        // Two missing ids are not the same id.
        answer["transaction_id"] = json!(null);
        assert!(read_status(&lookup(None), &answer).is_err());
    }

    #[test]
    fn a_part_given_back_is_counted_and_the_rest_is_still_paid() {
        let mut answer = body("partial_refund");
        answer["refunds"] = json!([
            {"refund_key": "R-1", "refund_amount": "20000.00"},
            {"refund_key": "R-2", "refund_amount": "5000.00"},
        ]);
        let report = read_status(&lookup(None), &answer).unwrap();
        assert_eq!((report.state, report.refunded), (ProviderState::Paid, 25_000));
        let whole = read_status(&lookup(None), &body("refund")).unwrap();
        assert_eq!((whole.state, whole.refunded), (ProviderState::Refunded, 145_000));
        let order = |key: &str, amount| RefundOrder {
            reference: "ORD-1".into(),
            transaction_id: None,
            amount,
            key: key.into(),
        };
        assert!(has_refund(&answer, &order("R-2", 5_000)));
        assert!(
            !has_refund(&answer, &order("R-2", 6_000)) && !has_refund(&answer, &order("R-3", 1))
        );
    }
}

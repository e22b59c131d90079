//! What Mayar says of a transaction, and its notifications.

use serde_json::Value;

use super::amount;
use super::port::{
    GatewayError, Lookup, Notice, NoticeError, ProviderState, StatusReport, is_reference,
    is_transaction_id,
};
use crate::base::clock::Timestamp;
use crate::base::crypto;

/// Where an entry was read, which decides what its fields mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// `/hl/v2/transactions/{id}`: `id`, `amount`.
    Detail,
    /// `/hl/v1/transactions`: `paymentLinkTransactionId`, and `credit`, what came in before Mayar's fees.
    History,
    /// `/hl/v1/transactions/unpaid`: `id`, `amount`, what was asked.
    Unpaid,
}

/// Whether an entry names our reference.
pub(super) fn is_of(entry: &Value, reference: &str) -> bool {
    let paths: [&[&str]; 3] = [&["extraData", "reference"], &["paymentLink", "name"], &["name"]];
    paths.iter().any(|path| at(entry, path).and_then(Value::as_str) == Some(reference))
}

fn at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, name| value.get(name))
}

/// Reads an entry about this payment.
///
/// # Errors
/// `Unknown` when the state is none that is known, or the amount is no number of whole rupiah.
pub(super) fn read_entry(
    lookup: &Lookup,
    entry: &Value,
    kind: Entry,
    now: Timestamp,
) -> Result<StatusReport, GatewayError> {
    let unknown = |what: &str| GatewayError::Unknown(format!("the transaction has {what}"));
    let (id, paid) = match kind {
        Entry::Detail | Entry::Unpaid => ("id", "amount"),
        Entry::History => ("paymentLinkTransactionId", "credit"),
    };
    let status = entry.get("status").and_then(Value::as_str).unwrap_or_default();
    let state = state_of(status, kind).ok_or_else(|| unknown("an unknown state"))?;
    let over = state == ProviderState::Pending && expiry(entry).is_some_and(|at| at <= now);
    let amount = entry.get(paid).and_then(amount::of_json);
    let amount = amount.ok_or_else(|| unknown("no whole amount"))?;
    Ok(StatusReport {
        reference: lookup.reference.clone(),
        transaction_id: entry.get(id).and_then(Value::as_str).map(str::to_owned),
        state: if over { ProviderState::Expired } else { state },
        amount,
        fee_included: fee_of_payer(entry, amount),
        refunded: if state == ProviderState::Refunded { amount } else { 0 },
    })
}

/// The state for a status; `None` when it is none that is known. What is in the list of unpaid transactions is not paid.
fn state_of(status: &str, kind: Entry) -> Option<ProviderState> {
    Some(match status.to_ascii_lowercase().as_str() {
        "paid" | "settled" | "success" if kind == Entry::Unpaid => return None,
        "paid" | "settled" | "success" => ProviderState::Paid,
        "active" | "created" | "unpaid" | "pending" => ProviderState::Pending,
        "expired" | "closed" => ProviderState::Expired,
        "failed" | "cancelled" | "canceled" => ProviderState::Failed,
        "refunded" => ProviderState::Refunded,
        _ => return None,
    })
}

/// `expirationDate`, in milliseconds since 1970.
fn expiry(entry: &Value) -> Option<Timestamp> {
    entry.get("expirationDate")?.as_i64().and_then(Timestamp::from_timestamp_millis)
}

/// The fee within the amount: what was paid above what was asked, or the fees that the entry lists; only when it says that the
/// payer bears it. Else a payment of too much would look like a fee.
fn fee_of_payer(entry: &Value, paid: i64) -> i64 {
    let says = |name: &str| {
        let nested = at(entry, &["paymentLinkTransaction", name]);
        entry.get(name).or(nested).and_then(Value::as_bool) == Some(true)
    };
    if !says("isAdminFeeBorneByCustomer") && !says("isChannelFeeBorneByCustomer") {
        return 0;
    }
    if let Some(asked) = at(entry, &["paymentLink", "amount"]).and_then(amount::of_json) {
        return (paid - asked).max(0);
    }
    let fees = entry.get("fee").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let fees = fees.iter().filter_map(|fee| fee.get("debit").and_then(amount::of_json));
    fees.fold(0, i64::saturating_add).min(paid)
}

/// Reads a notification whose address was already checked.
pub(super) fn read_notice(body: &[u8]) -> Result<Notice, NoticeError> {
    let body: Value = serde_json::from_slice(body).map_err(|_not_json| NoticeError::Malformed)?;
    let event = body.get("event").and_then(Value::as_str).ok_or(NoticeError::Malformed)?;
    if event != "payment.received" {
        return Err(NoticeError::NotAPayment);
    }
    let data = body.get("data").ok_or(NoticeError::Malformed)?;
    let text = |name: &str| data.get(name).and_then(Value::as_str);
    // Older notices have the transaction's id in `id` only.
    let id = text("transactionId").or_else(|| text("id")).filter(|id| is_transaction_id(id));
    let named = at(data, &["extraData", "reference"]).and_then(Value::as_str);
    let named = named.or_else(|| text("productName")).filter(|name| is_reference(name));
    if id.is_none() && named.is_none() {
        return Err(NoticeError::Malformed);
    }
    let amount = data.get("amount").map(Value::to_string).unwrap_or_default();
    let fields = [
        event,
        id.unwrap_or_default(),
        named.unwrap_or_default(),
        text("status").unwrap_or_default(),
        text("transactionStatus").unwrap_or_default(),
        &amount,
    ];
    Ok(Notice {
        event_key: crypto::content_hash(&serde_json::to_vec(&fields).unwrap_or_default()),
        reference: named.unwrap_or_default().to_owned(),
        transaction_id: id.map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lookup() -> Lookup {
        Lookup { reference: "ORD-1".into(), transaction_id: Some("t-1".into()) }
    }

    fn now() -> Timestamp {
        "2026-11-30T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn an_entry_is_ours_only_when_it_names_our_reference() {
        for ours in [
            json!({"extraData": {"reference": "ORD-1"}}),
            json!({"paymentLink": {"name": "ORD-1"}}),
            json!({"extraData": null, "name": "ORD-1"}),
        ] {
            assert!(is_of(&ours, "ORD-1"), "{ours}");
        }
        for other in [
            json!({"extraData": null, "id": "t-1"}),
            json!({"extraData": {"reference": "ORD-12"}}),
            json!({"paymentLink": {"name": "ORD-1 "}}),
            json!("ORD-1"),
        ] {
            assert!(!is_of(&other, "ORD-1"), "{other}");
        }
    }

    #[test]
    fn what_was_asked_and_what_was_paid_are_kept_apart() {
        let detail = |fee: Value| {
            json!({"id": "t-1", "amount": 150_700, "status": "paid", "isChannelFeeBorneByCustomer": fee,
                "paymentLink": {"amount": 150_000}})
        };
        let read = |entry: &Value, kind| read_entry(&lookup(), entry, kind, now()).unwrap();
        let borne = read(&detail(json!(true)), Entry::Detail);
        assert_eq!((borne.amount, borne.fee_included), (150_700, 700));
        let too_much = read(&detail(json!(null)), Entry::Detail);
        assert_eq!((too_much.amount, too_much.fee_included), (150_700, 0));
        let listed = json!({"paymentLinkTransactionId": "t-1", "credit": 1059, "status": "settled",
            "fee": [{"debit": 6}, {"debit": 53}], "paymentLinkTransaction": {"isAdminFeeBorneByCustomer": true}});
        let listed = read(&listed, Entry::History);
        assert_eq!((listed.amount, listed.fee_included), (1059, 59));
        assert_eq!(listed.transaction_id.as_deref(), Some("t-1"));
    }

    #[test]
    fn an_unpaid_request_expires_and_an_unknown_state_is_no_guess() {
        let unpaid = |status: &str, at: i64| json!({"id": "t-1", "amount": 1, "status": status, "expirationDate": at});
        let state =
            |entry: &Value, kind| read_entry(&lookup(), entry, kind, now()).map(|it| it.state);
        let ms = now().timestamp_millis();
        assert_eq!(state(&unpaid("active", ms + 1), Entry::Unpaid), Ok(ProviderState::Pending));
        assert_eq!(state(&unpaid("active", ms), Entry::Unpaid), Ok(ProviderState::Expired));
        assert_eq!(state(&unpaid("paid", ms - 1), Entry::Detail), Ok(ProviderState::Paid));
        for (status, kind) in
            [("", Entry::Detail), ("on_hold", Entry::Detail), ("paid", Entry::Unpaid)]
        {
            assert!(state(&unpaid(status, ms), kind).is_err(), "{status}");
        }
        let fraction = json!({"id": "t-1", "amount": 1.5, "status": "paid"});
        assert!(state(&fraction, Entry::Detail).is_err());
    }

    #[test]
    fn a_notice_names_the_payment_and_a_reminder_is_about_none() {
        let body = |event: &str, name: &str, id: &str| {
            json!({"event": event, "data": {"id": id, "transactionId": id, "status": "SUCCESS",
                "transactionStatus": "paid", "amount": 10_000, "productName": name}})
            .to_string()
        };
        let read = |body: &str| read_notice(body.as_bytes());
        let notice = read(&body("payment.received", "ORD-1", "t-1")).unwrap();
        assert_eq!(
            (notice.reference.as_str(), notice.transaction_id.as_deref()),
            ("ORD-1", Some("t-1"))
        );
        assert_eq!(read(&body("payment.received", "ORD-1", "t-1")).unwrap(), notice);
        assert_ne!(
            read(&body("payment.received", "ORD-1", "t-2")).unwrap().event_key,
            notice.event_key
        );
        let unnamed = read(&body("payment.received", "Sebuah produk", "t-1")).unwrap();
        assert_eq!(
            (unnamed.reference.as_str(), unnamed.transaction_id.as_deref()),
            ("", Some("t-1"))
        );
        for event in ["testing", "payment.reminder", "membership.memberExpired"] {
            assert_eq!(
                read(&body(event, "ORD-1", "t-1")),
                Err(NoticeError::NotAPayment),
                "{event}"
            );
        }
        for bad in
            ["", "{}", "{\"event\":\"payment.received\"}", &body("payment.received", "x y", "../x")]
        {
            assert_eq!(read(bad), Err(NoticeError::Malformed), "{bad}");
        }
    }
}

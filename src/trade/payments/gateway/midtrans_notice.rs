//! Notifications of Midtrans: JSON with a signature over four of its fields.

use serde_json::Value;
use sha2::{Digest, Sha512};

use super::hex;
use super::port::{Notice, NoticeError};
use crate::base::crypto;

/// The fields that make two notices the same event. Only four of them are signed, so the rest must not decide anything.
const EVENT_FIELDS: [&str; 9] = [
    "order_id",
    "transaction_id",
    "status_code",
    "transaction_status",
    "fraud_status",
    "gross_amount",
    "transaction_time",
    "settlement_time",
    "refund_amount",
];

/// The signature of a notice: SHA-512 in lower-case hex over the texts of these fields as they are sent, and the server key.
pub fn signature(
    order_id: &str,
    status_code: &str,
    gross_amount: &str,
    server_key: &str,
) -> String {
    let mut hash = Sha512::new();
    for part in [order_id, status_code, gross_amount, server_key] {
        hash.update(part.as_bytes());
    }
    hex::of(&hash.finalize())
}

/// Reads a notice that is signed with `server_key`; `other_key` belongs to the other mode.
pub(super) fn read_signed(
    body: &[u8],
    server_key: &str,
    other_key: Option<&str>,
) -> Result<Notice, NoticeError> {
    let body: Value = serde_json::from_slice(body).map_err(|_not_json| NoticeError::Malformed)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let needed =
        |name: &str| text(name).filter(|value| !value.is_empty()).ok_or(NoticeError::Malformed);
    let (order_id, code) = (needed("order_id")?, needed("status_code")?);
    let (amount, given) = (needed("gross_amount")?, needed("signature_key")?);
    let is_signed_with = |key: &str| {
        let expected = signature(order_id, code, amount, key);
        crypto::constant_time_eq(expected.as_bytes(), given.as_bytes())
    };
    if !is_signed_with(server_key) {
        return Err(match other_key {
            Some(key) if is_signed_with(key) => NoticeError::OtherMode,
            _ => NoticeError::BadSignature,
        });
    }
    let fields: Vec<&str> =
        EVENT_FIELDS.iter().map(|name| text(name).unwrap_or_default()).collect();
    Ok(Notice {
        event_key: crypto::content_hash(&serde_json::to_vec(&fields).unwrap_or_default()),
        reference: order_id.to_owned(),
        transaction_id: text("transaction_id").map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const KEY: &str = "SB-Mid-server-for-tests";
    const OTHER: &str = "Mid-server-for-tests";

    fn notice(key: &str) -> Value {
        json!({
            "order_id": "ORD-1", "transaction_id": "t-1", "status_code": "200", "gross_amount": "145000.00",
            "transaction_status": "settlement", "fraud_status": "accept", "transaction_time": "2026-11-30 20:00:00",
            "signature_key": signature("ORD-1", "200", "145000.00", key),
        })
    }

    fn read(notice: &Value) -> Result<Notice, NoticeError> {
        read_signed(notice.to_string().as_bytes(), KEY, Some(OTHER))
    }

    #[test]
    fn the_signature_is_that_of_the_documentation() {
        // SHA-512 of "11112 00100000.00askvnoib…" would differ: the parts are joined without a separator.
        let expected = Sha512::digest(b"1111200100000.00askvnoibnosifnboseofinbofinfgbiufglnbfg");
        let signed =
            signature("1111", "200", "100000.00", "askvnoibnosifnboseofinbofinfgbiufglnbfg");
        assert_eq!(signed, hex::of(&expected));
        assert_eq!(signed.len(), 128);
    }

    #[test]
    fn a_signed_notice_names_the_payment() {
        let read = read(&notice(KEY)).unwrap();
        assert_eq!(
            (read.reference.as_str(), read.transaction_id.as_deref()),
            ("ORD-1", Some("t-1"))
        );
        assert_eq!(read.event_key.len(), 64);
    }

    #[test]
    fn whoever_changes_a_signed_field_is_refused() {
        for (field, value) in [
            ("order_id", "ORD-2"),
            ("status_code", "201"),
            ("gross_amount", "1.00"),
            ("gross_amount", "145000"),
            ("signature_key", "0"),
            ("signature_key", &"0".repeat(128)),
        ] {
            let mut forged = notice(KEY);
            forged[field] = json!(value);
            assert_eq!(read(&forged), Err(NoticeError::BadSignature), "{field}={value}");
        }
        let unsigned = signature("ORD-1", "200", "145000.00", "");
        let mut forged = notice(KEY);
        forged["signature_key"] = json!(unsigned);
        assert_eq!(read(&forged), Err(NoticeError::BadSignature));
    }

    #[test]
    fn a_notice_of_the_other_mode_is_recognised_and_refused() {
        assert_eq!(read(&notice(OTHER)), Err(NoticeError::OtherMode));
        let body = notice(OTHER).to_string();
        assert_eq!(read_signed(body.as_bytes(), KEY, None), Err(NoticeError::BadSignature));
    }

    #[test]
    fn what_is_no_notice_is_malformed() {
        for body in ["", "null", "[]", "{}", "not json", "{\"order_id\":\"ORD-1\"}"] {
            let read = read_signed(body.as_bytes(), KEY, None);
            assert_eq!(read, Err(NoticeError::Malformed), "{body}");
        }
        // The text that was signed is the one that was sent: a number has lost it.
        let mut number = notice(KEY);
        number["gross_amount"] = json!(145_000.0);
        assert_eq!(read(&number), Err(NoticeError::Malformed));
    }

    #[test]
    fn the_same_event_has_the_same_key_and_a_new_state_another() {
        let first = read(&notice(KEY)).unwrap();
        let mut again = notice(KEY);
        again["channel"] = json!("a field that later versions add");
        assert_eq!(read(&again).unwrap(), first);
        let mut refund = notice(KEY);
        refund["transaction_status"] = json!("refund");
        assert_ne!(read(&refund).unwrap().event_key, first.event_key);
    }
}

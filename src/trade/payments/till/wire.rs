//! The JSON that Midtrans receives and sends, as far as the adapter uses it.

use chrono::Duration;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::model::{Line, TillPayment, TillState};
use crate::base::clock::{Timestamp, Zone};
use crate::trade::payments::gateway::{rupiah_text, signature};

/// `POST /snap/v1/transactions`.
#[derive(Debug, Deserialize)]
pub(super) struct SnapRequest {
    transaction_details: Details,
    #[serde(default)]
    item_details: Vec<Line>,
    customer_details: Customer,
    expiry: Expiry,
    callbacks: Callbacks,
}

#[derive(Debug, Deserialize)]
struct Details {
    order_id: String,
    gross_amount: i64,
}

#[derive(Debug, Deserialize)]
struct Customer {
    first_name: String,
}

#[derive(Debug, Deserialize)]
struct Expiry {
    start_time: String,
    unit: String,
    duration: i64,
}

#[derive(Debug, Deserialize)]
struct Callbacks {
    finish: String,
}

impl SnapRequest {
    pub fn amount(&self) -> i64 {
        self.transaction_details.gross_amount
    }

    /// What Midtrans would complain of; `None` when nothing is wrong.
    pub fn complaint(&self) -> Option<&'static str> {
        let Details { order_id, gross_amount } = &self.transaction_details;
        let sum = self.item_details.iter().map(|line| line.price).fold(0, i64::saturating_add);
        let shape = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        if !(1..=50).contains(&order_id.len()) || !order_id.bytes().all(shape) {
            Some("transaction_details.order_id contains invalid characters")
        } else if *gross_amount <= 0 {
            Some("transaction_details.gross_amount must be greater than or equal to 0.01")
        } else if !self.item_details.is_empty() && sum != *gross_amount {
            Some("transaction_details.gross_amount is not equal to the sum of item_details")
        } else if self.expires_at().is_none() {
            Some("expiry is invalid")
        } else {
            None
        }
    }

    fn expires_at(&self) -> Option<Timestamp> {
        let Expiry { start_time, unit, duration } = &self.expiry;
        let start = chrono::DateTime::parse_from_str(start_time, "%Y-%m-%d %H:%M:%S %z").ok()?;
        let length = match unit.as_str() {
            "minute" | "minutes" => Duration::try_minutes(*duration),
            "hour" | "hours" => Duration::try_hours(*duration),
            _ => None,
        };
        start.to_utc().checked_add_signed(length?)
    }

    /// A new row for the request.
    pub fn payment(&self, id: Uuid, now: Timestamp) -> TillPayment {
        TillPayment {
            reference: self.transaction_details.order_id.clone(),
            transaction_id: id,
            amount: self.amount(),
            paid_amount: None,
            state: TillState::Open,
            outcome: None,
            lines: json!(self.item_details),
            payer_name: self.customer_details.first_name.clone(),
            return_url: self.callbacks.finish.clone(),
            expires_at: self.expires_at().unwrap_or(now),
            settles_at: None,
            refunds: json!([]),
            notices_left: 0,
            notify_at: None,
            notify_attempts: 0,
            created_at: now,
            updated_at: now,
        }
    }
}

/// `POST /v2/{id}/refund`.
#[derive(Debug, Deserialize)]
pub(super) struct RefundRequest {
    pub refund_key: String,
    pub amount: i64,
}

/// The path of the page on which the payer pays.
pub(super) fn page_path(reference: &str) -> String {
    format!("/sandbox/bayar/{reference}")
}

/// An answer or a notification about a transaction, signed.
pub(super) fn transaction(payment: &TillPayment, key: &str) -> Value {
    let code = match payment.state {
        TillState::Open | TillState::Pending => "201",
        TillState::Expire | TillState::Failure => "202",
        TillState::Settlement | TillState::PartialRefund | TillState::Refund => "200",
    };
    let amount = rupiah_text(payment.paid_amount.unwrap_or(payment.amount));
    let time = |at: Timestamp| Zone::Wib.local(at).format("%Y-%m-%d %H:%M:%S").to_string();
    let mut body = json!({
        "status_code": code, "status_message": "practice payment", "order_id": payment.reference,
        "transaction_id": payment.transaction_id, "transaction_status": payment.state.word(),
        "transaction_time": time(payment.created_at), "gross_amount": amount, "currency": "IDR", "payment_type": "qris",
        "fraud_status": "accept", "signature_key": signature(&payment.reference, code, &amount, key),
    });
    let refunds: Vec<Value> = payment
        .refunds()
        .iter()
        .map(|it| json!({"refund_key": it.refund_key, "refund_amount": rupiah_text(it.amount)}))
        .collect();
    if let (false, Some(body)) = (refunds.is_empty(), body.as_object_mut()) {
        body.insert("refunds".into(), Value::Array(refunds));
        body.insert("refund_amount".into(), rupiah_text(payment.refunded()).into());
    }
    body
}

//! Notifications as the till signs them, about any state: true, early, late, or of another payment.

use serde_json::json;
use tawar::trade::payments::gateway::{rupiah_text, signature};
use tawar::trade::payments::till::server_key;

use super::stage::Sale;
use crate::support::{TestApp, secret};

/// What a provider may say of a payment: the status code and the status.
pub const STATUSES: [(&str, &str); 10] = [
    ("201", "pending"),
    ("201", "authorize"),
    ("200", "capture"),
    ("200", "settlement"),
    ("202", "deny"),
    ("202", "expire"),
    ("202", "failure"),
    ("200", "partial_refund"),
    ("200", "refund"),
    ("200", "chargeback"),
];

/// A notification.
#[derive(Debug, Clone)]
pub struct Notice {
    pub reference: String,
    pub code: &'static str,
    pub status: &'static str,
    /// Whole rupiah.
    pub amount: i64,
}

impl Notice {
    /// About a sale, with its amount.
    pub fn of(sale: &Sale, status: &str) -> Self {
        let (code, status) = STATUSES.into_iter().find(|it| it.1 == status).unwrap();
        Self { reference: sale.reference.clone(), code, status, amount: sale.amount }
    }

    /// The body, signed with the key of this site's till.
    pub fn body(&self) -> String {
        self.signed_with(server_key(&secret()).expose())
    }

    pub fn signed_with(&self, key: &str) -> String {
        let amount = rupiah_text(self.amount);
        let signed = signature(&self.reference, self.code, &amount, key);
        self.with_signature(&signed)
    }

    pub fn with_signature(&self, signature: &str) -> String {
        json!({"order_id": self.reference, "status_code": self.code, "transaction_status": self.status,
            "gross_amount": rupiah_text(self.amount), "fraud_status": "accept", "signature_key": signature})
        .to_string()
    }
}

/// Sends a notification to the till's address of the site; the status of the answer.
pub async fn send(app: &TestApp, body: String) -> u16 {
    send_to(app, "/api/webhooks/sandbox", body).await
}

pub async fn send_to(app: &TestApp, path: &str, body: String) -> u16 {
    let request = app.http.post(app.url(path)).header("content-type", "application/json");
    request.body(body).send().await.unwrap().status().as_u16()
}

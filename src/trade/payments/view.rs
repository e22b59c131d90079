//! What an answer says of a payment.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::machine::Status;
use super::model::Payment;
use crate::base::ids::PaymentId;

/// A payment; amounts are whole rupiah.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PaymentAttemptOut)]
pub struct PaymentOut {
    id: PaymentId,
    /// What is paid in all.
    amount: i64,
    status: Status,
    /// Where it is paid; null while the provider has not answered.
    redirect_url: Option<String>,
    expires_at: DateTime<Utc>,
}

impl PaymentOut {
    pub fn of(payment: &Payment) -> Self {
        Self {
            id: payment.id,
            amount: payment.amount,
            status: payment.state.status,
            redirect_url: payment.state.redirect_url.clone(),
            expires_at: payment.expires_at,
        }
    }
}

//! The plain types.

use diesel::prelude::*;

use super::gateway::Provider;
use super::machine::State;
use super::purpose::Purpose;
use crate::base::clock::Timestamp;
use crate::base::ids::PaymentId;
use crate::base::schema::payments;

/// A payment's row: what somebody was asked to pay at a provider.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = payments)]
pub struct Payment {
    pub id: PaymentId,
    #[diesel(embed)]
    pub purpose: Purpose,
    pub provider: Provider,
    /// Our own id of it at the provider: the code of what it is for, and the number of the attempt.
    pub reference: String,
    /// Whole rupiah.
    pub amount: i64,
    #[diesel(embed)]
    pub state: State,
    pub expires_at: Timestamp,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

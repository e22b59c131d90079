//! The calls to a provider: what a payment needs next is asked for, and the answer becomes a command for the machine. No
//! transaction is open meanwhile.

use super::gateway::{
    Charge, ChargeLine, Gateway, GatewayError, Lookup, ProviderState, RefundOrder,
};
use super::machine::{Command, Status};
use super::model::Payment;

/// What a provider is told beside the payment.
#[derive(Debug, Clone)]
pub struct Payer {
    /// The name of who pays.
    pub name: String,
    /// Where their browser returns to.
    pub return_url: String,
}

/// Asks a provider for what a payment needs next; `None` when it needs nothing.
///
/// # Errors
/// `Unknown` when the result is not known, so that it is asked again; `Refused` when the provider did not do it.
pub async fn consult(
    gateway: &dyn Gateway,
    payment: &Payment,
    payer: Payer,
) -> Result<Option<Command>, GatewayError> {
    let reference = payment.reference.clone();
    let transaction_id = payment.state.transaction_id.clone();
    match payment.state.status {
        Status::Created => {
            let charge = Charge {
                lines: vec![ChargeLine { name: reference.clone(), amount: payment.amount }],
                reference: reference.clone(),
                amount: payment.amount,
                payer_name: payer.name,
                expires_at: payment.expires_at,
                return_url: payer.return_url,
            };
            match gateway.create(&charge).await {
                Ok(checkout) => Ok(Some(Command::Opened(checkout))),
                Err(GatewayError::Refused(why)) => {
                    tracing::warn!(payment = %payment.reference, why, "a provider refuses a payment");
                    Ok(Some(Command::Rejected))
                }
                // Opened by a call whose answer was lost: nobody has the page where one pays. It counts as refused, unless it
                // was paid after all; the next attempt has a reference of its own.
                Err(GatewayError::ReferenceTaken(_)) => {
                    let report = gateway.status(&Lookup { reference, transaction_id }).await?;
                    let paid = report.state == ProviderState::Paid;
                    Ok(Some(if paid { Command::Reported(report) } else { Command::Rejected }))
                }
                Err(unknown) => Err(unknown),
            }
        }
        Status::Open | Status::Expired | Status::Failed => {
            let report = gateway.status(&Lookup { reference, transaction_id }).await?;
            Ok(Some(Command::Reported(report)))
        }
        Status::Refunding => {
            let part = payment.state.refund_amount.or(payment.state.paid_amount);
            let amount = part.unwrap_or(payment.amount);
            let key = format!("{}-R", payment.reference);
            gateway.refund(&RefundOrder { reference, transaction_id, amount, key }).await?;
            Ok(Some(Command::RefundDone))
        }
        Status::Paid | Status::Mismatched | Status::Refunded => Ok(None),
    }
}

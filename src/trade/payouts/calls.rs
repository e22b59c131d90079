//! The calls to the provider: what a payout needs next is asked for, and the answer becomes a command for the machine. No
//! transaction is open meanwhile.

use super::account::Account;
use super::gateway::PayoutGateway;
use super::machine::{Command, Status};
use super::model::Payout;
use crate::trade::payments::gateway::GatewayError;

/// Asks the provider for what a payout needs next.
///
/// # Errors
/// `Unknown` when the result is not known, so that it is asked again; `Refused` when the provider does not accept our key.
pub(super) async fn consult(
    gateway: &dyn PayoutGateway,
    payout: &Payout,
    account: Account,
) -> Result<Command, GatewayError> {
    if payout.state.status == Status::Requested {
        return match gateway.send(&payout.order(account)).await {
            Ok(report) => Ok(Command::Reported(report)),
            // Refused is not enough: an earlier call, whose answer was lost, may have been accepted.
            Err(GatewayError::Refused(why)) => match gateway.status(&payout.reference).await? {
                Some(report) => Ok(Command::Reported(report)),
                None => {
                    tracing::warn!(payout = %payout.reference, why, "a payout is refused");
                    Ok(Command::Refused)
                }
            },
            Err(unknown) => Err(unknown),
        };
    }
    match gateway.status(&payout.reference).await? {
        Some(report) => Ok(Command::Reported(report)),
        None => Err(GatewayError::Unknown("the provider does not know the payout any more".into())),
    }
}

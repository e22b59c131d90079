//! Payouts on their way: the jobs ask the provider what a payout needs next, and notices make them ask sooner.

use super::calls::consult;
use super::gateway::RawNotice;
use super::machine::{Command, Status};
use super::model::Payout;
use super::service::Payouts;
use super::{actions, mails, store};
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::PayoutId;
use crate::base::jobs::{self, Failure, Job, Policy};
use crate::people::accounts;
use crate::trade::payments::gateway::{GatewayError, NoticeError};

/// How open payouts are asked about: soon at first, later every five minutes, for some days; then the scan begins anew. The
/// lease is longer than the two calls of an attempt: a notice that comes during them waits for it.
pub const POLICY: Policy = Policy {
    concurrent: 4,
    lease: std::time::Duration::from_secs(20),
    most_attempts: 900,
    first_retry: std::time::Duration::from_secs(2),
    longest_retry: std::time::Duration::from_secs(300),
};

impl Payouts {
    /// A job of one payout: asks the provider what it needs next, and records the answer.
    ///
    /// # Errors
    /// `Retry` until it is settled and the provider has answered.
    pub async fn work(&self, job: Job) -> Result<(), Failure> {
        let id = job.payload.get("payout").and_then(|id| id.as_str()?.parse().ok());
        let id: PayoutId = id.ok_or_else(|| Failure::Permanent("no payout".into()))?;
        let payout = self.advance(id).await.map_err(|err| Failure::Retry(err.to_string()))?;
        // The payout of somebody who is suspended waits without a job; the scan for payouts without one begins it again.
        if payout.state.status == Status::Requested {
            return Ok(());
        }
        match payout.state.is_waiting(self.deps.clock.now()) {
            true => Err(Failure::Retry(format!("{}: {}", payout.reference, payout.state.status))),
            false => Ok(()),
        }
    }

    async fn advance(&self, id: PayoutId) -> AppResult<Payout> {
        let now = self.deps.clock.now();
        let find = move |conn: &mut Conn| {
            let payout = store::by_id(conn, id)?.ok_or(AppError::NotFound)?;
            let rests = payout.state.status == Status::Requested
                && accounts::anyone_suspended(conn, &[payout.user_id], now)?;
            Ok((payout, rests))
        };
        let (payout, rests) = self.deps.db.read(find).await?;
        if rests {
            return Ok(payout);
        }
        let command = self.ask(&payout).await?;
        let site = self.site.address.clone();
        let apply = move |conn: &mut Conn| {
            let (payout, events) = actions::record(conn, id, &command, now)?;
            mails::payout_moved(conn, &site, &payout, &events, now)?;
            Ok(payout)
        };
        self.deps.db.transaction(apply).await
    }

    async fn ask(&self, payout: &Payout) -> AppResult<Command> {
        let gateway = self.deps.gateways.of(payout.provider);
        let gateway = gateway
            .ok_or_else(|| AppError::Unavailable("the provider is not configured".into()))?;
        let account = payout.account(&self.deps.encryption)?;
        let asked = consult(gateway.as_ref(), payout, account).await;
        asked.map_err(|err: GatewayError| {
            tracing::warn!(payout = %payout.reference, error = %err, "a provider was asked in vain");
            AppError::Unavailable(err.to_string())
        })
    }

    /// Stores a notice of the provider; what it says is asked for later.
    ///
    /// # Errors
    /// `Forbidden` for what the provider did not send; `NotFound` when there is no provider.
    pub async fn receive_notice(&self, signature: &str, body: &[u8]) -> AppResult<()> {
        let gateway = self.deps.gateways.primary().ok_or(AppError::NotFound)?;
        let notice = match gateway.read_notice(&RawNotice { signature, body }) {
            Ok(notice) => notice,
            Err(NoticeError::NotAPayment) => return Ok(()),
            Err(why) => {
                tracing::warn!(error = %why, "a notice about a payout was refused");
                return Err(AppError::forbidden("payment-notice-refused"));
            }
        };
        let (provider, now) = (gateway.provider(), self.deps.clock.now());
        let store = move |conn: &mut Conn| actions::receive_notice(conn, provider, &notice, now);
        self.deps.db.transaction(store).await?;
        jobs::wake();
        Ok(())
    }
}

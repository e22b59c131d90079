//! Payments on their way: asks the provider what a payment needs next and lets what it is for follow, in one transaction. A
//! job for each open payment calls it until the payment is settled; so do the checkout, the browser that returns, and the
//! notices.

use std::sync::Arc;

use chrono::Duration;

use super::actions;
use super::calls::{Payer, consult};
use super::gateway::{GatewayError, Gateways, NoticeError, Provider, RawNotice};
use super::machine::{Command, Event, Status};
use super::model::Payment;
use super::purpose::Purpose;
use super::store;
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::PaymentId;
use crate::base::jobs::{Failure, Job, Policy};
use crate::chat::rooms::Announcement;

/// A call to the provider takes less than this.
const CALL: Duration = Duration::seconds(15);

/// How open payments are asked about: soon at first, later every five minutes, for some days.
pub const POLICY: Policy = Policy {
    concurrent: 4,
    lease: std::time::Duration::from_secs(60),
    most_attempts: 900,
    first_retry: std::time::Duration::from_secs(5),
    longest_retry: std::time::Duration::from_secs(300),
};

/// What payments are for, as their settlement needs it.
pub trait PaidFor: Send + Sync {
    /// Who pays; `return_url` is the path of the page that follows the money.
    ///
    /// # Errors
    /// `NotFound` when it does not exist.
    fn payer(&self, conn: &mut Conn, purpose: Purpose) -> AppResult<Payer>;

    /// Locks it: before the payment's own row, which is the order of locks.
    ///
    /// # Errors
    /// `NotFound` when it does not exist.
    fn lock(&self, conn: &mut Conn, purpose: Purpose) -> AppResult<()>;

    /// The provider holds exactly what was asked.
    ///
    /// # Errors
    /// The transaction is rolled back, and the provider is asked again.
    fn capture(&self, conn: &mut Conn, purpose: Purpose, now: Timestamp) -> AppResult<Capture>;

    /// Sends what was committed to its rooms.
    fn announce(&self, announcements: &[Announcement]);
}

/// What becomes of money that was captured.
#[derive(Debug)]
pub enum Capture {
    /// It was wanted, or is on its way back already.
    Followed(Vec<Announcement>),
    /// Nothing is to be paid any more: it goes back.
    Unwanted,
}

/// A payment after its provider was to be asked.
struct Asked {
    payment: Payment,
    /// Whether the provider was asked by this call, and answered.
    answered: bool,
}

/// Settles payments at the provider; cloning shares it.
#[derive(Clone)]
pub struct Settlement {
    pub db: Db,
    pub clock: Clock,
    pub gateways: Gateways,
    /// The URL of the site without a slash at the end.
    pub site: String,
    pub deals: Arc<dyn PaidFor>,
    pub promotions: Arc<dyn PaidFor>,
}

impl Settlement {
    /// The provider of new payments.
    ///
    /// # Errors
    /// `Unavailable` when none is configured.
    pub fn provider(&self) -> AppResult<Provider> {
        let primary = self.gateways.primary().map(|gateway| gateway.provider());
        primary.ok_or_else(|| AppError::Unavailable("no payment provider".into()))
    }

    /// Starts a payment and opens it at the provider. When the provider does not answer, the payment has no address yet and
    /// its job goes on asking.
    ///
    /// # Errors
    /// Those of `start`, which wants the payment; asked again, it answers with the same one.
    pub async fn open<F>(&self, start: impl Fn() -> F) -> AppResult<Payment>
    where
        F: Future<Output = AppResult<Payment>>,
    {
        let payment = self.opened(start().await?).await?;
        // An attempt whose page was lost with the provider's answer is replaced by a new one.
        match payment.state.status {
            Status::Failed => self.opened(start().await?).await,
            _ => Ok(payment),
        }
    }

    async fn opened(&self, payment: Payment) -> AppResult<Payment> {
        match payment.state.status {
            Status::Created => self.advance(payment.id).await,
            _ => Ok(payment),
        }
    }

    /// Asks the provider what a payment needs next and applies the answer. While another call about it is under way, and when
    /// the provider's answer is not known, it only returns how the payment stands: the payment's job asks again.
    ///
    /// # Errors
    /// `NotFound` without such a payment.
    pub async fn advance(&self, id: PaymentId) -> AppResult<Payment> {
        Ok(self.asked(id).await?.payment)
    }

    async fn asked(&self, id: PaymentId) -> AppResult<Asked> {
        let now = self.clock.now();
        let claimed =
            self.db.transaction(move |conn| store::claim(conn, id, now, now + CALL)).await?;
        let Some(payment) = claimed else {
            let payment = self.db.read(move |conn| store::by_id(conn, id)).await?;
            return Ok(Asked { payment: payment.ok_or(AppError::NotFound)?, answered: false });
        };
        let paid_for = self.paid_for(payment.purpose);
        let answer = self.ask(&payment, paid_for.clone()).await;
        let answered = answer.is_ok();
        let to_apply = paid_for.clone();
        let (payment, announcements) = self
            .db
            .transaction(move |conn| match &answer {
                Ok(Some(command)) => apply(conn, &*to_apply, &payment, command.clone(), now),
                _ => {
                    store::release(conn, payment.id)?;
                    Ok((payment.clone(), Vec::new()))
                }
            })
            .await?;
        paid_for.announce(&announcements);
        Ok(Asked { payment, answered })
    }

    fn paid_for(&self, purpose: Purpose) -> Arc<dyn PaidFor> {
        match purpose {
            Purpose::Deal(_) => self.deals.clone(),
            Purpose::Promotion(_) => self.promotions.clone(),
        }
    }

    async fn ask(
        &self,
        payment: &Payment,
        paid_for: Arc<dyn PaidFor>,
    ) -> Result<Option<Command>, GatewayError> {
        let gateway = self.gateways.of(payment.provider);
        let gateway = gateway
            .ok_or_else(|| GatewayError::Unknown("the provider is not configured".into()))?;
        let purpose = payment.purpose;
        let payer = self.db.read(move |conn| paid_for.payer(conn, purpose)).await;
        let Payer { name, return_url } =
            payer.map_err(|err| GatewayError::Unknown(err.to_string()))?;
        let payer = Payer { name, return_url: format!("{}{return_url}", self.site) };
        let asked = consult(gateway.as_ref(), payment, payer).await;
        if let Err(err) = &asked {
            tracing::warn!(payment = %payment.reference, error = %err, "a provider was asked in vain");
        }
        asked
    }

    /// A job of one open payment.
    ///
    /// # Errors
    /// `Retry` until the payment is settled, and until the provider answered: a payment that had failed or expired may have
    /// been paid after all.
    pub async fn work(&self, job: Job) -> Result<(), Failure> {
        let id = job.payload.get("payment").and_then(|id| id.as_str()?.parse().ok());
        let id = id.ok_or_else(|| Failure::Permanent("no payment".into()))?;
        match self.asked(id).await {
            Ok(Asked { payment, answered: true }) if !payment.state.status.is_waiting() => Ok(()),
            Ok(Asked { payment, .. }) => {
                Err(Failure::Retry(format!("{}: {}", payment.reference, payment.state.status)))
            }
            Err(err) => Err(Failure::Retry(err.to_string())),
        }
    }

    /// Stores a notice of the provider; what it says is asked for later. 404 for a provider that is not configured.
    ///
    /// # Errors
    /// `Invalid` for what the provider did not send.
    pub async fn receive_notice(
        &self,
        provider: Provider,
        token: Option<&str>,
        body: &[u8],
    ) -> AppResult<()> {
        let gateway = self.gateways.of(provider).ok_or(AppError::NotFound)?;
        let notice = match gateway.read_notice(&RawNotice { path_token: token, body }) {
            Ok(notice) => notice,
            Err(NoticeError::NotAPayment) => return Ok(()),
            Err(why) => {
                tracing::warn!(%provider, error = %why, "a notice was refused");
                return Err(AppError::Forbidden("payment-notice-refused".into()));
            }
        };
        let now = self.clock.now();
        self.db
            .transaction(move |conn| actions::receive_notice(conn, provider, &notice, now))
            .await?;
        crate::base::jobs::wake();
        Ok(())
    }
}

/// Applies what a provider answered to the payment and, when money was captured, to what it is for.
fn apply(
    conn: &mut Conn,
    paid_for: &dyn PaidFor,
    payment: &Payment,
    command: Command,
    now: Timestamp,
) -> AppResult<(Payment, Vec<Announcement>)> {
    paid_for.lock(conn, payment.purpose)?;
    store::release(conn, payment.id)?;
    let (payment, events) = actions::record(conn, payment.id, command, now)?;
    if !events.iter().any(|event| matches!(event, Event::Captured { .. })) {
        return Ok((payment, Vec::new()));
    }
    match paid_for.capture(conn, payment.purpose, now)? {
        // What has ended sends the money back at once: the payment moved again.
        Capture::Followed(announcements) => {
            let payment = store::by_id(conn, payment.id)?.ok_or(AppError::NotFound)?;
            Ok((payment, announcements))
        }
        Capture::Unwanted => {
            let (payment, _) = actions::record(conn, payment.id, Command::Refund, now)?;
            Ok((payment, Vec::new()))
        }
    }
}

//! Payments on their way: asks the provider what a payment needs next and lets the deal follow, in one transaction. A job for
//! each open payment calls it until the payment is settled; so do the checkout, the browser that returns, and the notices.

use chrono::Duration;

use super::actions;
use super::addresses::Address;
use super::context::DealContext;
use super::machine::Command;
use super::service::{Checkout, Deals};
use super::store;
use super::wanted::{Move, Mover, Step};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{DealId, PaymentId, SessionId, UserId};
use crate::base::jobs::{Failure, Job, Policy};
use crate::chat::rooms::Announcement;
use crate::market::Party;
use crate::market::terms::Delivery;
use crate::people::accounts;
use crate::trade::payments::gateway::{GatewayError, Gateways, NoticeError, Provider, RawNotice};
use crate::trade::payments::{self, Payer, Payment};

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

/// A buyer's wish to pay.
#[derive(Debug, Clone)]
pub struct PaymentWish {
    pub deal: DealId,
    pub user: UserId,
    pub session: SessionId,
    /// As agreed, when it is named.
    pub method: Option<Delivery>,
    pub address: Address,
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
    deals: Deals,
    gateways: Gateways,
    /// The URL of the site without a slash at the end.
    site: String,
}

impl Settlement {
    pub fn new(deals: Deals, gateways: Gateways, site: String) -> Self {
        Self { deals, gateways, site }
    }

    /// The provider of new payments; `None` when none is configured.
    pub fn provider(&self) -> Option<Provider> {
        self.gateways.primary().map(|gateway| gateway.provider())
    }

    /// Starts the payment of a deal and opens it at the provider; asked again, the same one. When the provider does not
    /// answer, the payment has no address yet and its job goes on asking.
    ///
    /// # Errors
    /// As [`Deals::checkout`]; `Unavailable` when no provider is configured.
    pub async fn pay(&self, wish: PaymentWish) -> AppResult<Payment> {
        let provider =
            self.provider().ok_or_else(|| AppError::Unavailable("no payment provider".into()))?;
        let PaymentWish { deal, user, session, method, address } = wish;
        let wanted = Checkout { deal, user, session, method, address, provider };
        let payment = self.deals.checkout(wanted.clone()).await?;
        let payment = self.opened(payment).await?;
        // An attempt whose page was lost with the provider's answer is replaced by a new one.
        match payment.state.status {
            payments::Status::Failed => self.opened(self.deals.checkout(wanted).await?).await,
            _ => Ok(payment),
        }
    }

    async fn opened(&self, payment: Payment) -> AppResult<Payment> {
        match payment.state.status {
            payments::Status::Created => self.advance(payment.id).await,
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
        let now = self.deals.now();
        let db = self.deals.db();
        let claimed =
            db.transaction(move |conn| payments::claim(conn, id, now, now + CALL)).await?;
        let Some(payment) = claimed else {
            let payment = db.read(move |conn| payments::by_id(conn, id)).await?;
            return Ok(Asked { payment: payment.ok_or(AppError::NotFound)?, answered: false });
        };
        let answer = self.ask(&payment).await;
        let answered = answer.is_ok();
        let context = self.deals.context().clone();
        let (payment, announcements) = db
            .transaction(move |conn| match &answer {
                Ok(Some(command)) => apply(conn, &context, &payment, command.clone(), now),
                _ => {
                    payments::release(conn, payment.id)?;
                    Ok((payment.clone(), Vec::new()))
                }
            })
            .await?;
        self.deals.announce(&announcements);
        Ok(Asked { payment, answered })
    }

    async fn ask(&self, payment: &Payment) -> Result<Option<payments::Command>, GatewayError> {
        let gateway = self.gateways.of(payment.provider);
        let gateway = gateway
            .ok_or_else(|| GatewayError::Unknown("the provider is not configured".into()))?;
        let deal = payment.deal_id;
        let payer = self.deals.db().read(move |conn| payer_of(conn, deal)).await;
        let (name, code) = payer.map_err(|err| GatewayError::Unknown(err.to_string()))?;
        let return_url = format!("{}/pesanan/{code}/bayar", self.site);
        let asked = payments::consult(gateway.as_ref(), payment, Payer { name, return_url }).await;
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
        let now = self.deals.now();
        self.deals
            .db()
            .transaction(move |conn| payments::receive_notice(conn, provider, &notice, now))
            .await?;
        crate::base::jobs::wake();
        Ok(())
    }
}

/// The buyer's name and the deal's code.
fn payer_of(conn: &mut Conn, deal: DealId) -> AppResult<(String, String)> {
    let deal = store::by_id(conn, deal)?.ok_or(AppError::NotFound)?;
    let buyer = accounts::profile(conn, deal.member(Party::Buyer))?;
    Ok((buyer.name, deal.code))
}

/// Applies what a provider answered to the payment and, when money was captured, to the deal.
fn apply(
    conn: &mut Conn,
    context: &DealContext,
    payment: &Payment,
    command: payments::Command,
    now: Timestamp,
) -> AppResult<(Payment, Vec<Announcement>)> {
    // The deal before the payment: the order of locks.
    store::lock_with_listings(conn, payment.deal_id)?.ok_or(AppError::NotFound)?;
    payments::release(conn, payment.id)?;
    let (payment, events) = payments::record(conn, payment.id, command, now)?;
    if !events.iter().any(|event| matches!(event, payments::Event::Captured { .. })) {
        return Ok((payment, Vec::new()));
    }
    let capture = Move {
        deal: payment.deal_id,
        by: Mover::System,
        seen: None,
        step: Step::Plain(Command::Capture),
    };
    match actions::make_move(conn, context, &capture, now) {
        // A deal that has ended sends the money back at once: the payment moved again.
        Ok(done) => {
            let payment = payments::by_id(conn, payment.id)?.ok_or(AppError::NotFound)?;
            Ok((payment, done.announcements))
        }
        // The deal wants no money any more: an earlier payment was captured. This one goes back.
        Err(AppError::Conflict { .. }) => {
            let (payment, _) = payments::record(conn, payment.id, payments::Command::Refund, now)?;
            Ok((payment, Vec::new()))
        }
        Err(err) => Err(err),
    }
}

//! Where every endpoint brings the moves of deals: runs them in a transaction and sends what comes of it.

use super::actions::{self, Done};
use super::addresses::{self, Address, Recipient};
use super::context::DealContext;
use super::machine::{Command, Payment as PaymentStatus};
use super::model::Deal;
use super::store;
use super::wanted::{Move, Mover, Step, answer_of};
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{DealId, SessionId, UserId};
use crate::base::money::MAX_SHIPPING;
use crate::base::outbox::RelayWaker;
use crate::chat::rooms::{Announcement, Lobby};
use crate::market::terms::Delivery;
use crate::trade::payments::{self, NewPayment, Payment, Purpose};

/// Deadlines of one run of a scan.
const BATCH: i64 = 100;

/// The services that moves of deals use; cloning shares them.
#[derive(Clone)]
pub struct Deals {
    db: Db,
    context: DealContext,
    clock: Clock,
    lobby: Lobby,
    waker: RelayWaker,
}

impl Deals {
    pub fn new(
        db: Db,
        context: DealContext,
        clock: Clock,
        lobby: Lobby,
        waker: RelayWaker,
    ) -> Self {
        Self { db, context, clock, lobby, waker }
    }

    /// What views of a deal need.
    pub fn context(&self) -> &DealContext {
        &self.context
    }

    /// The present time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The deal with this id or code, for its parties.
    ///
    /// # Errors
    /// `NotFound` for everybody else.
    pub async fn find(&self, name: String, user: UserId) -> AppResult<Deal> {
        let deal = self.db.read(move |conn| store::by_name(conn, &name)).await?;
        deal.filter(|deal| deal.party(user).is_some()).ok_or(AppError::NotFound)
    }

    /// Makes a move. A wrong hand-over code is counted and then refused.
    ///
    /// # Errors
    /// As [`actions::make_move`]; `Invalid` for a wrong hand-over code.
    pub async fn make_move(&self, wanted: Move) -> AppResult<Deal> {
        let (context, now) = (self.context.clone(), self.clock.now());
        let done = self.db.transaction(move |conn| step(conn, &context, &wanted, now)).await?;
        self.announce(&done.announcements);
        if done.wrong_code() {
            return Err(FieldErrors::one("code", "deal-wrong-code"));
        }
        Ok(done.deal)
    }

    /// Names the shipping cost for the seller, whole rupiah.
    ///
    /// # Errors
    /// `Invalid` for an amount outside of 0 to Rp10,000,000; `Conflict` once the buyer pays.
    pub async fn set_shipping(&self, deal: DealId, by: Mover, amount: i64) -> AppResult<Deal> {
        if !(0..=MAX_SHIPPING).contains(&amount) {
            return Err(FieldErrors::one("amount", "deal-shipping-range"));
        }
        self.make_move(Move { deal, by, seen: None, step: Step::Shipping { amount } }).await
    }

    /// Starts the payment of a deal, or returns the one that is open: asked again, the same.
    ///
    /// # Errors
    /// `Invalid` for an address that does not fit; `Conflict` when nothing is to be paid.
    pub async fn checkout(&self, wanted: Checkout) -> AppResult<Payment> {
        let (context, now) = (self.context.clone(), self.clock.now());
        let (payment, announcements) =
            self.db.transaction(move |conn| checkout(conn, &context, &wanted, now)).await?;
        self.announce(&announcements);
        Ok(payment)
    }

    /// Stores where a party receives its goods, in a deal without a payment.
    ///
    /// # Errors
    /// `Invalid` for an address that does not fit; `Conflict` when nothing is to be sent any more.
    pub async fn put_address(&self, deal: DealId, user: UserId, address: Address) -> AppResult<()> {
        let (encryption, now) = (self.context.encryption.clone(), self.clock.now());
        self.db
            .transaction(move |conn| {
                let deal = store::lock(conn, deal)?.ok_or(AppError::NotFound)?;
                let party = deal.party(user).ok_or(AppError::NotFound)?;
                let course = store::course(conn, &deal)?;
                let mut legs = course.present_legs().iter();
                let expects = legs.any(|leg| leg.sender == party.other() && !leg.has_left());
                if course.meets() || !deal.state.status.is_live() || !expects {
                    return Err(AppError::conflict("deal-too-late"));
                }
                let to = Recipient { deal: deal.id, receiver: party };
                addresses::put(conn, &encryption, to, &address, now)
            })
            .await
    }

    /// Gives deals whose deadline has come their default outcome; none while an incident is recorded.
    ///
    /// # Errors
    /// When they cannot be read; one that fails is tried again with the next run.
    pub async fn lapse_due(&self) -> AppResult<()> {
        let now = self.clock.now();
        for deal in self.db.read(move |conn| store::due(conn, now, BATCH)).await? {
            let lapse = Move { deal, by: Mover::System, seen: None, step: Step::Lapse };
            if let Err(err) = self.make_move(lapse).await {
                tracing::warn!(%deal, error = %err, "a deal's deadline is tried again");
            }
        }
        Ok(())
    }

    /// Reminds the parties of deadlines that come within six hours, once each.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remind_due(&self) -> AppResult<()> {
        let now = self.clock.now();
        let soon = self.db.read(move |conn| store::to_remind(conn, now, BATCH)).await?;
        for deal in soon {
            let encryption = self.context.encryption.clone();
            let reminded = self
                .db
                .transaction(move |conn| actions::remind(conn, &encryption, deal, now))
                .await?;
            self.announce(&reminded);
        }
        Ok(())
    }

    /// Where deals are stored.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Sends what was committed to its rooms.
    pub fn announce(&self, announcements: &[Announcement]) {
        for committed in announcements {
            self.lobby.announce(committed);
        }
        self.waker.wake();
    }
}

/// A move, or the answer to the offer behind a pending order.
fn step(conn: &mut Conn, context: &DealContext, wanted: &Move, now: Timestamp) -> AppResult<Done> {
    let deal = store::by_id(conn, wanted.deal)?.ok_or(AppError::NotFound)?;
    let Some(answer) = answer_of(wanted, &deal) else {
        return actions::make_move(conn, context, wanted, now);
    };
    if let Mover::Member(user, _) = wanted.by
        && deal.party(user).is_none()
    {
        return Err(AppError::NotFound);
    }
    let announcements = (context.answer_order)(conn, &deal, answer, now)?;
    let deal = store::by_id(conn, deal.id)?.ok_or(AppError::NotFound)?;
    Ok(Done { deal, events: Vec::new(), announcements })
}

/// A buyer's wish to pay.
#[derive(Debug, Clone)]
pub struct Checkout {
    pub deal: DealId,
    pub user: UserId,
    pub session: SessionId,
    /// As agreed, when it is named.
    pub method: Option<Delivery>,
    pub address: Address,
    pub provider: payments::gateway::Provider,
}

fn checkout(
    conn: &mut Conn,
    context: &DealContext,
    wanted: &Checkout,
    now: Timestamp,
) -> AppResult<(Payment, Vec<Announcement>)> {
    let deal = store::lock_with_listings(conn, wanted.deal)?.ok_or(AppError::NotFound)?;
    let party = deal.party(wanted.user).ok_or(AppError::NotFound)?;
    if wanted.method.is_some_and(|method| method != deal.method) {
        return Err(FieldErrors::one("method", "offer-method"));
    }
    if deal.state.payment == PaymentStatus::Pending
        && let Some(open) = payments::open_of(conn, Purpose::Deal(deal.id))?
    {
        return Ok((open, Vec::new()));
    }
    let start = Move {
        deal: deal.id,
        by: Mover::Member(wanted.user, wanted.session),
        seen: None,
        step: Step::Plain(Command::Pay),
    };
    let Done { deal, announcements, .. } = actions::make_move(conn, context, &start, now)?;
    let to = Recipient { deal: deal.id, receiver: party };
    addresses::put(conn, &context.encryption, to, &wanted.address, now)?;
    let payment = payments::start(
        conn,
        &NewPayment {
            purpose: Purpose::Deal(deal.id),
            code: &deal.code,
            provider: wanted.provider,
            amount: deal.total(),
            expires_at: deal.state.deadline_at.unwrap_or(now),
        },
        now,
    )?;
    Ok((payment, announcements))
}

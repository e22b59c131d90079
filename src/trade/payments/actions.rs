//! Use cases of a payment, inside the caller's transaction, which has locked what it is for.

use chrono::Duration;
use serde_json::json;

use super::gateway::{Notice, Provider};
use super::machine::{Command, Event, State, Status, Terms, decide, evolve};
use super::model::Payment;
use super::purpose::Purpose;
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::PaymentId;
use crate::base::jobs::{self, NewJob};

/// The kind of the jobs that ask a provider about a payment until it is settled.
pub const KIND: &str = "payment";

/// The first job leaves the call that somebody waits for some time.
const FIRST_LOOK: Duration = Duration::seconds(15);

/// A payment that is wanted.
#[derive(Debug, Clone)]
pub struct NewPayment<'a> {
    pub purpose: Purpose,
    /// The code of what it is for.
    pub code: &'a str,
    pub provider: Provider,
    /// Whole rupiah.
    pub amount: i64,
    pub expires_at: Timestamp,
}

/// Wants a payment: its intent is committed before the provider hears of it.
///
/// # Errors
/// The database's errors; a unique index refuses a second open payment for the same.
pub fn start(conn: &mut Conn, wanted: &NewPayment<'_>, now: Timestamp) -> AppResult<Payment> {
    let attempt = store::for_purpose(conn, wanted.purpose)?.len() + 1;
    let payment = Payment {
        id: PaymentId::fresh(),
        purpose: wanted.purpose,
        provider: wanted.provider,
        reference: format!("{}-{attempt}", wanted.code),
        amount: wanted.amount,
        state: State::created(),
        expires_at: wanted.expires_at,
        created_at: now,
        updated_at: now,
    };
    store::insert(conn, &payment)?;
    enqueue(conn, payment.id, now + FIRST_LOOK, now)?;
    Ok(payment)
}

/// The payment for a deal or a promotion that is paid, or else the one that is open.
///
/// # Errors
/// The database's errors.
pub fn open_of(conn: &mut Conn, purpose: Purpose) -> AppResult<Option<Payment>> {
    let payments = store::for_purpose(conn, purpose)?;
    let rank = |it: &Payment| match it.state.status {
        Status::Paid => Some(0),
        Status::Created | Status::Open => Some(1),
        _ => None,
    };
    Ok(payments.into_iter().filter(|it| rank(it).is_some()).min_by_key(rank))
}

/// Sends the money for a deal or a promotion back to who paid it.
///
/// # Errors
/// The database's errors.
pub fn refund(conn: &mut Conn, purpose: Purpose, now: Timestamp) -> AppResult<()> {
    for payment in store::for_purpose(conn, purpose)? {
        record(conn, payment.id, Command::Refund, now)?;
    }
    Ok(())
}

/// Sends a part of the money back to who paid it, whole rupiah; 0 sends nothing.
///
/// # Errors
/// The database's errors.
pub fn refund_part(
    conn: &mut Conn,
    purpose: Purpose,
    amount: i64,
    now: Timestamp,
) -> AppResult<()> {
    for payment in store::for_purpose(conn, purpose)?.into_iter().filter(|_| amount > 0) {
        record(conn, payment.id, Command::RefundPart { amount }, now)?;
    }
    Ok(())
}

/// Records what a provider answered, or what we want of it. What was paid in another amount than asked goes back at once.
///
/// # Errors
/// `NotFound` without such a payment.
pub fn record(
    conn: &mut Conn,
    id: PaymentId,
    command: Command,
    now: Timestamp,
) -> AppResult<(Payment, Vec<Event>)> {
    let mut payment = store::lock(conn, id)?.ok_or(AppError::NotFound)?;
    let terms = Terms { amount: payment.amount, expires_at: payment.expires_at };
    let mut events = decide(&payment.state, terms, command, now);
    events.iter().for_each(|event| evolve(&mut payment.state, event));
    if payment.state.status == Status::Mismatched {
        let back = decide(&payment.state, terms, Command::Refund, now);
        back.iter().for_each(|event| evolve(&mut payment.state, event));
        events.extend(back);
    }
    if !events.is_empty() {
        payment.updated_at = now;
        store::save(conn, &payment)?;
        tracing::info!(payment = %payment.reference, status = %payment.state.status, "a payment moved");
    }
    if payment.state.status.is_waiting() {
        enqueue(conn, id, now, now)?;
    }
    Ok((payment, events))
}

/// Stores what a provider sent, once, and asks the provider soon. A notice about what we do not know is only stored.
///
/// # Errors
/// The database's errors.
pub fn receive_notice(
    conn: &mut Conn,
    provider: Provider,
    notice: &Notice,
    now: Timestamp,
) -> AppResult<()> {
    if !store::insert_notice(conn, provider, notice, now)? {
        return Ok(());
    }
    let named = store::by_reference(conn, &notice.reference)?;
    let payment = match (named, &notice.transaction_id) {
        (None, Some(id)) => store::by_transaction(conn, provider, id)?,
        (named, _) => named,
    };
    let Some(payment) = payment else {
        tracing::warn!(reference = %notice.reference, "a notice about an unknown payment");
        return Ok(());
    };
    // A job that asks in this moment may have its answer from before the notice: it asks once more.
    let job = job_of(payment.id, now, now);
    if !jobs::enqueue(conn, &job)? && !jobs::rerun(conn, KIND, &payment.id.to_string(), now)? {
        // It ended between the two.
        jobs::enqueue(conn, &job)?;
    }
    Ok(())
}

/// Sees to it that every payment that waits for something has a job: one that ended in the same moment in which the payment
/// began to wait again left none.
///
/// # Errors
/// The database's errors.
pub fn ensure_jobs(conn: &mut Conn, now: Timestamp) -> AppResult<()> {
    for id in store::waiting(conn, 1000)? {
        jobs::enqueue(conn, &job_of(id, now + FIRST_LOOK, now))?;
    }
    Ok(())
}

/// Asks the provider about a payment at `due`, or sooner when that was planned.
fn enqueue(conn: &mut Conn, id: PaymentId, due: Timestamp, now: Timestamp) -> AppResult<()> {
    if !jobs::enqueue(conn, &job_of(id, due, now))? {
        jobs::hasten(conn, KIND, &id.to_string(), due)?;
    }
    Ok(())
}

fn job_of(id: PaymentId, due: Timestamp, now: Timestamp) -> NewJob<'static> {
    NewJob {
        id: uuid::Uuid::now_v7(),
        kind: KIND,
        payload: json!({ "payment": id }),
        unique_key: Some(id.to_string()),
        serial_key: None,
        due_at: due,
        created_at: now,
    }
}

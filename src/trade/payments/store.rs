//! Payments in Postgres.

use diesel::prelude::*;

use super::gateway::{Notice, Provider};
use super::machine::Status;
use super::model::Payment;
use super::purpose::Purpose;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::PaymentId;
use crate::base::schema::{payment_notices, payments};

pub(super) fn insert(conn: &mut Conn, payment: &Payment) -> AppResult<()> {
    diesel::insert_into(payments::table).values(payment).execute(conn)?;
    Ok(())
}

/// The payment with this id.
pub fn by_id(conn: &mut Conn, id: PaymentId) -> AppResult<Option<Payment>> {
    Ok(payments::table.find(id).select(Payment::as_select()).first(conn).optional()?)
}

/// The payment that a provider knows by this reference.
pub fn by_reference(conn: &mut Conn, reference: &str) -> AppResult<Option<Payment>> {
    Ok(payments::table
        .filter(payments::reference.eq(reference))
        .select(Payment::as_select())
        .first(conn)
        .optional()?)
}

/// The payment that a provider knows by this transaction id.
pub(super) fn by_transaction(
    conn: &mut Conn,
    provider: Provider,
    transaction: &str,
) -> AppResult<Option<Payment>> {
    Ok(payments::table
        .filter(payments::provider.eq(provider))
        .filter(payments::transaction_id.eq(transaction))
        .select(Payment::as_select())
        .first(conn)
        .optional()?)
}

/// The payments for a deal or a promotion, the newest first.
pub fn for_purpose(conn: &mut Conn, purpose: Purpose) -> AppResult<Vec<Payment>> {
    let all = payments::table.select(Payment::as_select()).order(payments::id.desc());
    Ok(match purpose {
        Purpose::Deal(id) => all.filter(payments::deal_id.eq(id)).load(conn)?,
        Purpose::Promotion(id) => all.filter(payments::promotion_id.eq(id)).load(conn)?,
    })
}

pub(super) fn lock(conn: &mut Conn, id: PaymentId) -> AppResult<Option<Payment>> {
    Ok(payments::table.find(id).select(Payment::as_select()).for_update().first(conn).optional()?)
}

pub(super) fn save(conn: &mut Conn, payment: &Payment) -> AppResult<()> {
    diesel::update(payments::table.find(payment.id))
        .set((&payment.state, payments::updated_at.eq(payment.updated_at)))
        .execute(conn)?;
    Ok(())
}

/// Claims a payment for a call to its provider until `until`; `None` while another call is under way.
pub fn claim(
    conn: &mut Conn,
    id: PaymentId,
    now: Timestamp,
    until: Timestamp,
) -> AppResult<Option<Payment>> {
    let free = payments::busy_until.is_null().or(payments::busy_until.le(now));
    Ok(diesel::update(payments::table.find(id).filter(free))
        .set(payments::busy_until.eq(until))
        .returning(Payment::as_returning())
        .get_result(conn)
        .optional()?)
}

/// Ends the claim of a payment.
pub fn release(conn: &mut Conn, id: PaymentId) -> AppResult<()> {
    diesel::update(payments::table.find(id))
        .set(payments::busy_until.eq(None::<Timestamp>))
        .execute(conn)?;
    Ok(())
}

/// The payments that wait for something.
pub(super) fn waiting(conn: &mut Conn, limit: i64) -> AppResult<Vec<PaymentId>> {
    let waiting = [Status::Created, Status::Open, Status::Mismatched, Status::Refunding];
    Ok(payments::table
        .filter(payments::status.eq_any(waiting))
        .order(payments::updated_at)
        .limit(limit)
        .select(payments::id)
        .load(conn)?)
}

/// Stores a notice; false when it was stored before.
pub(super) fn insert_notice(
    conn: &mut Conn,
    provider: Provider,
    notice: &Notice,
    now: Timestamp,
) -> AppResult<bool> {
    let inserted = diesel::insert_into(payment_notices::table)
        .values((
            payment_notices::provider.eq(provider),
            payment_notices::event_key.eq(&notice.event_key),
            payment_notices::reference.eq(&notice.reference),
            payment_notices::transaction_id.eq(&notice.transaction_id),
            payment_notices::received_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(inserted == 1)
}

//! Practice payments in Postgres.

use diesel::prelude::*;
use uuid::Uuid;

use super::model::{TillPayment, TillState};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::schema::till_payments;

/// Adds a payment unless its reference exists; the row that exists afterwards, locked.
pub(super) fn insert_or_lock(conn: &mut Conn, payment: &TillPayment) -> AppResult<TillPayment> {
    diesel::insert_into(till_payments::table)
        .values(payment)
        .on_conflict(till_payments::reference)
        .do_nothing()
        .execute(conn)?;
    Ok(till_payments::table
        .find(&payment.reference)
        .select(TillPayment::as_select())
        .for_update()
        .first(conn)?)
}

/// The payment with this reference or transaction id, locked.
pub(super) fn lock(conn: &mut Conn, id: &str) -> AppResult<Option<TillPayment>> {
    let query = till_payments::table.select(TillPayment::as_select()).for_update();
    Ok(match id.parse::<Uuid>() {
        Ok(id) => query.filter(till_payments::transaction_id.eq(id)).first(conn),
        Err(_not_an_id) => query.find(id).first(conn),
    }
    .optional()?)
}

pub(super) fn save(conn: &mut Conn, payment: &TillPayment) -> AppResult<()> {
    diesel::update(till_payments::table.find(&payment.reference)).set(payment).execute(conn)?;
    Ok(())
}

/// Up to `limit` late payments that have arrived, locked; rows that another node works on are left out.
pub(super) fn arrived(conn: &mut Conn, now: Timestamp, limit: i64) -> AppResult<Vec<TillPayment>> {
    Ok(till_payments::table
        .filter(till_payments::state.eq(TillState::Pending))
        .filter(till_payments::settles_at.le(now))
        .order(till_payments::settles_at)
        .limit(limit)
        .select(TillPayment::as_select())
        .for_update()
        .skip_locked()
        .load(conn)?)
}

/// Claims up to `limit` payments whose notification is due until `leased_until`, and counts the attempt.
pub(super) fn claim_notices(
    conn: &mut Conn,
    now: Timestamp,
    leased_until: Timestamp,
    limit: i64,
) -> AppResult<Vec<TillPayment>> {
    let due: Vec<String> = till_payments::table
        .filter(till_payments::notices_left.gt(0))
        .filter(till_payments::notify_at.le(now))
        .order(till_payments::notify_at)
        .limit(limit)
        .select(till_payments::reference)
        .for_update()
        .skip_locked()
        .load(conn)?;
    Ok(diesel::update(till_payments::table.filter(till_payments::reference.eq_any(due)))
        .set((
            till_payments::notify_at.eq(Some(leased_until)),
            till_payments::notify_attempts.eq(till_payments::notify_attempts + 1),
        ))
        .returning(TillPayment::as_returning())
        .get_results(conn)?)
}

/// When the next notification of a payment is due.
pub(super) fn set_notify_at(conn: &mut Conn, reference: &str, at: Timestamp) -> AppResult<()> {
    diesel::update(till_payments::table.find(reference))
        .set(till_payments::notify_at.eq(Some(at)))
        .execute(conn)?;
    Ok(())
}

/// Records that a notification was answered with 200; the next one of the payment is due at once.
pub(super) fn notice_done(conn: &mut Conn, reference: &str, now: Timestamp) -> AppResult<()> {
    diesel::update(till_payments::table.find(reference))
        .filter(till_payments::notices_left.gt(0))
        .set((
            till_payments::notices_left.eq(till_payments::notices_left - 1),
            till_payments::notify_attempts.eq(0),
            till_payments::notify_at.eq(Some(now)),
        ))
        .execute(conn)?;
    Ok(())
}

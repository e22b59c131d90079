//! What happens at the till; each function needs a transaction.

use uuid::Uuid;

use super::model::{TillOutcome, TillPayment, TillRefund, TillRefusal};
use super::store;
use super::wire::SnapRequest;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};

/// Lets an outcome happen to the payment with this reference. The same one again changes nothing.
///
/// # Errors
/// `NotFound`; `Conflict` when something else happened before or the time is over.
pub fn pay(
    conn: &mut Conn,
    reference: &str,
    outcome: TillOutcome,
    now: Timestamp,
) -> AppResult<TillPayment> {
    let mut payment = store::lock(conn, reference)?.ok_or(AppError::NotFound)?;
    payment.choose(outcome, now).map_err(|refusal| match refusal {
        TillRefusal::Over => AppError::conflict("till-over-title"),
        TillRefusal::Done | TillRefusal::NotRefundable => AppError::conflict("till-done"),
    })?;
    store::save(conn, &payment)?;
    Ok(payment)
}

/// The payment with this reference or transaction id as it is now.
///
/// # Errors
/// `NotFound`.
pub(super) fn current(conn: &mut Conn, id: &str, now: Timestamp) -> AppResult<TillPayment> {
    let mut payment = store::lock(conn, id)?.ok_or(AppError::NotFound)?;
    if payment.arrive(now) {
        store::save(conn, &payment)?;
    }
    Ok(payment)
}

/// Lets the late payments of all pages arrive whose time it is.
pub(super) fn let_arrive(conn: &mut Conn, now: Timestamp) -> AppResult<()> {
    for mut payment in store::arrived(conn, now, 100)? {
        if payment.arrive(now) {
            store::save(conn, &payment)?;
        }
    }
    Ok(())
}

/// Opens a page; the same request again finds the same page, `None` is another request with a used reference.
pub(super) fn open(
    conn: &mut Conn,
    request: &SnapRequest,
    now: Timestamp,
) -> AppResult<Option<TillPayment>> {
    let payment = store::insert_or_lock(conn, &request.payment(Uuid::now_v7(), now))?;
    let is_same = payment.amount == request.amount() && payment.is_payable(now);
    Ok(is_same.then_some(payment))
}

/// Gives money back; `None` when that is refused.
///
/// # Errors
/// `NotFound`.
pub(super) fn refund(
    conn: &mut Conn,
    id: &str,
    refund: TillRefund,
    now: Timestamp,
) -> AppResult<Option<TillPayment>> {
    let mut payment = current(conn, id, now)?;
    if payment.give_back(refund, now).is_err() {
        return Ok(None);
    }
    store::save(conn, &payment)?;
    Ok(Some(payment))
}

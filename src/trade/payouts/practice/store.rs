//! Practice payouts in Postgres.

use diesel::prelude::*;

use super::model::PracticePayout;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::schema::practice_payouts;

/// Adds a payout unless its reference exists; whether it did not.
pub(super) fn insert(conn: &mut Conn, payout: &PracticePayout) -> AppResult<bool> {
    let inserted = diesel::insert_into(practice_payouts::table)
        .values(payout)
        .on_conflict(practice_payouts::reference)
        .do_nothing()
        .execute(conn)?;
    Ok(inserted == 1)
}

/// The payout with this reference, locked.
pub(super) fn lock(conn: &mut Conn, reference: &str) -> AppResult<Option<PracticePayout>> {
    Ok(practice_payouts::table
        .find(reference)
        .select(PracticePayout::as_select())
        .for_update()
        .first(conn)
        .optional()?)
}

pub(super) fn save(conn: &mut Conn, payout: &PracticePayout) -> AppResult<()> {
    diesel::update(practice_payouts::table.find(&payout.reference)).set(payout).execute(conn)?;
    Ok(())
}

/// Whether something happens now, or a notice is due.
pub(super) fn has_due(conn: &mut Conn, now: Timestamp) -> AppResult<bool> {
    let due = practice_payouts::next_at
        .le(now)
        .or(practice_payouts::notices_left.gt(0).and(practice_payouts::notify_at.le(now)));
    let due = practice_payouts::table.filter(due);
    Ok(diesel::select(diesel::dsl::exists(due)).get_result(conn)?)
}

/// Up to `limit` payouts to which something happens now, locked; rows that another node works on are left out.
pub(super) fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> AppResult<Vec<PracticePayout>> {
    Ok(practice_payouts::table
        .filter(practice_payouts::next_state.is_not_null())
        .filter(practice_payouts::next_at.le(now))
        .order(practice_payouts::next_at)
        .limit(limit)
        .select(PracticePayout::as_select())
        .for_update()
        .skip_locked()
        .load(conn)?)
}

/// Claims up to `limit` payouts whose notice is due until `leased_until`, and counts the attempt.
pub(super) fn claim_notices(
    conn: &mut Conn,
    now: Timestamp,
    leased_until: Timestamp,
    limit: i64,
) -> AppResult<Vec<PracticePayout>> {
    let due: Vec<String> = practice_payouts::table
        .filter(practice_payouts::notices_left.gt(0))
        .filter(practice_payouts::notify_at.le(now))
        .order(practice_payouts::notify_at)
        .limit(limit)
        .select(practice_payouts::reference)
        .for_update()
        .skip_locked()
        .load(conn)?;
    Ok(diesel::update(practice_payouts::table.filter(practice_payouts::reference.eq_any(due)))
        .set((
            practice_payouts::notify_at.eq(Some(leased_until)),
            practice_payouts::notify_attempts.eq(practice_payouts::notify_attempts + 1),
        ))
        .returning(PracticePayout::as_returning())
        .get_results(conn)?)
}

/// When the next notice of a payout is due.
pub(super) fn set_notify_at(conn: &mut Conn, reference: &str, at: Timestamp) -> AppResult<()> {
    diesel::update(practice_payouts::table.find(reference))
        .set(practice_payouts::notify_at.eq(Some(at)))
        .execute(conn)?;
    Ok(())
}

/// Records that a notice was answered with 200; the next one of the payout is due at once.
pub(super) fn notice_done(conn: &mut Conn, reference: &str, now: Timestamp) -> AppResult<()> {
    diesel::update(practice_payouts::table.find(reference))
        .filter(practice_payouts::notices_left.gt(0))
        .set((
            practice_payouts::notices_left.eq(practice_payouts::notices_left - 1),
            practice_payouts::notify_attempts.eq(0),
            practice_payouts::notify_at.eq(Some(now)),
        ))
        .execute(conn)?;
    Ok(())
}

//! The deadlines of exchanges.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Timestamptz};

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::DealId;
use crate::base::schema::{deals, review_windows};

/// Opens the exchange of a deal; one that is open stays as it is, unless the deal went on by a dispute and ended later: then
/// its time begins anew, and so does the time of what is still hidden.
pub(in super::super) fn open(
    conn: &mut Conn,
    deal: DealId,
    ended_at: Timestamp,
    remind_at: Option<Timestamp>,
) -> AppResult<()> {
    diesel::insert_into(review_windows::table)
        .values((
            review_windows::deal_id.eq(deal),
            review_windows::ended_at.eq(ended_at),
            review_windows::remind_at.eq(remind_at),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    let earlier = review_windows::table.find(deal).filter(review_windows::ended_at.lt(ended_at));
    diesel::update(earlier)
        .set((
            review_windows::reveal_at.eq(sql::<Nullable<Timestamptz>>("reveal_at + (")
                .bind::<Timestamptz, _>(ended_at)
                .sql(" - ended_at)")),
            review_windows::ended_at.eq(ended_at),
            review_windows::remind_at.eq(remind_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Locks the exchange of a deal.
pub(in super::super) fn lock(conn: &mut Conn, deal: DealId) -> AppResult<()> {
    review_windows::table
        .find(deal)
        .select(review_windows::deal_id)
        .for_update()
        .first::<DealId>(conn)?;
    Ok(())
}

/// Sets when what is hidden is shown.
pub(in super::super) fn set_reveal(
    conn: &mut Conn,
    deal: DealId,
    reveal_at: Option<Timestamp>,
) -> AppResult<()> {
    diesel::update(review_windows::table.find(deal))
        .set(review_windows::reveal_at.eq(reveal_at))
        .execute(conn)?;
    Ok(())
}

/// Up to `limit` deals whose hidden reviews are to be shown now, the longest due first.
pub(in super::super) fn to_reveal(
    conn: &mut Conn,
    now: Timestamp,
    limit: i64,
) -> AppResult<Vec<DealId>> {
    Ok(review_windows::table
        .inner_join(deals::table.on(deals::id.eq(review_windows::deal_id)))
        // A deal in dispute shows nothing new, and must not keep others from it.
        .filter(deals::deadline_at.is_null())
        .filter(review_windows::reveal_at.le(now))
        .order(review_windows::reveal_at)
        .limit(limit)
        .select(review_windows::deal_id)
        .load(conn)?)
}

/// Up to `limit` deals whose parties are to be asked for their reviews now, the longest due first.
pub(in super::super) fn to_remind(
    conn: &mut Conn,
    now: Timestamp,
    limit: i64,
) -> AppResult<Vec<DealId>> {
    Ok(review_windows::table
        .inner_join(deals::table.on(deals::id.eq(review_windows::deal_id)))
        .filter(deals::deadline_at.is_null())
        .filter(review_windows::remind_at.le(now))
        .order(review_windows::remind_at)
        .limit(limit)
        .select(review_windows::deal_id)
        .load(conn)?)
}

/// Takes the reminder of a deal; false when another node took it.
pub(in super::super) fn take_reminder(
    conn: &mut Conn,
    deal: DealId,
    now: Timestamp,
) -> AppResult<bool> {
    let due = review_windows::table.find(deal).filter(review_windows::remind_at.le(now));
    let taken = diesel::update(due).set(review_windows::remind_at.eq(None::<Timestamp>));
    Ok(taken.execute(conn)? > 0)
}

//! The rows of disputes and of their rulings.

use diesel::prelude::*;
use diesel::sql_types::Timestamptz;
use uuid::Uuid;

use super::super::model::{Dispute, DisputeRow, RulingRow};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{DealId, UserId};
use crate::base::schema::{deals, dispute_rulings, disputes};
use crate::market::Party;

/// Inserts a dispute; a partial unique index refuses a second open one of a deal.
pub(in super::super) fn insert(conn: &mut Conn, dispute: &Dispute) -> AppResult<()> {
    diesel::insert_into(disputes::table).values(dispute.row()).execute(conn)?;
    Ok(())
}

/// Writes a dispute and its rulings.
pub(in super::super) fn save(conn: &mut Conn, dispute: &Dispute) -> AppResult<()> {
    diesel::update(disputes::table.find(dispute.id)).set(dispute.row()).execute(conn)?;
    for ruling in dispute.rulings() {
        diesel::insert_into(dispute_rulings::table)
            .values(&ruling)
            .on_conflict((dispute_rulings::dispute_id, dispute_rulings::round))
            .do_update()
            .set(&ruling)
            .execute(conn)?;
    }
    Ok(())
}

fn rulings_of(conn: &mut Conn, id: Uuid) -> AppResult<Vec<RulingRow>> {
    Ok(dispute_rulings::table
        .filter(dispute_rulings::dispute_id.eq(id))
        .order(dispute_rulings::round)
        .select(RulingRow::as_select())
        .load(conn)?)
}

fn whole(conn: &mut Conn, row: Option<DisputeRow>) -> AppResult<Option<Dispute>> {
    let Some(row) = row else { return Ok(None) };
    let rulings = rulings_of(conn, row.id)?;
    Ok(Some(Dispute::of_rows(row, &rulings)))
}

/// The newest dispute of a deal: the open one, if there is one.
///
/// # Errors
/// The database's errors.
pub fn latest_of_deal(conn: &mut Conn, deal: DealId) -> AppResult<Option<Dispute>> {
    let row = disputes::table
        .filter(disputes::deal_id.eq(deal))
        .order((disputes::opened_at.desc(), disputes::id.desc()))
        .select(DisputeRow::as_select())
        .first(conn)
        .optional()?;
    whole(conn, row)
}

/// [`latest_of_deal`], locked.
pub(in super::super) fn lock_latest(conn: &mut Conn, deal: DealId) -> AppResult<Option<Dispute>> {
    let row = disputes::table
        .filter(disputes::deal_id.eq(deal))
        .order((disputes::opened_at.desc(), disputes::id.desc()))
        .select(DisputeRow::as_select())
        .for_update()
        .first(conn)
        .optional()?;
    whole(conn, row)
}

/// The deals of up to `limit` disputes whose deadline has passed, the longest overdue first.
pub(in super::super) fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> AppResult<Vec<DealId>> {
    Ok(disputes::table
        .filter(disputes::deadline_at.le(now))
        .order(disputes::deadline_at)
        .limit(limit)
        .select(disputes::deal_id)
        .load(conn)?)
}

/// How often a party has complained about a deal.
pub(in super::super) fn complaints_of(
    conn: &mut Conn,
    deal: DealId,
    claimant: Party,
) -> AppResult<i64> {
    Ok(disputes::table
        .filter(disputes::deal_id.eq(deal))
        .filter(disputes::claimant.eq(claimant))
        .count()
        .get_result(conn)?)
}

/// Moves the deadlines of open disputes by the part of an incident that each of them lived through.
///
/// # Errors
/// The database's errors.
pub fn move_deadlines(conn: &mut Conn, from: Timestamp, until: Timestamp) -> AppResult<usize> {
    Ok(diesel::sql_query(
        "update disputes set deadline_at = deadline_at + ($2 - greatest($1, updated_at)), \
             latest_at = latest_at + ($2 - greatest($1, updated_at)) \
         where deadline_at is not null and updated_at < $2",
    )
    .bind::<Timestamptz, _>(from)
    .bind::<Timestamptz, _>(until)
    .execute(conn)?)
}

/// The disputes about deals in which one of these accounts is a party.
///
/// # Errors
/// The database's errors.
pub fn of_accounts(conn: &mut Conn, accounts: &[UserId]) -> AppResult<Vec<Uuid>> {
    let theirs = deals::buyer_id.eq_any(accounts).or(deals::seller_id.eq_any(accounts));
    Ok(disputes::table
        .inner_join(deals::table.on(deals::id.eq(disputes::deal_id)))
        .filter(theirs)
        .select(disputes::id)
        .load(conn)?)
}

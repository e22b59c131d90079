//! Listings of suspended people: inactive meanwhile, so that no list, search or scan has them, and active again afterwards.

use diesel::prelude::*;
use diesel::sql_types::{Timestamptz, Uuid as SqlUuid};

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::ListingId;

#[derive(QueryableByName)]
struct ChangedRow {
    #[diesel(sql_type = SqlUuid)]
    id: ListingId,
}

const WITHHOLD: &str = "\
with gone as (
    update listings l set status = 'inactive', version = version + 1, updated_at = $1 from users u
    where u.id = l.seller_id and u.suspended_until > $1 and l.status = 'active' returning l.id
)
insert into withheld_listings select id, $1 from gone on conflict do nothing returning listing_id as id";

const RESTORE: &str = "\
with over as (
    delete from withheld_listings w using listings l join users u on u.id = l.seller_id
    where l.id = w.listing_id and (u.suspended_until is null or u.suspended_until <= $1) returning w.listing_id
)
update listings set status = 'active', version = version + 1, updated_at = $1
where id in (select listing_id from over) and status = 'inactive' returning id";

/// Whether a listing is inactive only because its owner is suspended.
///
/// # Errors
/// The database's errors.
pub fn is_withheld(conn: &mut Conn, id: ListingId) -> AppResult<bool> {
    let query = "select listing_id as id from withheld_listings where listing_id = $1";
    let rows: Vec<ChangedRow> = diesel::sql_query(query).bind::<SqlUuid, _>(id).load(conn)?;
    Ok(!rows.is_empty())
}

/// Withholds the active listings of everybody who is suspended at `now`; returns their ids.
pub(in crate::market::listings) fn withhold_of_suspended(
    conn: &mut Conn,
    now: Timestamp,
) -> AppResult<Vec<ListingId>> {
    changed_by(conn, WITHHOLD, now)
}

/// Restores the withheld listings of everybody who is not suspended at `now`; returns their ids.
pub(in crate::market::listings) fn restore_withheld(
    conn: &mut Conn,
    now: Timestamp,
) -> AppResult<Vec<ListingId>> {
    changed_by(conn, RESTORE, now)
}

fn changed_by(conn: &mut Conn, change: &str, now: Timestamp) -> AppResult<Vec<ListingId>> {
    let rows: Vec<ChangedRow> = diesel::sql_query(change).bind::<Timestamptz, _>(now).load(conn)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

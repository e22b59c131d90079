//! The entries of case files.

use diesel::dsl::max;
use diesel::prelude::*;
use uuid::Uuid;

use super::super::model::Entry;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::schema::dispute_entries;

/// The number of the next entry; it holds while the dispute is locked.
pub(in super::super) fn next_entry(conn: &mut Conn, dispute: Uuid) -> AppResult<i32> {
    let last: Option<i32> = dispute_entries::table
        .filter(dispute_entries::dispute_id.eq(dispute))
        .select(max(dispute_entries::n))
        .first(conn)?;
    Ok(last.unwrap_or(0) + 1)
}

pub(in super::super) fn insert_entry(conn: &mut Conn, entry: &Entry) -> AppResult<()> {
    diesel::insert_into(dispute_entries::table).values(entry).execute(conn)?;
    Ok(())
}

/// The entries of a case file, in order.
///
/// # Errors
/// The database's errors.
pub fn entries_of(conn: &mut Conn, dispute: Uuid) -> AppResult<Vec<Entry>> {
    Ok(dispute_entries::table
        .filter(dispute_entries::dispute_id.eq(dispute))
        .order(dispute_entries::n)
        .select(Entry::as_select())
        .load(conn)?)
}

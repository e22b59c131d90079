//! Keys, and what a rotation needs of its connection.

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::PLAINTEXT;
use crate::base::error::AppResult;
use crate::base::schema::{dispute_entries, keys, messages};

/// Gives statements of this connection ten minutes: some read every message.
pub(in super::super) fn raise_statement_timeout(conn: &mut Conn) -> AppResult<()> {
    diesel::sql_query("set statement_timeout = '10min'").execute(conn)?;
    Ok(())
}

/// Takes the advisory lock of rotations until the connection closes; false when another connection has it.
pub(in super::super) fn lock_rotation(conn: &mut Conn) -> AppResult<bool> {
    Ok(diesel::select(diesel::dsl::sql::<diesel::sql_types::Bool>("pg_try_advisory_lock(7413822)"))
        .get_result(conn)?)
}

/// Whether any message is not encrypted yet.
pub(in super::super) fn any_plaintext(conn: &mut Conn) -> AppResult<bool> {
    let plaintext = messages::table.filter(messages::key_id.eq(PLAINTEXT));
    Ok(diesel::select(diesel::dsl::exists(plaintext)).get_result(conn)?)
}

/// The oldest key that a note of a dispute is encrypted with: it and the newer ones are kept.
pub(in super::super) fn oldest_note_key(conn: &mut Conn) -> AppResult<Option<i16>> {
    let oldest = diesel::dsl::min(dispute_entries::key_id);
    Ok(dispute_entries::table.select(oldest).first(conn)?)
}

/// The keys' ids in order, and the time from which each is used.
pub(in super::super) fn stored_keys(conn: &mut Conn) -> AppResult<Vec<(i16, Timestamp)>> {
    Ok(keys::table.order(keys::id).select((keys::id, keys::usable_from)).load(conn)?)
}

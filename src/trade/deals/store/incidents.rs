//! Incidents, and the deadlines that they move.

use diesel::prelude::*;
use diesel::sql_types::Timestamptz;
use uuid::Uuid;

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::schema::incidents;

/// A time in which the platform did not work.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = incidents)]
pub struct Incident {
    pub id: Uuid,
    /// What happened, in words for everybody; may be empty.
    pub note: String,
    pub started_at: Timestamp,
}

/// The incident that has not ended.
pub(in super::super) fn open_incident(conn: &mut Conn) -> AppResult<Option<Incident>> {
    Ok(incidents::table
        .filter(incidents::ended_at.is_null())
        .select(Incident::as_select())
        .first(conn)
        .optional()?)
}

pub(in super::super) fn insert_incident(
    conn: &mut Conn,
    note: &str,
    now: Timestamp,
) -> AppResult<()> {
    diesel::insert_into(incidents::table)
        .values((
            incidents::id.eq(Uuid::now_v7()),
            incidents::note.eq(note),
            incidents::started_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(())
}

pub(in super::super) fn end_incident(conn: &mut Conn, id: Uuid, now: Timestamp) -> AppResult<()> {
    diesel::update(incidents::table.find(id)).set(incidents::ended_at.eq(now)).execute(conn)?;
    Ok(())
}

/// Moves the deadlines of live deals by the part of the incident that each of them lived through.
pub(in super::super) fn move_deadlines(
    conn: &mut Conn,
    from: Timestamp,
    until: Timestamp,
) -> AppResult<usize> {
    Ok(diesel::sql_query(
        "update deals set deadline_at = deadline_at + ($2 - greatest($1, updated_at)) \
         where deadline_at is not null and updated_at < $2 and (status <> 'disputed' or in_return)",
    )
    .bind::<Timestamptz, _>(from)
    .bind::<Timestamptz, _>(until)
    .execute(conn)?)
}

//! Moves, recorded so that a repeated one is recognised.

use diesel::prelude::*;
use uuid::Uuid;

use super::super::machine::CommandKind;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{NegotiationId, OfferId};
use crate::base::schema::moves;
use crate::market::Party;

/// A move as it was recorded, so that sending it again changes nothing.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = moves)]
pub(in crate::bargaining::negotiations) struct RecordedMove {
    pub negotiation_id: NegotiationId,
    pub id: Uuid,
    pub by: Party,
    pub kind: CommandKind,
    pub offer_id: OfferId,
    pub version: i32,
    pub at: Timestamp,
}

/// The move that was made under this id.
pub(in crate::bargaining::negotiations) fn move_with_id(
    conn: &mut Conn,
    negotiation: NegotiationId,
    id: Uuid,
) -> AppResult<Option<RecordedMove>> {
    Ok(moves::table
        .find((negotiation, id))
        .select(RecordedMove::as_select())
        .first(conn)
        .optional()?)
}

pub(in crate::bargaining::negotiations) fn insert_move(
    conn: &mut Conn,
    made: &RecordedMove,
) -> AppResult<()> {
    diesel::insert_into(moves::table).values(made).execute(conn)?;
    Ok(())
}

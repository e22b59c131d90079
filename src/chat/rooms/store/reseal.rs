//! Messages as they lie in Postgres: read sealed, sealed anew under another key, their words erased.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Nullable, SmallInt, Uuid as SqlUuid};
use uuid::Uuid;

use super::messages::{Row, aad};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{RoomId, UserId};
use crate::base::schema::messages;

/// Where a message lies: its room, its place.
pub type Place = (RoomId, i64);

/// Before the first message of all.
pub const START: Place = (RoomId(Uuid::nil()), 0);

/// Rows after a place in the order of rooms and places, sealed as they are: for walks over all that was ever said.
pub fn rows_after(conn: &mut Conn, after: Place, limit: i64) -> AppResult<Vec<Row>> {
    Ok(diesel::sql_query(
        "select * from messages where (room_id, seq) > ($1, $2) order by room_id, seq limit $3",
    )
    .bind::<SqlUuid, _>(after.0)
    .bind::<BigInt, _>(after.1)
    .bind::<BigInt, _>(limit)
    .load(conn)?)
}

/// All rows of a room in order, sealed as they are.
pub fn rows_of(conn: &mut Conn, room: RoomId) -> AppResult<Vec<Row>> {
    Ok(messages::table
        .filter(messages::room_id.eq(room))
        .order(messages::seq)
        .select(Row::as_select())
        .load(conn)?)
}

/// How many rows name each key.
pub fn rows_by_key(conn: &mut Conn) -> AppResult<Vec<(i16, i64)>> {
    let rows: Vec<(Option<i16>, i64)> = messages::table
        .filter(messages::key_id.is_not_null())
        .group_by(messages::key_id)
        .order(messages::key_id)
        .select((messages::key_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(key, n)| Some((key?, n))).collect())
}

/// What one batch came to.
#[derive(Debug, Default)]
pub struct Resealed {
    /// Rows that carry the new key now.
    pub rows: usize,
    /// Rows that do not open: they keep what they have.
    pub broken: Vec<Place>,
    /// Where the next batch goes on; none when there was nothing left behind this place.
    pub next: Option<Place>,
}

/// Seals up to `limit` rows after a place anew whose key is older than `key`; call it in a transaction of its own. Rows
/// that somebody holds at this moment are left for another walk. The row's lock is held from the reading to the commit,
/// so that words which are taken back meanwhile stay gone.
pub fn reseal(
    conn: &mut Conn,
    encryption: &Encryption,
    after: Place,
    key: i16,
    limit: i64,
    now: Timestamp,
) -> AppResult<Resealed> {
    let rows: Vec<Row> = diesel::sql_query(
        "select * from messages where (room_id, seq) > ($1, $2) and key_id < $3 \
         order by room_id, seq limit $4 for update skip locked",
    )
    .bind::<SqlUuid, _>(after.0)
    .bind::<BigInt, _>(after.1)
    .bind::<SmallInt, _>(key)
    .bind::<BigInt, _>(limit)
    .load(conn)?;
    let mut done =
        Resealed { next: rows.last().map(|row| (row.room_id, row.seq)), ..Resealed::default() };
    let (mut rooms, mut seqs, mut keys, mut bodies) = (vec![], vec![], vec![], vec![]);
    for row in &rows {
        let salted = match row.salted(encryption) {
            Ok(Some(salted)) => salted,
            Ok(None) => continue,
            Err(err) => {
                tracing::error!(room = %row.room_id, seq = row.seq, error = %err, "a message does not open");
                done.broken.push((row.room_id, row.seq));
                continue;
            }
        };
        let (sealed_with, body) = encryption.encrypt(&aad(row.room_id, row.id), &[&salted], now)?;
        if sealed_with < key {
            return Err(AppError::Unavailable(format!("key {key} is not in use yet")));
        }
        rooms.push(row.room_id);
        seqs.push(row.seq);
        keys.push(sealed_with);
        bodies.push(body);
    }
    if !rooms.is_empty() {
        done.rows = diesel::sql_query(
            "update messages set body = n.body, key_id = n.key from unnest($1, $2, $3, $4) n(room, seq, key, body) \
             where messages.room_id = n.room and messages.seq = n.seq and messages.key_id < $5",
        )
        .bind::<Array<SqlUuid>, _>(&rooms)
        .bind::<Array<BigInt>, _>(&seqs)
        .bind::<Array<SmallInt>, _>(&keys)
        .bind::<Array<Binary>, _>(&bodies)
        .bind::<SmallInt, _>(key)
        .execute(conn)?;
    }
    Ok(done)
}

/// Erases the words of everything a person said, salt and all; digests and links stay. Returns how many there were.
pub fn erase_words_of(conn: &mut Conn, user: UserId) -> AppResult<usize> {
    // By way of the person's rooms: messages are not indexed by their sender.
    Ok(diesel::sql_query(
        "update messages set body = null, key_id = null from rooms \
         where (rooms.buyer_id = $1 or rooms.seller_id = $1) and messages.room_id = rooms.id \
         and messages.sender_id = $2 and messages.body is not null",
    )
    .bind::<SqlUuid, _>(user)
    .bind::<Nullable<SqlUuid>, _>(Some(user))
    .execute(conn)?)
}

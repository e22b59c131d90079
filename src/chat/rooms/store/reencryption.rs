//! Messages as they are stored: reads them encrypted, encrypts them under another key, erases texts.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Nullable, SmallInt, Uuid as SqlUuid};
use uuid::Uuid;

use super::messages::{EncryptedMessage, aad};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{RoomId, UserId};
use crate::base::schema::messages;

/// A position in all messages: room and sequence number.
pub type MessagePosition = (RoomId, i64);

/// The position before the first message.
pub const START: MessagePosition = (RoomId(Uuid::nil()), 0);

/// Encrypted rows after a position, in the order of rooms and sequence numbers: for iterating over all messages.
pub fn rows_after(
    conn: &mut Conn,
    after: MessagePosition,
    limit: i64,
) -> AppResult<Vec<EncryptedMessage>> {
    Ok(diesel::sql_query(
        "select * from messages where (room_id, seq) > ($1, $2) order by room_id, seq limit $3",
    )
    .bind::<SqlUuid, _>(after.0)
    .bind::<BigInt, _>(after.1)
    .bind::<BigInt, _>(limit)
    .load(conn)?)
}

/// All rows of a room in order, encrypted.
pub fn rows_of(conn: &mut Conn, room: RoomId) -> AppResult<Vec<EncryptedMessage>> {
    Ok(messages::table
        .filter(messages::room_id.eq(room))
        .order(messages::seq)
        .select(EncryptedMessage::as_select())
        .load(conn)?)
}

/// The number of rows encrypted with each key.
pub fn rows_by_key(conn: &mut Conn) -> AppResult<Vec<(i16, i64)>> {
    let rows: Vec<(Option<i16>, i64)> = messages::table
        .filter(messages::key_id.is_not_null())
        .group_by(messages::key_id)
        .order(messages::key_id)
        .select((messages::key_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(key, n)| Some((key?, n))).collect())
}

/// The rows of one batch.
#[derive(Debug, Clone, Copy)]
pub struct ReencryptionRange {
    /// The position before the first row.
    pub after: MessagePosition,
    /// Only rows whose key is older than this one.
    pub below_key: i16,
    /// Rows at most.
    pub limit: i64,
}

/// The result of one batch.
#[derive(Debug, Default)]
pub struct ReencryptedBatch {
    /// Rows that were encrypted under the new key.
    pub rows: usize,
    /// Rows that do not decrypt; they are left as they are.
    pub broken: Vec<MessagePosition>,
    /// The position of the next batch; `None` when there are no more rows.
    pub next: Option<MessagePosition>,
}

/// Encrypts rows with the newest key again; must be called in a transaction of its own. Rows that another transaction has locked are skipped. A row is locked from the read to the commit, so that a text
/// erased meanwhile stays erased.
pub fn reencrypt_batch(
    conn: &mut Conn,
    encryption: &Encryption,
    range: ReencryptionRange,
    now: Timestamp,
) -> AppResult<ReencryptedBatch> {
    let ReencryptionRange { after, below_key: key, limit } = range;
    let rows: Vec<EncryptedMessage> = diesel::sql_query(
        "select * from messages where (room_id, seq) > ($1, $2) and key_id < $3 \
         order by room_id, seq limit $4 for update skip locked",
    )
    .bind::<SqlUuid, _>(after.0)
    .bind::<BigInt, _>(after.1)
    .bind::<SmallInt, _>(key)
    .bind::<BigInt, _>(limit)
    .load(conn)?;
    let mut done = ReencryptedBatch {
        next: rows.last().map(|row| (row.room_id, row.seq)),
        ..ReencryptedBatch::default()
    };
    let (mut rooms, mut seqs, mut keys, mut bodies) = (vec![], vec![], vec![], vec![]);
    for row in &rows {
        let salted = match row.salted(encryption) {
            Ok(Some(salted)) => salted,
            Ok(None) => continue,
            Err(err) => {
                tracing::error!(room = %row.room_id, seq = row.seq, error = %err, "a message does not decrypt");
                done.broken.push((row.room_id, row.seq));
                continue;
            }
        };
        let (used_key, body) = encryption.encrypt(&aad(row.room_id, row.id), &[&salted], now)?;
        if used_key < key {
            return Err(AppError::Unavailable(format!("key {key} is not in use yet")));
        }
        rooms.push(row.room_id);
        seqs.push(row.seq);
        keys.push(used_key);
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

/// Erases the texts of all messages of a person, with their salts; digests and hashes stay. Returns their number.
pub fn erase_texts_of(conn: &mut Conn, user: UserId) -> AppResult<usize> {
    // Selected by the person's rooms, because messages have no index on their sender.
    Ok(diesel::sql_query(
        "update messages set body = null, key_id = null from rooms \
         where (rooms.buyer_id = $1 or rooms.seller_id = $1) and messages.room_id = rooms.id \
         and messages.sender_id = $2 and messages.body is not null",
    )
    .bind::<SqlUuid, _>(user)
    .bind::<Nullable<SqlUuid>, _>(Some(user))
    .execute(conn)?)
}

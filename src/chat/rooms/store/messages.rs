//! Reads messages, and erases deleted ones.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Uuid as SqlUuid};

use super::super::chain::{Link, SALT};
use super::super::model::{Message, MessageKind, Room};
use crate::base::clock::Timestamp;
use crate::base::cursor::Cursor;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::ids::{MessageId, OfferId, PhotoId, RoomId, UserId};
use crate::base::schema::{messages, rooms};
use crate::market::Party;
use crate::market::photos::{self, Photo};

/// A message as it is stored: its text is encrypted.
#[derive(Debug, Clone, Queryable, QueryableByName, Selectable)]
#[diesel(table_name = messages)]
pub struct EncryptedMessage {
    pub room_id: RoomId,
    pub seq: i64,
    pub id: MessageId,
    pub sender_id: Option<UserId>,
    pub kind: MessageKind,
    pub offer_id: Option<OfferId>,
    pub photo_id: Option<PhotoId>,
    pub at: Timestamp,
    pub body: Option<Vec<u8>>,
    pub key_id: Option<i16>,
    pub about: Option<i64>,
    pub digest: Vec<u8>,
    pub chain: Vec<u8>,
}

/// The associated data of an encrypted text: it decrypts only in its own message and room.
pub(super) fn aad(room: RoomId, id: MessageId) -> [u8; 32] {
    let mut aad = [0; 32];
    let (first, second) = aad.split_at_mut(16);
    first.copy_from_slice(room.0.as_bytes());
    second.copy_from_slice(id.0.as_bytes());
    aad
}

impl EncryptedMessage {
    /// The decrypted salt and text, joined; `None` for a deleted message.
    pub fn salted(&self, encryption: &Encryption) -> AppResult<Option<Vec<u8>>> {
        let Some((body, key)) = self.body.as_ref().zip(self.key_id) else { return Ok(None) };
        encryption.decrypt(key, &aad(self.room_id, self.id), body).map(Some)
    }

    /// The fields that the chain covers.
    pub fn link(&self) -> Link<'_> {
        Link {
            room: self.room_id,
            seq: self.seq,
            id: self.id,
            sender: self.sender_id,
            kind: self.kind,
            at: self.at,
            offer: self.offer_id,
            photo: self.photo_id,
            about: self.about,
            digest: &self.digest,
        }
    }

    fn decrypt(self, encryption: &Encryption, photo: Option<Photo>) -> AppResult<Message> {
        let salted = self.salted(encryption)?;
        let deleted = salted.is_none();
        let text = salted.as_deref().and_then(|bytes| bytes.get(SALT..)).unwrap_or_default();
        Ok(Message {
            text: String::from_utf8_lossy(text).into_owned(),
            photo: photo.filter(|_| !deleted),
            room_id: self.room_id,
            seq: self.seq,
            id: self.id,
            sender_id: self.sender_id,
            kind: self.kind,
            offer_id: self.offer_id,
            about: self.about,
            deleted,
            at: self.at,
        })
    }
}

/// Decrypts rows, and reads their photos with one query if there are any.
fn decrypt_all(
    conn: &mut Conn,
    encryption: &Encryption,
    rows: Vec<EncryptedMessage>,
) -> AppResult<Vec<Message>> {
    let ids: Vec<PhotoId> = rows.iter().filter_map(|row| row.photo_id).collect();
    let photos: HashMap<PhotoId, Photo> = if ids.is_empty() {
        HashMap::new()
    } else {
        photos::by_ids(conn, &ids)?.into_iter().map(|photo| (photo.id, photo)).collect()
    };
    rows.into_iter()
        .map(|row| {
            let photo = row.photo_id.and_then(|id| photos.get(&id)).cloned();
            row.decrypt(encryption, photo)
        })
        .collect()
}

/// Messages after a sequence number, in order.
pub fn messages_after(
    conn: &mut Conn,
    encryption: &Encryption,
    room: RoomId,
    after: i64,
    limit: i64,
) -> AppResult<Vec<Message>> {
    let rows = messages::table
        .filter(messages::room_id.eq(room))
        .filter(messages::seq.gt(after))
        .order(messages::seq)
        .limit(limit)
        .select(EncryptedMessage::as_select())
        .load(conn)?;
    decrypt_all(conn, encryption, rows)
}

/// A room, and the sequence number after which its messages are wanted.
pub type Wanted = (RoomId, i64);

/// The messages of several rooms, each after a sequence number, at most `limit` of each, in order; one query.
pub fn messages_of(
    conn: &mut Conn,
    encryption: &Encryption,
    wanted: &[Wanted],
    limit: i64,
) -> AppResult<HashMap<RoomId, Vec<Message>>> {
    let rows: Vec<EncryptedMessage> = diesel::sql_query(
        "select m.* from unnest($1, $2) w(room, after) \
         cross join lateral (select * from messages where room_id = w.room and seq > w.after order by seq limit $3) m",
    )
    .bind::<Array<SqlUuid>, _>(wanted.iter().map(|(room, _)| *room).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(wanted.iter().map(|(_, after)| *after).collect::<Vec<_>>())
    .bind::<BigInt, _>(limit)
    .load(conn)?;
    let mut found: HashMap<RoomId, Vec<Message>> = HashMap::new();
    for message in decrypt_all(conn, encryption, rows)? {
        found.entry(message.room_id).or_default().push(message);
    }
    for messages in found.values_mut() {
        messages.sort_by_key(|message| message.seq);
    }
    Ok(found)
}

/// The messages of a room with these sequence numbers.
pub fn messages_at(
    conn: &mut Conn,
    encryption: &Encryption,
    room: RoomId,
    seqs: &[i64],
) -> AppResult<HashMap<i64, Message>> {
    if seqs.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = messages::table
        .filter(messages::room_id.eq(room))
        .filter(messages::seq.eq_any(seqs))
        .select(EncryptedMessage::as_select())
        .load(conn)?;
    let found = decrypt_all(conn, encryption, rows)?;
    Ok(found.into_iter().map(|message| (message.seq, message)).collect())
}

/// The last messages before a sequence number, in order.
pub fn messages_before(
    conn: &mut Conn,
    encryption: &Encryption,
    room: RoomId,
    before: i64,
    limit: i64,
) -> AppResult<Vec<Message>> {
    let mut rows: Vec<EncryptedMessage> = messages::table
        .filter(messages::room_id.eq(room))
        .filter(messages::seq.lt(before))
        .order(messages::seq.desc())
        .limit(limit)
        .select(EncryptedMessage::as_select())
        .load(conn)?;
    rows.reverse();
    decrypt_all(conn, encryption, rows)
}

/// The message with a sequence number, encrypted.
pub fn message_at(conn: &mut Conn, room: RoomId, seq: i64) -> AppResult<Option<EncryptedMessage>> {
    Ok(messages::table
        .find((room, seq))
        .select(EncryptedMessage::as_select())
        .first(conn)
        .optional()?)
}

/// Erases the text of a message and its salt; the digest stays.
pub fn erase_text(conn: &mut Conn, room: RoomId, seq: i64) -> AppResult<()> {
    diesel::update(messages::table.find((room, seq)))
        .set((messages::body.eq(None::<Vec<u8>>), messages::key_id.eq(None::<i16>)))
        .execute(conn)?;
    Ok(())
}

/// The sequence number of the message that announced the deletion of another.
pub fn deletion_of(conn: &mut Conn, room: RoomId, seq: i64) -> AppResult<Option<i64>> {
    Ok(messages::table
        .filter(messages::room_id.eq(room))
        .filter(messages::kind.eq(MessageKind::Deleted))
        .filter(messages::about.eq(seq))
        .select(messages::seq)
        .first(conn)
        .optional()?)
}

/// The room and sequence number of the message with an id, in a room of which the user is a member; their own message, should
/// another client have made the same id.
pub fn message_for(
    conn: &mut Conn,
    id: MessageId,
    user: UserId,
) -> AppResult<Option<(RoomId, i64)>> {
    Ok(messages::table
        .inner_join(rooms::table.on(rooms::id.eq(messages::room_id)))
        .filter(messages::id.eq(id))
        .filter(rooms::buyer_id.eq(user).or(rooms::seller_id.eq(user)))
        .order(messages::sender_id.is_not_distinct_from(user).desc())
        .select((messages::room_id, messages::seq))
        .first(conn)
        .optional()?)
}

/// The room and sequence number of the message with an id that somebody else wrote in a room of the user.
pub fn message_of_other(
    conn: &mut Conn,
    id: MessageId,
    user: UserId,
) -> AppResult<Option<(RoomId, i64)>> {
    Ok(messages::table
        .inner_join(rooms::table.on(rooms::id.eq(messages::room_id)))
        .filter(messages::id.eq(id))
        .filter(rooms::buyer_id.eq(user).or(rooms::seller_id.eq(user)))
        .filter(messages::sender_id.ne(user))
        .order((messages::room_id, messages::seq))
        .select((messages::room_id, messages::seq))
        .first(conn)
        .optional()?)
}

/// A person's rooms that have messages, the latest first, with their last message; those after the cursor.
pub fn inbox(
    conn: &mut Conn,
    encryption: &Encryption,
    user: UserId,
    party: Option<Party>,
    after: Option<Cursor>,
    limit: i64,
) -> AppResult<Vec<(Room, Message)>> {
    let mut query = rooms::table
        .inner_join(
            messages::table
                .on(messages::room_id.eq(rooms::id).and(messages::seq.eq(rooms::last_seq))),
        )
        .order((rooms::last_at.desc(), rooms::id.desc()))
        .limit(limit)
        .select((Room::as_select(), EncryptedMessage::as_select()))
        .into_boxed();
    query = match party {
        Some(Party::Buyer) => query.filter(rooms::buyer_id.eq(user)),
        Some(Party::Seller) => query.filter(rooms::seller_id.eq(user)),
        Some(Party::System) | None => {
            query.filter(rooms::buyer_id.eq(user).or(rooms::seller_id.eq(user)))
        }
    };
    if let Some(Cursor { at, id }) = after {
        let same_time = rooms::last_at.eq(at).and(rooms::id.lt(RoomId(id)));
        query = query.filter(rooms::last_at.lt(at).or(same_time));
    }
    let found: Vec<(Room, EncryptedMessage)> = query.load(conn)?;
    let (rooms, rows): (Vec<Room>, Vec<EncryptedMessage>) = found.into_iter().unzip();
    Ok(rooms.into_iter().zip(decrypt_all(conn, encryption, rows)?).collect())
}

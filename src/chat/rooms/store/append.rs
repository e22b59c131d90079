//! Appends messages. The caller has locked the room's row, which holds the last `seq` and the head of the chain.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Binary, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use rand::Rng;

use super::super::chain::{self, HASH, Link, SALT};
use super::super::model::{Kind, Message, Room};
use super::messages::aad;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{MessageId, OfferId, RoomId, UserId};
use crate::base::schema::{messages, rooms};
use crate::chat::parsing;
use crate::market::Party;
use crate::market::photos::Photo;

/// A message to append.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// The id made by the client.
    pub id: MessageId,
    /// `None` for a system message.
    pub sender: Option<UserId>,
    /// The kind of message.
    pub kind: Kind,
    /// The text; for a system message the stored form of its catalogue key.
    pub text: String,
    /// The offer of an offer message.
    pub offer: Option<OfferId>,
    /// The photo of a photo message.
    pub photo: Option<Photo>,
    /// The sequence number of the message it quotes or deletes.
    pub about: Option<i64>,
}

/// A message encrypted for its room, ready to be inserted.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The message.
    pub new: NewMessage,
    key: i16,
    body: Vec<u8>,
    digest: [u8; HASH],
    /// The score of an off-platform contact in its text, 0 to 100.
    contact: i16,
}

/// Encrypts a message for a room.
pub fn draft(
    encryption: &Encryption,
    room: RoomId,
    new: NewMessage,
    now: Timestamp,
) -> AppResult<Draft> {
    let mut salt = [0_u8; SALT];
    rand::rng().fill_bytes(&mut salt);
    let words = new.text.as_bytes();
    let digest = chain::digest(&salt, words);
    let (key, body) = encryption.encrypt(&aad(room, new.id), &[&salt, words], now)?;
    let contact = if new.sender.is_some() { parsing::contact_score(&new.text) } else { 0 };
    Ok(Draft { new, key, body, digest, contact })
}

/// Identifies a message that a client may send again.
pub type Once = (RoomId, MessageId, Option<UserId>);

/// Those of these messages that exist already: sequence number and time.
pub fn known(
    conn: &mut Conn,
    drafts: &[(RoomId, &Draft)],
) -> AppResult<HashMap<Once, (i64, Timestamp)>> {
    let ids: Vec<MessageId> = drafts.iter().map(|(_, draft)| draft.new.id).collect();
    let rows: Vec<(RoomId, MessageId, Option<UserId>, i64, Timestamp)> = messages::table
        .filter(messages::id.eq_any(&ids))
        .select((messages::room_id, messages::id, messages::sender_id, messages::seq, messages::at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(room, id, who, seq, at)| ((room, id, who), (seq, at))).collect())
}

/// Appends messages to rooms whose rows are `locked`, and updates these rows. Messages in `known`, and those in the batch twice,
/// keep their first sequence number. Returns each message and whether it is new.
pub fn append_many(
    conn: &mut Conn,
    locked: &mut HashMap<RoomId, Room>,
    drafts: &[(RoomId, &Draft)],
    known: &mut HashMap<Once, (i64, Timestamp)>,
    now: Timestamp,
) -> AppResult<Vec<(Message, bool)>> {
    let mut said = Vec::with_capacity(drafts.len());
    let mut columns = Columns::with_capacity(drafts.len());
    let mut changed = BTreeMap::new();
    for (id, draft) in drafts {
        let id = *id;
        let room = locked.get_mut(&id).ok_or(AppError::NotFound)?;
        let once = (id, draft.new.id, draft.new.sender);
        if let Some((seq, at)) = known.get(&once) {
            said.push((message(id, *seq, &draft.new, *at), false));
            continue;
        }
        room.last_seq += 1;
        room.last_at = Some(now);
        // The sender has read the messages before.
        match draft.new.sender.and_then(|sender| room.side(sender)) {
            Some(Party::Buyer) => room.buyer_read = room.last_seq,
            Some(Party::Seller) => room.seller_read = room.last_seq,
            Some(Party::System) | None => {}
        }
        let link = chain::link(
            &room.chain,
            &Link {
                room: id,
                seq: room.last_seq,
                id: draft.new.id,
                sender: draft.new.sender,
                kind: draft.new.kind,
                at: now,
                offer: draft.new.offer,
                photo: draft.new.photo.as_ref().map(|photo| photo.id),
                about: draft.new.about,
                digest: &draft.digest,
            },
        );
        room.chain = link.to_vec();
        known.insert(once, (room.last_seq, now));
        changed.insert(id, ());
        columns.push(id, room.last_seq, draft, link);
        said.push((message(id, room.last_seq, &draft.new, now), true));
    }
    let rows: Vec<&Room> = changed.keys().filter_map(|id| locked.get(id)).collect();
    columns.write(conn, &rows, now)?;
    Ok(said)
}

/// [`append_many`] for system messages, whose ids are new.
pub fn append_all(
    conn: &mut Conn,
    encryption: &Encryption,
    locked: &mut HashMap<RoomId, Room>,
    said: Vec<(RoomId, NewMessage)>,
    now: Timestamp,
) -> AppResult<Vec<Message>> {
    let drafts = said
        .into_iter()
        .map(|(room, new)| Ok((room, draft(encryption, room, new, now)?)))
        .collect::<AppResult<Vec<_>>>()?;
    let drafts: Vec<(RoomId, &Draft)> = drafts.iter().map(|(room, draft)| (*room, draft)).collect();
    let said = append_many(conn, locked, &drafts, &mut HashMap::new(), now)?;
    Ok(said.into_iter().map(|(message, _fresh)| message).collect())
}

/// [`append_many`] for one message of one room.
pub fn append(
    conn: &mut Conn,
    encryption: &Encryption,
    room: &mut Room,
    new: NewMessage,
    now: Timestamp,
) -> AppResult<(Message, bool)> {
    let id = room.id;
    let draft = draft(encryption, id, new, now)?;
    let drafts = [(id, &draft)];
    let mut known = known(conn, &drafts)?;
    let mut locked = HashMap::from([(id, room.clone())]);
    let said = append_many(conn, &mut locked, &drafts, &mut known, now)?.pop();
    if let Some(row) = locked.remove(&id) {
        *room = row;
    }
    said.ok_or_else(|| {
        AppError::Internal(anyhow::anyhow!("an appended message has no sequence number"))
    })
}

fn message(room_id: RoomId, seq: i64, new: &NewMessage, at: Timestamp) -> Message {
    Message {
        room_id,
        seq,
        id: new.id,
        sender_id: new.sender,
        kind: new.kind,
        text: new.text.clone(),
        offer_id: new.offer,
        photo: new.photo.clone(),
        about: new.about,
        deleted: false,
        at,
    }
}

/// The rows to insert, by column, so that the statement is the same for any number of rows.
#[derive(Default)]
struct Columns<'a> {
    room: Vec<RoomId>,
    seq: Vec<i64>,
    id: Vec<MessageId>,
    sender: Vec<Option<UserId>>,
    kind: Vec<&'static str>,
    body: Vec<&'a [u8]>,
    key: Vec<i16>,
    offer: Vec<Option<OfferId>>,
    photo: Vec<Option<crate::base::ids::PhotoId>>,
    about: Vec<Option<i64>>,
    digest: Vec<&'a [u8]>,
    chain: Vec<[u8; HASH]>,
    contact: Vec<i16>,
}

impl<'a> Columns<'a> {
    fn with_capacity(n: usize) -> Self {
        Self {
            room: Vec::with_capacity(n),
            seq: Vec::with_capacity(n),
            id: Vec::with_capacity(n),
            body: Vec::with_capacity(n),
            ..Self::default()
        }
    }

    fn push(&mut self, room: RoomId, seq: i64, draft: &'a Draft, link: [u8; HASH]) {
        self.room.push(room);
        self.seq.push(seq);
        self.id.push(draft.new.id);
        self.sender.push(draft.new.sender);
        self.kind.push(draft.new.kind.word());
        self.body.push(&draft.body);
        self.key.push(draft.key);
        self.offer.push(draft.new.offer);
        self.photo.push(draft.new.photo.as_ref().map(|photo| photo.id));
        self.about.push(draft.new.about);
        self.digest.push(&draft.digest);
        self.chain.push(link);
        self.contact.push(draft.contact);
    }

    /// Inserts the messages and updates the rooms with one statement.
    fn write(self, conn: &mut Conn, rooms: &[&Room], now: Timestamp) -> AppResult<()> {
        if rooms.is_empty() {
            return Ok(());
        }
        let ids: Vec<RoomId> = rooms.iter().map(|room| room.id).collect();
        let last: Vec<i64> = rooms.iter().map(|room| room.last_seq).collect();
        let buyer: Vec<i64> = rooms.iter().map(|room| room.buyer_read).collect();
        let seller: Vec<i64> = rooms.iter().map(|room| room.seller_read).collect();
        let heads: Vec<&[u8]> = rooms.iter().map(|room| room.chain.as_slice()).collect();
        diesel::sql_query(
            "with appended as (\
               insert into messages (room_id, seq, id, sender_id, kind, body, key_id, offer_id, photo_id, about, digest, chain, contact, at) \
               select m.*, $14 from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) m) \
             update rooms set last_seq = r.last, last_at = $14, buyer_read = r.buyer, seller_read = r.seller, chain = r.chain \
             from unnest($15, $16, $17, $18, $19) r(id, last, buyer, seller, chain) where rooms.id = r.id",
        )
        .bind::<Array<SqlUuid>, _>(&self.room)
        .bind::<Array<BigInt>, _>(&self.seq)
        .bind::<Array<SqlUuid>, _>(&self.id)
        .bind::<Array<Nullable<SqlUuid>>, _>(&self.sender)
        .bind::<Array<Text>, _>(&self.kind)
        .bind::<Array<Binary>, _>(&self.body)
        .bind::<Array<SmallInt>, _>(&self.key)
        .bind::<Array<Nullable<SqlUuid>>, _>(&self.offer)
        .bind::<Array<Nullable<SqlUuid>>, _>(&self.photo)
        .bind::<Array<Nullable<BigInt>>, _>(&self.about)
        .bind::<Array<Binary>, _>(&self.digest)
        .bind::<Array<Binary>, _>(&self.chain)
        .bind::<Array<SmallInt>, _>(&self.contact)
        .bind::<Timestamptz, _>(now)
        .bind::<Array<SqlUuid>, _>(&ids)
        .bind::<Array<BigInt>, _>(&last)
        .bind::<Array<BigInt>, _>(&buyer)
        .bind::<Array<BigInt>, _>(&seller)
        .bind::<Array<Binary>, _>(&heads)
        .execute(conn)?;
        Ok(())
    }
}

/// Inserts demo rooms with their messages, whose times are given.
pub fn insert_many(
    conn: &mut Conn,
    encryption: &Encryption,
    rooms_in: &[Room],
    said: &[Message],
) -> AppResult<()> {
    diesel::insert_into(rooms::table)
        .values(
            rooms_in
                .iter()
                .map(|room| Room { last_seq: 0, buyer_read: 0, seller_read: 0, ..room.clone() })
                .collect::<Vec<_>>(),
        )
        .execute(conn)?;
    for room in rooms_in {
        let mut row = Room { last_seq: 0, buyer_read: 0, seller_read: 0, ..room.clone() };
        for old in said.iter().filter(|message| message.room_id == room.id) {
            let new = NewMessage {
                id: old.id,
                sender: old.sender_id,
                kind: old.kind,
                text: old.text.clone(),
                offer: old.offer_id,
                photo: old.photo.clone(),
                about: old.about,
            };
            append(conn, encryption, &mut row, new, old.at)?;
        }
        diesel::update(rooms::table.find(room.id))
            .set((rooms::buyer_read.eq(room.buyer_read), rooms::seller_read.eq(room.seller_read)))
            .execute(conn)?;
    }
    Ok(())
}

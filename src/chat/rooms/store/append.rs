//! Appends messages. The caller has locked the room's row, which holds the last `seq` and the head of the chain.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;

use super::super::chain::{self, Link};
use super::super::model::{Message, Room};
use super::columns::Columns;
use super::draft::{Draft, NewMessage, draft};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{MessageId, RoomId, UserId};
use crate::base::schema::{messages, rooms};
use crate::market::Party;

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
    Ok(rows
        .into_iter()
        .map(|(room, id, sender, seq, at)| ((room, id, sender), (seq, at)))
        .collect())
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
    let mut appended = Vec::with_capacity(drafts.len());
    let mut columns = Columns::with_capacity(drafts.len());
    let mut changed = BTreeMap::new();
    for (id, draft) in drafts {
        let id = *id;
        let room = locked.get_mut(&id).ok_or(AppError::NotFound)?;
        let once = (id, draft.new.id, draft.new.sender);
        if let Some((seq, at)) = known.get(&once) {
            appended.push((message(id, *seq, &draft.new, *at), false));
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
        appended.push((message(id, room.last_seq, &draft.new, now), true));
    }
    let rows: Vec<&Room> = changed.keys().filter_map(|id| locked.get(id)).collect();
    columns.write(conn, &rows, now)?;
    Ok(appended)
}

/// [`append_many`] for system messages, whose ids are new.
pub fn append_all(
    conn: &mut Conn,
    encryption: &Encryption,
    locked: &mut HashMap<RoomId, Room>,
    messages: Vec<(RoomId, NewMessage)>,
    now: Timestamp,
) -> AppResult<Vec<Message>> {
    let drafts = messages
        .into_iter()
        .map(|(room, new)| Ok((room, draft(encryption, room, new, now)?)))
        .collect::<AppResult<Vec<_>>>()?;
    let drafts: Vec<(RoomId, &Draft)> = drafts.iter().map(|(room, draft)| (*room, draft)).collect();
    let appended = append_many(conn, locked, &drafts, &mut HashMap::new(), now)?;
    Ok(appended.into_iter().map(|(message, _fresh)| message).collect())
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
    let appended = append_many(conn, &mut locked, &drafts, &mut known, now)?.pop();
    if let Some(row) = locked.remove(&id) {
        *room = row;
    }
    appended.ok_or_else(|| {
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

/// Inserts demo rooms with their messages, whose times are given.
pub fn insert_many(
    conn: &mut Conn,
    encryption: &Encryption,
    rooms_in: &[Room],
    messages: &[Message],
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
        for old in messages.iter().filter(|message| message.room_id == room.id) {
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

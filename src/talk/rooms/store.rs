//! Rooms and messages in Postgres.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use uuid::Uuid;

use super::model::{Kind, Message, Room, Side};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, MessageId, OfferId, PhotoId, RoomId, UserId};
use crate::base::schema::{epoch as epoch_table, messages, rooms};

/// The room of an id.
pub fn by_id(conn: &mut Conn, id: RoomId) -> AppResult<Option<Room>> {
    Ok(rooms::table.find(id).select(Room::as_select()).first(conn).optional()?)
}

/// The room of a buyer about a listing.
pub fn of(conn: &mut Conn, listing: ListingId, buyer: UserId) -> AppResult<Option<Room>> {
    Ok(rooms::table
        .filter(rooms::listing_id.eq(listing))
        .filter(rooms::buyer_id.eq(buyer))
        .select(Room::as_select())
        .first(conn)
        .optional()?)
}

/// Makes the room when there is none; true when it was made now.
pub(super) fn make(conn: &mut Conn, room: &Room) -> AppResult<bool> {
    let made = diesel::insert_into(rooms::table)
        .values(room)
        .on_conflict((rooms::listing_id, rooms::buyer_id))
        .do_nothing()
        .execute(conn)?;
    Ok(made == 1)
}

/// Locks rooms in the order of their ids, so that two transactions never wait for each other in a ring.
pub fn lock_many(conn: &mut Conn, ids: &[RoomId]) -> AppResult<HashMap<RoomId, Room>> {
    let found: Vec<Room> = rooms::table
        .filter(rooms::id.eq_any(ids))
        .order(rooms::id)
        .select(Room::as_select())
        .for_update()
        .load(conn)?;
    Ok(found.into_iter().map(|room| (room.id, room)).collect())
}

/// The other rooms about a listing in which something was said.
pub fn others_of_listing(
    conn: &mut Conn,
    listing: ListingId,
    but: RoomId,
) -> AppResult<Vec<RoomId>> {
    Ok(rooms::table
        .filter(rooms::listing_id.eq(listing))
        .filter(rooms::id.ne(but))
        .filter(rooms::last_seq.gt(0))
        .order(rooms::id)
        .select(rooms::id)
        .load(conn)?)
}

/// A message to be said.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// The client's id.
    pub id: MessageId,
    /// Who says it; none for the house.
    pub sender: Option<UserId>,
    /// What kind.
    pub kind: Kind,
    /// Words.
    pub text: String,
    /// The offer, when it is one.
    pub offer: Option<OfferId>,
    /// The photo, when it is one.
    pub photo: Option<PhotoId>,
}

/// Appends messages to a room whose row is locked (`room` is that row and is brought up to date). Those that were
/// said before keep their place: the answer has every message with its `seq`, and whether it is new.
pub fn append(
    conn: &mut Conn,
    room: &mut Room,
    new: Vec<NewMessage>,
    now: Timestamp,
) -> AppResult<Vec<(Message, bool)>> {
    let ids: Vec<MessageId> = new.iter().map(|message| message.id).collect();
    let known: Vec<Message> = messages::table
        .filter(messages::room_id.eq(room.id))
        .filter(messages::id.eq_any(&ids))
        .select(Message::as_select())
        .load(conn)?;
    let mut said: Vec<(Message, bool)> = Vec::with_capacity(new.len());
    for message in new {
        let same = |m: &Message| m.id == message.id && m.sender_id == message.sender;
        if let Some(old) =
            known.iter().find(|m| same(m)).or_else(|| said.iter().map(|(m, _)| m).find(|m| same(m)))
        {
            said.push((old.clone(), false));
            continue;
        }
        room.last_seq += 1;
        room.last_at = Some(now);
        if let Some(side) = message.sender.and_then(|sender| room.side(sender)) {
            // Who speaks has read what came before.
            match side {
                Side::Buyer => room.buyer_read = room.last_seq,
                Side::Seller => room.seller_read = room.last_seq,
            }
        }
        said.push((
            Message {
                room_id: room.id,
                seq: room.last_seq,
                id: message.id,
                sender_id: message.sender,
                kind: message.kind,
                text: message.text,
                offer_id: message.offer,
                photo_id: message.photo,
                at: now,
            },
            true,
        ));
    }
    let fresh: Vec<&Message> =
        said.iter().filter(|(_, fresh)| *fresh).map(|(message, _)| message).collect();
    if !fresh.is_empty() {
        diesel::insert_into(messages::table).values(fresh).execute(conn)?;
        diesel::update(rooms::table.find(room.id))
            .set((
                rooms::last_seq.eq(room.last_seq),
                rooms::last_at.eq(room.last_at),
                rooms::buyer_read.eq(room.buyer_read),
                rooms::seller_read.eq(room.seller_read),
            ))
            .execute(conn)?;
    }
    Ok(said)
}

/// Messages after a place, in order.
pub fn messages_after(
    conn: &mut Conn,
    room: RoomId,
    after: i64,
    limit: i64,
) -> AppResult<Vec<Message>> {
    Ok(messages::table
        .filter(messages::room_id.eq(room))
        .filter(messages::seq.gt(after))
        .order(messages::seq)
        .limit(limit)
        .select(Message::as_select())
        .load(conn)?)
}

/// The last messages before a place, in order.
pub fn messages_before(
    conn: &mut Conn,
    room: RoomId,
    before: i64,
    limit: i64,
) -> AppResult<Vec<Message>> {
    let mut found: Vec<Message> = messages::table
        .filter(messages::room_id.eq(room))
        .filter(messages::seq.lt(before))
        .order(messages::seq.desc())
        .limit(limit)
        .select(Message::as_select())
        .load(conn)?;
    found.reverse();
    Ok(found)
}

/// The message of a client's id that somebody may see, with its room.
pub(super) fn message_for(
    conn: &mut Conn,
    id: MessageId,
    user: UserId,
) -> AppResult<Option<Message>> {
    Ok(messages::table
        .inner_join(rooms::table.on(rooms::id.eq(messages::room_id)))
        .filter(messages::id.eq(id))
        .filter(rooms::buyer_id.eq(user).or(rooms::seller_id.eq(user)))
        .select(Message::as_select())
        .first(conn)
        .optional()?)
}

/// Moves a side's read mark forward, never back and never past the end. Returns it when it moved.
pub(super) fn set_read(
    conn: &mut Conn,
    room: RoomId,
    side: Side,
    seq: i64,
) -> AppResult<Option<i64>> {
    let column = match side {
        Side::Buyer => "buyer_read",
        Side::Seller => "seller_read",
    };
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        mark: i64,
    }
    let rows: Vec<Row> = diesel::sql_query(format!(
        "update rooms set {column} = least($2, last_seq) where id = $1 and {column} < least($2, last_seq) returning {column} as mark"
    ))
    .bind::<SqlUuid, _>(room)
    .bind::<BigInt, _>(seq)
    .load(conn)?;
    Ok(rows.first().map(|row| row.mark))
}

/// Unread messages of a person in all rooms.
pub(super) fn unread(conn: &mut Conn, user: UserId) -> AppResult<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let row: Row = diesel::sql_query(
        "select (coalesce((select sum(last_seq - buyer_read) from rooms where buyer_id = $1), 0) \
              + coalesce((select sum(last_seq - seller_read) from rooms where seller_id = $1), 0))::bigint as n",
    )
    .bind::<SqlUuid, _>(user)
    .get_result(conn)?;
    Ok(row.n)
}

/// A person's rooms in which something was said, the latest first, with their last message.
pub fn inbox(
    conn: &mut Conn,
    user: UserId,
    side: Option<Side>,
    limit: i64,
) -> AppResult<Vec<(Room, Message)>> {
    let mut query = rooms::table
        .inner_join(
            messages::table
                .on(messages::room_id.eq(rooms::id).and(messages::seq.eq(rooms::last_seq))),
        )
        .order(rooms::last_at.desc())
        .limit(limit)
        .select((Room::as_select(), Message::as_select()))
        .into_boxed();
    query = match side {
        Some(Side::Buyer) => query.filter(rooms::buyer_id.eq(user)),
        Some(Side::Seller) => query.filter(rooms::seller_id.eq(user)),
        None => query.filter(rooms::buyer_id.eq(user).or(rooms::seller_id.eq(user))),
    };
    Ok(query.load(conn)?)
}

/// The epoch of the stream: positions of another are not trusted.
pub fn epoch(conn: &mut Conn) -> AppResult<Uuid> {
    epoch_table::table.select(epoch_table::id).first(conn).map_err(AppError::from)
}

/// Inserts demo rooms with their messages.
pub fn insert_many(conn: &mut Conn, rooms_in: &[Room], said: &[Message]) -> AppResult<()> {
    diesel::insert_into(rooms::table).values(rooms_in).execute(conn)?;
    for chunk in said.chunks(1000) {
        diesel::insert_into(messages::table).values(chunk).execute(conn)?;
    }
    Ok(())
}

//! Rooms and messages in Postgres.

mod append;
mod columns;
mod draft;
mod messages;
pub mod reencryption;

pub use self::append::{append, append_all, append_many, insert_many, known};
pub use self::draft::{Draft, NewMessage, draft};
pub use self::messages::{
    EncryptedMessage, Wanted, deletion_of, erase_text, inbox, message_at, message_for,
    message_of_other, messages_after, messages_at, messages_before, messages_of,
};

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use uuid::Uuid;

use super::model::Room;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, RoomId, UserId};
use crate::base::schema::{epoch as epoch_table, rooms};
use crate::market::Party;

/// `None` when there is no such room.
pub fn by_id(conn: &mut Conn, id: RoomId) -> AppResult<Option<Room>> {
    Ok(rooms::table.find(id).select(Room::as_select()).first(conn).optional()?)
}

/// The rooms of these ids.
pub fn by_ids(conn: &mut Conn, ids: &[RoomId]) -> AppResult<HashMap<RoomId, Room>> {
    let found: Vec<Room> =
        rooms::table.filter(rooms::id.eq_any(ids)).select(Room::as_select()).load(conn)?;
    Ok(found.into_iter().map(|room| (room.id, room)).collect())
}

/// The newest sequence number of each of these rooms.
pub(super) fn heads(conn: &mut Conn, ids: &[RoomId]) -> AppResult<Vec<(RoomId, i64)>> {
    Ok(rooms::table
        .filter(rooms::id.eq_any(ids))
        .select((rooms::id, rooms::last_seq))
        .load(conn)?)
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

/// When the rooms about a listing began, since a moment.
pub fn begun_since(
    conn: &mut Conn,
    listing: ListingId,
    since: Timestamp,
) -> AppResult<Vec<Timestamp>> {
    Ok(rooms::table
        .filter(rooms::listing_id.eq(listing))
        .filter(rooms::created_at.ge(since))
        .select(rooms::created_at)
        .load(conn)?)
}

/// Inserts the room when the buyer has none about the listing; returns whether it was inserted.
pub(super) fn insert(conn: &mut Conn, room: &Room) -> AppResult<bool> {
    let inserted = diesel::insert_into(rooms::table)
        .values(room)
        .on_conflict((rooms::listing_id, rooms::buyer_id))
        .do_nothing()
        .execute(conn)?;
    Ok(inserted == 1)
}

/// Locks rooms in the order of their ids, so that two transactions never deadlock.
pub fn lock_many(conn: &mut Conn, ids: &[RoomId]) -> AppResult<HashMap<RoomId, Room>> {
    let found: Vec<Room> = rooms::table
        .filter(rooms::id.eq_any(ids))
        .order(rooms::id)
        .select(Room::as_select())
        .for_update()
        .load(conn)?;
    Ok(found.into_iter().map(|room| (room.id, room)).collect())
}

/// Locks those of these rooms that no other transaction has locked.
pub(super) fn lock_free(conn: &mut Conn, ids: &[RoomId]) -> AppResult<HashMap<RoomId, Room>> {
    let found: Vec<Room> = rooms::table
        .filter(rooms::id.eq_any(ids))
        .select(Room::as_select())
        .for_update()
        .skip_locked()
        .load(conn)?;
    Ok(found.into_iter().map(|room| (room.id, room)).collect())
}

/// The other rooms about a listing that have messages.
pub fn others_of_listing(
    conn: &mut Conn,
    listing: ListingId,
    except: RoomId,
) -> AppResult<Vec<RoomId>> {
    Ok(rooms::table
        .filter(rooms::listing_id.eq(listing))
        .filter(rooms::id.ne(except))
        .filter(rooms::last_seq.gt(0))
        .order(rooms::id)
        .select(rooms::id)
        .load(conn)?)
}

/// Moves a member's read mark forward, never back and never past the end. Returns it when it moved.
pub(super) fn set_read(
    conn: &mut Conn,
    room: RoomId,
    party: Party,
    seq: i64,
) -> AppResult<Option<i64>> {
    let column = match party {
        Party::Buyer => "buyer_read",
        Party::Seller => "seller_read",
        Party::System => return Ok(None),
    };
    #[derive(QueryableByName)]
    struct ReadMark {
        #[diesel(sql_type = BigInt)]
        mark: i64,
    }
    let rows: Vec<ReadMark> = diesel::sql_query(format!(
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
    struct UnreadCount {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let row: UnreadCount = diesel::sql_query(
        "select (coalesce((select sum(last_seq - buyer_read - unread_taken_back(id, buyer_read)) from rooms \
                    where buyer_id = $1 and last_seq > buyer_read), 0) \
              + coalesce((select sum(last_seq - seller_read - unread_taken_back(id, seller_read)) from rooms \
                    where seller_id = $1 and last_seq > seller_read), 0))::bigint as n",
    )
    .bind::<SqlUuid, _>(user)
    .get_result(conn)?;
    Ok(row.n)
}

/// Unread messages of a person in each of these rooms; rooms without any are left out.
pub(super) fn unread_by_room(
    conn: &mut Conn,
    user: UserId,
    rooms: &[RoomId],
) -> AppResult<HashMap<RoomId, i64>> {
    #[derive(QueryableByName)]
    struct RoomUnread {
        #[diesel(sql_type = SqlUuid)]
        id: RoomId,
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let rows: Vec<RoomUnread> = diesel::sql_query(
        "select id, last_seq - read - unread_taken_back(id, read) as n from ( \
            select id, last_seq, case when buyer_id = $1 then buyer_read else seller_read end as read \
            from rooms where id = any($2)) mine where last_seq > read",
    )
    .bind::<SqlUuid, _>(user)
    .bind::<diesel::sql_types::Array<SqlUuid>, _>(rooms)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row.n)).collect())
}

/// The epoch of all sequence numbers: positions of another epoch are invalid.
pub fn epoch(conn: &mut Conn) -> AppResult<Uuid> {
    epoch_table::table.select(epoch_table::id).first(conn).map_err(AppError::from)
}

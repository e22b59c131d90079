//! Likes in Postgres.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::cursor::Cursor;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, UserId};
use crate::base::schema::{likes, listings};
use crate::market::listings::Status;

/// Sets or removes a like; `wanted` none toggles it. Returns whether the person likes the listing now, and the listing's
/// count.
pub fn set(
    conn: &mut Conn,
    user: UserId,
    listing: ListingId,
    wanted: Option<bool>,
    now: Timestamp,
) -> AppResult<(bool, i32)> {
    // The lock on the listing's row makes two concurrent clicks count one after the other.
    let count: i32 =
        listings::table.find(listing).select(listings::like_count).for_update().first(conn)?;
    let like = likes::table.find((user, listing));
    let existing: i64 = like.count().get_result(conn)?;
    let wanted = wanted.unwrap_or(existing == 0);
    let change = match (wanted, existing > 0) {
        (true, false) => {
            diesel::insert_into(likes::table)
                .values((
                    likes::user_id.eq(user),
                    likes::listing_id.eq(listing),
                    likes::created_at.eq(now),
                ))
                .execute(conn)?;
            1
        }
        (false, true) => {
            diesel::delete(like).execute(conn)?;
            -1
        }
        _ => 0,
    };
    if change != 0 {
        diesel::update(listings::table.find(listing))
            .set(listings::like_count.eq(count + change))
            .execute(conn)?;
    }
    Ok((wanted, count + change))
}

/// The people who like a listing, the latest like first.
pub fn liker_ids(conn: &mut Conn, listing: ListingId, limit: i64) -> AppResult<Vec<UserId>> {
    Ok(likes::table
        .filter(likes::listing_id.eq(listing))
        .order((likes::created_at.desc(), likes::user_id))
        .limit(limit)
        .select(likes::user_id)
        .load(conn)?)
}

/// Where in the likes of a person a page begins.
#[derive(Debug, Clone, Copy)]
pub enum LikesFrom {
    /// After so many.
    Offset(i64),
    /// After the last one of the page before; it need not be liked any more.
    After(Cursor),
}

/// The public listings that a person likes with the time of the like, the latest first.
pub fn liked_by(
    conn: &mut Conn,
    user: UserId,
    from: LikesFrom,
    limit: i64,
) -> AppResult<Vec<(ListingId, Timestamp)>> {
    let public: Vec<&str> = Status::ALL
        .iter()
        .filter(|status| status.is_public())
        .map(|status| status.word())
        .collect();
    let query = likes::table
        .inner_join(listings::table.on(listings::id.eq(likes::listing_id)))
        .filter(likes::user_id.eq(user))
        .filter(listings::status.eq_any(public))
        .order((likes::created_at.desc(), likes::listing_id))
        .limit(limit)
        .select((likes::listing_id, likes::created_at))
        .into_boxed();
    let query = match from {
        LikesFrom::Offset(offset) => query.offset(offset),
        LikesFrom::After(Cursor { at, id }) => {
            let same_time = likes::created_at.eq(at).and(likes::listing_id.gt(ListingId(id)));
            query.filter(likes::created_at.lt(at).or(same_time))
        }
    };
    Ok(query.load(conn)?)
}

/// Those of these listings that the reader likes; none for a guest.
pub fn liked_among(
    conn: &mut Conn,
    reader: Option<UserId>,
    among: &[ListingId],
) -> AppResult<HashSet<ListingId>> {
    let Some(user) = reader else { return Ok(HashSet::new()) };
    let ids: Vec<ListingId> = likes::table
        .filter(likes::user_id.eq(user))
        .filter(likes::listing_id.eq_any(among))
        .select(likes::listing_id)
        .load(conn)?;
    Ok(ids.into_iter().collect())
}

//! Likes in Postgres.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, UserId};
use crate::base::schema::{likes, listings};

/// Sets or takes back a like; `wanted` none toggles. Returns whether it stands now and the listing's count.
pub fn set(
    conn: &mut Conn,
    user: UserId,
    listing: ListingId,
    wanted: Option<bool>,
    now: Timestamp,
) -> AppResult<(bool, i32)> {
    // The listing's row is locked first, so that two clicks count as they fall.
    let count: i32 =
        listings::table.find(listing).select(listings::like_count).for_update().first(conn)?;
    let mine = likes::table.find((user, listing));
    let held: i64 = mine.count().get_result(conn)?;
    let wanted = wanted.unwrap_or(held == 0);
    let change = match (wanted, held > 0) {
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
            diesel::delete(mine).execute(conn)?;
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

/// Who likes a listing, who did so last first.
pub fn who_likes(conn: &mut Conn, listing: ListingId, limit: i64) -> AppResult<Vec<UserId>> {
    Ok(likes::table
        .filter(likes::listing_id.eq(listing))
        .order((likes::created_at.desc(), likes::user_id))
        .limit(limit)
        .select(likes::user_id)
        .load(conn)?)
}

/// Which of these listings a person likes.
pub fn liked_among(
    conn: &mut Conn,
    user: UserId,
    among: &[ListingId],
) -> AppResult<HashSet<ListingId>> {
    let ids: Vec<ListingId> = likes::table
        .filter(likes::user_id.eq(user))
        .filter(likes::listing_id.eq_any(among))
        .select(likes::listing_id)
        .load(conn)?;
    Ok(ids.into_iter().collect())
}

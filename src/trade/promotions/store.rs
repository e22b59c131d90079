//! Promotions in Postgres.

use diesel::prelude::*;

use super::machine::Status;
use super::model::Promotion;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, PromotionId};
use crate::base::schema::{payments, promotions};
use crate::market::placements::Kind;
use crate::trade::payments::Status as PaymentStatus;

pub(super) fn insert(conn: &mut Conn, promotion: &Promotion) -> AppResult<()> {
    diesel::insert_into(promotions::table).values(promotion).execute(conn)?;
    Ok(())
}

pub(super) fn by_id(conn: &mut Conn, id: PromotionId) -> AppResult<Option<Promotion>> {
    Ok(promotions::table.find(id).select(Promotion::as_select()).first(conn).optional()?)
}

/// The promotion with this code.
///
/// # Errors
/// The database's errors.
pub fn by_code(conn: &mut Conn, code: &str) -> AppResult<Option<Promotion>> {
    Ok(promotions::table
        .filter(promotions::code.eq(code))
        .select(Promotion::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn lock(conn: &mut Conn, id: PromotionId) -> AppResult<Option<Promotion>> {
    let query = promotions::table.find(id).select(Promotion::as_select()).for_update();
    Ok(query.first(conn).optional()?)
}

/// The open promotions of a listing, locked; all of them, or those of one kind.
pub(super) fn lock_open(
    conn: &mut Conn,
    listing: ListingId,
    kind: Option<Kind>,
) -> AppResult<Vec<Promotion>> {
    let kinds = kind.map_or_else(|| Kind::ALL.to_vec(), |kind| vec![kind]);
    Ok(promotions::table
        .filter(promotions::listing_id.eq(listing))
        .filter(promotions::kind.eq_any(kinds))
        .filter(promotions::status.eq_any([Status::Unpaid, Status::Running]))
        .order(promotions::id)
        .select(Promotion::as_select())
        .for_update()
        .load(conn)?)
}

/// The promotions of a listing that were paid, also too late, or still may be; the newest first.
pub(super) fn of_listing(
    conn: &mut Conn,
    listing: ListingId,
    most: i64,
) -> AppResult<Vec<Promotion>> {
    let back = [PaymentStatus::Mismatched, PaymentStatus::Refunding, PaymentStatus::Refunded];
    let goes_back = payments::table
        .filter(payments::promotion_id.eq(promotions::id.nullable()))
        .filter(payments::status.eq_any(back));
    Ok(promotions::table
        .filter(promotions::listing_id.eq(listing))
        .filter(promotions::status.ne(Status::Lapsed).or(diesel::dsl::exists(goes_back)))
        .order(promotions::id.desc())
        .limit(most)
        .select(Promotion::as_select())
        .load(conn)?)
}

/// Those whose deadline has come, the oldest first.
pub(super) fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> AppResult<Vec<PromotionId>> {
    Ok(promotions::table
        .filter(promotions::deadline_at.le(now))
        .order(promotions::deadline_at)
        .limit(limit)
        .select(promotions::id)
        .load(conn)?)
}

pub(super) fn save(conn: &mut Conn, promotion: &Promotion) -> AppResult<()> {
    diesel::update(promotions::table.find(promotion.id))
        .set((&promotion.state, promotions::updated_at.eq(promotion.updated_at)))
        .execute(conn)?;
    Ok(())
}

//! Offers.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::machine::OfferStatus;
use super::super::model::Offer;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, NegotiationId, OfferId, RoomId, UserId};
use crate::base::schema::{negotiations, offers};

/// A reminder is sent so long before an offer expires.
const SOON: chrono::Duration = chrono::Duration::hours(2);

/// All offers of a negotiation, in order.
pub fn offers_of(conn: &mut Conn, negotiation: NegotiationId) -> AppResult<Vec<Offer>> {
    Ok(offers::table
        .filter(offers::negotiation_id.eq(negotiation))
        .order((offers::created_at, offers::id))
        .select(Offer::as_select())
        .load(conn)?)
}

/// The current offer of a negotiation: the pending one, else the one whose deal is live, else the newest.
pub(in crate::bargaining::negotiations) fn current(
    conn: &mut Conn,
    negotiation: NegotiationId,
) -> AppResult<Option<Offer>> {
    Ok(offers::table
        .filter(offers::negotiation_id.eq(negotiation))
        .order((
            offers::status.eq(OfferStatus::Pending).desc(),
            offers::status.eq(OfferStatus::Accepted).and(offers::live).desc(),
            offers::created_at.desc(),
            offers::id.desc(),
        ))
        .select(Offer::as_select())
        .first(conn)
        .optional()?)
}

/// The current offers of many negotiations.
pub(in crate::bargaining::negotiations) fn current_of(
    conn: &mut Conn,
    negotiations: &[NegotiationId],
) -> AppResult<HashMap<NegotiationId, Offer>> {
    let rows: Vec<Offer> = offers::table
        .filter(offers::negotiation_id.eq_any(negotiations))
        .distinct_on(offers::negotiation_id)
        .order((
            offers::negotiation_id,
            offers::status.eq(OfferStatus::Pending).desc(),
            offers::status.eq(OfferStatus::Accepted).and(offers::live).desc(),
            offers::created_at.desc(),
            offers::id.desc(),
        ))
        .select(Offer::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|offer| (offer.negotiation_id, offer)).collect())
}

/// Whether an offer has this id.
pub(in crate::bargaining::negotiations) fn is_in_use(
    conn: &mut Conn,
    id: OfferId,
) -> AppResult<bool> {
    Ok(diesel::select(diesel::dsl::exists(offers::table.find(id))).get_result(conn)?)
}

/// One offer.
pub(in crate::bargaining::negotiations) fn offer(
    conn: &mut Conn,
    id: OfferId,
) -> AppResult<Option<Offer>> {
    Ok(offers::table.find(id).select(Offer::as_select()).first(conn).optional()?)
}

/// What an offer includes; that never changes.
pub(in crate::bargaining::negotiations) fn items_of(
    conn: &mut Conn,
    offer: OfferId,
) -> AppResult<Vec<ListingId>> {
    let found: Option<Vec<ListingId>> =
        offers::table.find(offer).select(offers::items).first(conn).optional()?;
    Ok(found.unwrap_or_default())
}

/// Every listing that an offer of a negotiation ever included.
pub(in crate::bargaining::negotiations) fn included_so_far(
    conn: &mut Conn,
    negotiation: NegotiationId,
) -> AppResult<Vec<ListingId>> {
    let offers: Vec<Vec<ListingId>> = offers::table
        .filter(offers::negotiation_id.eq(negotiation))
        .select(offers::items)
        .load(conn)?;
    Ok(offers.concat())
}

/// Whether an offer in any negotiation of a person ever included a listing.
pub fn was_included(conn: &mut Conn, listing: ListingId, user: UserId) -> AppResult<bool> {
    let theirs = offers::table
        .inner_join(negotiations::table.on(negotiations::id.eq(offers::negotiation_id)))
        .filter(negotiations::buyer_id.eq(user).or(negotiations::seller_id.eq(user)))
        .filter(offers::items.contains(vec![listing]));
    Ok(diesel::select(diesel::dsl::exists(theirs)).get_result(conn)?)
}

/// How often these people began to bargain about a listing since then.
pub(in crate::bargaining::negotiations) fn openings(
    conn: &mut Conn,
    listing: ListingId,
    buyers: &[UserId],
    since: Timestamp,
) -> AppResult<i64> {
    Ok(offers::table
        .inner_join(negotiations::table.on(negotiations::id.eq(offers::negotiation_id)))
        .filter(offers::listing_id.eq(listing))
        .filter(negotiations::buyer_id.eq_any(buyers))
        .filter(offers::opening)
        .filter(offers::created_at.gt(since))
        .count()
        .get_result(conn)?)
}

/// Pending offers that include one of these, with their rooms.
pub(in crate::bargaining::negotiations) fn with_items(
    conn: &mut Conn,
    items: &[ListingId],
) -> AppResult<Vec<(OfferId, RoomId)>> {
    Ok(offers::table
        .inner_join(negotiations::table.on(negotiations::id.eq(offers::negotiation_id)))
        .filter(offers::status.eq(OfferStatus::Pending))
        .filter(offers::items.overlaps_with(items))
        .order(negotiations::room_id)
        .select((offers::id, negotiations::room_id))
        .load(conn)?)
}

/// Pending offers that include one of these, or are about one, and need reconfirmation without their room having been
/// notified; with their rooms.
pub(in crate::bargaining::negotiations) fn with_unnotified_edits(
    conn: &mut Conn,
    listings: &[ListingId],
) -> AppResult<Vec<(OfferId, RoomId)>> {
    Ok(offers::table
        .inner_join(negotiations::table.on(negotiations::id.eq(offers::negotiation_id)))
        .filter(offers::status.eq(OfferStatus::Pending))
        .filter(
            offers::needs_reconfirmation.and(diesel::dsl::not(offers::reconfirmation_announced)),
        )
        .filter(offers::listing_id.eq_any(listings).or(offers::items.overlaps_with(listings)))
        .order(negotiations::room_id)
        .select((offers::id, negotiations::room_id))
        .load(conn)?)
}

/// Notes that a room is notified of an edit; false when it was before, or the offer is not pending any more.
pub(in crate::bargaining::negotiations) fn set_edit_notified(
    conn: &mut Conn,
    offer: OfferId,
) -> AppResult<bool> {
    let fresh = offers::table.find(offer).filter(offers::status.eq(OfferStatus::Pending)).filter(
        offers::needs_reconfirmation.and(diesel::dsl::not(offers::reconfirmation_announced)),
    );
    Ok(diesel::update(fresh).set(offers::reconfirmation_announced.eq(true)).execute(conn)? == 1)
}

/// Pending offers whose deadline has come, with their rooms.
pub(in crate::bargaining::negotiations) fn due(
    conn: &mut Conn,
    now: Timestamp,
    limit: i64,
) -> AppResult<Vec<(OfferId, RoomId)>> {
    Ok(offers::table
        .inner_join(negotiations::table.on(negotiations::id.eq(offers::negotiation_id)))
        .filter(offers::status.eq(OfferStatus::Pending))
        .filter(offers::expires_at.le(now))
        .order(offers::expires_at)
        .limit(limit)
        .select((offers::id, negotiations::room_id))
        .load(conn)?)
}

/// Pending offers that expire soon and were not reminded of, with their rooms; at most 200.
pub(in crate::bargaining::negotiations) fn soon_due(
    conn: &mut Conn,
    now: Timestamp,
) -> AppResult<Vec<(OfferId, RoomId)>> {
    Ok(offers::table
        .inner_join(negotiations::table.on(negotiations::id.eq(offers::negotiation_id)))
        .filter(offers::status.eq(OfferStatus::Pending))
        .filter(offers::reminded.eq(false))
        .filter(offers::expires_at.gt(now))
        .filter(offers::expires_at.le(now + SOON))
        .order(offers::expires_at)
        .limit(200)
        .select((offers::id, negotiations::room_id))
        .load(conn)?)
}

/// Notes that an offer was reminded of; false when it was before, or is not pending any more.
pub(in crate::bargaining::negotiations) fn set_reminded(
    conn: &mut Conn,
    offer: OfferId,
) -> AppResult<bool> {
    let noted = diesel::update(offers::table.find(offer))
        .filter(offers::status.eq(OfferStatus::Pending))
        .filter(offers::reminded.eq(false))
        .set(offers::reminded.eq(true))
        .execute(conn)?;
    Ok(noted == 1)
}

/// How many offers about a listing are pending.
pub(in crate::bargaining::negotiations) fn count_pending(
    conn: &mut Conn,
    listing: ListingId,
) -> AppResult<i32> {
    let n: i64 = offers::table
        .filter(offers::listing_id.eq(listing))
        .filter(offers::status.eq(OfferStatus::Pending))
        .count()
        .get_result(conn)?;
    Ok(i32::try_from(n).unwrap_or(i32::MAX))
}

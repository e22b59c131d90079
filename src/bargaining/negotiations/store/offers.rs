//! Offers.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::model::{Offer, OfferStatus};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, NegotiationId, OfferId, RoomId, UserId};
use crate::base::schema::{negotiations, offers};

/// All offers of a bargain, in order.
pub fn offers_of(conn: &mut Conn, negotiation: NegotiationId) -> AppResult<Vec<Offer>> {
    Ok(offers::table
        .filter(offers::negotiation_id.eq(negotiation))
        .order((offers::created_at, offers::id))
        .select(Offer::as_select())
        .load(conn)?)
}

/// The offer on the table, else the newest of a bargain.
pub(in crate::bargaining::negotiations) fn newest(
    conn: &mut Conn,
    negotiation: NegotiationId,
) -> AppResult<Option<Offer>> {
    Ok(offers::table
        .filter(offers::negotiation_id.eq(negotiation))
        .order((
            offers::status.eq(OfferStatus::Pending).desc(),
            offers::created_at.desc(),
            offers::id.desc(),
        ))
        .select(Offer::as_select())
        .first(conn)
        .optional()?)
}

/// The same for many bargains.
pub(in crate::bargaining::negotiations) fn newest_of(
    conn: &mut Conn,
    negotiations: &[NegotiationId],
) -> AppResult<HashMap<NegotiationId, Offer>> {
    let rows: Vec<Offer> = offers::table
        .filter(offers::negotiation_id.eq_any(negotiations))
        .distinct_on(offers::negotiation_id)
        .order((
            offers::negotiation_id,
            offers::status.eq(OfferStatus::Pending).desc(),
            offers::created_at.desc(),
            offers::id.desc(),
        ))
        .select(Offer::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|offer| (offer.negotiation_id, offer)).collect())
}

/// Declines many offers, without a word.
pub(in crate::bargaining::negotiations) fn decline_all(
    conn: &mut Conn,
    ids: &[OfferId],
    now: Timestamp,
) -> AppResult<()> {
    // In the order of their ids: who describes a good anew that lies in many of them locks them so too.
    let _locked: Vec<OfferId> = offers::table
        .filter(offers::id.eq_any(ids))
        .order(offers::id)
        .select(offers::id)
        .for_update()
        .load(conn)?;
    diesel::update(offers::table.filter(offers::id.eq_any(ids)))
        .set((offers::status.eq(OfferStatus::Declined), offers::settled_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// Whether an offer's id is in use, and by which bargain.
pub(in crate::bargaining::negotiations) fn owner_of(
    conn: &mut Conn,
    offer: OfferId,
) -> AppResult<Option<NegotiationId>> {
    Ok(offers::table.find(offer).select(offers::negotiation_id).first(conn).optional()?)
}

pub(in crate::bargaining::negotiations) fn insert_offer(
    conn: &mut Conn,
    offer: &Offer,
) -> AppResult<()> {
    diesel::insert_into(offers::table).values(offer).execute(conn)?;
    Ok(())
}

pub(in crate::bargaining::negotiations) fn settle(
    conn: &mut Conn,
    offer: OfferId,
    status: OfferStatus,
    reason: &str,
    now: Timestamp,
) -> diesel::QueryResult<usize> {
    diesel::update(offers::table.find(offer))
        .set((offers::status.eq(status), offers::reason.eq(reason), offers::settled_at.eq(now)))
        .execute(conn)
}

/// The other one asked for more.
pub(in crate::bargaining::negotiations) fn set_asked(
    conn: &mut Conn,
    offer: OfferId,
) -> AppResult<()> {
    diesel::update(offers::table.find(offer)).set(offers::asked.eq(true)).execute(conn)?;
    Ok(())
}

/// One offer.
pub(in crate::bargaining::negotiations) fn offer(
    conn: &mut Conn,
    id: OfferId,
) -> AppResult<Option<Offer>> {
    Ok(offers::table.find(id).select(Offer::as_select()).first(conn).optional()?)
}

/// Offers on a table in which one of these lies, or that are about one, that it was described anew under; with their rooms.
pub(in crate::bargaining::negotiations) fn changed_untold(
    conn: &mut Conn,
    things: &[ListingId],
) -> AppResult<Vec<(OfferId, RoomId)>> {
    Ok(offers::table
        .inner_join(negotiations::table.on(negotiations::id.eq(offers::negotiation_id)))
        .filter(offers::status.eq(OfferStatus::Pending))
        .filter(offers::changed.and(diesel::dsl::not(offers::changed_told)))
        .filter(offers::listing_id.eq_any(things).or(offers::items.overlaps_with(things)))
        .order(negotiations::room_id)
        .select((offers::id, negotiations::room_id))
        .load(conn)?)
}

/// The room is told that something was described anew; whether it was not before.
pub(in crate::bargaining::negotiations) fn set_changed_told(
    conn: &mut Conn,
    offer: OfferId,
) -> AppResult<bool> {
    let fresh = offers::table
        .find(offer)
        .filter(offers::status.eq(OfferStatus::Pending))
        .filter(offers::changed.and(diesel::dsl::not(offers::changed_told)));
    Ok(diesel::update(fresh).set(offers::changed_told.eq(true)).execute(conn)? == 1)
}

/// Its maker is held to it.
pub(in crate::bargaining::negotiations) fn set_bound(
    conn: &mut Conn,
    offer: OfferId,
) -> AppResult<()> {
    diesel::update(offers::table.find(offer)).set(offers::bound.eq(true)).execute(conn)?;
    Ok(())
}

/// What lies in an offer; that never changes.
pub(in crate::bargaining::negotiations) fn items_of(
    conn: &mut Conn,
    offer: OfferId,
) -> AppResult<Vec<ListingId>> {
    let found: Option<Vec<ListingId>> =
        offers::table.find(offer).select(offers::items).first(conn).optional()?;
    Ok(found.unwrap_or_default())
}

/// Everything that lay on a table so far.
pub(in crate::bargaining::negotiations) fn laid(
    conn: &mut Conn,
    negotiation: NegotiationId,
) -> AppResult<Vec<ListingId>> {
    let offers: Vec<Vec<ListingId>> = offers::table
        .filter(offers::negotiation_id.eq(negotiation))
        .select(offers::items)
        .load(conn)?;
    Ok(offers.concat())
}

/// Whether a good lay on a table at which somebody sits.
pub fn lay_before(conn: &mut Conn, good: ListingId, user: UserId) -> AppResult<bool> {
    let tables = offers::table
        .inner_join(negotiations::table.on(negotiations::id.eq(offers::negotiation_id)))
        .filter(negotiations::buyer_id.eq(user).or(negotiations::seller_id.eq(user)))
        .filter(offers::items.contains(vec![good]));
    Ok(diesel::select(diesel::dsl::exists(tables)).get_result(conn)?)
}

/// How often these people began to bargain about a thing since then.
pub(in crate::bargaining::negotiations) fn openings(
    conn: &mut Conn,
    thing: ListingId,
    buyers: &[UserId],
    since: Timestamp,
) -> AppResult<i64> {
    Ok(offers::table
        .inner_join(negotiations::table.on(negotiations::id.eq(offers::negotiation_id)))
        .filter(offers::listing_id.eq(thing))
        .filter(negotiations::buyer_id.eq_any(buyers))
        .filter(offers::opening)
        .filter(offers::created_at.gt(since))
        .count()
        .get_result(conn)?)
}

/// Pending offers in which one of these lies, with their rooms.
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

/// The accepted offer's deal ended without a hand-over: the listing may be promised again.
pub(in crate::bargaining::negotiations) fn release(
    conn: &mut Conn,
    offer: OfferId,
) -> AppResult<()> {
    diesel::update(offers::table.find(offer)).set(offers::live.eq(false)).execute(conn)?;
    Ok(())
}

/// Pending offers whose time ran out, with the room they lie in.
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

/// An offer is spoken of again so long before it runs out.
const SOON: chrono::Duration = chrono::Duration::hours(2);

/// Pending offers that run out soon and were not spoken of, with their rooms.
pub(in crate::bargaining::negotiations) fn soon(
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

/// Notes that an offer was spoken of; false when it was before, or lies there no more.
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

/// How many offers about a listing lie on tables now.
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

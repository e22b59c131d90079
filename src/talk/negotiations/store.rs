//! Negotiations, offers and moves in Postgres.

use std::collections::HashMap;

use diesel::prelude::*;
use uuid::Uuid;

use super::model::{Negotiation, Offer, OfferStatus, Promise, TalkState};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, NegotiationId, OfferId, RoomId, UserId};
use crate::base::schema::{moves, negotiations, offers, promises};
use crate::talk::rooms::{RoomRow, Side};

/// The negotiation of a room, made when there is none; its row is locked.
pub(super) fn lock_of_room(conn: &mut Conn, room: &RoomRow) -> AppResult<Negotiation> {
    diesel::insert_into(negotiations::table)
        .values(Negotiation {
            id: NegotiationId::fresh(),
            room_id: room.id,
            listing_id: room.listing_id,
            buyer_id: room.buyer_id,
            seller_id: room.seller_id,
            state: TalkState::Open,
            turn: Side::Buyer,
            version: 0,
        })
        .on_conflict(negotiations::room_id)
        .do_nothing()
        .execute(conn)?;
    Ok(negotiations::table
        .filter(negotiations::room_id.eq(room.id))
        .select(Negotiation::as_select())
        .for_update()
        .first(conn)?)
}

/// The negotiation of a room.
pub(super) fn of_room(conn: &mut Conn, room: RoomId) -> AppResult<Option<Negotiation>> {
    Ok(negotiations::table
        .filter(negotiations::room_id.eq(room))
        .select(Negotiation::as_select())
        .first(conn)
        .optional()?)
}

/// The negotiation an offer belongs to.
pub(super) fn of_offer(conn: &mut Conn, offer: OfferId) -> AppResult<Option<Negotiation>> {
    Ok(negotiations::table
        .inner_join(offers::table.on(offers::negotiation_id.eq(negotiations::id)))
        .filter(offers::id.eq(offer))
        .select(Negotiation::as_select())
        .first(conn)
        .optional()?)
}

/// The other negotiations about a listing that are in this state, in the order of their rooms.
pub(super) fn others(
    conn: &mut Conn,
    listing: ListingId,
    but: Option<RoomId>,
    state: TalkState,
) -> AppResult<Vec<Negotiation>> {
    let mut query = negotiations::table
        .filter(negotiations::listing_id.eq(listing))
        .filter(negotiations::state.eq(state))
        .order(negotiations::room_id)
        .select(Negotiation::as_select())
        .into_boxed();
    if let Some(but) = but {
        query = query.filter(negotiations::room_id.ne(but));
    }
    Ok(query.load(conn)?)
}

/// What lies on a room's table.
#[derive(Debug, Clone)]
pub struct Lying {
    /// Counts the moves.
    pub version: i32,
    /// The offer on it.
    pub pending: Option<Offer>,
    /// Every good that lay there so far.
    pub laid: Vec<ListingId>,
}

/// What lies on a room's table; none where nobody bargained yet.
pub fn lying(conn: &mut Conn, room: RoomId) -> AppResult<Option<Lying>> {
    let Some(talk) = of_room(conn, room)? else { return Ok(None) };
    let pending = newest(conn, talk.id)?.filter(|offer| offer.status == OfferStatus::Pending);
    Ok(Some(Lying { version: talk.version, pending, laid: laid(conn, talk.id)? }))
}

/// All offers of a bargain, in order.
pub fn offers_of(conn: &mut Conn, negotiation: NegotiationId) -> AppResult<Vec<Offer>> {
    Ok(offers::table
        .filter(offers::negotiation_id.eq(negotiation))
        .order((offers::created_at, offers::id))
        .select(Offer::as_select())
        .load(conn)?)
}

/// The offer on the table, else the newest of a bargain.
pub(super) fn newest(conn: &mut Conn, negotiation: NegotiationId) -> AppResult<Option<Offer>> {
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

/// Whether an offer's id is in use, and by which bargain.
pub(super) fn owner_of(conn: &mut Conn, offer: OfferId) -> AppResult<Option<NegotiationId>> {
    Ok(offers::table.find(offer).select(offers::negotiation_id).first(conn).optional()?)
}

pub(super) fn insert_offer(conn: &mut Conn, offer: &Offer) -> AppResult<()> {
    diesel::insert_into(offers::table).values(offer).execute(conn)?;
    Ok(())
}

pub(super) fn settle(
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
pub(super) fn set_asked(conn: &mut Conn, offer: OfferId) -> AppResult<()> {
    diesel::update(offers::table.find(offer)).set(offers::asked.eq(true)).execute(conn)?;
    Ok(())
}

/// What lies in an offer; that never changes.
pub(super) fn items_of(conn: &mut Conn, offer: OfferId) -> AppResult<Vec<ListingId>> {
    let found: Option<Vec<ListingId>> =
        offers::table.find(offer).select(offers::items).first(conn).optional()?;
    Ok(found.unwrap_or_default())
}

/// Everything that lay on a table so far.
pub(super) fn laid(conn: &mut Conn, negotiation: NegotiationId) -> AppResult<Vec<ListingId>> {
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

/// How often the buyer began to bargain since then.
pub(super) fn openings(
    conn: &mut Conn,
    negotiation: NegotiationId,
    since: Timestamp,
) -> AppResult<i64> {
    Ok(offers::table
        .filter(offers::negotiation_id.eq(negotiation))
        .filter(offers::opening)
        .filter(offers::created_at.gt(since))
        .count()
        .get_result(conn)?)
}

/// Pending offers in which one of these lies, with their rooms.
pub(super) fn with_items(
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
pub(super) fn release(conn: &mut Conn, offer: OfferId) -> AppResult<()> {
    diesel::update(offers::table.find(offer)).set(offers::live.eq(false)).execute(conn)?;
    Ok(())
}

pub(super) fn save(conn: &mut Conn, talk: &Negotiation, now: Timestamp) -> AppResult<()> {
    diesel::update(negotiations::table.find(talk.id))
        .set((
            negotiations::state.eq(talk.state),
            negotiations::turn.eq(talk.turn),
            negotiations::version.eq(talk.version),
            negotiations::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whether this move was made before.
pub(super) fn was_made(conn: &mut Conn, negotiation: NegotiationId, id: Uuid) -> AppResult<bool> {
    Ok(diesel::select(diesel::dsl::exists(moves::table.find((negotiation, id))))
        .get_result(conn)?)
}

pub(super) struct Made<'a> {
    pub negotiation: NegotiationId,
    pub id: Uuid,
    pub by: Side,
    pub kind: &'a str,
    pub offer: OfferId,
    pub version: i32,
    pub now: Timestamp,
}

pub(super) fn note_move(conn: &mut Conn, made: &Made<'_>) -> AppResult<()> {
    diesel::insert_into(moves::table)
        .values((
            moves::negotiation_id.eq(made.negotiation),
            moves::id.eq(made.id),
            moves::by.eq(made.by),
            moves::kind.eq(made.kind),
            moves::offer_id.eq(made.offer),
            moves::version.eq(made.version),
            moves::at.eq(made.now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Pending offers whose time ran out, with the room they lie in.
pub(super) fn due(
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
pub(super) fn soon(conn: &mut Conn, now: Timestamp) -> AppResult<Vec<(OfferId, RoomId)>> {
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
pub(super) fn set_reminded(conn: &mut Conn, offer: OfferId) -> AppResult<bool> {
    let noted = diesel::update(offers::table.find(offer))
        .filter(offers::status.eq(OfferStatus::Pending))
        .filter(offers::reminded.eq(false))
        .set(offers::reminded.eq(true))
        .execute(conn)?;
    Ok(noted == 1)
}

/// Offers on the tables of a person, about one thing or all, those that wait for them first, then by deadline.
pub(super) fn on_tables_of(
    conn: &mut Conn,
    user: UserId,
    only: Option<ListingId>,
    now: Timestamp,
    limit: i64,
) -> AppResult<Vec<(Negotiation, Offer)>> {
    let theirs = offers::by.eq(Side::Seller).eq(negotiations::seller_id.eq(user));
    let mut query = negotiations::table
        .inner_join(offers::table.on(offers::negotiation_id.eq(negotiations::id)))
        .filter(negotiations::seller_id.eq(user).or(negotiations::buyer_id.eq(user)))
        .filter(negotiations::state.eq(TalkState::Open))
        .filter(offers::status.eq(OfferStatus::Pending))
        .filter(offers::expires_at.gt(now))
        .order((theirs, offers::expires_at))
        .limit(limit)
        .select((Negotiation::as_select(), Offer::as_select()))
        .into_boxed();
    if let Some(only) = only {
        query = query.filter(negotiations::listing_id.eq(only));
    }
    Ok(query.load(conn)?)
}

/// How a bargain stands, for the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Nothing lies on the table.
    Quiet,
    /// An offer waits for this side.
    Waiting(Side),
    /// A deal lives.
    Agreed,
    /// The thing is held by another deal, or gone.
    Closed,
}

/// How the bargains of these rooms stand.
pub fn moods(conn: &mut Conn, rooms: &[RoomId]) -> AppResult<HashMap<RoomId, Mood>> {
    let rows: Vec<(RoomId, TalkState, Side, Option<OfferId>)> = negotiations::table
        .left_join(
            offers::table.on(offers::negotiation_id
                .eq(negotiations::id)
                .and(offers::status.eq(OfferStatus::Pending))),
        )
        .filter(negotiations::room_id.eq_any(rooms))
        .select((
            negotiations::room_id,
            negotiations::state,
            negotiations::turn,
            offers::id.nullable(),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(room, state, turn, pending)| {
            let mood = match (state, pending) {
                (TalkState::Agreed, _) => Mood::Agreed,
                (TalkState::Closed, _) => Mood::Closed,
                (TalkState::Open, Some(_)) => Mood::Waiting(turn),
                (TalkState::Open, None) => Mood::Quiet,
            };
            (room, mood)
        })
        .collect())
}

/// Inserts demo bargains.
pub fn insert_many(conn: &mut Conn, talks: &[Negotiation], made: &[Offer]) -> AppResult<()> {
    diesel::insert_into(negotiations::table).values(talks).execute(conn)?;
    diesel::insert_into(offers::table).values(made).execute(conn)?;
    Ok(())
}

/// How many offers about a listing lie on tables now.
pub(super) fn count_pending(conn: &mut Conn, listing: ListingId) -> AppResult<i32> {
    let n: i64 = offers::table
        .filter(offers::listing_id.eq(listing))
        .filter(offers::status.eq(OfferStatus::Pending))
        .count()
        .get_result(conn)?;
    Ok(i32::try_from(n).unwrap_or(i32::MAX))
}

/// The promise about a thing that holds now.
pub fn promise_of(conn: &mut Conn, thing: ListingId, now: Timestamp) -> AppResult<Option<Promise>> {
    Ok(promises::table
        .find(thing)
        .filter(promises::until.gt(now))
        .select(Promise::as_select())
        .first(conn)
        .optional()?)
}

/// Whether one of these is promised to somebody in another room now.
pub(super) fn promised_away(
    conn: &mut Conn,
    things: &[ListingId],
    but: RoomId,
    now: Timestamp,
) -> AppResult<bool> {
    let elsewhere = promises::table
        .filter(promises::listing_id.eq_any(things))
        .filter(promises::room_id.ne(but))
        .filter(promises::until.gt(now));
    Ok(diesel::select(diesel::dsl::exists(elsewhere)).get_result(conn)?)
}

/// The promise is kept, or taken back; whether there was one.
pub(super) fn end_promise(conn: &mut Conn, thing: ListingId) -> AppResult<bool> {
    Ok(diesel::delete(promises::table.find(thing)).execute(conn)? > 0)
}

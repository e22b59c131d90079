//! Bargains and their moves.

use std::collections::HashMap;

use diesel::prelude::*;
use uuid::Uuid;

use super::super::model::{Negotiation, Offer, OfferStatus, TalkState};
use super::{laid, newest};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, NegotiationId, OfferId, RoomId, UserId};
use crate::base::schema::{moves, negotiations, offers};
use crate::chat::rooms::{RoomRow, Side};

/// The negotiation of a room, made when there is none; its row is locked.
pub(in crate::bargaining::negotiations) fn lock_of_room(
    conn: &mut Conn,
    room: &RoomRow,
) -> AppResult<Negotiation> {
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
pub(in crate::bargaining::negotiations) fn of_room(
    conn: &mut Conn,
    room: RoomId,
) -> AppResult<Option<Negotiation>> {
    Ok(negotiations::table
        .filter(negotiations::room_id.eq(room))
        .select(Negotiation::as_select())
        .first(conn)
        .optional()?)
}

/// The negotiation an offer belongs to.
pub(in crate::bargaining::negotiations) fn of_offer(
    conn: &mut Conn,
    offer: OfferId,
) -> AppResult<Option<Negotiation>> {
    Ok(negotiations::table
        .inner_join(offers::table.on(offers::negotiation_id.eq(negotiations::id)))
        .filter(offers::id.eq(offer))
        .select(Negotiation::as_select())
        .first(conn)
        .optional()?)
}

/// The other negotiations about a listing that are in this state, in the order of their rooms.
pub(in crate::bargaining::negotiations) fn others(
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

/// The negotiations of these rooms, in the order of the rooms.
pub(in crate::bargaining::negotiations) fn of_rooms(
    conn: &mut Conn,
    rooms: &[RoomId],
) -> AppResult<Vec<Negotiation>> {
    Ok(negotiations::table
        .filter(negotiations::room_id.eq_any(rooms))
        .order(negotiations::room_id)
        .select(Negotiation::as_select())
        .load(conn)?)
}

/// The open negotiations about a listing in which an offer lies on the table, in the order of their rooms.
pub(in crate::bargaining::negotiations) fn with_pending(
    conn: &mut Conn,
    listing: ListingId,
) -> AppResult<Vec<Negotiation>> {
    Ok(negotiations::table
        .inner_join(offers::table.on(offers::negotiation_id.eq(negotiations::id)))
        .filter(negotiations::listing_id.eq(listing))
        .filter(negotiations::state.eq(TalkState::Open))
        .filter(offers::status.eq(OfferStatus::Pending))
        .order(negotiations::room_id)
        .select(Negotiation::as_select())
        .load(conn)?)
}

/// Moves many bargains to a state, each a version on; the buyer is to begin.
pub(in crate::bargaining::negotiations) fn move_all(
    conn: &mut Conn,
    ids: &[NegotiationId],
    state: TalkState,
    now: Timestamp,
) -> AppResult<()> {
    diesel::update(negotiations::table.filter(negotiations::id.eq_any(ids)))
        .set((
            negotiations::state.eq(state),
            negotiations::turn.eq(Side::Buyer),
            negotiations::version.eq(negotiations::version + 1),
            negotiations::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// What lies on a room's table.
#[derive(Debug, Clone)]
pub struct Lying {
    /// Counts the moves.
    pub version: i32,
    /// Whether they agreed.
    pub agreed: bool,
    /// The offer on it.
    pub pending: Option<Offer>,
    /// Every good that lay there so far.
    pub laid: Vec<ListingId>,
}

/// What lies on a room's table; none where nobody bargained yet.
pub fn lying(conn: &mut Conn, room: RoomId) -> AppResult<Option<Lying>> {
    let Some(talk) = of_room(conn, room)? else { return Ok(None) };
    let pending = newest(conn, talk.id)?.filter(|offer| offer.status == OfferStatus::Pending);
    let agreed = talk.state == TalkState::Agreed;
    Ok(Some(Lying { version: talk.version, agreed, pending, laid: laid(conn, talk.id)? }))
}

pub(in crate::bargaining::negotiations) fn save(
    conn: &mut Conn,
    talk: &Negotiation,
    now: Timestamp,
) -> AppResult<()> {
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

/// A move as it was noted.
#[derive(Debug, Clone, Queryable)]
pub(in crate::bargaining::negotiations) struct Before {
    pub by: Side,
    pub kind: String,
    pub offer: OfferId,
}

/// The move that was made under this id.
pub(in crate::bargaining::negotiations) fn made(
    conn: &mut Conn,
    negotiation: NegotiationId,
    id: Uuid,
) -> AppResult<Option<Before>> {
    Ok(moves::table
        .find((negotiation, id))
        .select((moves::by, moves::kind, moves::offer_id))
        .first(conn)
        .optional()?)
}

pub(in crate::bargaining::negotiations) struct Made<'a> {
    pub negotiation: NegotiationId,
    pub id: Uuid,
    pub by: Side,
    pub kind: &'a str,
    pub offer: OfferId,
    pub version: i32,
    pub now: Timestamp,
}

pub(in crate::bargaining::negotiations) fn note_move(
    conn: &mut Conn,
    made: &Made<'_>,
) -> AppResult<()> {
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

/// Offers on the tables of a person, about one thing or all, those that wait for them first, then by deadline.
pub(in crate::bargaining::negotiations) fn on_tables_of(
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

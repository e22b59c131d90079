//! Negotiations.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, Int4, Text, Timestamptz, Uuid as SqlUuid};

use super::super::machine::{OfferStatus, Phase};
use super::super::model::{Negotiation, Offer};
use super::offers::{current, included_so_far};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, NegotiationId, OfferId, RoomId, UserId};
use crate::base::schema::{negotiations, offers};
use crate::chat::rooms::Room;
use crate::market::Party;

/// The negotiation of a room, made when there is none; its row is locked.
pub(in crate::bargaining::negotiations) fn lock_of_room(
    conn: &mut Conn,
    room: &Room,
) -> AppResult<Negotiation> {
    diesel::insert_into(negotiations::table)
        .values(Negotiation {
            id: NegotiationId::fresh(),
            room_id: room.id,
            listing_id: room.listing_id,
            buyer_id: room.buyer_id,
            seller_id: room.seller_id,
            phase: Phase::Open,
            turn: Party::Buyer,
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

/// The negotiations about a listing that are in this phase, but for that of one room; in the order of their rooms.
pub(in crate::bargaining::negotiations) fn others_in(
    conn: &mut Conn,
    listing: ListingId,
    but: Option<RoomId>,
    phase: Phase,
) -> AppResult<Vec<Negotiation>> {
    let mut query = negotiations::table
        .filter(negotiations::listing_id.eq(listing))
        .filter(negotiations::phase.eq(phase))
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

/// The open negotiations about a listing in which an offer is pending, in the order of their rooms.
pub(in crate::bargaining::negotiations) fn with_pending(
    conn: &mut Conn,
    listing: ListingId,
) -> AppResult<Vec<Negotiation>> {
    Ok(negotiations::table
        .inner_join(offers::table.on(offers::negotiation_id.eq(negotiations::id)))
        .filter(negotiations::listing_id.eq(listing))
        .filter(negotiations::phase.eq(Phase::Open))
        .filter(offers::status.eq(OfferStatus::Pending))
        .order(negotiations::room_id)
        .select(Negotiation::as_select())
        .load(conn)?)
}

/// Saves a negotiation as the machine evolved it.
pub(in crate::bargaining::negotiations) fn save(
    conn: &mut Conn,
    negotiation: &Negotiation,
    now: Timestamp,
) -> AppResult<()> {
    diesel::update(negotiations::table.find(negotiation.id))
        .set((
            negotiations::phase.eq(negotiation.phase),
            negotiations::turn.eq(negotiation.turn),
            negotiations::version.eq(negotiation.version),
            negotiations::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// [`save`] for many; one statement, however many.
pub(in crate::bargaining::negotiations) fn save_all(
    conn: &mut Conn,
    all: &[Negotiation],
    now: Timestamp,
) -> AppResult<()> {
    if all.is_empty() {
        return Ok(());
    }
    let ids: Vec<NegotiationId> = all.iter().map(|it| it.id).collect();
    let phases: Vec<Phase> = all.iter().map(|it| it.phase).collect();
    let turns: Vec<Party> = all.iter().map(|it| it.turn).collect();
    let versions: Vec<i32> = all.iter().map(|it| it.version).collect();
    diesel::sql_query(
        "update negotiations set phase = n.phase, turn = n.turn, version = n.version, updated_at = $5 \
         from unnest($1, $2, $3, $4) n(id, phase, turn, version) where negotiations.id = n.id",
    )
    .bind::<Array<SqlUuid>, _>(&ids)
    .bind::<Array<Text>, _>(&phases)
    .bind::<Array<Text>, _>(&turns)
    .bind::<Array<Int4>, _>(&versions)
    .bind::<Timestamptz, _>(now)
    .execute(conn)?;
    Ok(())
}

/// The current offer of a room, with all that a form about it needs.
#[derive(Debug, Clone)]
pub struct CurrentOffer {
    /// Counts the moves.
    pub version: i32,
    /// Whether they agreed.
    pub agreed: bool,
    /// The offer that is pending.
    pub pending: Option<Offer>,
    /// Every listing that an offer here ever included.
    pub included: Vec<ListingId>,
}

/// The current offer of a room; `None` before the first.
pub fn current_offer(conn: &mut Conn, room: RoomId) -> AppResult<Option<CurrentOffer>> {
    let Some(negotiation) = of_room(conn, room)? else { return Ok(None) };
    let offer = current(conn, negotiation.id)?;
    Ok(Some(CurrentOffer {
        version: negotiation.version,
        agreed: negotiation.phase == Phase::Agreed,
        pending: offer.filter(|offer| offer.status == OfferStatus::Pending),
        included: included_so_far(conn, negotiation.id)?,
    }))
}

/// Pending offers in a person's negotiations, about one listing or all, those that wait for them first, then by deadline.
pub(in crate::bargaining::negotiations) fn open_offers_of(
    conn: &mut Conn,
    user: UserId,
    only: Option<ListingId>,
    now: Timestamp,
    limit: i64,
) -> AppResult<Vec<(Negotiation, Offer)>> {
    let own = offers::by.eq(Party::Seller).eq(negotiations::seller_id.eq(user));
    let mut query = negotiations::table
        .inner_join(offers::table.on(offers::negotiation_id.eq(negotiations::id)))
        .filter(negotiations::seller_id.eq(user).or(negotiations::buyer_id.eq(user)))
        .filter(negotiations::phase.eq(Phase::Open))
        .filter(offers::status.eq(OfferStatus::Pending))
        .filter(offers::expires_at.gt(now))
        .order((own, offers::expires_at))
        .limit(limit)
        .select((Negotiation::as_select(), Offer::as_select()))
        .into_boxed();
    if let Some(only) = only {
        query = query.filter(negotiations::listing_id.eq(only));
    }
    Ok(query.load(conn)?)
}

/// The state of a negotiation, for the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InboxStatus {
    /// No offer is pending.
    Quiet,
    /// An offer waits for this member.
    Waiting(Party),
    /// A deal is live.
    Agreed,
    /// Another deal holds the listing, or it left the market.
    Closed,
}

/// The states of the negotiations of these rooms.
pub fn inbox_statuses(
    conn: &mut Conn,
    rooms: &[RoomId],
) -> AppResult<HashMap<RoomId, InboxStatus>> {
    let rows: Vec<(RoomId, Phase, Party, Option<OfferId>)> = negotiations::table
        .left_join(
            offers::table.on(offers::negotiation_id
                .eq(negotiations::id)
                .and(offers::status.eq(OfferStatus::Pending))),
        )
        .filter(negotiations::room_id.eq_any(rooms))
        .select((
            negotiations::room_id,
            negotiations::phase,
            negotiations::turn,
            offers::id.nullable(),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(room, phase, turn, pending)| {
            let status = match (phase, pending) {
                (Phase::Agreed, _) => InboxStatus::Agreed,
                (Phase::Closed, _) => InboxStatus::Closed,
                (Phase::Open, Some(_)) => InboxStatus::Waiting(turn),
                (Phase::Open, None) => InboxStatus::Quiet,
            };
            (room, status)
        })
        .collect())
}

/// Inserts demo negotiations.
pub fn insert_many(conn: &mut Conn, all: &[Negotiation], made: &[Offer]) -> AppResult<()> {
    diesel::insert_into(negotiations::table).values(all).execute(conn)?;
    diesel::insert_into(offers::table).values(made).execute(conn)?;
    Ok(())
}

//! Mandates and receipts in Postgres, and the rows a decision depends on.

use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Timestamptz, Uuid as SqlUuid};

use super::model::{Mandate, Mode, Receipt};
use crate::bargaining::negotiations::OfferStatus;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, NegotiationId, OfferId, RoomId, UserId};
use crate::base::schema::{mandates, negotiations, offers, receipts, users};
use crate::market::Party;

/// The mandate of a listing.
pub(super) fn mandate(conn: &mut Conn, listing: ListingId) -> AppResult<Option<Mandate>> {
    Ok(mandates::table.find(listing).select(Mandate::as_select()).first(conn).optional()?)
}

/// Inserts or replaces a mandate.
pub(super) fn save(conn: &mut Conn, mandate: &Mandate) -> AppResult<()> {
    diesel::insert_into(mandates::table)
        .values(mandate)
        .on_conflict(mandates::listing_id)
        .do_update()
        .set(mandate)
        .execute(conn)?;
    Ok(())
}

/// An offer that waits for the assistant.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(super) struct Waiting {
    #[diesel(sql_type = SqlUuid)]
    pub offer: OfferId,
    #[diesel(sql_type = SqlUuid)]
    pub room: RoomId,
}

/// Pending buyers' offers without a receipt whose mandate is in force and whose seller is away, where the mandate asks for
/// that, and has not asked for more. With `only`, that one alone, however new it is.
pub(super) fn waiting(
    conn: &mut Conn,
    only: Option<OfferId>,
    now: Timestamp,
    delay: Duration,
    away: Duration,
) -> AppResult<Vec<Waiting>> {
    Ok(diesel::sql_query(
        "select o.id as offer, n.room_id as room from offers o \
         join negotiations n on n.id = o.negotiation_id \
         join mandates m on m.listing_id = o.listing_id \
         join users b on b.id = n.buyer_id and (b.suspended_until is null or b.suspended_until <= $1) \
         join users s on s.id = m.seller_id and (s.suspended_until is null or s.suspended_until <= $1) \
           and (s.muted_until is null or s.muted_until <= $1) \
         join listings l on l.id = o.listing_id and l.status = 'active' and l.price is not null \
         where o.status = 'pending' and o.by = 'buyer' and not o.asked_for_more and not o.needs_reconfirmation and o.expires_at > $1 and m.mode <> 'off' \
           and (m.until is null or m.until > $1) \
           and (m.mode = 'always' or (coalesce(s.last_seen_at, s.created_at) <= $3 and not exists ( \
                select from presence p join nodes on nodes.id = p.node \
                where p.user_id = s.id and p.visible and nodes.until > now()))) \
           and not exists (select from receipts r where r.offer_id = o.id) \
           and (o.id = $4 or ($4 is null and o.created_at <= $2)) \
         order by o.created_at limit 50",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now - delay)
    .bind::<Timestamptz, _>(now - away)
    .bind::<Nullable<SqlUuid>, _>(only)
    .load(conn)?)
}

/// How often these people offered for a listing since then, and how often the assistant countered in the negotiation.
pub(super) fn counts(
    conn: &mut Conn,
    negotiation: NegotiationId,
    listing: ListingId,
    buyers: &[UserId],
    since: Timestamp,
) -> AppResult<(i64, i64)> {
    let offered = offers::table
        .inner_join(negotiations::table.on(negotiations::id.eq(offers::negotiation_id)))
        .filter(offers::listing_id.eq(listing))
        .filter(negotiations::buyer_id.eq_any(buyers))
        .filter(offers::by.eq(Party::Buyer))
        .filter(offers::created_at.gt(since))
        .count()
        .get_result(conn)?;
    let countered = offers::table
        .filter(offers::negotiation_id.eq(negotiation))
        .filter(offers::assistant)
        .count()
        .get_result(conn)?;
    Ok((offered, countered))
}

/// A pending offer of a buyer.
#[derive(Debug, Clone, Queryable)]
pub(super) struct PendingOffer {
    pub room: RoomId,
    pub buyer: UserId,
    pub negotiation: NegotiationId,
    pub listing: ListingId,
    pub amount: i64,
    pub note: String,
    pub items: Vec<ListingId>,
}

/// A buyer's offer, while it is pending.
pub(super) fn pending(conn: &mut Conn, offer: OfferId) -> AppResult<Option<PendingOffer>> {
    Ok(offers::table
        .inner_join(negotiations::table.on(negotiations::id.eq(offers::negotiation_id)))
        .filter(offers::id.eq(offer))
        .filter(offers::status.eq(OfferStatus::Pending))
        .filter(offers::by.eq(Party::Buyer))
        .select((
            negotiations::room_id,
            negotiations::buyer_id,
            offers::negotiation_id,
            offers::listing_id,
            offers::amount,
            offers::note,
            offers::items,
        ))
        .first(conn)
        .optional()?)
}

/// An offer below the floor, which the negotiation declined at once.
#[derive(Debug, Clone, Copy, Queryable)]
pub(super) struct TooLowOffer {
    pub offer: OfferId,
    pub room: RoomId,
    pub listing: ListingId,
    pub at: Timestamp,
}

/// Offers since `since` that were declined at once as too low, on listings with a mandate in force, and that have no
/// receipt. With `only`, that one alone.
pub(super) fn too_low(
    conn: &mut Conn,
    only: Option<OfferId>,
    since: Timestamp,
    away: Duration,
) -> AppResult<Vec<TooLowOffer>> {
    let since_seen = offers::created_at
        - diesel::dsl::IntervalDsl::minutes(i32::try_from(away.num_minutes()).unwrap_or(i32::MAX));
    let mut query = offers::table
        .inner_join(negotiations::table.on(negotiations::id.eq(offers::negotiation_id)))
        .inner_join(mandates::table.on(mandates::listing_id.eq(offers::listing_id)))
        .inner_join(users::table.on(users::id.eq(mandates::seller_id)))
        .filter(offers::by.eq(Party::Buyer))
        .filter(offers::status.eq(OfferStatus::Declined))
        .filter(offers::created_at.gt(since))
        .filter(offers::settled_at.eq(offers::created_at.nullable()))
        .filter(mandates::mode.ne(Mode::Off))
        .filter(mandates::changed_at.le(offers::created_at))
        .filter(mandates::mode.eq(Mode::Always).or(users::last_seen_at.le(since_seen.nullable())))
        .filter(mandates::until.is_null().or(mandates::until.gt(offers::created_at.nullable())))
        .filter(diesel::dsl::not(diesel::dsl::exists(
            receipts::table.filter(receipts::offer_id.eq(offers::id)),
        )))
        .order(offers::created_at)
        .limit(50)
        .select((offers::id, negotiations::room_id, offers::listing_id, offers::created_at))
        .into_boxed();
    if let Some(only) = only {
        query = query.filter(offers::id.eq(only));
    }
    Ok(query.load(conn)?)
}

pub(super) fn write(conn: &mut Conn, receipt: &Receipt) -> AppResult<()> {
    diesel::insert_into(receipts::table).values(receipt).on_conflict_do_nothing().execute(conn)?;
    Ok(())
}

/// The receipt of an offer.
pub(super) fn receipt(conn: &mut Conn, offer: OfferId) -> AppResult<Option<Receipt>> {
    Ok(receipts::table.find(offer).select(Receipt::as_select()).first(conn).optional()?)
}

/// The newest 50 receipts of a listing.
pub(super) fn receipts_of(conn: &mut Conn, listing: ListingId) -> AppResult<Vec<Receipt>> {
    Ok(receipts::table
        .filter(receipts::listing_id.eq(listing))
        .order(receipts::at.desc())
        .limit(50)
        .select(Receipt::as_select())
        .load(conn)?)
}

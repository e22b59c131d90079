//! Pieces of transactions: the caller holds the lock on the listing and announces after the commit.

use chrono::Duration;

use super::machine::{self, Party, Step};
use super::model::{Deal, DealItem, Payment, Status};
use super::store;
use crate::base::clock::{Timestamp, Zone};
use crate::base::crypto;
use crate::base::db::{Conn, violates};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{DealId, ListingId, OfferId, RoomId, UserId};
use crate::base::outbox;
use crate::config::Mode;
use crate::market::categories::Categories;
use crate::market::listings::{self, Listing};
use crate::market::worth;
use crate::trade::events::TradeEvent;

/// An agreed deal that nobody carries through lapses after this many days.
const DAYS_TO_MEET: i64 = 7;

/// What was agreed.
pub struct Agreed<'a> {
    /// What the deal holds and who gives it, locked by the caller; the thing itself comes first.
    pub items: &'a [(Party, &'a Listing)],
    /// The accepted offer.
    pub offer: OfferId,
    /// Where they talk.
    pub room: RoomId,
    /// Who gets the thing.
    pub buyer: UserId,
    /// How it goes.
    pub mode: Mode,
    /// Whole rupiah.
    pub amount: i64,
    /// Minutes in which the seller may still say no; 0 when the seller agreed in person.
    pub minutes: i64,
}

/// Opens a deal, keeps the terms as they stand, reserves everything it holds.
pub fn open(
    conn: &mut Conn,
    kinds: &Categories,
    agreed: &Agreed<'_>,
    now: Timestamp,
) -> AppResult<Deal> {
    let (_, listing) = agreed.items.first().ok_or(AppError::NotFound)?;
    let deal = Deal {
        id: DealId::fresh(),
        code: fresh_code(conn, now)?,
        listing_id: listing.id,
        offer_id: agreed.offer,
        room_id: agreed.room,
        buyer_id: agreed.buyer,
        seller_id: listing.seller_id,
        mode: agreed.mode,
        amount: agreed.amount,
        status: if agreed.minutes > 0 { Status::Pending } else { Status::Agreed },
        payment: Payment::None,
        cancel_reason: None,
        cancelled_by: None,
        version: 1,
        deadline_at: Some(if agreed.minutes > 0 {
            now + Duration::minutes(agreed.minutes)
        } else {
            now + Duration::days(DAYS_TO_MEET)
        }),
        created_at: now,
        updated_at: now,
    };
    let items = held(conn, kinds, deal.id, agreed.items, now)?;
    store::insert(conn, &deal)?;
    store::insert_items(conn, &items).map_err(|err| {
        // The index stands behind the locks: should two ever come this far, the second is told what happened.
        if violates(&err, "deal_items_one_live") {
            AppError::conflict("offer-taken")
        } else {
            err.into()
        }
    })?;
    for item in &items {
        listings::set_status(conn, item.listing_id, listings::Status::Reserved, now)?;
        listings::announce_change(conn, item.listing_id)?;
    }
    outbox::write(conn, &TradeEvent::DealChanged { deal: deal.id })?;
    Ok(deal)
}

/// The things with their terms: text, photos, condition and worth as they stand now.
fn held(
    conn: &mut Conn,
    kinds: &Categories,
    deal: DealId,
    items: &[(Party, &Listing)],
    now: Timestamp,
) -> AppResult<Vec<DealItem>> {
    let ids: Vec<ListingId> = items.iter().map(|(_, listing)| listing.id).collect();
    let mut worths = worth::of(conn, kinds, &ids, now)?;
    let views = listings::views_of(conn, kinds, &ids)?;
    items
        .iter()
        .map(|(side, listing)| {
            let view = views.iter().find(|view| view.id == listing.id);
            let mut terms = view.cloned().ok_or(AppError::NotFound)?;
            terms.worth = worths.remove(&listing.id).map(Into::into);
            Ok(DealItem {
                deal_id: deal,
                listing_id: listing.id,
                side: *side,
                was: listing.status,
                terms: serde_json::to_value(&terms)?,
                live: true,
            })
        })
        .collect()
}

/// The seller did not say no in time: what the assistant agreed holds.
pub fn confirm(conn: &mut Conn, id: DealId, now: Timestamp) -> AppResult<Deal> {
    let deal = store::lock(conn, id)?.ok_or(AppError::NotFound)?;
    machine::apply(deal.status, deal.deadline_at, Party::Deadline, Step::Confirm, now)
        .map_err(AppError::conflict)?;
    let deal = store::confirm(conn, id, now + Duration::days(DAYS_TO_MEET), now)?;
    outbox::write(conn, &TradeEvent::DealChanged { deal: deal.id })?;
    Ok(deal)
}

/// Calls a deal off and puts everything it held back where it was; the caller holds the locks on the listings.
pub fn call_off(
    conn: &mut Conn,
    listings: &[Listing],
    id: DealId,
    by: Party,
    reason: &str,
    now: Timestamp,
) -> AppResult<Deal> {
    let deal = store::lock(conn, id)?.ok_or(AppError::NotFound)?;
    machine::apply(deal.status, deal.deadline_at, by, Step::CallOff, now)
        .map_err(AppError::conflict)?;
    let deal = store::cancel(conn, id, by, reason, now)?;
    for item in store::items_of(conn, &[id])? {
        let held = listings.iter().find(|listing| listing.id == item.listing_id);
        if let Some(listing) = held.filter(|l| l.status == listings::Status::Reserved) {
            let next = match item.was {
                listings::Status::Active if listing.expires_at <= now => listings::Status::Expired,
                was => was,
            };
            listings::set_status(conn, listing.id, next, now)?;
        }
        listings::announce_change(conn, item.listing_id)?;
    }
    store::let_go(conn, id)?;
    outbox::write(conn, &TradeEvent::DealChanged { deal: deal.id })?;
    Ok(deal)
}

/// `ORD-YYYYMMDD-XXXX`; four characters give a million a day, a taken one is drawn again.
fn fresh_code(conn: &mut Conn, now: Timestamp) -> AppResult<String> {
    let day = Zone::Wib.local(now).format("%Y%m%d").to_string();
    for _ in 0..20 {
        let code = format!("ORD-{day}-{}", crypto::short_code(4).to_uppercase());
        if !store::code_taken(conn, &code)? {
            return Ok(code);
        }
    }
    Err(AppError::Unavailable("no free order code today".into()))
}

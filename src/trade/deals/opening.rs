//! Use case: opening a deal, inside the transaction that accepts its offer.

use super::model::{CODE_PREFIX, Deal, DealItem, State};
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
use crate::market::terms::Delivery;
use crate::market::{Party, worth};
use crate::trade::events::TradeEvent;

/// A listing of a deal, and the party that gives it.
#[derive(Clone, Copy)]
pub struct GivenListing<'a> {
    /// The seller, or in a barter also the buyer.
    pub by: Party,
    /// Locked by the caller.
    pub listing: &'a Listing,
}

/// The terms of a deal.
pub struct Agreement<'a> {
    /// The listings that the deal reserves; the one that the negotiation was about comes first.
    pub items: &'a [GivenListing<'a>],
    /// The accepted offer.
    pub offer: OfferId,
    pub room: RoomId,
    pub buyer: UserId,
    pub mode: Mode,
    pub method: Delivery,
    /// Whole rupiah; 0 for free.
    pub amount: i64,
    /// Minutes in which the seller may reject what the assistant agreed; 0 when the seller agreed in person.
    pub minutes: i64,
}

/// Opens a deal: stores the listings' terms as they are now, and reserves the listings. The caller has locked the listings,
/// and appends the message that the offer was accepted.
///
/// # Errors
/// `Conflict` when another live deal has one of the listings; `Unavailable` when no order code is free.
pub fn open(
    conn: &mut Conn,
    categories: &Categories,
    agreement: &Agreement<'_>,
    now: Timestamp,
) -> AppResult<Deal> {
    let listing = agreement.items.first().ok_or(AppError::NotFound)?.listing;
    let deal = Deal {
        id: DealId::fresh(),
        code: fresh_code(conn, now)?,
        listing_id: listing.id,
        offer_id: agreement.offer,
        room_id: agreement.room,
        buyer_id: agreement.buyer,
        seller_id: listing.seller_id,
        mode: agreement.mode,
        method: agreement.method,
        amount: agreement.amount,
        state: State::opened(agreement.minutes, now),
        created_at: now,
        updated_at: now,
    };
    let items = items_with_terms(conn, categories, deal.id, agreement.items, now)?;
    store::insert(conn, &deal)?;
    store::insert_items(conn, &items).map_err(|err| {
        // The locks prevent two deals with one listing; should they fail, the unique index refuses the second.
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

/// The listings as items of the deal, with text, photos, condition and worth as they are now.
fn items_with_terms(
    conn: &mut Conn,
    categories: &Categories,
    deal: DealId,
    given: &[GivenListing<'_>],
    now: Timestamp,
) -> AppResult<Vec<DealItem>> {
    let ids: Vec<ListingId> = given.iter().map(|item| item.listing.id).collect();
    let mut worths = worth::of(conn, categories, &ids, now)?;
    let views = listings::views_of(conn, categories, &ids)?;
    let item = |GivenListing { by, listing }: &GivenListing<'_>| {
        let view = views.iter().find(|view| view.id == listing.id);
        let mut terms = view.cloned().ok_or(AppError::NotFound)?;
        terms.worth = worths.remove(&listing.id).map(Into::into);
        Ok(DealItem {
            deal_id: deal,
            listing_id: listing.id,
            side: *by,
            previous_status: listing.status,
            terms: serde_json::to_value(&terms)?,
            live: true,
        })
    };
    given.iter().map(item).collect()
}

/// An unused code `ORD-YYYYMMDD-XXXX`, of which there are a million a day; the date is in WIB.
fn fresh_code(conn: &mut Conn, now: Timestamp) -> AppResult<String> {
    let day = Zone::Wib.local(now).format("%Y%m%d").to_string();
    for _ in 0..20 {
        let code = format!("{CODE_PREFIX}{day}-{}", crypto::short_code(4).to_uppercase());
        if !store::code_taken(conn, &code)? {
            return Ok(code);
        }
    }
    Err(AppError::Unavailable("no free order code today".into()))
}

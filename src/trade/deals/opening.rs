//! Use case: opening a deal, inside the transaction that accepts its offer.

use std::sync::Arc;

use super::context::{moment, zones_of};
use super::machine::{Command, Course, Moment, Opening, Terms, decide, evolve};
use super::model::{CODE_PREFIX, Deal, DealItem};
use super::sheets::{self, SheetSite};
use super::store;
use crate::base::clock::{Timestamp, Zone};
use crate::base::crypto;
use crate::base::db::{Conn, violates};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{DealId, ListingId, OfferId, RoomId, UserId};
use crate::base::outbox;
use crate::config::{Mode, Protection};
use crate::market::categories::Categories;
use crate::market::listings::{self, Listing};
use crate::market::terms::Delivery;
use crate::market::{Party, worth};
use crate::trade::events::TradeEvent;
use crate::trade::ledger;
use crate::trade::working_days::WorkingDays;

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

/// What every opening works with; cloning shares it.
#[derive(Clone)]
pub struct OpeningContext {
    pub categories: Categories,
    pub calendar: Arc<WorkingDays>,
    /// The site's terms of Transaksi Aman; `None` when no provider holds money.
    pub protection: Option<Protection>,
    /// For the deal sheets.
    pub site: Arc<SheetSite>,
}

/// Opens a deal: stores the listings' terms as they are now, reserves the listings, and records the deal sheet, unless the deal
/// is pending. A pending order of the accepted offer becomes that deal. The caller has locked the listings, and appends the
/// message that the offer was accepted.
///
/// # Errors
/// `Conflict` when another live deal has one of the listings; `Unavailable` when no order code is free.
pub fn open(
    conn: &mut Conn,
    context: &OpeningContext,
    agreement: &Agreement<'_>,
    now: Timestamp,
) -> AppResult<Deal> {
    let deal = match store::asked_by_offer(conn, agreement.offer)? {
        Some(asked) => taken(conn, context, asked, now)?,
        None => {
            let by = if agreement.minutes > 0 { Opening::Assistant } else { Opening::Agreed };
            let until = now + chrono::Duration::minutes(agreement.minutes);
            insert(conn, context, agreement, Opened { by, until }, now)?
        }
    };
    let items = items_with_terms(conn, &context.categories, deal.id, agreement.items, now)?;
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
    if deal.state.agreed_at.is_some() {
        sheets::record(conn, &context.site, &deal, &items, now)?;
    }
    outbox::write(conn, &TradeEvent::DealChanged { deal: deal.id })?;
    Ok(deal)
}

/// Makes a pending order, which reserves nothing: the seller may take it until then.
///
/// # Errors
/// `Unavailable` when no order code is free.
pub fn ask(
    conn: &mut Conn,
    context: &OpeningContext,
    agreement: &Agreement<'_>,
    until: Timestamp,
    now: Timestamp,
) -> AppResult<Deal> {
    let opened = Opened { by: Opening::Asked, until };
    let deal = insert(conn, context, agreement, opened, now)?;
    let items = items_with_terms(conn, &context.categories, deal.id, agreement.items, now)?;
    let items: Vec<DealItem> =
        items.into_iter().map(|item| DealItem { live: false, ..item }).collect();
    store::insert_items(conn, &items)?;
    outbox::write(conn, &TradeEvent::DealChanged { deal: deal.id })?;
    Ok(deal)
}

/// Ends the pending orders of these offers, which have ended.
///
/// # Errors
/// The database's errors.
pub fn end_asked(conn: &mut Conn, offers: &[OfferId], by: Party, now: Timestamp) -> AppResult<()> {
    for offer in offers {
        let Some(mut deal) = store::asked_by_offer(conn, *offer)? else { continue };
        let mut course = store::course(conn, &deal)?;
        let command = match by {
            Party::System => Command::Drop,
            Party::Buyer | Party::Seller => Command::CallOff { reason: String::new() },
        };
        let moment = Moment { now, ship_by: now, inspect_until: now };
        for event in decide(&course, by, command, &moment).map_err(AppError::conflict)? {
            evolve(&mut course, &event);
        }
        (deal.state, deal.updated_at) = (course.state, now);
        store::save(conn, &deal)?;
        outbox::write(conn, &TradeEvent::DealChanged { deal: deal.id })?;
    }
    Ok(())
}

/// A pending order that the seller takes: its items are stored anew, with the terms of this moment.
fn taken(
    conn: &mut Conn,
    context: &OpeningContext,
    mut deal: Deal,
    now: Timestamp,
) -> AppResult<Deal> {
    let mut course = store::course(conn, &deal)?;
    let zones = zones_of(conn, deal.buyer_id, deal.seller_id)?;
    let moment = moment(&context.calendar, zones, now);
    let events = decide(&course, Party::Seller, Command::Confirm, &moment);
    for event in events.map_err(AppError::conflict)? {
        evolve(&mut course, &event);
    }
    (deal.state, deal.updated_at) = (course.state, now);
    store::save(conn, &deal)?;
    store::delete_items(conn, deal.id)?;
    Ok(deal)
}

/// Who opens a deal, and how long it is pending.
struct Opened {
    by: Opening,
    until: Timestamp,
}

fn insert(
    conn: &mut Conn,
    context: &OpeningContext,
    agreement: &Agreement<'_>,
    opened: Opened,
    now: Timestamp,
) -> AppResult<Deal> {
    let listing = agreement.items.first().ok_or(AppError::NotFound)?.listing;
    let sent = agreement.method != Delivery::Meet;
    let protection = context.protection.filter(|_| sent && agreement.amount > 0);
    let fee = protection
        .map(|terms| ledger::fee_of(agreement.amount, terms.fee_percent, terms.fee_bearer))
        .transpose()?;
    let Opened { by: opening, until: pending_until } = opened;
    let (mode, method, protected) = (agreement.mode, agreement.method, protection.is_some());
    let zones = zones_of(conn, agreement.buyer, listing.seller_id)?;
    let moment = moment(&context.calendar, zones, now);
    let terms = Terms { mode, method, protected, opening };
    // Where no provider holds the money the parties agree on it in the chat; in a barter each pays for what they send.
    let paid_here = protected && mode == Mode::Sale;
    let shipping = if paid_here { listing.content.shipping_fee } else { 0 };
    let course = Course::open(terms, shipping, pending_until, &moment);
    let deal = Deal {
        id: DealId::fresh(),
        code: fresh_code(conn, now)?,
        listing_id: listing.id,
        offer_id: agreement.offer,
        room_id: agreement.room,
        buyer_id: agreement.buyer,
        seller_id: listing.seller_id,
        mode,
        method,
        amount: agreement.amount,
        opening,
        protected,
        fee: fee.map_or(0, |fee| fee.amount),
        fee_by: fee.map_or(Party::Seller, |fee| fee.bearer.into()),
        state: course.state,
        created_at: now,
        updated_at: now,
    };
    store::insert(conn, &deal)?;
    store::insert_legs(conn, deal.id, &course.legs)?;
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

//! Use cases. Each is one transaction that also writes what the outside must hear.

use chrono::Duration;

use super::model::{Listing, Status};
pub use super::policy::Draft;
use super::policy::{self, Clean};
use super::store::{self, Content, NewListing};
use crate::base::clock::Timestamp;
use crate::base::crypto;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{ListingId, PhotoId, UserId};
use crate::base::outbox;
use crate::config::Site;
use crate::market::categories::Categories;
use crate::market::events::MarketEvent;
use crate::market::photos;
use crate::people::accounts::slugged;
use crate::people::regions;

/// A listing drops out after this many days unless it is renewed.
const LIFE_DAYS: i64 = 30;

/// Writes the event that a listing changed.
pub fn announce_change(conn: &mut Conn, id: ListingId) -> AppResult<()> {
    outbox::write(conn, &MarketEvent::ListingChanged { listing: id })
}

/// Writes the event that only the counters of a listing's card changed.
pub fn announce_counts(conn: &mut Conn, id: ListingId) -> AppResult<()> {
    outbox::write(conn, &MarketEvent::ListingCounted { listing: id })
}

/// A fresh name in addresses: `kaos-nike-dri-fit-x7k2m9`.
pub fn slug_for(title: &str) -> String {
    let base: String = slugged(title).chars().take(56).collect();
    let base = base.trim_matches('-');
    format!("{}-{}", if base.is_empty() { "barang" } else { base }, crypto::short_code(6))
}

/// Posts a listing, on offer or kept. `id` is the client's when it has one: posting again with it changes nothing and
/// gives the same listing. `also` is written with it.
pub async fn post(
    db: &Db,
    site: &Site,
    kinds: &Categories,
    seller: UserId,
    id: Option<ListingId>,
    (draft, also): (Draft, impl Fn(&mut Conn, ListingId) -> AppResult<()> + Send + 'static),
    now: Timestamp,
) -> AppResult<ListingId> {
    let clean = policy::check(&draft, site).map_err(AppError::Invalid)?;
    let category = sub_category(kinds, &draft.category)?;
    let id = id.unwrap_or_else(ListingId::fresh);
    db.transaction(move |conn| {
        if let Some(known) = store::by_id(conn, id)? {
            return repeated(&known, seller);
        }
        must_be_place(conn, &draft.region)?;
        let new = NewListing {
            id,
            slug: slug_for(&clean.title),
            seller_id: seller,
            created_at: now,
            content: content(&clean, category, &draft.region, now),
        };
        if !store::insert(conn, &new)? {
            // Sent twice at once, and the other was quicker.
            let known = store::by_id(conn, id)?.ok_or(AppError::NotFound)?;
            return repeated(&known, seller);
        }
        take_photos(conn, seller, id, &draft.photos)?;
        also(conn, id)?;
        announce_change(conn, id)?;
        Ok(id)
    })
    .await
}

/// The row of a listing that keeps the rules; it runs its full time from now.
fn content(clean: &Clean, category: i32, region: &str, now: Timestamp) -> Content {
    let clean = clean.clone();
    Content {
        title: clean.title,
        description: clean.description,
        flaw: clean.flaw,
        category_id: category,
        condition: clean.condition.to_string(),
        modes: clean.modes.iter().map(ToString::to_string).collect(),
        price: clean.price,
        min_price: clean.min_price,
        original_price: clean.original_price,
        original_source: clean.original_source,
        brand: clean.brand,
        size: clean.size,
        color: clean.color,
        tags: clean.tags,
        delivery: clean.delivery.iter().map(ToString::to_string).collect(),
        region: region.to_owned(),
        wanted: clean.wanted,
        status: clean.status.to_string(),
        expires_at: now + Duration::days(LIFE_DAYS),
        updated_at: now,
    }
}

/// What posting with an id gives that a listing has already.
fn repeated(known: &Listing, seller: UserId) -> AppResult<ListingId> {
    if known.seller_id == seller {
        Ok(known.id)
    } else {
        Err(AppError::conflict("listing-id-taken"))
    }
}

/// Rewrites a listing, on offer or kept as the draft says; it runs its full time again. Not while a deal holds it.
pub async fn edit(
    db: &Db,
    site: &Site,
    kinds: &Categories,
    seller: UserId,
    id: ListingId,
    (draft, also): (Draft, impl Fn(&mut Conn, ListingId) -> AppResult<()> + Send + 'static),
    now: Timestamp,
) -> AppResult<()> {
    let clean: Clean = policy::check(&draft, site).map_err(AppError::Invalid)?;
    let category = sub_category(kinds, &draft.category)?;
    db.transaction(move |conn| {
        let listing = own(conn, seller, id)?;
        match listing.status {
            Status::Active | Status::Kept | Status::Expired | Status::Inactive | Status::Draft => {}
            Status::Reserved | Status::Sold => return Err(AppError::conflict("listing-held")),
            Status::Removed => return Err(AppError::forbidden("listing-removed")),
        }
        must_be_place(conn, &draft.region)?;
        let before = pictures(conn, id)?;
        let new = content(&clean, category, &draft.region, now);
        store::rewrite(conn, id, &new)?;
        take_photos(conn, seller, id, &draft.photos)?;
        if new.describes_anew(&listing) || pictures(conn, id)? != before {
            store::set_edited(conn, id, now)?;
        }
        also(conn, id)?;
        announce_change(conn, id)
    })
    .await
}

/// Whether somebody keeps this thing of theirs; none when it is not theirs.
pub(super) fn keeps(conn: &mut Conn, seller: UserId, id: ListingId) -> AppResult<Option<bool>> {
    let own = store::by_id(conn, id)?.filter(|listing| listing.seller_id == seller);
    Ok(own.map(|listing| listing.status == Status::Kept))
}

/// Takes a listing off the market, softly. Doing it again changes nothing.
pub async fn remove(db: &Db, seller: UserId, id: ListingId, now: Timestamp) -> AppResult<()> {
    db.transaction(move |conn| {
        let listing = own(conn, seller, id)?;
        match listing.status {
            Status::Inactive | Status::Removed => Ok(()),
            Status::Reserved => Err(AppError::conflict("listing-held")),
            _ => {
                store::set_status(conn, id, Status::Inactive, now)?;
                announce_change(conn, id)
            }
        }
    })
    .await
}

/// Takes every listing whose time ran out off the market.
pub async fn expire_due(db: &Db, now: Timestamp) -> AppResult<usize> {
    db.transaction(move |conn| {
        let gone = store::expire(conn, now)?;
        for id in &gone {
            announce_change(conn, *id)?;
        }
        Ok(gone.len())
    })
    .await
}

/// The listing, locked, if it is the seller's: somebody else's public one is 403, anything else 404.
pub fn own(conn: &mut Conn, seller: UserId, id: ListingId) -> AppResult<Listing> {
    let listing = store::lock(conn, id)?.ok_or(AppError::NotFound)?;
    if listing.seller_id == seller {
        Ok(listing)
    } else if listing.status.is_public() {
        Err(AppError::forbidden("listing-not-yours"))
    } else {
        Err(AppError::NotFound)
    }
}

fn sub_category(kinds: &Categories, slug: &str) -> AppResult<i32> {
    match kinds.by_slug(slug) {
        Some(kind) if kind.parent.is_some() => Ok(kind.id),
        Some(_) => Err(FieldErrors::one("category", "listing-need-sub-category")),
        None => Err(FieldErrors::one("category", "listing-need-category")),
    }
}

fn must_be_place(conn: &mut Conn, code: &str) -> AppResult<()> {
    match regions::find(conn, code)? {
        Some(region) if region.level >= 2 => Ok(()),
        _ => Err(FieldErrors::one("region", "region-unknown")),
    }
}

/// A listing's photos, the cover first.
fn pictures(conn: &mut Conn, id: ListingId) -> AppResult<Vec<PhotoId>> {
    Ok(photos::of_listings(conn, &[id])?.iter().map(|photo| photo.id).collect())
}

fn take_photos(
    conn: &mut Conn,
    seller: UserId,
    id: ListingId,
    wanted: &[PhotoId],
) -> AppResult<()> {
    let mut order: Vec<PhotoId> = Vec::new();
    for photo in wanted {
        if !order.contains(photo) {
            order.push(*photo);
        }
    }
    let own = photos::owned_loose(conn, seller, id, &order)?;
    if own.len() != order.len() {
        return Err(FieldErrors::one("photos", "listing-photo-unknown"));
    }
    photos::attach(conn, id, &order)
}

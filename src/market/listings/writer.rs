//! Posting and editing a listing.

use chrono::Duration;

use super::actions::{announce_change, lock_own, must_be_editable, slug_for};
use super::draft::ListingDraft;
use super::extension::ListingExtension;
use super::model::{Listing, Status};
use super::policy::{self, CheckedListing};
use super::store::{self, ListingFields, NewListing};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{ListingId, PhotoId, UserId};
use crate::base::limits::{self, Charge, Rate};
use crate::config::Site;
use crate::market::categories::Categories;
use crate::market::photos;
use crate::people::regions;

/// Listings that a person may post.
const POSTED: Rate = Rate { actions: 10, seconds: 3600 };
/// The seller posted a listing with this id and other contents.
const OTHER_CONTENT: &str = "listing-posted-before";
/// A listing expires this many days after it was posted or edited.
const LIFETIME_DAYS: i64 = 30;

/// What posting and editing need: who writes, when, and with what.
pub struct ListingWriter<'a> {
    pub db: &'a Db,
    pub site: &'a Site,
    pub categories: &'a Categories,
    pub extension: ListingExtension,
    pub seller: UserId,
    pub now: Timestamp,
    /// Whether rate limits are enforced.
    pub limited: bool,
}

impl ListingWriter<'_> {
    /// Posts a listing as `active` or `kept`. When the seller posted the same draft before, nothing changes.
    ///
    /// # Errors
    /// 422 for what the rules refuse; 409 when the id belongs to another listing; 429 after ten within an hour.
    pub async fn post(&self, draft: ListingDraft) -> AppResult<ListingId> {
        let write = self.write(draft)?;
        let id = write.draft.id.unwrap_or_else(ListingId::fresh);
        let limited = self.limited;
        self.db
            .transaction(move |conn| {
                if let Some(existing) = store::by_id(conn, id)? {
                    return write.repeated(conn, &existing);
                }
                check_region(conn, &write.draft.region)?;
                let new = NewListing {
                    id,
                    slug: slug_for(&write.fields.content.title),
                    seller_id: write.seller,
                    created_at: write.now,
                    fields: write.fields.clone(),
                };
                if !store::insert(conn, &new)? {
                    // Another transaction inserted the same id since the check above.
                    let existing = store::by_id(conn, id)?.ok_or(AppError::NotFound)?;
                    return write.repeated(conn, &existing);
                }
                if limited {
                    // What is refused otherwise is rolled back and does not count.
                    let bucket = format!("listing:{}", write.seller);
                    limits::charge_stored(conn, &Charge { bucket, rate: POSTED }, write.now)?;
                }
                write.show_village(conn, id)?;
                write.attach_photos(conn, id)?;
                write.save_extension(conn, id)?;
                announce_change(conn, id)?;
                Ok(id)
            })
            .await
    }

    /// As [`Self::post`]; a draft with the id of the seller's own listing and other contents is an edit of it: who goes back
    /// in the browser, changes something and sends the form again wants the change.
    ///
    /// # Errors
    /// As [`Self::post`] and [`Self::edit`].
    pub async fn post_or_edit(&self, draft: ListingDraft) -> AppResult<ListingId> {
        match (self.post(draft.clone()).await, draft.id) {
            (Err(AppError::Conflict { text, .. }), Some(id)) if text == OTHER_CONTENT.into() => {
                self.edit(id, ListingDraft { version: None, ..draft }).await.map(|()| id)
            }
            (posted, _) => posted,
        }
    }

    /// Rewrites a listing as `active` or `kept` and renews its time until it expires.
    ///
    /// # Errors
    /// 422 for what the rules refuse; 403 or 404 when it is not the seller's; 409 while a deal holds it, and when it has
    /// another version than the draft was made from.
    pub async fn edit(&self, id: ListingId, mut draft: ListingDraft) -> AppResult<()> {
        if draft.barter_only.is_none() {
            // A client that does not know of this field must not publish a listing that its owner hides.
            draft.barter_only = Some(self.is_barter_only(id).await?);
        }
        let write = self.write(draft)?;
        self.db
            .transaction(move |conn| {
                let listing = lock_own(conn, write.seller, id)?;
                must_be_editable(&listing)?;
                if write.draft.version.is_some_and(|seen| seen != listing.version) {
                    return Err(AppError::conflict("listing-changed"));
                }
                check_region(conn, &write.draft.region)?;
                let photos_before = photo_ids(conn, id)?;
                store::update(conn, id, &write.fields)?;
                write.show_village(conn, id)?;
                write.attach_photos(conn, id)?;
                if write.fields.needs_reconfirmation(&listing)
                    || photo_ids(conn, id)? != photos_before
                {
                    store::set_edited(conn, id, write.now)?;
                }
                write.save_extension(conn, id)?;
                announce_change(conn, id)
            })
            .await
    }

    /// Whether this is a barter-only listing of the seller.
    async fn is_barter_only(&self, id: ListingId) -> AppResult<bool> {
        let seller = self.seller;
        let listing = self.db.read(move |conn| store::by_id(conn, id)).await?;
        Ok(listing.is_some_and(|l| l.seller_id == seller && l.status == Status::BarterOnly))
    }

    /// Checks a draft and prepares what is written of it.
    fn write(&self, draft: ListingDraft) -> AppResult<ListingWrite> {
        let checked = policy::check(&draft, self.site).map_err(AppError::Invalid)?;
        let CheckedListing { content, min_price, status } = checked;
        let fields = ListingFields {
            content,
            category_id: sub_category(self.categories, &draft.category)?,
            min_price,
            region: draft.region.clone(),
            status,
            expires_at: self.now + Duration::days(LIFETIME_DAYS),
            updated_at: self.now,
        };
        let (extension, seller, now) = (self.extension, self.seller, self.now);
        Ok(ListingWrite { draft, fields, extension, seller, now })
    }
}

/// A checked draft on its way into the transaction.
struct ListingWrite {
    draft: ListingDraft,
    fields: ListingFields,
    extension: ListingExtension,
    seller: UserId,
    now: Timestamp,
}

impl ListingWrite {
    /// Shows or hides the village.
    fn show_village(&self, conn: &mut Conn, id: ListingId) -> AppResult<()> {
        store::set_shown_village(conn, id, self.draft.show_village)
    }

    /// The result of posting with the id of a listing that exists.
    fn repeated(&self, conn: &mut Conn, existing: &Listing) -> AppResult<ListingId> {
        let fields = &self.fields;
        if existing.seller_id != self.seller {
            return Err(AppError::conflict("listing-id-taken"));
        }
        let same = existing.content == fields.content
            && existing.category_id == fields.category_id
            && existing.min_price.0 == fields.min_price
            && existing.region == fields.region
            && photo_ids(conn, existing.id)? == self.photo_order();
        if same { Ok(existing.id) } else { Err(AppError::conflict(OTHER_CONTENT)) }
    }

    /// The photos of the draft in their order, each once.
    fn photo_order(&self) -> Vec<PhotoId> {
        let mut order: Vec<PhotoId> = Vec::new();
        for photo in &self.draft.photos {
            if !order.contains(photo) {
                order.push(*photo);
            }
        }
        order
    }

    /// Attaches the photos of the draft.
    fn attach_photos(&self, conn: &mut Conn, id: ListingId) -> AppResult<()> {
        let order = self.photo_order();
        let attachable = photos::attachable_ids(conn, self.seller, id, &order)?;
        if attachable.len() != order.len() {
            return Err(FieldErrors::one("photos", "listing-photo-unknown"));
        }
        photos::attach(conn, id, &order)
    }

    fn save_extension(&self, conn: &mut Conn, id: ListingId) -> AppResult<()> {
        match self.draft.assistant.clone() {
            Some(settings) => (self.extension.save)(conn, id, self.seller, settings, self.now),
            None => Ok(()),
        }
    }
}

fn sub_category(categories: &Categories, slug: &str) -> AppResult<i32> {
    match categories.by_slug(slug) {
        Some(category) if category.parent.is_some() => Ok(category.id),
        Some(_) => Err(FieldErrors::one("category", "listing-need-sub-category")),
        None => Err(FieldErrors::one("category", "listing-need-category")),
    }
}

/// The region must be a city or finer.
fn check_region(conn: &mut Conn, code: &str) -> AppResult<()> {
    match regions::find(conn, code)? {
        Some(region) if region.level >= 2 => Ok(()),
        _ => Err(FieldErrors::one("region", "region-unknown")),
    }
}

/// The ids of a listing's photos, the cover first.
fn photo_ids(conn: &mut Conn, id: ListingId) -> AppResult<Vec<PhotoId>> {
    Ok(photos::of_listings(conn, &[id])?.iter().map(|photo| photo.id).collect())
}

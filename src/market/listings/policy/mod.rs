//! Pure rules for what a listing must contain.

mod prices;
#[cfg(test)]
mod tests;
mod text;
mod trade;

use super::draft::ListingDraft;
use super::model::{ListingContent, Status};
use crate::base::error::FieldErrors;
use crate::base::i18n::Text;
use crate::base::lengths;
use crate::config::{Mode, Site};

/// A listing that follows the rules; its category and region are not looked up yet.
#[derive(Debug, Clone)]
pub(super) struct CheckedListing {
    pub content: ListingContent,
    /// Whole rupiah.
    pub min_price: Option<i64>,
    /// `active` or `kept`.
    pub status: Status,
}

/// Checks a draft against the rules and the site's profile.
///
/// # Errors
/// All that is wrong at once, by field.
pub(super) fn check(draft: &ListingDraft, site: &Site) -> Result<CheckedListing, FieldErrors> {
    let mut errors = FieldErrors::default();
    let (title, description) = text::title_and_description(draft, &mut errors);
    let flaw = text::flaw(&draft.flaw, &mut errors);
    let condition = trade::condition(&draft.condition, &mut errors);
    let modes = trade::modes(draft, site, &mut errors);
    let prices = prices::check(draft, &modes, &mut errors);
    let delivery = trade::delivery(&draft.delivery, site, &mut errors);
    let shipping_fee = prices::shipping_fee(draft, &modes, &delivery, &mut errors);
    check_photos(draft.photos.len(), site, &mut errors);
    let brand = text::short(draft.brand.as_deref(), lengths::BRAND, "brand", &mut errors);
    let size = text::short(draft.size.as_deref(), lengths::SIZE, "size", &mut errors);
    let color = text::short(draft.color.as_deref(), lengths::COLOR, "color", &mut errors);
    let wanted = text::short(draft.wanted.as_deref(), lengths::WANTED, "wanted", &mut errors)
        .filter(|_| modes.contains(&Mode::Barter));
    let tags = text::tags(&draft.tags, &mut errors);
    errors.check(!draft.category.is_empty(), "category", "listing-need-category");
    errors.check(!draft.region.is_empty(), "region", "listing-need-region");
    let (Some(condition), true) = (condition, errors.0.is_empty()) else { return Err(errors) };
    let content = ListingContent {
        title,
        description,
        flaw,
        condition,
        modes,
        price: prices.price,
        original_price: prices.original_price,
        original_source: prices.original_source,
        brand,
        size,
        color,
        tags,
        delivery,
        wanted,
        shipping_fee,
    };
    let status = if is_barter_only(draft) { Status::BarterOnly } else { Status::Active };
    Ok(CheckedListing { content, min_price: prices.min_price, status })
}

fn is_barter_only(draft: &ListingDraft) -> bool {
    draft.barter_only.unwrap_or(false)
}

fn check_photos(count: usize, site: &Site, errors: &mut FieldErrors) {
    errors.check(count > 0, "photos", "listing-need-photo");
    let too_many = Text::new("listing-too-many-photos").with("max", site.photo_max);
    errors.check(count <= site.photo_max, "photos", too_many);
}

//! The rows of the demo listings and their photos.

use chrono::Duration;

use super::ids;
use super::pictures::StoredPictures;
use crate::base::clock::Timestamp;
use crate::base::ids::{ListingId, PhotoId, UserId};
use crate::config::{Mode, Site};
use crate::demo::generate::DemoListing;
use crate::market::categories::Categories;
use crate::market::listings::{ListingContent, ListingFields, NewListing, Status};
use crate::market::photos::Photo;
use crate::market::terms::Delivery;
use crate::people::accounts;

/// What the rows of listings need besides the listings.
pub(super) struct ListingContext<'a> {
    pub(super) seed: u64,
    pub(super) site: &'a Site,
    pub(super) categories: &'a Categories,
    /// The people's ids and the region codes of their villages.
    pub(super) people: &'a [UserId],
    pub(super) villages: &'a [String],
    pub(super) pictures: &'a StoredPictures,
    pub(super) now: Timestamp,
}

impl ListingContext<'_> {
    /// The rows of the listings that this site permits: at least one of a listing's modes must exist here.
    pub(super) fn rows(&self, listings: &[DemoListing]) -> (Vec<NewListing>, Vec<Photo>) {
        let (mut rows, mut photos) = (Vec::new(), Vec::new());
        for (n, listing) in listings.iter().enumerate() {
            if let Some(row) = self.row(ids::listing(self.seed, n), listing) {
                photos.extend(self.photos(&row, listing));
                rows.push(row);
            }
        }
        (rows, photos)
    }

    fn row(&self, id: ListingId, listing: &DemoListing) -> Option<NewListing> {
        let seller = *self.people.get(listing.seller)?;
        let village = self.villages.get(listing.seller)?;
        let modes: Vec<Mode> =
            parse(&listing.modes).into_iter().filter(|mode| self.site.allows(*mode)).collect();
        let category = self.categories.by_slug(listing.category).filter(|_| !modes.is_empty())?;
        let created_at = self.now - Duration::minutes(listing.age_minutes);
        Some(NewListing {
            id,
            slug: slug(id, &listing.title),
            seller_id: seller,
            created_at,
            fields: ListingFields {
                min_price: listing.min_price.filter(|_| modes.contains(&Mode::Sale)),
                content: self.content(listing, modes)?,
                category_id: category.id,
                region: village.clone(),
                status: Status::Active,
                expires_at: self.now + Duration::days(30),
                updated_at: created_at,
            },
        })
    }

    /// None when the condition is no variant.
    fn content(&self, listing: &DemoListing, modes: Vec<Mode>) -> Option<ListingContent> {
        let for_sale = modes.contains(&Mode::Sale);
        Some(ListingContent {
            title: listing.title.clone(),
            description: listing.description.clone(),
            flaw: listing.flaw.clone(),
            condition: listing.condition.parse().ok()?,
            price: listing.price.filter(|_| for_sale),
            original_price: listing.original_price.filter(|_| for_sale),
            original_source: listing.original_source.clone().filter(|_| for_sale),
            brand: listing.brand.clone(),
            size: listing.size.clone(),
            color: listing.color.clone(),
            tags: listing.tags.clone(),
            delivery: match self.site.cod_only {
                true => vec![Delivery::Meet],
                false => parse(&listing.delivery),
            },
            shipping_fee: 0,
            wanted: listing.wanted.clone().filter(|_| modes.contains(&Mode::Barter)),
            modes,
        })
    }

    fn photos(&self, row: &NewListing, listing: &DemoListing) -> Vec<Photo> {
        let pixels = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
        (0..)
            .zip(listing.photos.iter().take(self.site.photo_max))
            .filter_map(|(position, plan)| {
                let picture = self.pictures.get(plan)?;
                Some(Photo {
                    id: PhotoId::fresh(),
                    owner_id: row.seller_id,
                    listing_id: Some(row.id),
                    position,
                    hash: picture.hash.clone(),
                    width: pixels(picture.width),
                    height: pixels(picture.height),
                    created_at: row.created_at,
                })
            })
            .collect()
    }
}

/// The title in at most 56 characters, and six of the id.
fn slug(id: ListingId, title: &str) -> String {
    let title: String = accounts::slugify(title).chars().take(56).collect();
    let suffix: String = id.0.simple().to_string().chars().take(6).collect();
    format!("{}-{suffix}", title.trim_matches('-'))
}

/// Words that are no variant are left out.
fn parse<T: std::str::FromStr>(words: &[&'static str]) -> Vec<T> {
    words.iter().filter_map(|word| word.parse().ok()).collect()
}

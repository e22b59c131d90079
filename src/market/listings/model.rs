//! The plain types.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;
use crate::base::ids::{ListingId, UserId, words};
use crate::base::schema::listings;
use crate::config::Mode;
use crate::market::terms::{Condition, Delivery};

words! {
    /// The state of a listing.
    Status {
        /// Not published yet.
        Draft = "draft",
        /// On offer.
        Active = "active",
        /// For barter only: visible to nobody but its owner until the owner includes it in an offer.
        BarterOnly = "kept",
        /// Part of a live deal.
        Reserved = "reserved",
        /// Handed over.
        Sold = "sold",
        /// Withdrawn by its owner.
        Inactive = "inactive",
        /// `expires_at` has passed.
        Expired = "expired",
        /// Removed by moderation.
        Removed = "removed",
    }
}

impl Status {
    /// Whether anybody may see the listing's page.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Active | Self::Reserved | Self::Sold)
    }

    /// Whether a deal holds the listing, or it is sold.
    pub fn is_taken(self) -> bool {
        matches!(self, Self::Reserved | Self::Sold)
    }
}

/// The lowest price the seller would accept. It is never written into an answer, a log or a search document: it has
/// no `Serialize`, its `Debug` hides the amount, and only its owner's form unwraps it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct MinPrice(pub Option<i64>);

impl std::fmt::Debug for MinPrice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MinPrice(…)")
    }
}

impl From<Option<i64>> for MinPrice {
    fn from(price: Option<i64>) -> Self {
        Self(price)
    }
}

/// What an owner publishes about an item. It is the same in the table, in the public view, in a search document and in
/// the terms of a deal; the secret lowest price is not part of it.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
    Queryable,
    Selectable,
    Insertable,
    AsChangeset,
)]
#[diesel(table_name = listings, treat_none_as_null = true)]
pub struct ListingContent {
    /// 4 to 80 characters.
    pub title: String,
    /// 10 to 4,000 characters.
    pub description: String,
    /// The owner's words about defects, at most 500 characters; may be empty.
    pub flaw: String,
    /// How worn the item is.
    pub condition: Condition,
    /// How the item may be traded; never empty.
    #[diesel(deserialize_as = EnumArray<Mode>)]
    pub modes: Vec<Mode>,
    /// Asking price, whole rupiah; present exactly when the item is for sale.
    pub price: Option<i64>,
    /// Price when new, whole rupiah, above `price`.
    pub original_price: Option<i64>,
    /// Source of `original_price`; without it no crossed-out price is shown.
    pub original_source: Option<String>,
    /// At most 60 characters.
    pub brand: Option<String>,
    /// At most 40 characters.
    pub size: Option<String>,
    /// At most 40 characters.
    pub color: Option<String>,
    /// At most 12 search terms, lower case.
    pub tags: Vec<String>,
    /// How the item may be handed over; never empty.
    #[diesel(deserialize_as = EnumArray<Delivery>)]
    pub delivery: Vec<Delivery>,
    /// What the owner would accept in a barter, at most 120 characters.
    pub wanted: Option<String>,
    /// What the buyer pays for the shipping, whole rupiah up to Rp10,000,000; 0 when it is included or nothing is sent.
    #[serde(default)]
    pub shipping_fee: i64,
}

impl ListingContent {
    /// Whether the two differ in the item itself or in how it may be handed over. The price is left out: an offer
    /// states its own amount.
    pub(super) fn describes_another_item(&self, other: &Self) -> bool {
        fn described(content: &ListingContent) -> impl PartialEq + '_ {
            let ListingContent { title, description, flaw, condition, delivery, .. } = content;
            let ListingContent { brand, size, color, shipping_fee, .. } = content;
            (title, description, flaw, condition, (delivery, shipping_fee), (brand, size, color))
        }
        described(self) != described(other)
    }
}

/// A listing's row. Never serialised: [`super::ListingOut`] states what may be shown.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = listings)]
pub struct Listing {
    pub id: ListingId,
    /// Unique; part of the page's address.
    pub slug: String,
    /// The owner.
    pub seller_id: UserId,
    /// What the owner publishes about the item.
    #[diesel(embed)]
    pub content: ListingContent,
    /// Row id of a sub category.
    pub category_id: i32,
    /// The secret lowest price.
    #[diesel(deserialize_as = Option<i64>)]
    pub min_price: MinPrice,
    /// Kemendagri code of the item's region, city or finer.
    pub region: String,
    pub status: Status,
    /// Increases with each change.
    pub version: i32,
    /// Views of the page by others than the owner.
    pub view_count: i32,
    pub like_count: i32,
    /// Rooms about it.
    pub chat_count: i32,
    /// Pending offers.
    pub offer_count: i32,
    /// When a job sets the status to `expired`.
    pub expires_at: Timestamp,
    /// When the listing was posted.
    pub created_at: Timestamp,
    /// When the listing was last changed.
    pub updated_at: Timestamp,
}

/// Reads a text array into a string enum; strings that are no variant are left out.
pub struct EnumArray<T>(Vec<T>);

impl<T: std::str::FromStr>
    diesel::deserialize::Queryable<
        diesel::sql_types::Array<diesel::sql_types::Text>,
        diesel::pg::Pg,
    > for EnumArray<T>
{
    type Row = Vec<String>;

    fn build(row: Self::Row) -> diesel::deserialize::Result<Self> {
        Ok(Self(row.iter().filter_map(|word| word.parse().ok()).collect()))
    }
}

impl<T> From<EnumArray<T>> for Vec<T> {
    fn from(array: EnumArray<T>) -> Self {
        array.0
    }
}

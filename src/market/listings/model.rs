//! The plain types.

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::ids::{ListingId, UserId, words};
use crate::base::schema::listings;
use crate::config::Mode;
use crate::market::terms::{Condition, Delivery};

words! {
    /// Where a listing stands.
    Status {
        /// Not shown yet.
        Draft = "draft",
        /// On offer.
        Active = "active",
        /// For barter only: shown to nobody until its owner lays it on a table.
        Kept = "kept",
        /// A live deal holds it.
        Reserved = "reserved",
        /// Handed over.
        Sold = "sold",
        /// Taken back by its owner.
        Inactive = "inactive",
        /// Its time ran out.
        Expired = "expired",
        /// Taken away by moderation.
        Removed = "removed",
    }
}

impl Status {
    /// Whether anybody may see the page.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Active | Self::Reserved | Self::Sold)
    }
}

/// The lowest price the seller would take. It is never written into an answer, a log or a search document: it has
/// neither `Serialize` nor a telling `Debug`, and only its owner's form unwraps it.
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

/// A listing's row. Never serialised: [`super::ListingOut`] says what may be shown.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = listings)]
pub struct Listing {
    /// Its id.
    pub id: ListingId,
    /// Its name in addresses.
    pub slug: String,
    /// Whose it is.
    pub seller_id: UserId,
    /// 4 to 80 characters.
    pub title: String,
    /// The story.
    pub description: String,
    /// What is wrong with it, in the owner's words.
    pub flaw: String,
    /// Its kind.
    pub category_id: i32,
    /// How worn it is.
    pub condition: Condition,
    /// How it may go.
    #[diesel(deserialize_as = Words<Mode>)]
    pub modes: Vec<Mode>,
    /// Asking price in rupiah; there exactly when it is for sale.
    pub price: Option<i64>,
    /// The lowest price, secret.
    #[diesel(deserialize_as = Option<i64>)]
    pub min_price: MinPrice,
    /// The price when new, in rupiah.
    pub original_price: Option<i64>,
    /// Where that price comes from; without it no struck price is shown.
    pub original_source: Option<String>,
    /// Free text.
    pub brand: Option<String>,
    /// Free text.
    pub size: Option<String>,
    /// Free text.
    pub color: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// How it may change hands.
    #[diesel(deserialize_as = Words<Delivery>)]
    pub delivery: Vec<Delivery>,
    /// Kemendagri code of where it is.
    pub region: String,
    /// What its owner would take for it in a barter.
    pub wanted: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// Counts the changes.
    pub version: i32,
    /// How often it was looked at.
    pub view_count: i32,
    /// How many like it.
    pub like_count: i32,
    /// How many have a room about it.
    pub chat_count: i32,
    /// How many bargain for it now.
    pub offer_count: i32,
    /// When it drops out by itself.
    pub expires_at: Timestamp,
    /// When it was posted.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// Reads a text array into the enum its words stand for; a word nobody knows is left out.
pub struct Words<T>(Vec<T>);

impl<T: std::str::FromStr>
    diesel::deserialize::Queryable<
        diesel::sql_types::Array<diesel::sql_types::Text>,
        diesel::pg::Pg,
    > for Words<T>
{
    type Row = Vec<String>;

    fn build(row: Self::Row) -> diesel::deserialize::Result<Self> {
        Ok(Self(row.iter().filter_map(|word| word.parse().ok()).collect()))
    }
}

impl<T> From<Words<T>> for Vec<T> {
    fn from(words: Words<T>) -> Self {
        words.0
    }
}

//! The plain types.

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::ids::{ListingId, PromotionId, words};
use crate::base::schema::placements;

words! {
    /// Where a listing is shown.
    #[schema(as = PromotionKind)]
    Kind {
        /// At the top of the feed and of its category ("Angkat").
        Bump = "bump",
        /// In the banner of its category's page ("Sorotan").
        Banner = "banner",
    }
}

/// A placement's row.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, QueryableByName)]
#[diesel(table_name = placements)]
pub struct Placement {
    /// That of the promotion that was bought.
    pub id: PromotionId,
    pub listing_id: ListingId,
    pub kind: Kind,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// When it was taken away before its end.
    pub ended_at: Option<Timestamp>,
    /// How often it was shown, a reader once an hour.
    pub seen: i32,
    /// How often its listing was opened from it, a reader once an hour.
    pub opened: i32,
}

impl Placement {
    /// Whether it is shown at this time, as far as its own row says.
    pub fn is_current(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && self.starts_at <= now && now < self.ends_at
    }
}

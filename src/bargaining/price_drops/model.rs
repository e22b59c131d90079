//! The plain types.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;
use crate::base::ids::ListingId;
use crate::base::schema::price_drops;

/// How a price falls. Whole rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Plan)]
pub struct Schedule {
    /// By how much each time.
    pub step: i64,
    /// Every so many days, 1 to 30.
    pub days: i64,
    /// Where it ends.
    pub lowest: i64,
}

/// A schedule's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = price_drops)]
pub(super) struct PriceDrop {
    pub listing_id: ListingId,
    pub step: i64,
    pub days: i16,
    pub lowest: i64,
    pub next_at: Timestamp,
}

impl PriceDrop {
    pub fn new(listing_id: ListingId, schedule: &Schedule, next_at: Timestamp) -> Self {
        let days = i16::try_from(schedule.days).unwrap_or(1);
        Self { listing_id, step: schedule.step, days, lowest: schedule.lowest, next_at }
    }

    pub fn schedule(&self) -> Schedule {
        Schedule { step: self.step, days: i64::from(self.days), lowest: self.lowest }
    }
}

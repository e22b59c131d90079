//! The plain types.

use diesel::prelude::*;

use super::machine::State;
use crate::base::clock::Timestamp;
use crate::base::ids::{ListingId, PromotionId, UserId};
use crate::base::schema::promotions;
use crate::market::placements::Kind;

/// How the codes begin.
pub(super) const CODE_PREFIX: &str = "IKL-";

/// A promotion's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = promotions)]
pub struct Promotion {
    pub id: PromotionId,
    /// `IKL-20261130-X7K2`.
    pub code: String,
    pub listing_id: ListingId,
    /// Who bought it: the listing's seller.
    pub owner_id: UserId,
    pub kind: Kind,
    /// How long it runs.
    pub hours: i16,
    /// Whole rupiah.
    pub amount: i64,
    #[diesel(embed)]
    pub state: State,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

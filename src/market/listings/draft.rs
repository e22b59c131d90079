//! A listing as its owner submits it, over JSON or by the form.

use serde::Deserialize;
use serde_json::Value;

use crate::base::ids::{ListingId, PhotoId};

/// A listing as its owner writes it; `policy` checks it and parses its words.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = ListingIn)]
pub struct ListingDraft {
    /// The client's own id, so that posting again changes nothing. Ignored when editing.
    pub id: Option<ListingId>,
    /// The version that was edited; a later one is not overwritten. Ignored when posting.
    pub version: Option<i32>,
    /// 4 to 80 characters.
    pub title: String,
    /// 10 to 4,000 characters.
    pub description: String,
    /// At most 500 characters.
    #[serde(default)]
    pub flaw: String,
    /// Slug of a sub category.
    pub category: String,
    /// `baru_segel`, `seperti_baru`, `bagus`, `layak_pakai`, `butuh_perbaikan`.
    pub condition: String,
    /// `jual`, `barter`, `gratis`.
    pub modes: Vec<String>,
    /// Whole rupiah.
    pub price: Option<i64>,
    /// Whole rupiah; secret.
    pub min_price: Option<i64>,
    /// Whole rupiah, above `price`.
    pub original_price: Option<i64>,
    /// Source of `original_price`.
    pub original_source: Option<String>,
    pub brand: Option<String>,
    pub size: Option<String>,
    pub color: Option<String>,
    /// Search terms.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Upload ids, the cover first.
    pub photos: Vec<PhotoId>,
    /// `cod`, `kirim`, `gosend`.
    pub delivery: Vec<String>,
    /// Kemendagri code, city or finer.
    pub region: String,
    /// Whether everybody may see the village, where the region is one; left out, it stays as it is, at first hidden.
    pub show_village: Option<bool>,
    /// What the owner would accept in a barter.
    pub wanted: Option<String>,
    /// What the buyer pays for the shipping, whole rupiah; 0, the default, when it is included.
    pub shipping_fee: Option<i64>,
    /// For barter only and shown to its owner only. `modes` must be `barter` alone. Left out, it stays as it is.
    #[serde(rename = "kept")]
    pub barter_only: Option<bool>,
    /// What @tawar may do for it, as `PUT /api/listings/{id}/assistant` takes it; left out, it stays as it is.
    #[schema(value_type = Option<Object>)]
    pub assistant: Option<Value>,
}

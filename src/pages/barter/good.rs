//! Listings that may be part of a package, and the side that gives them, as the reader sees them.

use serde::Serialize;

use crate::bargaining::negotiations::is_available;
use crate::base::ids::ListingId;
use crate::market::listings::{ListingOut, Status};
use crate::market::worth::{AdjustmentView, Worth};

/// A good in a package or in the inventory of a side.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Good {
    pub id: ListingId,
    pub title: String,
    /// Its page, where others than the owner may see it.
    pub url: Option<String>,
    pub thumb: Option<String>,
    /// Pixels.
    pub thumb_w: i32,
    /// Pixels.
    pub thumb_h: i32,
    /// Key of its condition.
    pub condition_key: String,
    /// What it is worth.
    pub points: i64,
    pub adjusted: Option<AdjustmentView>,
    /// Whole rupiah.
    pub price: Option<i64>,
    /// Whether it is what the negotiation is about, and cannot be taken out.
    pub fixed: bool,
    /// Whether it can no longer be had.
    pub gone: bool,
    /// Whether it is for barter only.
    pub kept: bool,
    /// Points of the reader's side less those of the other, with this good added.
    pub after: i64,
    /// Whether the sides are level with this good added.
    pub fits: bool,
    pub description: String,
    pub flaw: String,
}

/// What one member gives, and what they could add.
#[derive(Debug)]
pub(super) struct Side {
    pub points: i64,
    pub goods: Vec<Good>,
    pub inventory: Vec<Good>,
}

impl Good {
    pub fn of(view: &ListingOut, worth: Option<&Worth>) -> Self {
        let cover = view.photos.first();
        Self {
            id: view.id,
            title: view.content.title.clone(),
            url: Some(view.url.clone())
                .filter(|_| view.status.is_public() || view.status == Status::BarterOnly),
            thumb: cover.map(|photo| photo.thumbnail.clone()),
            thumb_w: cover.map_or(400, |photo| photo.width),
            thumb_h: cover.map_or(500, |photo| photo.height),
            condition_key: view.content.condition.label_key(),
            points: worth.map_or(0, |worth| worth.points),
            adjusted: worth.and_then(AdjustmentView::of),
            price: view.content.price,
            fixed: false,
            gone: !is_available(view.status),
            kept: view.status == Status::BarterOnly,
            after: 0,
            fits: false,
            description: view.content.description.clone(),
            flaw: view.content.flaw.clone(),
        }
    }
}

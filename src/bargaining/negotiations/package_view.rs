//! What offers include, as a reader sees it: both sides of a package, what they are worth, and how they compare.

use std::collections::HashMap;

use serde::Serialize;

use super::model::Offer;
use super::package;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, UserId};
use crate::market::categories::Categories;
use crate::market::listings::{ListingOut, Status, views_of};
use crate::market::worth::{self, AdjustmentView, Balance, Worth};

/// A listing that an offer includes.
#[derive(Debug, Clone, Serialize)]
struct IncludedListing {
    id: ListingId,
    title: String,
    /// Its page, where others than the owner may see it.
    url: Option<String>,
    thumb: Option<String>,
    points: i64,
    /// By how many percent its owner adjusted that, and why.
    adjusted: Option<AdjustmentView>,
    gone: bool,
}

/// What one member gives.
#[derive(Debug, Clone, Serialize, Default)]
struct PackageSide {
    /// What it is worth, in points.
    points: i64,
    goods: Vec<IncludedListing>,
}

/// What both members give in an offer that includes listings.
#[derive(Debug, Clone, Serialize)]
pub struct PackageView {
    mine: PackageSide,
    theirs: PackageSide,
    balance: Balance,
    /// `barter`, or `sale`: several listings for money.
    kind: &'static str,
}

/// The listings that some offers include: two queries, none when they are of money alone.
#[derive(Default)]
pub struct Packages {
    views: HashMap<ListingId, ListingOut>,
    worths: HashMap<ListingId, Worth>,
}

impl Packages {
    /// Loads what these offers include, with the listings that they are about.
    pub fn of<'a>(
        conn: &mut Conn,
        categories: &Categories,
        offers: impl Iterator<Item = &'a Offer>,
        now: Timestamp,
    ) -> AppResult<Self> {
        let mut ids: Vec<ListingId> = offers
            .filter(|offer| !offer.items.is_empty())
            .flat_map(|offer| offer.items.iter().copied().chain([offer.listing_id]))
            .collect();
        ids.sort();
        ids.dedup();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let views =
            views_of(conn, categories, &ids)?.into_iter().map(|view| (view.id, view)).collect();
        let worths = worth::of(conn, categories, &ids, now)?;
        Ok(Self { views, worths })
    }

    /// What both members give in an offer, as a reader sees it; none when it is of money alone.
    pub fn view(&self, offer: &Offer, reader: UserId) -> Option<PackageView> {
        let seller = self.views.get(&offer.listing_id).map(|view| view.seller.id)?;
        if offer.items.is_empty() {
            return None;
        }
        let (mut mine, mut theirs) = (PackageSide::default(), PackageSide::default());
        let mut barter = false;
        for id in std::iter::once(&offer.listing_id).chain(&offer.items) {
            let Some(view) = self.views.get(id) else { continue };
            barter |= view.seller.id != seller;
            let side = if view.seller.id == reader { &mut mine } else { &mut theirs };
            let worth = self.worths.get(id);
            let points = worth.map_or(0, |worth| worth.points);
            side.points += points;
            side.goods.push(IncludedListing {
                id: *id,
                title: view.content.title.clone(),
                // What an offer includes both may see, even if it is for barter only.
                url: Some(view.url.clone())
                    .filter(|_| view.status.is_public() || view.status == Status::BarterOnly),
                thumb: view.photos.first().map(|photo| photo.thumbnail.clone()),
                points,
                adjusted: worth.and_then(AdjustmentView::of),
                gone: !package::is_available(view.status) && view.status != Status::Reserved,
            });
        }
        let balance = Balance::of(mine.points, theirs.points);
        Some(PackageView { mine, theirs, balance, kind: if barter { "barter" } else { "sale" } })
    }
}

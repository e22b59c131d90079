//! The goods of offers as a reader sees them: two heaps, what they count for, and how they stand to each other.

use std::collections::HashMap;

use serde::Serialize;

use super::goods;
use super::model::Offer;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, UserId};
use crate::market::categories::Categories;
use crate::market::listings::{ListingOut, Status, views_of};
use crate::market::worth::{self, Adjusted, Balance, Worth};

/// A good in an offer.
#[derive(Debug, Clone, Serialize)]
struct Good {
    id: ListingId,
    title: String,
    /// The page, where others than the owner may see it.
    url: Option<String>,
    thumb: Option<String>,
    points: i64,
    /// What its owner changed of that, in percent, and why.
    adjusted: Option<Adjusted>,
    gone: bool,
}

#[derive(Debug, Clone, Serialize, Default)]
struct Heap {
    points: i64,
    goods: Vec<Good>,
}

/// Both heaps of an offer.
#[derive(Debug, Clone, Serialize)]
pub struct Heaps {
    mine: Heap,
    theirs: Heap,
    balance: Balance,
    /// `barter`, or `sale`: several goods for money.
    kind: &'static str,
}

/// What the offers of some bargains are made of: two queries, none when they are of money alone.
#[derive(Default)]
pub struct Goods {
    views: HashMap<ListingId, ListingOut>,
    worths: HashMap<ListingId, Worth>,
}

impl Goods {
    /// Loads the goods of these offers, with the things they are about.
    pub fn of<'a>(
        conn: &mut Conn,
        kinds: &Categories,
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
        let views = views_of(conn, kinds, &ids)?.into_iter().map(|view| (view.id, view)).collect();
        let worths = worth::of(conn, kinds, &ids, now)?;
        Ok(Self { views, worths })
    }

    /// The heaps of an offer for a reader; none when it is of money alone.
    pub fn heaps(&self, offer: &Offer, reader: UserId) -> Option<Heaps> {
        let seller = self.views.get(&offer.listing_id).map(|view| view.seller.id)?;
        if offer.items.is_empty() {
            return None;
        }
        let (mut mine, mut theirs) = (Heap::default(), Heap::default());
        let mut barter = false;
        for id in std::iter::once(&offer.listing_id).chain(&offer.items) {
            let Some(view) = self.views.get(id) else { continue };
            barter |= view.seller.id != seller;
            let heap = if view.seller.id == reader { &mut mine } else { &mut theirs };
            let worth = self.worths.get(id);
            let points = worth.map_or(0, |worth| worth.points);
            heap.points += points;
            heap.goods.push(Good {
                id: *id,
                title: view.title.clone(),
                // What lies on a table is seen by both, be it kept.
                url: Some(view.url.clone())
                    .filter(|_| view.status.is_public() || view.status == Status::Kept),
                thumb: view.photos.first().map(|photo| photo.thumbnail.clone()),
                points,
                adjusted: worth.and_then(Adjusted::of),
                gone: !goods::can_be_had(view.status) && view.status != Status::Reserved,
            });
        }
        let balance = Balance::of(mine.points, theirs.points);
        Some(Heaps { mine, theirs, balance, kind: if barter { "barter" } else { "sale" } })
    }
}

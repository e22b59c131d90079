//! What may lie in the heaps, what lies there, and how they stand to each other.

use std::collections::HashMap;

use serde::Serialize;

use super::scale::Scale;
use crate::bargaining::negotiations::{CurrentOffer, offer_rules};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, UserId};
use crate::base::money;
use crate::config::Mode;
use crate::market::Party;
use crate::market::categories::Categories;
use crate::market::listings::{self, Listing, ListingOut, Status, views_of};
use crate::market::worth::{self, AdjustmentView, Balance, Worth, closest};

/// Goods of one side that are shown to choose from.
const CUPBOARD: i64 = 40;
/// A suggestion names so many goods at most.
const SUGGESTED: usize = 3;

/// A good in a heap or a cupboard, as the reader sees it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Good {
    pub id: ListingId,
    pub title: String,
    pub(super) url: Option<String>,
    pub(super) thumb: Option<String>,
    pub(super) thumb_w: i32,
    pub(super) thumb_h: i32,
    pub(super) condition_key: String,
    pub points: i64,
    pub(super) adjusted: Option<AdjustmentView>,
    pub(super) price: Option<i64>,
    pub(super) fixed: bool,
    pub(super) gone: bool,
    pub(super) kept: bool,
    pub(super) after: i64,
    pub(super) fits: bool,
    pub(super) description: String,
    pub(super) flaw: String,
}

/// One side.
#[derive(Debug)]
pub(super) struct Heap {
    pub points: i64,
    pub goods: Vec<Good>,
    pub cupboard: Vec<Good>,
}

/// Goods that would bring the heaps nearer to each other.
#[derive(Debug)]
pub(super) struct Suggestion {
    pub(super) ids: Vec<ListingId>,
    pub(super) titles: String,
    pub(super) after: i64,
    pub(super) level: bool,
    pub(super) side: &'static str,
}

/// Several things for less.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bundle {
    pub(super) percent: i64,
    pub price: i64,
}

/// Who looks, at what, and what they chose.
pub(super) struct Wanted<'a> {
    pub listing: &'a Listing,
    pub buyer: UserId,
    pub side: Party,
    /// Goods of the seller for money.
    pub sale: bool,
    /// What was chosen; none begins with what lies on the table.
    pub chosen: Option<Vec<ListingId>>,
}

/// The whole table.
#[derive(Debug)]
pub(super) struct Heaps {
    pub mine: Heap,
    pub theirs: Heap,
    pub balance: Balance,
    pub scale: Scale,
    pub suggestion: Option<Suggestion>,
    /// What everything asked for costs.
    pub asking: Option<i64>,
    /// What the seller takes off for several at once.
    pub bundle: Option<Bundle>,
    /// What lies on the table now.
    pub lying: Option<CurrentOffer>,
}

/// Loads the heaps around what lies on the table: five queries, however many goods.
pub(super) fn load(
    conn: &mut Conn,
    kinds: &Categories,
    wanted: &Wanted<'_>,
    lying: Option<CurrentOffer>,
    now: Timestamp,
) -> AppResult<Heaps> {
    let laid = lying.as_ref().map(|lying| lying.included.clone()).unwrap_or_default();
    let chosen = wanted.chosen.clone().unwrap_or_else(|| {
        lying
            .as_ref()
            .and_then(|lying| lying.pending.as_ref())
            .map(|offer| offer.items.clone())
            .unwrap_or_default()
    });
    let mut ids = vec![wanted.listing.id];
    for owner in [wanted.buyer, wanted.listing.seller_id] {
        let reader = reader_of(wanted) == owner;
        let shown: &[Status] =
            if reader { &[Status::Active, Status::BarterOnly] } else { &[Status::Active] };
        ids.extend(listings::ids_of_seller(conn, owner, shown, CUPBOARD)?);
    }
    ids.extend(laid.iter().chain(&chosen));
    ids.sort();
    ids.dedup();
    let worths = worth::of(conn, kinds, &ids, now)?;
    let views: HashMap<ListingId, ListingOut> =
        views_of(conn, kinds, &ids)?.into_iter().map(|view| (view.id, view)).collect();
    let may = |view: &ListingOut| {
        let members = [wanted.buyer, wanted.listing.seller_id].contains(&view.seller.id);
        let seen = view.seller.id == reader_of(wanted)
            || view.status.is_public()
            || laid.contains(&view.id);
        members && seen && goes(view, wanted)
    };
    let of = |owner: UserId| {
        let (mut heap, mut cupboard) = (Vec::new(), Vec::new());
        if owner == wanted.listing.seller_id
            && let Some(view) = views.get(&wanted.listing.id)
        {
            heap.push(Good { fixed: true, ..good(view, worths.get(&view.id)) });
        }
        // In the order they were chosen, then the newest first.
        heap.extend(
            chosen
                .iter()
                .filter_map(|id| views.get(id))
                .filter(|view| view.seller.id == owner && view.id != wanted.listing.id && may(view))
                .map(|view| good(view, worths.get(&view.id))),
        );
        let mut rest: Vec<&ListingOut> = views
            .values()
            .filter(|view| view.seller.id == owner && view.id != wanted.listing.id)
            .filter(|view| !chosen.contains(&view.id) && may(view) && can_be_had(view.status))
            .collect();
        rest.sort_by_key(|view| std::cmp::Reverse((view.created_at, view.id)));
        cupboard.extend(rest.into_iter().map(|view| good(view, worths.get(&view.id))));
        Heap { points: heap.iter().map(|good| good.points).sum(), goods: heap, cupboard }
    };
    let (buyers, sellers) = (of(wanted.buyer), of(wanted.listing.seller_id));
    let asking: Option<i64> = sellers.goods.iter().map(|good| good.price).sum();
    let percent = match wanted.sale && sellers.goods.len() > 1 {
        true => i64::from(offer_rules::bundle_percent(conn, wanted.listing.seller_id)?),
        false => 0,
    };
    let bundle = asking
        .filter(|_| percent > 0)
        .map(|asking| Bundle { percent, price: money::discounted(asking, percent) });
    let (mut mine, mut theirs) = match wanted.side {
        Party::Buyer => (buyers, sellers),
        Party::Seller | Party::System => (sellers, buyers),
    };
    let balance = Balance::of(mine.points, theirs.points);
    weigh_cupboards(&mut mine, &mut theirs);
    let suggestion = if wanted.sale { None } else { suggest(&mine, &theirs, balance) };
    let scale = Scale::of(balance);
    Ok(Heaps { mine, theirs, balance, scale, suggestion, asking, bundle, lying })
}

fn reader_of(wanted: &Wanted<'_>) -> UserId {
    match wanted.side {
        Party::Buyer => wanted.buyer,
        Party::Seller | Party::System => wanted.listing.seller_id,
    }
}

/// Whether a good may go the way the package goes.
fn goes(view: &ListingOut, wanted: &Wanted<'_>) -> bool {
    if view.seller.id == wanted.buyer {
        return !wanted.sale && !view.content.modes.contains(&Mode::Free);
    }
    view.content.modes.contains(if wanted.sale { &Mode::Sale } else { &Mode::Barter })
}

fn can_be_had(status: Status) -> bool {
    matches!(status, Status::Active | Status::BarterOnly)
}

fn good(view: &ListingOut, worth: Option<&Worth>) -> Good {
    let cover = view.photos.first();
    Good {
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
        gone: !can_be_had(view.status),
        kept: view.status == Status::BarterOnly,
        after: 0,
        fits: false,
        description: view.content.description.clone(),
        flaw: view.content.flaw.clone(),
    }
}

/// Says of each good in the cupboards how the heaps would stand with it, the best first.
fn weigh_cupboards(mine: &mut Heap, theirs: &mut Heap) {
    let (left, right) = (mine.points, theirs.points);
    for (cupboard, own) in [(&mut mine.cupboard, true), (&mut theirs.cupboard, false)] {
        for good in cupboard.iter_mut() {
            let after = match own {
                true => Balance::of(left + good.points, right),
                false => Balance::of(left, right + good.points),
            };
            (good.after, good.fits) = (after.points, after.level);
        }
        cupboard.sort_by_key(|good| (good.after.abs(), good.id));
    }
}

/// What closes the gap: goods of whose heap is lighter, or less of the other's.
fn suggest(mine: &Heap, theirs: &Heap, balance: Balance) -> Option<Suggestion> {
    if balance.level {
        return None;
    }
    let (lighter, side) = if balance.points < 0 { (mine, "mine") } else { (theirs, "theirs") };
    let goods: Vec<(usize, i64)> =
        lighter.cupboard.iter().enumerate().map(|(n, good)| (n, good.points)).collect();
    let (found, sum) = closest(balance.gap, &goods, SUGGESTED)?;
    let picked: Vec<&Good> = found.iter().filter_map(|n| lighter.cupboard.get(*n)).collect();
    let after = match side {
        "mine" => Balance::of(mine.points + sum, theirs.points),
        _ => Balance::of(mine.points, theirs.points + sum),
    };
    Some(Suggestion {
        ids: picked.iter().map(|good| good.id).collect(),
        titles: picked.iter().map(|good| good.title.as_str()).collect::<Vec<_>>().join(" + "),
        after: after.points,
        level: after.level,
        side,
    })
}

/// The thing, if it can go so for these two.
pub(super) fn may_go(listing: &Listing, sale: bool) -> AppResult<()> {
    let mode = if sale { Mode::Sale } else { Mode::Barter };
    if listing.content.modes.contains(&mode) {
        Ok(())
    } else {
        Err(AppError::conflict(if sale { "offer-barter-only" } else { "offer-not-for-barter" }))
    }
}

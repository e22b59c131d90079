//! The present worth of listings.

use std::collections::HashMap;

use super::adjust::Adjustment;
use super::factors::{Reach, Supply, Worth, WorthInput, appraise};
use super::goods::Goods;
use super::{goods, kinds, store};
use crate::base::clock::{Timestamp, Zone};
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::ListingId;
use crate::market::categories::Categories;
use crate::market::terms::{Condition, Delivery};

/// The present worth of these listings; ids without a listing are left out. One query, however many ids.
pub fn of(
    conn: &mut Conn,
    categories: &Categories,
    ids: &[ListingId],
    now: Timestamp,
) -> AppResult<HashMap<ListingId, Worth>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = store::worth_rows(conn, ids)?;
    Ok(rows.into_iter().map(|row| (row.id, worth_of(categories, row, now))).collect())
}

/// What the worth of an item depends on.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    pub category_id: i32,
    pub title: &'a str,
    pub condition: Condition,
    pub delivery: &'a [Delivery],
    /// Region code, for the local date.
    pub region: &'a str,
    /// Other active listings of the category in the city, and those of them in the district.
    pub in_city: i64,
    pub in_district: i64,
}

/// The worth of an item by the published formula alone.
pub fn of_item(categories: &Categories, item: &Item<'_>, now: Timestamp) -> Worth {
    appraise(&input(categories, item, now), None)
}

fn worth_of(categories: &Categories, row: store::WorthRow, now: Timestamp) -> Worth {
    let delivery: Vec<_> = row.delivery.iter().filter_map(|word| word.parse().ok()).collect();
    let item = Item {
        category_id: row.category_id,
        title: &row.title,
        condition: row.condition,
        delivery: &delivery,
        region: &row.region,
        in_city: row.in_city,
        in_district: row.in_district,
    };
    let adjustment =
        row.worth_reason.map(|reason| Adjustment { percent: row.worth_adjust, reason });
    appraise(&input(categories, &item, now), adjustment)
}

fn input(categories: &Categories, item: &Item<'_>, now: Timestamp) -> WorthInput {
    let category = categories.by_id(item.category_id);
    let parent = category.and_then(|category| categories.parent_of(category));
    let slug = category.map(|category| category.slug.as_str()).unwrap_or_default();
    let goods = goods::of(slug, parent.map(|parent| parent.slug.as_str()));
    WorthInput {
        goods: Goods { base: kinds::base(slug, item.title).unwrap_or(goods.base), ..goods },
        condition: item.condition,
        reach: Reach::of(item.delivery),
        supply: Supply { city: item.in_city, district: item.in_district },
        day: Zone::of_region(item.region).local(now).date_naive(),
    }
}

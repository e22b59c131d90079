//! The present worth of listings.

use std::collections::HashMap;

use super::adjust::Adjustment;
use super::factors::{Reach, Supply, Worth, WorthInput, appraise};
use super::{goods, store};
use crate::base::clock::{Timestamp, Zone};
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::ListingId;
use crate::market::categories::Categories;

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

fn worth_of(categories: &Categories, row: store::WorthRow, now: Timestamp) -> Worth {
    let category = categories.by_id(row.category_id);
    let parent = category.and_then(|category| categories.parent_of(category));
    let slug = category.map(|category| category.slug.as_str()).unwrap_or_default();
    let delivery: Vec<_> = row.delivery.iter().filter_map(|word| word.parse().ok()).collect();
    let input = WorthInput {
        goods: goods::of(slug, parent.map(|parent| parent.slug.as_str())),
        condition: row.condition,
        reach: Reach::of(&delivery),
        supply: Supply { city: row.in_city, district: row.in_district },
        day: Zone::of_region(&row.region).local(now).date_naive(),
    };
    let adjustment =
        row.worth_reason.map(|reason| Adjustment { percent: row.worth_adjust, reason });
    appraise(&input, adjustment)
}

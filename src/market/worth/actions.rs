//! The worth of listings as they are now.

use std::collections::HashMap;

use super::adjust::Adjustment;
use super::factors::{Input, Reach, Supply, Worth, appraise};
use super::{goods, store};
use crate::base::clock::{Timestamp, Zone};
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::ListingId;
use crate::market::categories::Categories;

/// The worth of these listings now; those that are not there are left out. One query, however many.
pub fn of(
    conn: &mut Conn,
    kinds: &Categories,
    ids: &[ListingId],
    now: Timestamp,
) -> AppResult<HashMap<ListingId, Worth>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let known = store::known(conn, ids)?;
    Ok(known.into_iter().map(|known| (known.id, worth_of(kinds, known, now))).collect())
}

fn worth_of(kinds: &Categories, known: store::Known, now: Timestamp) -> Worth {
    let kind = kinds.by_id(known.category_id);
    let above = kind.and_then(|kind| kinds.parent_of(kind)).map(|above| above.slug.as_str());
    let ways: Vec<_> = known.delivery.iter().filter_map(|way| way.parse().ok()).collect();
    let input = Input {
        goods: goods::of(kind.map(|kind| kind.slug.as_str()).unwrap_or_default(), above),
        condition: known.condition,
        reach: Reach::of(&ways),
        supply: Supply { city: known.in_city, district: known.in_district },
        day: Zone::of_region(&known.region).local(now).date_naive(),
    };
    let adjustment =
        known.worth_reason.map(|reason| Adjustment { percent: known.worth_adjust, reason });
    appraise(&input, adjustment)
}

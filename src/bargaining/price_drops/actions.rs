//! Use cases: planning, and coming down.

use chrono::Duration;

use super::store::{self, Row};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{ListingId, UserId};
use crate::market::listings;

/// How a price comes down. Whole rupiah.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
pub struct Plan {
    /// By how much each time.
    pub step: i64,
    /// Every so many days, 1 to 30.
    pub days: i64,
    /// Where it ends.
    pub lowest: i64,
}

/// The price that follows; none when it has come down as far as it may.
pub fn next_price(price: i64, minimum: Option<i64>, plan: &Plan) -> Option<i64> {
    let end = plan.lowest.max(minimum.unwrap_or(1)).max(1);
    let next = price.saturating_sub(plan.step).max(end);
    (next < price).then_some(next)
}

/// The plan for a listing.
pub fn plan(conn: &mut Conn, listing: ListingId) -> AppResult<Option<Plan>> {
    Ok(store::of(conn, listing)?.map(|row| row.plan()))
}

/// Plans, or with none stops.
pub fn set(
    conn: &mut Conn,
    me: UserId,
    id: ListingId,
    wanted: Option<Plan>,
    now: Timestamp,
) -> AppResult<()> {
    let listing = listings::own(conn, me, id)?;
    let Some(wanted) = wanted else { return store::remove(conn, id) };
    let price = listing.price.ok_or_else(|| AppError::conflict("drop-no-price"))?;
    let mut errors = FieldErrors::default();
    errors.check((1..price).contains(&wanted.step), "step", "drop-step-range");
    errors.check((1..=30).contains(&wanted.days), "days", "drop-days-range");
    errors.check((1..price).contains(&wanted.lowest), "lowest", "drop-lowest-range");
    if let Some(minimum) = listing.min_price.0 {
        errors.check(wanted.lowest >= minimum, "lowest", "drop-lowest-minimum");
    }
    errors.into_result()?;
    store::save(conn, &Row::new(id, &wanted, now + Duration::days(wanted.days)))
}

/// Lets prices come down whose day has come; how many did. Each is a transaction of its own.
pub async fn drop_due(db: &Db, now: Timestamp) -> AppResult<usize> {
    let mut dropped = 0;
    for id in db.read(move |conn| store::due(conn, now)).await? {
        dropped += usize::from(db.transaction(move |conn| come_down(conn, id, now)).await?);
    }
    Ok(dropped)
}

fn come_down(conn: &mut Conn, id: ListingId, now: Timestamp) -> AppResult<bool> {
    // The listing's lock first, as everywhere; then the plan as it stands, for another node may have been quicker.
    let listing = listings::lock(conn, id)?.ok_or(AppError::NotFound)?;
    let Some(row) = store::of(conn, id)?.filter(|row| row.next_at <= now) else {
        return Ok(false);
    };
    let plan = row.plan();
    let next = listing.price.and_then(|price| next_price(price, listing.min_price.0, &plan));
    let Some(next) = next else {
        store::remove(conn, id)?;
        return Ok(false);
    };
    // A day missed while the thing was held is not made up for.
    store::save(conn, &Row::new(id, &plan, now + Duration::days(plan.days)))?;
    if listing.status != listings::Status::Active {
        return Ok(false);
    }
    store::set_price(conn, id, next, now)?;
    listings::announce_change(conn, id)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_price_comes_down_to_its_end_and_no_further(
            price in 1..5_000_000_i64, step in 1..1_000_000_i64, lowest in 1..5_000_000_i64,
            minimum in prop::option::of(1..5_000_000_i64),
        ) {
            let plan = Plan { step, days: 1, lowest };
            let (mut now, mut turns) = (price, 0_i64);
            while let Some(next) = next_price(now, minimum, &plan) {
                prop_assert!(next < now && now - next <= step);
                prop_assert!(next >= lowest && minimum.is_none_or(|minimum| next >= minimum));
                now = next;
                turns += 1;
            }
            prop_assert!(turns <= price / step + 1);
            prop_assert!(now <= lowest.max(minimum.unwrap_or(1)) || now == price);
        }
    }
}

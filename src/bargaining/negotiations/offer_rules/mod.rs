//! A seller's rules for who bargains: a floor, tries, something off for several listings at once.

mod http;
mod store;

use diesel::prelude::*;
use serde::Serialize;

use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{ListingId, UserId};
use crate::base::schema::offer_rules;
use crate::config::Mode;
use crate::market::listings;

pub use http::{OfferRulesIn, OfferRulesOut, offer_rules_get, offer_rules_post, offer_rules_put};
pub use store::{bundle_percent, of};

#[doc(hidden)]
pub use http::{__path_offer_rules_get, __path_offer_rules_put};

/// A seller's rules for who bargains for a listing.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    utoipa::ToSchema,
    Queryable,
    Selectable,
    Insertable,
    AsChangeset,
)]
#[diesel(table_name = offer_rules, treat_none_as_null = true)]
pub struct OfferRules {
    /// Opening offers below so many percent of the asking price are declined at once, 0 to 100; 0 declines none.
    pub floor_percent: i16,
    /// How often a buyer may begin in 24 hours, 0 to 10; none is without limit, 0 a fixed price.
    pub tries: Option<i16>,
}

impl Default for OfferRules {
    fn default() -> Self {
        Self { floor_percent: 50, tries: Some(3) }
    }
}

impl OfferRules {
    /// Opening offers below this are declined at once, whole rupiah.
    pub fn floor(&self, asking: i64) -> i64 {
        // Up to the next rupiah: what is below the share is below the floor.
        let hundredths = i128::from(asking) * i128::from(self.floor_percent);
        i64::try_from((hundredths + 99) / 100).unwrap_or(i64::MAX)
    }
}

/// Sets the seller's rules for a listing, and what they take off several listings at once, in percent; what is left out
/// stays as it is. Answers both as they are now.
///
/// # Errors
/// 403 or 404 for who does not own the listing, 409 when it is not for sale, 422 for what is out of range.
pub fn set(
    conn: &mut Conn,
    listing: ListingId,
    seller: UserId,
    new: &OfferRulesIn,
) -> AppResult<(OfferRules, i16)> {
    let own = listings::lock_own(conn, seller, listing)?;
    if !own.content.modes.contains(&Mode::Sale) {
        return Err(AppError::conflict("assistant-not-for-sale"));
    }
    let mut errors = FieldErrors::default();
    let mut within = |name: &'static str, value: i64, most: i64, key: &'static str| {
        errors.check((0..=most).contains(&value), name, key);
        i16::try_from(value.clamp(0, most)).unwrap_or(0)
    };
    let mut rules = store::of(conn, listing)?;
    if let Some(percent) = new.floor_percent {
        rules.floor_percent = within("floor_percent", percent, 100, "assistant-floor-range");
    }
    if let Some(tries) = new.tries {
        rules.tries = tries.map(|tries| within("tries", tries, 10, "wishes-tries-range"));
    }
    let bundle = new.bundle_percent.map(|n| within("bundle_percent", n, 50, "wishes-bundle-range"));
    errors.into_result()?;
    store::set(conn, listing, &rules)?;
    if let Some(percent) = bundle {
        store::set_bundle(conn, seller, percent)?;
    }
    Ok((rules, store::bundle_percent(conn, seller)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_floor_is_the_least_price_that_is_not_below_the_share(
            asking in 0..=1_000_000_000_000_i64, floor_percent in 0..=100_i16, less in 1..1_000_i64,
        ) {
            let floor = OfferRules { floor_percent, tries: None }.floor(asking);
            let share = i128::from(asking) * i128::from(floor_percent);
            prop_assert!(i128::from(floor) * 100 >= share && floor <= asking);
            prop_assert!(i128::from(floor - less) * 100 < share || floor == 0);
        }
    }
}

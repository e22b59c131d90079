//! Deciding about an offer by the rows as they are: the mandate, promises, earlier tries, and the worth of goods.

use chrono::Duration;

use super::model::{Mandate, asking};
use super::policy::{Case, Decision, decide};
use super::store;
use crate::bargaining::negotiations::{offer_rules, promise_of};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::ListingId;
use crate::market::categories::Categories;
use crate::market::listings::{self, Listing};
use crate::market::worth;
use crate::people::sessions;
use crate::trade::deals;

/// Tries are counted over this.
const DAY: Duration = Duration::hours(24);

/// A decision, and the mandate it was made by.
pub(super) struct Judgement {
    pub mandate: Mandate,
    /// The asking price, whole rupiah.
    pub asking: i64,
    pub decision: Decision,
}

/// Decides about a pending offer; `None` when it is not the assistant's to decide.
pub(super) fn judge(
    conn: &mut Conn,
    kinds: &Categories,
    listing: &Listing,
    pending: &store::PendingOffer,
    now: Timestamp,
) -> AppResult<Option<Judgement>> {
    let (Some(asking), Some(mandate)) = (asking(listing), store::mandate(conn, listing.id)?) else {
        return Ok(None);
    };
    let decided = |decision| Ok(Some(Judgement { mandate: mandate.clone(), asking, decision }));
    if promise_of(conn, listing.id, now)?.is_some_and(|promise| promise.room_id != pending.room) {
        return decided(Decision::Promised);
    }
    let person = sessions::linked_accounts(conn, pending.buyer, now)?;
    // Accepting and calling off could be repeated to learn how low the assistant goes.
    if deals::called_off(conn, listing.id, &person, now - DAY)? {
        return decided(Decision::OutOfTries);
    }
    let gap = match pending.items.is_empty() {
        true => None,
        false => gap(conn, kinds, listing, &pending.items, now)?,
    };
    // Several listings for one price: the mandate is for one of them.
    if gap.is_none() && !pending.items.is_empty() {
        return decided(Decision::Near);
    }
    let (tries, round) = store::counts(conn, pending.negotiation, listing.id, &person, now - DAY)?;
    let round = usize::try_from(round).unwrap_or(0);
    let case = Case { offer: pending.amount, asking, tries, round, gap };
    let rules = offer_rules::of(conn, listing.id)?;
    decided(decide(&case, &mandate.limits(listing, rules)))
}

/// How many points the buyer's goods are short of what they ask for; `None` when only money is given.
fn gap(
    conn: &mut Conn,
    kinds: &Categories,
    listing: &Listing,
    items: &[ListingId],
    now: Timestamp,
) -> AppResult<Option<i64>> {
    let goods = listings::by_ids(conn, items)?;
    if goods.iter().all(|good| good.seller_id == listing.seller_id) {
        return Ok(None);
    }
    let ids: Vec<ListingId> = items.iter().copied().chain([listing.id]).collect();
    let worths = worth::of(conn, kinds, &ids, now)?;
    let points = |id: ListingId| worths.get(&id).map_or(0, |worth| worth.points);
    let (asked, given): (Vec<_>, Vec<_>) =
        goods.iter().partition(|good| good.seller_id == listing.seller_id);
    let asked: i64 = asked.iter().map(|good| points(good.id)).sum();
    let given: i64 = given.iter().map(|good| points(good.id)).sum();
    Ok(Some(points(listing.id) + asked - given))
}

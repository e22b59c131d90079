//! Writing offers: they are inserted once, and afterwards only what an event changed is updated.

use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};

use super::super::machine::{OfferState, OfferStatus};
use super::super::model::Offer;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::OfferId;
use crate::base::schema::offers;

pub(in crate::bargaining::negotiations) fn insert_offer(
    conn: &mut Conn,
    offer: &Offer,
) -> diesel::QueryResult<()> {
    diesel::insert_into(offers::table).values(offer).execute(conn)?;
    Ok(())
}

/// What an event changed of an offer. Columns that it did not change are left alone: a trigger may change them meanwhile.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = offers)]
pub(in crate::bargaining::negotiations) struct OfferChange {
    status: Option<OfferStatus>,
    live: Option<bool>,
    asked_for_more: Option<bool>,
    binding: Option<bool>,
    settled_at: Option<Timestamp>,
    reason: Option<String>,
}

impl OfferChange {
    /// The difference between two states of one offer; none when they are equal. `reason` goes with a settled offer.
    pub fn between(
        before: &OfferState,
        after: &OfferState,
        reason: &str,
        now: Timestamp,
    ) -> Option<Self> {
        if before == after {
            return None;
        }
        let settled = before.status != after.status;
        let changed = |before: bool, after: bool| (before != after).then_some(after);
        Some(Self {
            status: settled.then_some(after.status),
            live: changed(before.live, after.live),
            asked_for_more: changed(before.asked_for_more, after.asked_for_more),
            binding: changed(before.binding, after.binding),
            settled_at: settled.then_some(now),
            reason: settled.then(|| reason.to_owned()),
        })
    }
}

/// Saves what an event changed of an offer.
pub(in crate::bargaining::negotiations) fn save_offer(
    conn: &mut Conn,
    offer: OfferId,
    change: &OfferChange,
) -> diesel::QueryResult<()> {
    diesel::update(offers::table.find(offer)).set(change).execute(conn)?;
    Ok(())
}

/// Saves the status of many offers, and whether their deal is live; one statement, however many.
pub(in crate::bargaining::negotiations) fn save_offers(
    conn: &mut Conn,
    changes: &[(OfferId, OfferChange)],
) -> AppResult<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let ids: Vec<OfferId> = changes.iter().map(|(id, _)| *id).collect();
    let statuses: Vec<Option<OfferStatus>> = changes.iter().map(|(_, it)| it.status).collect();
    let live: Vec<Option<bool>> = changes.iter().map(|(_, it)| it.live).collect();
    let settled: Vec<Option<Timestamp>> = changes.iter().map(|(_, it)| it.settled_at).collect();
    // In the order of their ids: who edits a listing that is included in many of them locks them so too.
    let _locked: Vec<OfferId> = offers::table
        .filter(offers::id.eq_any(&ids))
        .order(offers::id)
        .select(offers::id)
        .for_update()
        .load(conn)?;
    diesel::sql_query(
        "update offers o set status = coalesce(n.status, o.status), live = coalesce(n.live, o.live), \
         settled_at = coalesce(n.settled_at, o.settled_at) \
         from unnest($1, $2, $3, $4) n(id, status, live, settled_at) where o.id = n.id",
    )
    .bind::<Array<SqlUuid>, _>(&ids)
    .bind::<Array<Nullable<Text>>, _>(&statuses)
    .bind::<Array<Nullable<Bool>>, _>(&live)
    .bind::<Array<Nullable<Timestamptz>>, _>(&settled)
    .execute(conn)?;
    Ok(())
}

//! The legs of deals.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::machine::{Course, Leg, LegStatus};
use super::super::model::Deal;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::DealId;
use crate::base::schema::{deal_legs, deals};
use crate::market::Party;
use crate::trade::shipping::Courier;

pub(in super::super) fn insert_legs(conn: &mut Conn, id: DealId, legs: &[Leg]) -> AppResult<()> {
    let rows: Vec<_> = legs.iter().map(|leg| (deal_legs::deal_id.eq(id), leg.clone())).collect();
    diesel::insert_into(deal_legs::table).values(rows).execute(conn)?;
    Ok(())
}

pub(in super::super) fn save_leg(conn: &mut Conn, id: DealId, leg: &Leg) -> AppResult<()> {
    diesel::update(deal_legs::table.find((id, leg.sender, leg.returning)))
        .set(leg)
        .execute(conn)?;
    Ok(())
}

/// The legs of these deals; of each the seller's first.
fn legs_of(conn: &mut Conn, ids: &[DealId]) -> AppResult<HashMap<DealId, Vec<Leg>>> {
    let rows: Vec<(DealId, Leg)> = deal_legs::table
        .filter(deal_legs::deal_id.eq_any(ids))
        .order((deal_legs::deal_id, deal_legs::is_return, deal_legs::sender.desc()))
        .select((deal_legs::deal_id, Leg::as_select()))
        .load(conn)?;
    let mut legs: HashMap<DealId, Vec<Leg>> = HashMap::new();
    for (deal, leg) in rows {
        legs.entry(deal).or_default().push(leg);
    }
    Ok(legs)
}

/// What the machine reads of a deal.
pub fn course(conn: &mut Conn, deal: &Deal) -> AppResult<Course> {
    let legs = legs_of(conn, &[deal.id])?.remove(&deal.id).unwrap_or_default();
    Ok(deal.course(legs))
}

/// What the machine reads of these deals, in their order.
pub fn courses(conn: &mut Conn, deals: &[Deal]) -> AppResult<Vec<Course>> {
    let ids: Vec<DealId> = deals.iter().map(|deal| deal.id).collect();
    let mut legs = legs_of(conn, &ids)?;
    let course = |deal: &Deal| deal.course(legs.remove(&deal.id).unwrap_or_default());
    Ok(deals.iter().map(course).collect())
}

/// Deals other than `id` in which somebody sent a parcel with this number.
pub(in super::super) fn others_with_tracking(
    conn: &mut Conn,
    id: DealId,
    number: &str,
) -> AppResult<Vec<DealId>> {
    Ok(deal_legs::table
        .filter(deal_legs::tracking_no.eq(number))
        .filter(deal_legs::deal_id.ne(id))
        .select(deal_legs::deal_id)
        .distinct()
        .order(deal_legs::deal_id)
        .limit(20)
        .load(conn)?)
}

/// A parcel on its way.
#[derive(Debug, Clone)]
pub(in super::super) struct Parcel {
    pub deal: DealId,
    pub sender: Party,
    pub courier: Courier,
    pub tracking_no: String,
}

/// The parcels that were sent and have not arrived, those that were sent first.
pub(in super::super) fn on_the_way(conn: &mut Conn, limit: i64) -> AppResult<Vec<Parcel>> {
    let rows: Vec<(DealId, Party, Option<Courier>, Option<String>)> = deal_legs::table
        .inner_join(deals::table.on(deals::id.eq(deal_legs::deal_id)))
        .filter(deals::deadline_at.is_not_null())
        .filter(deal_legs::status.eq(LegStatus::Sent))
        .order(deal_legs::sent_at)
        .limit(limit)
        .select((deal_legs::deal_id, deal_legs::sender, deal_legs::courier, deal_legs::tracking_no))
        .load(conn)?;
    let parcel =
        |(deal, sender, courier, number): (DealId, Party, Option<Courier>, Option<String>)| {
            Some(Parcel { deal, sender, courier: courier?, tracking_no: number? })
        };
    Ok(rows.into_iter().filter_map(parcel).collect())
}

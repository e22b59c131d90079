//! Meet-ups in Postgres: one row for a deal whose parties meet, from the first proposal.

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{Agreed, MeetingPlan, NoShow, NoShowAnswer, Proposal, State};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::DealId;
use crate::base::schema::meetups;
use crate::market::Party;

/// A row, without the deal: for queries that read it together with the deal.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = meetups, treat_none_as_null = true)]
pub struct MeetupRow {
    version: i32,
    proposed_by: Option<Party>,
    proposed_place: Option<String>,
    proposed_region: Option<String>,
    proposed_time: Option<Timestamp>,
    agreed_version: Option<i32>,
    agreed_place: Option<String>,
    agreed_region: Option<String>,
    agreed_time: Option<Timestamp>,
    buyer_arrived_at: Option<Timestamp>,
    seller_arrived_at: Option<Timestamp>,
    no_show_by: Option<Party>,
    no_show_at: Option<Timestamp>,
    answer: Option<String>,
    answered_at: Option<Timestamp>,
}

fn plan(
    place: Option<String>,
    region: Option<String>,
    at: Option<Timestamp>,
) -> Option<MeetingPlan> {
    Some(MeetingPlan { place: place?, region, at: at? })
}

impl From<MeetupRow> for State {
    fn from(row: MeetupRow) -> Self {
        let proposed = plan(row.proposed_place, row.proposed_region, row.proposed_time);
        let agreed = plan(row.agreed_place, row.agreed_region, row.agreed_time);
        let answer = row.answer.zip(row.answered_at);
        let answer = answer.map(|(text, at)| NoShowAnswer { text, at });
        let no_show = row.no_show_by.zip(row.no_show_at);
        Self {
            version: row.version,
            proposal: proposed.zip(row.proposed_by).map(|(plan, by)| Proposal { plan, by }),
            agreed: agreed.zip(row.agreed_version).map(|(plan, version)| Agreed { plan, version }),
            buyer_arrived: row.buyer_arrived_at,
            seller_arrived: row.seller_arrived_at,
            no_show: no_show.map(|(by, at)| NoShow { by, at, answer }),
        }
    }
}

impl From<&State> for MeetupRow {
    fn from(state: &State) -> Self {
        let proposed = state.proposal.as_ref().map(|proposal| proposal.plan.clone());
        let agreed = state.agreed.as_ref().map(|agreed| agreed.plan.clone());
        let answer = state.no_show.as_ref().and_then(|report| report.answer.clone());
        Self {
            version: state.version,
            proposed_by: state.proposal.as_ref().map(|proposal| proposal.by),
            proposed_place: proposed.as_ref().map(|plan| plan.place.clone()),
            proposed_time: proposed.as_ref().map(|plan| plan.at),
            proposed_region: proposed.and_then(|plan| plan.region),
            agreed_version: state.agreed.as_ref().map(|agreed| agreed.version),
            agreed_place: agreed.as_ref().map(|plan| plan.place.clone()),
            agreed_time: agreed.as_ref().map(|plan| plan.at),
            agreed_region: agreed.and_then(|plan| plan.region),
            buyer_arrived_at: state.buyer_arrived,
            seller_arrived_at: state.seller_arrived,
            no_show_by: state.no_show.as_ref().map(|report| report.by),
            no_show_at: state.no_show.as_ref().map(|report| report.at),
            answered_at: answer.as_ref().map(|answer| answer.at),
            answer: answer.map(|answer| answer.text),
        }
    }
}

/// The meet-up of a deal; `None` before the first proposal.
pub fn of_deal(conn: &mut Conn, deal: DealId) -> AppResult<Option<State>> {
    let row = meetups::table.find(deal).select(MeetupRow::as_select()).first(conn).optional()?;
    Ok(row.map(State::from))
}

/// The meet-ups of these deals.
pub fn of_deals(conn: &mut Conn, deals: &[DealId]) -> AppResult<HashMap<DealId, State>> {
    let rows: Vec<(DealId, MeetupRow)> = meetups::table
        .filter(meetups::deal_id.eq_any(deals))
        .select((meetups::deal_id, MeetupRow::as_select()))
        .load(conn)?;
    Ok(rows.into_iter().map(|(deal, row)| (deal, row.into())).collect())
}

/// As [`of_deal`], with a lock on its row. The deal is locked before it.
pub fn lock(conn: &mut Conn, deal: DealId) -> AppResult<Option<State>> {
    let row = meetups::table.find(deal).select(MeetupRow::as_select()).for_update().first(conn);
    Ok(row.optional()?.map(State::from))
}

/// Writes the state and the time of the change.
pub fn save(conn: &mut Conn, deal: DealId, state: &State, now: Timestamp) -> AppResult<()> {
    let changed = meetups::updated_at.eq(now);
    diesel::insert_into(meetups::table)
        .values((meetups::deal_id.eq(deal), MeetupRow::from(state), changed))
        .on_conflict(meetups::deal_id)
        .do_update()
        .set((MeetupRow::from(state), changed))
        .execute(conn)?;
    Ok(())
}

/// Up to `limit` deals whose parties are to be reminded of their meeting now, the longest due first.
pub fn to_remind(conn: &mut Conn, now: Timestamp, limit: i64) -> AppResult<Vec<DealId>> {
    Ok(meetups::table
        .filter(meetups::remind_at.le(now))
        .order(meetups::remind_at)
        .limit(limit)
        .select(meetups::deal_id)
        .load(conn)?)
}

/// Takes a reminder that is due: sets when the parties are reminded next, and returns whether it was still to be sent.
pub fn take_reminder(
    conn: &mut Conn,
    deal: DealId,
    next: Option<Timestamp>,
    now: Timestamp,
) -> AppResult<bool> {
    let due = meetups::table.find(deal).filter(meetups::remind_at.le(now));
    Ok(diesel::update(due).set(meetups::remind_at.eq(next)).execute(conn)? > 0)
}

/// Sets when the parties are reminded next.
pub fn set_reminder(conn: &mut Conn, deal: DealId, remind_at: Option<Timestamp>) -> AppResult<()> {
    diesel::update(meetups::table.find(deal))
        .set(meetups::remind_at.eq(remind_at))
        .execute(conn)?;
    Ok(())
}

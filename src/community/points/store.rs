//! Facts, entries and sums in Postgres.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;

use super::model::{Facts, Kind, Period, Reason, Totals};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{DealId, UserId};
use crate::base::schema::{deals, deliveries, outbox, point_entries, point_facts, point_totals};
use crate::trade::deals::Status;

/// The reasons of entries about a deal; the others are about a bonus.
const OF_DEALS: [Reason; 4] = [Reason::Deal, Reason::Undone, Reason::Circle, Reason::Opened];

/// An entry.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = point_entries)]
pub(super) struct NewEntry {
    pub user_id: UserId,
    pub deal_id: DealId,
    pub kind: Kind,
    pub reason: Reason,
    pub step: i16,
    /// Below 0 when it takes back.
    pub amount: i16,
    pub goods: i16,
    pub month: String,
    pub at: Timestamp,
}

/// The last entry of a deal or of a bonus.
#[derive(Debug, Clone, Queryable)]
pub(super) struct LastEntry {
    pub reason: Reason,
    pub step: i16,
    pub month: String,
}

pub(super) fn facts_of(conn: &mut Conn, deal: DealId) -> AppResult<Option<Facts>> {
    Ok(point_facts::table.find(deal).select(Facts::as_select()).first(conn).optional()?)
}

pub(super) fn insert_facts(conn: &mut Conn, facts: &Facts) -> AppResult<()> {
    diesel::insert_into(point_facts::table).values(facts).execute(conn)?;
    Ok(())
}

pub(super) fn insert_entries(conn: &mut Conn, entries: &[NewEntry]) -> AppResult<()> {
    diesel::insert_into(point_entries::table).values(entries).execute(conn)?;
    Ok(())
}

pub(super) fn last_of_deal(conn: &mut Conn, deal: DealId) -> AppResult<Option<LastEntry>> {
    Ok(point_entries::table
        .filter(point_entries::deal_id.eq(deal))
        .filter(point_entries::reason.eq_any(OF_DEALS))
        .order(point_entries::step.desc())
        .select((point_entries::reason, point_entries::step, point_entries::month))
        .first(conn)
        .optional()?)
}

pub(super) fn last_of_bonus(
    conn: &mut Conn,
    user: UserId,
    kind: Kind,
) -> AppResult<Option<LastEntry>> {
    Ok(point_entries::table
        .filter(point_entries::user_id.eq(user))
        .filter(point_entries::kind.eq(kind))
        .filter(point_entries::reason.eq_any([Reason::Milestone, Reason::MilestoneUndone]))
        .order(point_entries::step.desc())
        .select((point_entries::reason, point_entries::step, point_entries::month))
        .first(conn)
        .optional()?)
}

/// The sums of a person over a period; zeros without entries.
///
/// # Errors
/// The database's errors.
pub fn totals_of(conn: &mut Conn, user: UserId, period: &Period) -> AppResult<Totals> {
    let row = point_totals::table.find((user, period.word())).select(Totals::as_select());
    Ok(row.first(conn).optional()?.unwrap_or_default())
}

/// How many deals between these two people were completed from `since` to `until`.
pub(super) fn deals_between(
    conn: &mut Conn,
    [one, other]: [&BTreeSet<UserId>; 2],
    since: Timestamp,
    until: Timestamp,
) -> AppResult<i64> {
    let sold = point_facts::seller_id.eq_any(one).and(point_facts::buyer_id.eq_any(other));
    let bought = point_facts::seller_id.eq_any(other).and(point_facts::buyer_id.eq_any(one));
    Ok(point_facts::table
        .filter(sold.or(bought))
        .filter(point_facts::completed_at.gt(since))
        .filter(point_facts::completed_at.le(until))
        .count()
        .get_result(conn)?)
}

/// How many hollow deals these accounts had.
pub(super) fn hollow_deals(conn: &mut Conn, accounts: &BTreeSet<UserId>) -> AppResult<i64> {
    let party = point_facts::seller_id.eq_any(accounts).or(point_facts::buyer_id.eq_any(accounts));
    Ok(point_facts::table
        .filter(party)
        .filter(point_facts::hollow.eq(true))
        .count()
        .get_result(conn)?)
}

/// A deal with facts, as it stands now.
#[derive(Debug, Clone, Queryable)]
pub(super) struct KnownDeal {
    pub facts: Facts,
    pub code: String,
    pub status: Status,
    /// Of its last entry; `None` without entries.
    pub last: Option<Reason>,
}

impl KnownDeal {
    pub fn is_completed(&self) -> bool {
        self.status == Status::Completed
    }
}

/// The deals with facts that were completed since then; all without a time.
pub(super) fn known_deals(conn: &mut Conn, since: Option<Timestamp>) -> AppResult<Vec<KnownDeal>> {
    let last = point_entries::table
        .filter(point_entries::deal_id.eq(point_facts::deal_id))
        .filter(point_entries::reason.eq_any(OF_DEALS))
        .order(point_entries::step.desc())
        .select(point_entries::reason)
        .limit(1);
    Ok(point_facts::table
        .inner_join(deals::table.on(deals::id.eq(point_facts::deal_id)))
        .filter(point_facts::completed_at.ge(since.unwrap_or(Timestamp::UNIX_EPOCH)))
        .order(point_facts::number)
        .select((Facts::as_select(), deals::code, deals::status, last.single_value()))
        .load(conn)?)
}

/// Completed deals without facts, the oldest first: those from before there were points.
pub(super) fn unknown_deals(conn: &mut Conn, limit: i64) -> AppResult<Vec<(DealId, String)>> {
    let known = point_facts::table.filter(point_facts::deal_id.eq(deals::id));
    Ok(deals::table
        .filter(deals::status.eq(Status::Completed))
        .filter(diesel::dsl::not(diesel::dsl::exists(known)))
        .order((deals::updated_at, deals::id))
        .limit(limit)
        .select((deals::id, deals::code))
        .load(conn)?)
}

/// The deals whose last change has not reached the points yet.
pub(super) fn deals_under_way(conn: &mut Conn, subscriber: &str) -> AppResult<BTreeSet<String>> {
    use diesel::sql_types::Text;
    let deal = || diesel::dsl::sql::<Text>("payload ->> 'deal'");
    let topic = "deal.changed";
    let mut all: Vec<String> =
        outbox::table.filter(outbox::topic.eq(topic)).select(deal()).load(conn)?;
    let delivered: Vec<String> = deliveries::table
        .filter(deliveries::topic.eq(topic))
        .filter(deliveries::subscriber.eq(subscriber))
        .select(deal())
        .load(conn)?;
    all.extend(delivered);
    Ok(all.into_iter().collect())
}

/// The sums of everybody from the beginning.
pub(super) fn all_totals(conn: &mut Conn) -> AppResult<HashMap<UserId, Totals>> {
    let rows: Vec<(UserId, Totals)> = point_totals::table
        .filter(point_totals::period.eq(Period::All.word()))
        .select((point_totals::user_id, Totals::as_select()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// An entry of a person, with the deal.
#[derive(Debug, Clone, Queryable)]
pub(super) struct EntryRow {
    pub reason: Reason,
    pub amount: i16,
    pub at: Timestamp,
    pub code: String,
    pub facts: Facts,
}

/// The entries of a person, the newest first.
pub(super) fn entries_of(conn: &mut Conn, user: UserId, limit: i64) -> AppResult<Vec<EntryRow>> {
    Ok(point_entries::table
        .inner_join(point_facts::table.on(point_facts::deal_id.eq(point_entries::deal_id)))
        .inner_join(deals::table.on(deals::id.eq(point_entries::deal_id)))
        .filter(point_entries::user_id.eq(user))
        .order(point_entries::id.desc())
        .limit(limit)
        .select((
            point_entries::reason,
            point_entries::amount,
            point_entries::at,
            deals::code,
            Facts::as_select(),
        ))
        .load(conn)?)
}

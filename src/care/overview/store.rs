//! The figures of the site.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Date, Nullable, Timestamptz};
use serde::Serialize;

use super::attention::{Attention, Concern};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;

/// What the site comes to now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, QueryableByName, utoipa::ToSchema)]
pub struct Figures {
    /// Accounts.
    #[diesel(sql_type = BigInt)]
    pub users: i64,
    /// Listings on offer.
    #[diesel(sql_type = BigInt)]
    pub listings: i64,
    /// Deals that are not over.
    #[diesel(sql_type = BigInt)]
    pub open_deals: i64,
    #[diesel(sql_type = BigInt)]
    pub completed_deals: i64,
    /// Whole rupiah that the provider holds for deals.
    #[diesel(sql_type = BigInt)]
    pub held: i64,
    /// The median number of minutes from complaint to ruling, of the rulings of 90 days; none without any.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub minutes_to_ruling: Option<i64>,
}

/// What came on one day, in WIB.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, QueryableByName, utoipa::ToSchema)]
pub struct DayFigures {
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub users: i64,
    #[diesel(sql_type = BigInt)]
    pub listings: i64,
    #[diesel(sql_type = BigInt)]
    pub rooms: i64,
    #[diesel(sql_type = BigInt)]
    pub offers: i64,
    #[diesel(sql_type = BigInt)]
    pub deals: i64,
}

/// The figures. One query.
pub(super) fn figures(conn: &mut Conn, now: Timestamp) -> AppResult<Figures> {
    Ok(sql_query(
        "select (select count(*) from users) as users, \
                (select count(*) from listings where status = 'active') as listings, \
                (select count(*) from deals where deadline_at is not null) as open_deals, \
                (select count(*) from deals where status = 'completed') as completed_deals, \
                (select coalesce(sum(amount), 0)::bigint from deals where payment = 'escrow') as held, \
                (select (percentile_cont(0.5) within group (order by extract(epoch from r.ruled_at - d.opened_at)) / 60)::bigint \
                 from dispute_rulings r join disputes d on d.id = r.dispute_id \
                 where r.ruled_by is not null and r.ruled_at > $1 - interval '90 days') as minutes_to_ruling",
    )
    .bind::<Timestamptz, _>(now)
    .get_result(conn)?)
}

/// What came on each of the last `days` days, the oldest first. One query.
pub(super) fn by_day(conn: &mut Conn, now: Timestamp, days: i64) -> AppResult<Vec<DayFigures>> {
    let counted = |table: &str| {
        format!(
            "(select count(*) from {table} where created_at >= d.day::timestamp at time zone 'Asia/Jakarta' \
             and created_at < (d.day + 1)::timestamp at time zone 'Asia/Jakarta') as {table}"
        )
    };
    let columns = ["users", "listings", "rooms", "offers", "deals"].map(counted).join(", ");
    Ok(sql_query(format!(
        "select d.day, {columns} from (select ($1 at time zone 'Asia/Jakarta')::date - n::int as day \
         from generate_series(0, $2 - 1) n) d order by d.day"
    ))
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(days)
    .load(conn)?)
}

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = BigInt)]
    disputes: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    disputes_due: Option<Timestamp>,
    #[diesel(sql_type = BigInt)]
    reports: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    reports_due: Option<Timestamp>,
    #[diesel(sql_type = BigInt)]
    appeals: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    appeals_due: Option<Timestamp>,
    #[diesel(sql_type = BigInt)]
    payouts: i64,
    #[diesel(sql_type = BigInt)]
    dead_jobs: i64,
    #[diesel(sql_type = BigInt)]
    incidents: i64,
}

/// Everything that may need attention. One query.
pub(super) fn attention(conn: &mut Conn, now: Timestamp) -> AppResult<Vec<Attention>> {
    let waiting: Waiting = sql_query(
        "select d.n as disputes, d.due as disputes_due, r.n as reports, r.due as reports_due, a.n as appeals, \
                a.due as appeals_due, \
                (select count(*) from payouts where status in ('failed', 'returned') and updated_at > $1 - interval '7 days') as payouts, \
                (select count(*) from jobs where died_at is not null) as dead_jobs, \
                (select count(*) from incidents where ended_at is null) as incidents \
         from (select count(*) n, min(deadline_at) due from disputes where deadline_at is not null) d, \
              (select count(*) n, min(due_at) due from report_cases where decided_at is null) r, \
              (select count(*) n, min(due_at) due from appeals where decided_at is null) a",
    )
    .bind::<Timestamptz, _>(now)
    .get_result(conn)?;
    let one = |concern, count, due_at| Attention { concern, count, due_at };
    Ok(vec![
        one(Concern::Incident, waiting.incidents, None),
        one(Concern::Disputes, waiting.disputes, waiting.disputes_due),
        one(Concern::Reports, waiting.reports, waiting.reports_due),
        one(Concern::Appeals, waiting.appeals, waiting.appeals_due),
        one(Concern::FailedPayouts, waiting.payouts, None),
        one(Concern::DeadJobs, waiting.dead_jobs, None),
    ])
}

//! The inputs of the worth from Postgres: one query for any number of listings.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Int2, Int4, Nullable, Text, Uuid as SqlUuid};

use super::adjust::Adjustment;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::ListingId;
use crate::base::schema::listings::dsl;
use crate::market::terms::Condition;

/// A listing, and the number of other active listings of its category around it.
#[derive(QueryableByName)]
pub(super) struct WorthRow {
    #[diesel(sql_type = SqlUuid)]
    pub id: ListingId,
    #[diesel(sql_type = Int4)]
    pub category_id: i32,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub condition: Condition,
    #[diesel(sql_type = Array<Text>)]
    pub delivery: Vec<String>,
    #[diesel(sql_type = Text)]
    pub region: String,
    #[diesel(sql_type = Int2)]
    pub worth_adjust: i16,
    #[diesel(sql_type = Nullable<Text>)]
    pub worth_reason: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub in_city: i64,
    #[diesel(sql_type = BigInt)]
    pub in_district: i64,
}

/// Each category is counted once in each city of the listings; a listing is not its own competitor.
const SELECT: &str = "\
with asked as (
    select id, category_id, title, condition, delivery, region, worth_adjust, worth_reason,
           substr(region, 1, 5) as city, substr(region, 1, 8) as district, (status = 'active')::int as own
    from listings where id = any($1)
), supply as (
    select l.category_id, substr(l.region, 1, 5) as city, substr(l.region, 1, 8) as district, count(*) as n
    from (select distinct category_id, city from asked) a
    join listings l on l.category_id = a.category_id and substr(l.region, 1, 5) = a.city and l.status = 'active'
    group by 1, 2, 3
)
select a.id, a.category_id, a.title, a.condition, a.delivery, a.region, a.worth_adjust, a.worth_reason,
       (coalesce(sum(s.n), 0) - a.own)::bigint as in_city,
       case when length(a.region) < 8 then 0::bigint
            else (coalesce(sum(s.n) filter (where s.district = a.district), 0) - a.own)::bigint end as in_district
from asked a left join supply s on s.category_id = a.category_id and s.city = a.city
group by a.id, a.category_id, a.title, a.condition, a.delivery, a.region, a.worth_adjust, a.worth_reason, a.own, a.district";

/// Ids without a listing are left out.
pub(super) fn worth_rows(conn: &mut Conn, ids: &[ListingId]) -> AppResult<Vec<WorthRow>> {
    Ok(diesel::sql_query(SELECT).bind::<Array<SqlUuid>, _>(ids).load(conn)?)
}

/// Stores the owner's adjustment; false when it is the same already. The caller holds the listing's lock.
pub fn set_adjustment(
    conn: &mut Conn,
    id: ListingId,
    adjustment: Option<&Adjustment>,
    now: Timestamp,
) -> AppResult<bool> {
    let percent = adjustment.map_or(0, |adjustment| adjustment.percent);
    let reason = adjustment.map(|adjustment| adjustment.reason.as_str());
    let other = dsl::worth_adjust.ne(percent).or(dsl::worth_reason.is_distinct_from(reason));
    let changed = diesel::update(dsl::listings.find(id).filter(other))
        .set((
            dsl::worth_adjust.eq(percent),
            dsl::worth_reason.eq(reason),
            dsl::version.eq(dsl::version + 1),
            dsl::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

//! Search in Postgres while Meilisearch is unavailable: full text without tolerance of typos, the same filters, the same
//! order.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Double, Nullable, Text, Timestamptz, Uuid as SqlUuid};

use super::paging::Anchor;
use super::place_filter::PlaceFilter;
use super::query::{SearchQuery, Sort};
use super::{Facets, SearchResult};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::ListingId;
use crate::market::categories::Categories;
use crate::market::listings::views_of;
use crate::market::placements::{Kind, Placement};

#[derive(QueryableByName)]
struct MatchRow {
    #[diesel(sql_type = SqlUuid)]
    id: ListingId,
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// Kilometres from the point ($11, $12); null without one.
const KILOMETRES: &str = "\
case when $11::float8 is null then null else
    6371 * 2 * asin(sqrt(power(sin(radians(r.lat - $11) / 2), 2)
      + cos(radians($11)) * cos(radians(r.lat)) * power(sin(radians(r.lng - $12) / 2), 2))) end";

const FOUND: &str = "\
    from listings l join regions r on r.code = left(l.region, 8)
    where l.status = 'active'
      and ($1 = '' or l.words @@ plainto_tsquery('simple', $1) or l.title ilike '%' || $1 || '%')
      and ($2::int[] is null or l.category_id = any($2))
      and (cardinality($3::text[]) = 0 or l.condition = any($3))
      and (cardinality($4::text[]) = 0 or l.modes && $4)
      and (cardinality($5::text[]) = 0 or l.delivery && $5)
      and ($6::text[] is null or substr(l.region, 1, 5) = any($6))
      and ($7::text[] is null or substr(l.region, 1, 8) = any($7))
      and ($8::text[] is null or exists (select 1 from shown_villages v where v.listing_id = l.id and v.code = any($8)))
      and ($9::bigint is null or l.price >= $9)
      and ($10::bigint is null or l.price <= $10)";

/// What is before another in the order of time.
const OLDER: &str =
    "(f.created_at < a.created_at or (f.created_at = a.created_at and f.id > a.id))";

/// The order of a query, and the condition for what comes behind the anchor `a` in it.
fn order(query: &SearchQuery) -> (&'static str, String) {
    let by_price = |beyond: &str| {
        format!(
            "case when a.price is null then f.price is null and {OLDER} \
             else f.price is null or f.price {beyond} a.price or (f.price = a.price and {OLDER}) end"
        )
    };
    match (query.sort, query.point) {
        (Sort::Nearest, Some(_)) => {
            ("f.km, f.created_at desc, f.id", format!("(f.km > a.km or (f.km = a.km and {OLDER}))"))
        }
        (Sort::PriceLow, _) => ("f.price nulls last, f.created_at desc, f.id", by_price(">")),
        (Sort::PriceHigh, _) => ("f.price desc nulls last, f.created_at desc, f.id", by_price("<")),
        _ => ("f.created_at desc, f.id", OLDER.to_owned()),
    }
}

/// The anchor of a listing, whatever its status.
pub(super) fn anchor(conn: &mut Conn, id: ListingId) -> AppResult<Option<Anchor>> {
    Ok(diesel::sql_query(
        "select l.created_at, l.price, r.lat, r.lng from listings l join regions r on r.code = left(l.region, 8) where l.id = $1",
    )
    .bind::<SqlUuid, _>(id)
    .get_result(conn)
    .optional()?)
}

/// Answers a query whose places are region codes.
pub(super) fn search(
    conn: &mut Conn,
    categories: &Categories,
    query: &SearchQuery,
) -> AppResult<SearchResult> {
    let (order, is_behind) = order(query);
    // The page begins behind the last listing of the page before; without such a listing, at its number.
    let sql = format!(
        "with found as (select l.id, l.price, l.created_at, {KILOMETRES} as km {FOUND}), \
         anchor as (select l.id, l.price, l.created_at, {KILOMETRES} as km \
             from listings l join regions r on r.code = left(l.region, 8) where l.id = $16), \
         counted as (select *, count(*) over () as total from found where $13::float8 is null or km <= $13) \
         select f.id, f.total from counted f left join anchor a on true where a.id is null or {is_behind} \
         order by {order} limit $14 offset (select case when exists (select 1 from anchor) then 0 else $15 end)"
    );
    let mut rows: Vec<MatchRow> = filtered(sql, categories, query)
        .bind::<Nullable<Double>, _>(query.point.map(|point| point.lat))
        .bind::<Nullable<Double>, _>(query.point.map(|point| point.lng))
        .bind::<Nullable<Double>, _>(query.radius_km)
        .bind::<BigInt, _>(query.limit + 1)
        .bind::<BigInt, _>((query.page - 1) * query.limit)
        .bind::<Nullable<SqlUuid>, _>(query.after)
        .load(conn)?;
    let page_size = usize::try_from(query.limit).unwrap_or_default();
    let has_more = rows.len() > page_size;
    rows.truncate(page_size);
    let next = rows.last().filter(|_| has_more).map(|row| row.id);
    let ids: Vec<ListingId> = rows.iter().map(|row| row.id).collect();
    let listings = views_of(conn, categories, &ids)?;
    let total = match rows.first() {
        Some(row) => row.total,
        None if query.page > 1 || query.after.is_some() => {
            // Past the last page there is no row to read it from.
            let first = SearchQuery { page: 1, after: None, limit: 1, ..query.clone() };
            search(conn, categories, &first)?.total
        }
        None => 0,
    };
    Ok(SearchResult { listings, total, next, facets: Facets::default(), degraded: true })
}

/// The query `sql` with the filters of a search bound to $1 to $10.
fn filtered(
    sql: String,
    categories: &Categories,
    query: &SearchQuery,
) -> BoxedSqlQuery<'static, Pg, SqlQuery> {
    let like = query.words().replace(['%', '_', '\\'], " ").trim().to_owned();
    let category = query.category.as_ref().map(|slug| category_and_children(categories, slug));
    let texts = |all: &mut dyn Iterator<Item = String>| all.collect::<Vec<_>>();
    let codes = |place: &PlaceFilter| place.codes().map(<[String]>::to_vec);
    diesel::sql_query(sql)
        .into_boxed::<Pg>()
        .bind::<Text, _>(like)
        .bind::<Nullable<Array<diesel::sql_types::Int4>>, _>(category)
        .bind::<Array<Text>, _>(texts(&mut query.conditions.iter().map(ToString::to_string)))
        .bind::<Array<Text>, _>(texts(&mut query.modes.iter().map(ToString::to_string)))
        .bind::<Array<Text>, _>(texts(&mut query.delivery.iter().map(ToString::to_string)))
        .bind::<Nullable<Array<Text>>, _>(codes(&query.city))
        .bind::<Nullable<Array<Text>>, _>(codes(&query.district))
        .bind::<Nullable<Array<Text>>, _>(codes(&query.village))
        .bind::<Nullable<BigInt>, _>(query.min_price)
        .bind::<Nullable<BigInt>, _>(query.max_price)
}

/// Candidates for paid places of a kind above the results: those of the listings that match.
pub(super) fn placements(
    conn: &mut Conn,
    categories: &Categories,
    query: &SearchQuery,
    kind: Kind,
    now: Timestamp,
) -> AppResult<Vec<Placement>> {
    let sql = format!(
        "select p.* from placements p where p.ended_at is null and p.starts_at <= $11 and p.ends_at > $11 \
             and p.kind = $12 and p.listing_id in (select l.id {FOUND}) order by p.starts_at desc limit 500"
    );
    let filtered = filtered(sql, categories, query);
    Ok(filtered.bind::<Timestamptz, _>(now).bind::<Text, _>(kind).load(conn)?)
}

/// Row ids of a category and of those right below it; none for an unknown slug, which then finds nothing.
fn category_and_children(categories: &Categories, slug: &str) -> Vec<i32> {
    let Some(category) = categories.by_slug(slug) else { return Vec::new() };
    let children = categories.children(Some(category.id)).map(|child| child.id);
    std::iter::once(category.id).chain(children).collect()
}

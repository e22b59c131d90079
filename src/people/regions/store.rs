//! Regions in Postgres.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, Double, Int2, Int4, Nullable, Text};
use serde::Serialize;

use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::schema::regions;

/// A region.
#[derive(Debug, Clone, Serialize, Queryable, Selectable, Identifiable)]
#[diesel(table_name = regions, primary_key(code))]
pub struct Region {
    /// The Kemendagri code: `32.73.02.1004`.
    pub code: String,
    /// The code one level above.
    pub parent: Option<String>,
    /// 1 province, 2 city or regency, 3 district, 4 village.
    pub level: i16,
    pub name: String,
    /// The name with those of the regions above: `Coblong, Kota Bandung, Jawa Barat`.
    pub label: String,
    /// Degrees, WGS 84.
    pub lat: f64,
    /// Degrees, WGS 84.
    pub lng: f64,
    /// Known for provinces and cities.
    pub population: Option<i32>,
}

pub(super) fn count(conn: &mut Conn) -> AppResult<i64> {
    Ok(regions::table.count().get_result(conn)?)
}

pub(super) fn insert(conn: &mut Conn, rows: &[Region]) -> AppResult<()> {
    diesel::sql_query(
        "insert into regions (code, parent, level, name, label, lat, lng, population) \
         select * from unnest($1::text[], $2::text[], $3::smallint[], $4::text[], $5::text[], $6::float8[], $7::float8[], $8::int[])",
    )
    .bind::<Array<Text>, _>(rows.iter().map(|r| &r.code).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(rows.iter().map(|r| r.parent.as_deref()).collect::<Vec<_>>())
    .bind::<Array<Int2>, _>(rows.iter().map(|r| r.level).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(rows.iter().map(|r| &r.name).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(rows.iter().map(|r| &r.label).collect::<Vec<_>>())
    .bind::<Array<Double>, _>(rows.iter().map(|r| r.lat).collect::<Vec<_>>())
    .bind::<Array<Double>, _>(rows.iter().map(|r| r.lng).collect::<Vec<_>>())
    .bind::<Array<Nullable<Int4>>, _>(rows.iter().map(|r| r.population).collect::<Vec<_>>())
    .execute(conn)?;
    Ok(())
}

/// The region with this code.
///
/// # Errors
/// The database's errors.
pub fn find(conn: &mut Conn, code: &str) -> AppResult<Option<Region>> {
    Ok(regions::table.find(code).select(Region::as_select()).first(conn).optional()?)
}

/// The label of the region with this code.
///
/// # Errors
/// The database's errors.
pub fn label_of(conn: &mut Conn, code: &str) -> AppResult<Option<String>> {
    Ok(find(conn, code)?.map(|region| region.label))
}

/// The labels of the regions with these codes.
///
/// # Errors
/// The database's errors.
pub fn labels_of(conn: &mut Conn, codes: &[&str]) -> AppResult<HashMap<String, String>> {
    if codes.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(String, String)> = regions::table
        .filter(regions::code.eq_any(codes))
        .select((regions::code, regions::label))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The regions directly below `parent` (provinces when it is `None`), by name.
pub(super) fn children(conn: &mut Conn, parent: Option<&str>) -> AppResult<Vec<Region>> {
    let query = regions::table.select(Region::as_select()).order(regions::name).into_boxed();
    Ok(match parent {
        Some(parent) => query.filter(regions::parent.eq(parent)).load(conn)?,
        None => query.filter(regions::level.eq(1)).load(conn)?,
    })
}

/// These regions, in this order.
pub(super) fn with_codes(conn: &mut Conn, codes: &[String]) -> AppResult<Vec<Region>> {
    let mut rows: Vec<Region> = regions::table
        .filter(regions::code.eq_any(codes))
        .select(Region::as_select())
        .load(conn)?;
    rows.sort_by_key(|region| codes.iter().position(|code| *code == region.code));
    Ok(rows)
}

/// The codes and populations of the cities and regencies, over which demo data is distributed.
///
/// # Errors
/// The database's errors.
pub fn cities_by_population(conn: &mut Conn) -> AppResult<Vec<(String, i32)>> {
    Ok(regions::table
        .filter(regions::level.eq(2))
        .filter(regions::population.is_not_null())
        .order(regions::code)
        .select((regions::code, regions::population.assume_not_null()))
        .load(conn)?)
}

/// The codes of the villages of a city, in order.
///
/// # Errors
/// The database's errors.
pub fn villages_of(conn: &mut Conn, city: &str) -> AppResult<Vec<String>> {
    Ok(regions::table
        .filter(regions::level.eq(4))
        .filter(regions::code.like(format!("{city}.%")))
        .order(regions::code)
        .select(regions::code)
        .load(conn)?)
}

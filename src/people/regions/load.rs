//! Loads the embedded list of regions into Postgres, once.

use std::collections::HashMap;
use std::io::Read;

use anyhow::Context;
use serde::Deserialize;

use super::store::{self, Region};
use crate::base::db::Db;
use crate::base::error::AppError;

/// Every region: `code,name,lat,lng,population`. Facts from cahyadsn/wilayah (MIT); see `seed/README.md`.
const WILAYAH: &[u8] = include_bytes!("../../../seed/wilayah.csv.gz");

#[derive(Deserialize)]
struct CsvRow {
    code: String,
    name: String,
    lat: Option<f64>,
    lng: Option<f64>,
    population: Option<i32>,
}

/// Fills the table when it is empty; returns the number of regions it contains afterwards. Blocks.
///
/// # Errors
/// The embedded list is invalid; the database's errors.
pub fn load(db: &Db) -> anyhow::Result<i64> {
    let existing = db.transact(store::count).map_err(AppError::into_anyhow)?;
    if existing > 0 {
        return Ok(existing);
    }
    let regions = parse()?;
    db.transact(|conn| {
        for chunk in regions.chunks(4000) {
            store::insert(conn, chunk)?;
        }
        store::count(conn)
    })
    .map_err(|err| anyhow::anyhow!("loading regions: {err}"))
}

/// A region's label and point, for the regions below it.
struct ParentRegion {
    label: String,
    lat: f64,
    lng: f64,
}

/// Parses the embedded list, in which every region comes after its parent.
pub(super) fn parse() -> anyhow::Result<Vec<Region>> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(WILAYAH).read_to_string(&mut text)?;
    let mut parents: HashMap<String, ParentRegion> = HashMap::new();
    let mut regions = Vec::new();
    for row in csv::Reader::from_reader(text.as_bytes()).deserialize() {
        let row: CsvRow = row?;
        let parent_code = row.code.rsplit_once('.').map(|(parent, _)| parent.to_owned());
        let parent = parent_code.as_ref().and_then(|code| parents.get(code));
        // A few villages have no point of their own and get their district's.
        let (lat, lng) = match (row.lat, row.lng, parent) {
            (Some(lat), Some(lng), _) => (lat, lng),
            (_, _, Some(parent)) => (parent.lat, parent.lng),
            _ => anyhow::bail!("region {} has no point", row.code),
        };
        let label = match parent {
            Some(parent) => format!("{}, {}", row.name, parent.label),
            None => row.name.clone(),
        };
        let level = i16::try_from(row.code.matches('.').count() + 1).context("level")?;
        parents.insert(row.code.clone(), ParentRegion { label: label.clone(), lat, lng });
        regions.push(Region {
            code: row.code,
            parent: parent_code,
            level,
            name: row.name,
            label,
            lat,
            lng,
            population: row.population,
        });
    }
    Ok(regions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_complete_and_each_region_has_a_point_and_a_parent() {
        let regions = parse().unwrap();
        assert_eq!(regions.len(), 91_599);
        let per_level = |level| regions.iter().filter(|r| r.level == level).count();
        assert_eq!(
            [per_level(1), per_level(2), per_level(3), per_level(4)],
            [38, 514, 7_285, 83_762]
        );
        assert!(
            regions.iter().all(|r| (-12.0..8.0).contains(&r.lat) && (94.0..142.0).contains(&r.lng))
        );
        assert!(regions.iter().all(|r| (r.level == 1) == r.parent.is_none()));
    }
}

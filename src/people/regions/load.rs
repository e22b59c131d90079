//! Loading the bundled list, once.

use std::collections::HashMap;
use std::io::Read;

use anyhow::Context;
use serde::Deserialize;

use super::store::{self, Region};
use crate::base::db::Db;

/// All areas: `code,name,lat,lng,population`. Facts from cahyadsn/wilayah (MIT); see `seed/README.md`.
const WILAYAH: &[u8] = include_bytes!("../../../seed/wilayah.csv.gz");

#[derive(Deserialize)]
struct Row {
    code: String,
    name: String,
    lat: Option<f64>,
    lng: Option<f64>,
    population: Option<i32>,
}

/// Fills the table when it is empty; returns how many areas it holds afterwards.
pub fn load(db: &Db) -> anyhow::Result<i64> {
    let held = db.transact(store::count).map_err(|err| anyhow::anyhow!("{err}"))?;
    if held > 0 {
        return Ok(held);
    }
    let regions = read()?;
    db.transact(|conn| {
        for chunk in regions.chunks(4000) {
            store::insert(conn, chunk)?;
        }
        store::count(conn)
    })
    .map_err(|err| anyhow::anyhow!("loading regions: {err}"))
}

fn read() -> anyhow::Result<Vec<Region>> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(WILAYAH).read_to_string(&mut text)?;
    let mut places: HashMap<String, (String, f64, f64)> = HashMap::new();
    let mut regions = Vec::new();
    for row in csv::Reader::from_reader(text.as_bytes()).deserialize() {
        let row: Row = row?;
        let parent = row.code.rsplit_once('.').map(|(parent, _)| parent.to_owned());
        let above = parent.as_ref().and_then(|parent| places.get(parent));
        // A few villages have no point of their own: their district's stands in.
        let (lat, lng) = match (row.lat, row.lng, above) {
            (Some(lat), Some(lng), _) => (lat, lng),
            (_, _, Some((_, lat, lng))) => (*lat, *lng),
            _ => anyhow::bail!("region {} has no point", row.code),
        };
        let label = match above {
            Some((label, ..)) => format!("{}, {label}", row.name),
            None => row.name.clone(),
        };
        let level = i16::try_from(row.code.matches('.').count() + 1).context("level")?;
        places.insert(row.code.clone(), (label.clone(), lat, lng));
        regions.push(Region {
            code: row.code,
            parent,
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
    fn all_areas_are_there_and_each_has_a_point_and_a_parent() {
        let Ok(regions) = read() else { panic!("does not read") };
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

//! The everyday names of places, from the embedded `seed/place-names.csv`.

use serde::Deserialize;

/// `name,code,place`: what people say, the region they mean, and its official name for whoever reads the table.
const PLACE_NAMES: &str = include_str!("../../../../seed/place-names.csv");

/// An everyday name of a region. A name of several regions has a line for each, the likeliest first.
#[derive(Debug, Deserialize)]
pub(super) struct EverydayName {
    pub name: String,
    pub code: String,
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "for readers of the table; a test compares it")
    )]
    pub place: String,
}

/// # Errors
/// The embedded table is invalid.
pub(super) fn parse() -> anyhow::Result<Vec<EverydayName>> {
    let rows = csv::Reader::from_reader(PLACE_NAMES.as_bytes()).into_deserialize();
    Ok(rows.collect::<Result<_, _>>()?)
}

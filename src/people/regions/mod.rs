//! The administrative regions of Indonesia in four levels, by Kemendagri code: the code of a region begins with its
//! parent's.
//!
//! Invariants: the table contains every region of `seed/wilayah.csv.gz`, loaded once; no point is more precise than a
//! village.

mod http;
mod load;
mod places;
mod store;

pub use http::{RegionView, list};

#[doc(hidden)]
pub use http::__path_list;
pub use load::load;
pub use places::prepare_search;
pub use store::{Region, cities_by_population, find, label_of, labels_of, villages_of};

use crate::base::db::Conn;
use crate::base::error::AppResult;

/// The code of the region that a form selects. Scripts submit the picker's `code`; without scripts only the text of the
/// field, `label`, is submitted. When the two disagree the text decides, when it states the whole name of a place below
/// the province.
///
/// # Errors
/// The database's errors.
pub fn selected_code(conn: &mut Conn, code: &str, label: &str) -> AppResult<String> {
    let agrees = |region: &Region| label.trim().is_empty() || region.label == label.trim();
    if !code.is_empty() && find(conn, code)?.as_ref().is_some_and(agrees) {
        return Ok(code.to_owned());
    }
    let named = places::named(label).into_iter().find(|found| found.level >= 2);
    Ok(named.map_or_else(|| code.to_owned(), |found| found.code))
}

/// The codes of the regions of a level that a text names.
pub fn codes_named(level: u8, text: &str) -> Vec<String> {
    let named = places::named(text).into_iter().filter(|found| found.level == level);
    named.map(|found| found.code).collect()
}

/// The level of the regions that a text names: the wanted one when there are such, else that of the likeliest one below the
/// provinces. `None` for an unknown name.
pub fn level_named(wanted: u8, text: &str) -> Option<u8> {
    let levels: Vec<u8> = places::named(text).into_iter().map(|found| found.level).collect();
    let other = || levels.iter().copied().find(|level| *level >= 2);
    if levels.contains(&wanted) { Some(wanted) } else { other() }
}

/// The code of a region's city: `31.74.05.1001` → `31.74`; the code itself when it is shorter.
pub fn city_code(code: &str) -> &str {
    code.get(..5).unwrap_or(code)
}

/// The code of a region's district: `31.74.05.1001` → `31.74.05`; the code itself when it is shorter.
pub fn district_code(code: &str) -> &str {
    code.get(..8).unwrap_or(code)
}

/// A label as pages show it, without the village: `Dago, Coblong, Kota Bandung, Jawa Barat` → `Coblong, Bandung`.
pub fn short_label(label: &str) -> String {
    let mut parts = label.rsplit(", ");
    let (province, city, district) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let bare = |city: &str| {
        let bare = ["Kota Administrasi ", "Kabupaten Administrasi ", "Kota ", "Kabupaten "];
        bare.iter().find_map(|kind| city.strip_prefix(kind)).unwrap_or(city).to_owned()
    };
    match (district, city.map(bare)) {
        (_, None) => province.to_owned(),
        (None, Some(city)) => city,
        (Some(district), Some(city)) if district == city => city,
        (Some(district), Some(city)) => format!("{district}, {city}"),
    }
}

/// Whether the text has the shape of a region code.
pub fn is_code(text: &str) -> bool {
    let lengths_fit = matches!(text.len(), 2 | 5 | 8 | 13);
    lengths_fit
        && text
            .chars()
            .enumerate()
            .all(|(i, c)| if matches!(i, 2 | 5 | 8) { c == '.' } else { c.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_label_is_never_more_precise_than_the_district() {
        for (label, short) in [
            ("Dago, Coblong, Kota Bandung, Jawa Barat", "Coblong, Bandung"),
            ("Coblong, Kota Bandung, Jawa Barat", "Coblong, Bandung"),
            ("Kota Administrasi Jakarta Pusat, DKI Jakarta", "Jakarta Pusat"),
            ("Lamandau, Kabupaten Lamandau, Kalimantan Tengah", "Lamandau"),
            ("Bali", "Bali"),
        ] {
            assert_eq!(short_label(label), short);
        }
    }

    #[test]
    fn codes_are_told_from_other_text() {
        for code in ["32", "32.73", "32.73.02", "32.73.02.1004"] {
            assert!(is_code(code), "{code}");
        }
        for text in ["", "Bandung", "3273", "32.7", "32.73.02.1004.1", "32-73"] {
            assert!(!is_code(text), "{text}");
        }
    }
}

//! The administrative areas of Indonesia, four levels, by Kemendagri code; a prefix of a code is its parent.
//! Invariant: the table holds all of `seed/wilayah.csv.gz`, loaded once. A point is never finer than a village.

mod http;
mod load;
mod store;

pub use http::{RegionView, list};

#[doc(hidden)]
pub use http::__path_list;
pub use load::load;
pub use store::{Region, by_label, cities_by_population, codes_named, find, label_of, villages_of};

use crate::base::db::Conn;
use crate::base::error::AppResult;

/// What a form said about a place: the code the picker chose, or, from a browser without scripts, only the text that
/// stands in the field. The text decides when it does not belong to the code.
pub fn chosen(conn: &mut Conn, code: &str, text: &str) -> AppResult<String> {
    let belongs = |region: &Region| text.trim().is_empty() || region.label == text.trim();
    if !code.is_empty() && find(conn, code)?.as_ref().is_some_and(belongs) {
        return Ok(code.to_owned());
    }
    Ok(by_label(conn, text)?.map_or_else(|| code.to_owned(), |region| region.code))
}

/// A code's city part: `31.74.05.1001` → `31.74`; the code itself when it is shorter.
pub fn city_code(code: &str) -> &str {
    code.get(..5).unwrap_or(code)
}

/// A code's district part: `31.74.05.1001` → `31.74.05`.
pub fn district_code(code: &str) -> &str {
    code.get(..8).unwrap_or(code)
}

/// `Dago, Coblong, Kota Bandung, Jawa Barat` → `Coblong, Bandung`: what is shown of a place, never the village.
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
    fn a_place_is_shown_in_few_words_and_never_finer_than_the_district() {
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
    fn codes_have_their_shape() {
        for code in ["32", "32.73", "32.73.02", "32.73.02.1004"] {
            assert!(is_code(code), "{code}");
        }
        for text in ["", "Bandung", "3273", "32.7", "32.73.02.1004.1", "32-73"] {
            assert!(!is_code(text), "{text}");
        }
    }
}

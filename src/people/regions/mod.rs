//! The administrative areas of Indonesia, four levels, by Kemendagri code; a prefix of a code is its parent.
//! Invariant: the table holds all of `data/wilayah.csv.gz`, loaded once. A point is never finer than a village.

mod http;
mod load;
mod store;

pub use http::{RegionView, list};

#[doc(hidden)]
pub use http::__path_list;
pub use load::load;
pub use store::{Region, cities_by_population, codes_named, find, label_of, villages_of};

/// A code's city part: `31.74.05.1001` → `31.74`; the code itself when it is shorter.
pub fn city_code(code: &str) -> &str {
    code.get(..5).unwrap_or(code)
}

/// A code's district part: `31.74.05.1001` → `31.74.05`.
pub fn district_code(code: &str) -> &str {
    code.get(..8).unwrap_or(code)
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

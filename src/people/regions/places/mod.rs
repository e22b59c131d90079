//! Finds regions by what people type: official names of every level, and the everyday names of
//! `seed/place-names.csv` (`jogja`, `jaksel`, `bsd`).
//!
//! Invariants: an index is computed once per process from the embedded lists and never changes; the same text has the
//! same answer on every node; no query reads Postgres.

mod everyday;
mod index;
mod matching;
mod rank;
mod scope;
mod search;
mod typed;
mod variants;

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use index::PlaceIndex;
pub(super) use scope::Scope;
pub(super) use search::Found;

/// Computed from the embedded lists when it is first used. A list that does not parse gives an empty index: a test
/// parses both, and `load` refuses to start the server with a broken list of regions.
static INDEX: LazyLock<PlaceIndex> = LazyLock::new(|| {
    let lists = super::load::parse().and_then(|regions| Ok((regions, everyday::parse()?)));
    match lists {
        Ok((regions, names)) => PlaceIndex::new(&regions, &names),
        Err(err) => {
            tracing::error!(error = %err, "the embedded lists of places do not parse");
            PlaceIndex::default()
        }
    }
});

/// Computes the index of places now, so that no request waits for it.
pub fn prepare_search() {
    LazyLock::force(&INDEX);
}

/// Up to `limit` regions for a text as somebody types it, the likeliest first.
pub(super) fn search(text: &str, scope: &Scope<'_>, limit: usize) -> Vec<Found> {
    search::search(&INDEX, text, scope, limit)
}

/// The regions whose whole name a text states, the likeliest first: no prefixes and no spelling mistakes.
pub(super) fn named(text: &str) -> Vec<Found> {
    search::named(&INDEX, text)
}

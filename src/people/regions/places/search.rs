//! From a typed text to regions.

use super::index::{PlaceIndex, at};
use super::matching::{Term, ranked};
use super::rank::Rank;
use super::scope::Scope;
use super::typed::{self, TypedWord};
use super::variants;

/// A region that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::people::regions) struct Found {
    pub code: String,
    /// 1 province to 4 village.
    pub level: u8,
}

pub(super) fn search(
    index: &PlaceIndex,
    text: &str,
    scope: &Scope<'_>,
    limit: usize,
) -> Vec<Found> {
    let query = typed::query(text);
    let mut ranks = find(index, &query, scope);
    if ranks.is_empty() {
        ranks = find(index, &typed::without_levels(&query), scope);
    }
    if ranks.is_empty() {
        let terms = terms(index, &query);
        let respelled = variants::respelled(index, &query, &terms);
        ranks = respelled.map(|terms| ranked(index, &terms, scope)).unwrap_or_default();
    }
    in_order(index, ranks, limit)
}

pub(super) fn named(index: &PlaceIndex, text: &str) -> Vec<Found> {
    let mut ranks = find(index, &typed::query(text), &Scope::default());
    ranks.retain(|rank| rank.closeness.is_whole());
    in_order(index, ranks, usize::MAX)
}

/// As typed. Words together or apart add whole names, and whatever they find when nothing else is found.
fn find(index: &PlaceIndex, query: &[TypedWord], scope: &Scope<'_>) -> Vec<Rank> {
    let mut ranks = ranked(index, &terms(index, query), scope);
    let mut others: Vec<Rank> = variants::together_and_apart(index, query)
        .iter()
        .flat_map(|variant| ranked(index, &terms(index, variant), scope))
        .collect();
    if !ranks.is_empty() {
        others.retain(|rank| rank.closeness.is_whole());
    }
    ranks.append(&mut others);
    ranks
}

fn terms(index: &PlaceIndex, query: &[TypedWord]) -> Vec<Term> {
    let term = |word: &TypedWord| Term {
        words: vec![index.words_beginning(&word.text)],
        whole: index.word(&word.text).into_iter().collect(),
        level: word.level,
        is_short: word.text.chars().count() <= 2,
    };
    query.iter().map(term).collect()
}

/// Each region once, by its best name.
fn in_order(index: &PlaceIndex, mut ranks: Vec<Rank>, limit: usize) -> Vec<Found> {
    ranks.sort_unstable();
    let mut found: Vec<u32> = Vec::new();
    for rank in ranks {
        if found.len() >= limit {
            break;
        }
        if !found.contains(&rank.place) {
            found.push(rank.place);
        }
    }
    let place = |place: &u32| at(&index.places, *place);
    let found = found.iter().filter_map(place);
    found.map(|place| Found { code: place.code.to_string(), level: place.level }).collect()
}

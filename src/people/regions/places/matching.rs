//! Which names match the words of a query.

use std::ops::Range;

use super::index::{Place, PlaceIndex, PlaceName, at};
use super::rank::{OwnWord, Rank, closeness};
use super::scope::Scope;

/// A word of a query, as the words of the index that satisfy it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    /// Runs of neighbouring words.
    pub words: Vec<Range<u32>>,
    /// Those of them that are the whole typed word.
    pub whole: Vec<u32>,
    /// Only in a name of this level.
    pub level: Option<u8>,
    /// The typed word has one or two letters.
    pub is_short: bool,
}

impl Term {
    fn is_satisfied_by(&self, word: u32) -> bool {
        self.words.iter().any(|words| words.contains(&word))
    }
}

/// How many words of each region's name satisfy a term.
struct WordCounts(Vec<usize>);

impl WordCounts {
    fn of(&self, place: u32) -> usize {
        at(&self.0, place).copied().unwrap_or_default()
    }
}

/// The terms of a query with the regions whose own name satisfies each.
struct Matcher<'a> {
    index: &'a PlaceIndex,
    terms: &'a [Term],
    counts: Vec<WordCounts>,
}

/// The ranks of all regions that match: one word at least is in the region's own name, the others are in it or in the
/// names of the regions above, in any order.
pub(super) fn ranked(index: &PlaceIndex, terms: &[Term], scope: &Scope<'_>) -> Vec<Rank> {
    // A single word has to be in the region's own name.
    let among = if terms.len() > 1 { terms } else { &[] };
    let counts = among.iter().map(|term| word_counts(index, term)).collect();
    let matcher = Matcher { index, terms, counts };
    let mut names: Vec<u32> = terms
        .iter()
        .flat_map(|term| &term.words)
        .flat_map(|words| index.names_with(words).iter().copied())
        .collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().filter_map(|name| matcher.rank(at(&index.names, name)?, scope)).collect()
}

/// Everyday names of several words count as a whole only: `java` is no word for Bandung.
fn word_counts(index: &PlaceIndex, term: &Term) -> WordCounts {
    let mut counts = WordCounts(vec![0; index.places.len()]);
    for name in term.words.iter().flat_map(|words| index.names_with(words)) {
        let Some(name) = at(&index.names, *name) else { continue };
        let words = index.words_of(name);
        let place = usize::try_from(name.place).ok();
        if let Some(entry) = place.and_then(|place| counts.0.get_mut(place))
            && (name.everyday.is_none() || words.len() == 1)
            && matches_level(index, name, term)
        {
            let satisfying = words.iter().filter(|word| term.is_satisfied_by(**word)).count();
            *entry = satisfying.max(*entry);
        }
    }
    counts
}

fn matches_level(index: &PlaceIndex, name: &PlaceName, term: &Term) -> bool {
    let level = at(&index.places, name.place).map(|place| place.level);
    term.level.is_none_or(|wanted| level == Some(wanted))
}

impl Matcher<'_> {
    fn rank(&self, name: &PlaceName, scope: &Scope<'_>) -> Option<Rank> {
        let place = at(&self.index.places, name.place)?;
        let words = self.index.words_of(name);
        if !scope.contains(self.index, place) || self.is_too_vague(place, words, scope) {
            return None;
        }
        let (own, rest) = self.own_words(name, words);
        if own.is_empty() || !self.are_above(name, &rest) {
            return None;
        }
        let closeness = closeness(self.index, place, words, &own);
        if name.everyday.is_some() && words.len() > 1 && !closeness.begins_the_name() {
            return None;
        }
        Some(Rank::new(closeness, rest.len(), name, place))
    }

    /// One or two letters begin the names of thousands of villages.
    fn is_too_vague(&self, place: &Place, words: &[u32], scope: &Scope<'_>) -> bool {
        place.level == 4
            && scope.is_everywhere()
            && self.terms.iter().all(|term| term.is_short)
            && !self.terms.iter().any(|term| term.whole.iter().any(|word| words.contains(word)))
    }

    /// The words of the name that satisfy a term, in the order of the terms, and the terms that no word is left for.
    fn own_words(&self, name: &PlaceName, words: &[u32]) -> (Vec<OwnWord>, Vec<usize>) {
        let (mut own, mut rest): (Vec<OwnWord>, Vec<usize>) = (Vec::new(), Vec::new());
        for (n, term) in self.terms.iter().enumerate() {
            let is_free = |at: usize| own.iter().all(|word| word.at != at);
            let find = |satisfies: &dyn Fn(u32) -> bool| {
                words.iter().enumerate().find(|(at, word)| is_free(*at) && satisfies(**word))
            };
            let whole = find(&|word| term.whole.contains(&word));
            let found = whole.or_else(|| find(&|word| term.is_satisfied_by(word)));
            match found.filter(|_| matches_level(self.index, name, term)) {
                Some((at, word)) => {
                    let whole = whole.is_some();
                    own.push(OwnWord { term: n, at, word: *word, whole });
                }
                None => rest.push(n),
            }
        }
        (own, rest)
    }

    /// Whether each of these terms is in the name of a region above. An everyday name may be followed by the official
    /// one. A repeated word has to be there as often: `Kuta, Kuta` is the village.
    fn are_above(&self, name: &PlaceName, rest: &[usize]) -> bool {
        let above = |place: &u32| at(&self.index.places, *place).and_then(|place| place.parent);
        let own = name.everyday.map(|_| name.place);
        let parents = std::iter::successors(above(&name.place), above);
        let chain: Vec<u32> = own.into_iter().chain(parents).collect();
        rest.iter().enumerate().all(|(nth, n)| {
            let (Some(counts), term) = (self.counts.get(*n), self.terms.get(*n)) else {
                return false;
            };
            let earlier = rest.iter().take(nth).filter(|other| self.terms.get(**other) == term);
            chain.iter().map(|place| counts.of(*place)).sum::<usize>() > earlier.count()
        })
    }
}

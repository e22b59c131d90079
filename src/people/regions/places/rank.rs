//! The order of what is found.

use std::cmp::Reverse;

use super::index::{Place, PlaceIndex, PlaceName};

/// A word of a name that satisfies a term of the query.
pub(super) struct OwnWord {
    /// The position of the term in the query.
    pub term: usize,
    /// Its position in the name.
    pub at: usize,
    pub word: u32,
    /// The typed word is not only its beginning.
    pub whole: bool,
}

/// How close the typed words are to a name; the closest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Closeness {
    /// The whole name. `Kota` and `Kabupaten` may be left out.
    Whole,
    /// All its words in another order.
    Reordered,
    /// Its beginning.
    Beginning,
    /// Another part of it.
    Part,
}

impl Closeness {
    /// Whether nothing of the name is left out.
    pub(super) fn is_whole(self) -> bool {
        matches!(self, Self::Whole | Self::Reordered)
    }

    pub(super) fn begins_the_name(self) -> bool {
        matches!(self, Self::Whole | Self::Beginning)
    }
}

/// Fields in the order of their importance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub closeness: Closeness,
    /// The typed words that are in the names of regions above. `bandung barat` is a regency rather than Bandung in Jawa
    /// Barat.
    above: usize,
    /// A whole everyday name comes first, in the order of the table.
    everyday: u32,
    pub level: u8,
    rural: u8,
    population: Reverse<u32>,
    /// Index of the region, so that equals have an order.
    pub place: u32,
}

impl Rank {
    pub(super) fn new(closeness: Closeness, above: usize, name: &PlaceName, place: &Place) -> Self {
        let everyday = name.everyday.filter(|_| closeness == Closeness::Whole);
        Self {
            closeness,
            above,
            everyday: everyday.unwrap_or(u32::MAX),
            level: place.level,
            rural: place.rural,
            population: Reverse(place.population),
            place: name.place,
        }
    }
}

/// `words`: the name. `own`: the words of it that the query contains, in the query's order.
pub(super) fn closeness(
    index: &PlaceIndex,
    place: &Place,
    words: &[u32],
    own: &[OwnWord],
) -> Closeness {
    let is_kind = |word: u32| place.level == 2 && index.is_kind(word);
    let leading = words.iter().take_while(|word| is_kind(**word)).count();
    let typed: Vec<&OwnWord> = own.iter().skip_while(|own| is_kind(own.word)).collect();
    let first = typed.first().map_or(0, |own| own.term);
    let mut places = typed.iter().enumerate();
    let in_order = places.all(|(n, own)| own.at == leading + n && own.term == first + n);
    let all_whole = own.iter().all(|own| own.whole);
    let bare = words.len() - leading;
    let is_complete = all_whole && typed.iter().filter(|own| own.at >= leading).count() == bare;
    match (is_complete, in_order && !typed.is_empty()) {
        (true, true) => Closeness::Whole,
        (true, false) => Closeness::Reordered,
        (false, true) => Closeness::Beginning,
        (false, false) => Closeness::Part,
    }
}

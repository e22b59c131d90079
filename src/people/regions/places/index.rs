//! The names of all regions by their words.

use std::collections::HashMap;
use std::ops::Range;

use super::everyday::EverydayName;
use super::typed;
use crate::people::regions::store::Region;

/// A region as the index knows it.
#[derive(Debug)]
pub(super) struct Place {
    pub code: Box<str>,
    /// Index of the region above.
    pub parent: Option<u32>,
    /// 1 province to 4 village.
    pub level: u8,
    /// 0 in a city and urban, 1 in a city or urban, 2 neither.
    pub rural: u8,
    /// Of its city, or of the province.
    pub population: u32,
}

/// A name of a region.
#[derive(Debug)]
pub(super) struct PlaceName {
    /// Index of the region.
    pub place: u32,
    words: Range<u32>,
    /// The line of an everyday name in its table; `None` for the official name.
    pub everyday: Option<u32>,
}

/// All names by their words.
#[derive(Debug, Default)]
pub(super) struct PlaceIndex {
    pub places: Vec<Place>,
    pub names: Vec<PlaceName>,
    /// The words of all names, as indexes of `words`.
    name_words: Vec<u32>,
    /// Sorted, each once.
    words: Vec<Box<str>>,
    /// For each word where its part of `postings` ends.
    posting_ends: Vec<u32>,
    /// The names in which each word is, word by word.
    postings: Vec<u32>,
    /// The words before the names of cities that may be left out.
    kinds: Vec<u32>,
}

/// An index into a list of fewer than 2³² entries.
pub(super) fn at<T>(list: &[T], index: u32) -> Option<&T> {
    list.get(usize::try_from(index).ok()?)
}

fn narrow(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl PlaceIndex {
    /// `regions`: each after its parent.
    pub(super) fn new(regions: &[Region], everyday: &[EverydayName]) -> Self {
        let mut index = Self::default();
        let mut by_code: HashMap<&str, u32> = HashMap::with_capacity(regions.len());
        let mut named: Vec<Vec<String>> = Vec::new();
        for (n, region) in regions.iter().enumerate() {
            let parent = region.parent.as_deref().and_then(|code| by_code.get(code)).copied();
            by_code.insert(&region.code, narrow(n));
            let place = index.place(region, parent);
            index.places.push(place);
            index.names.push(PlaceName { place: narrow(n), words: 0..0, everyday: None });
            named.push(typed::words(&region.name));
        }
        for (line, name) in everyday.iter().enumerate() {
            if let Some(place) = by_code.get(name.code.as_str()) {
                let everyday = Some(narrow(line));
                index.names.push(PlaceName { place: *place, words: 0..0, everyday });
                named.push(typed::words(&name.name));
            }
        }
        index.add_words(&named);
        index
    }

    fn place(&self, region: &Region, parent: Option<u32>) -> Place {
        let above = parent.and_then(|parent| at(&self.places, parent));
        let population = region.population.and_then(|n| u32::try_from(n).ok());
        // Codes of cities go from 71 on; those of urban villages (kelurahan) begin with 1.
        let in_city = region.code.get(3..5).is_some_and(|city| city >= "71");
        let urban = region.code.get(9..).is_none_or(|village| village.starts_with('1'));
        Place {
            code: region.code.as_str().into(),
            parent,
            level: u8::try_from(region.level).unwrap_or_default(),
            rural: u8::from(!in_city) + u8::from(!urban),
            population: population.or(above.map(|above| above.population)).unwrap_or_default(),
        }
    }

    /// `named`: the words of each name.
    fn add_words(&mut self, named: &[Vec<String>]) {
        let mut words: Vec<&str> = named.iter().flatten().map(String::as_str).collect();
        words.sort_unstable();
        words.dedup();
        let ids: HashMap<&str, u32> =
            words.iter().enumerate().map(|(id, word)| (*word, narrow(id))).collect();
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (n, (name, texts)) in self.names.iter_mut().zip(named).enumerate() {
            let start = narrow(self.name_words.len());
            for word in texts.iter().filter_map(|text| ids.get(text.as_str())) {
                self.name_words.push(*word);
                pairs.push((*word, narrow(n)));
            }
            name.words = start..narrow(self.name_words.len());
        }
        pairs.sort_unstable();
        pairs.dedup();
        self.postings = pairs.iter().map(|(_, name)| *name).collect();
        self.posting_ends = (0..narrow(words.len()))
            .map(|id| narrow(pairs.partition_point(|(word, _)| *word <= id)))
            .collect();
        self.words = words.into_iter().map(Into::into).collect();
        let kinds = ["kota", "kabupaten", "administrasi"];
        self.kinds = kinds.iter().filter_map(|kind| self.word(kind)).collect();
    }

    /// Whether a word says what a city is: `Kota`, `Kabupaten`, `Administrasi`.
    pub(super) fn is_kind(&self, word: u32) -> bool {
        self.kinds.contains(&word)
    }

    /// The words of a name, as indexes.
    pub(super) fn words_of(&self, name: &PlaceName) -> &[u32] {
        let range =
            usize::try_from(name.words.start).ok().zip(usize::try_from(name.words.end).ok());
        range.and_then(|(start, end)| self.name_words.get(start..end)).unwrap_or_default()
    }

    /// The word itself.
    pub(super) fn word(&self, text: &str) -> Option<u32> {
        self.words.binary_search_by(|word| (**word).cmp(text)).ok().map(narrow)
    }

    /// Neighbouring words with their indexes.
    pub(super) fn words_in(&self, range: Range<u32>) -> impl Iterator<Item = (u32, &str)> {
        range.filter_map(|id| Some((id, &**at(&self.words, id)?)))
    }

    /// The words that begin with a text; they are neighbours.
    pub(super) fn words_beginning(&self, text: &str) -> Range<u32> {
        let start = self.words.partition_point(|word| **word < *text);
        let rest = self.words.get(start..).unwrap_or_default();
        let length = rest.partition_point(|word| word.starts_with(text));
        narrow(start)..narrow(start + length)
    }

    /// The names that contain one of these neighbouring words; a name may be repeated.
    pub(super) fn names_with(&self, words: &Range<u32>) -> &[u32] {
        let end_of = |word: u32| at(&self.posting_ends, word).copied().unwrap_or_default();
        let start = words.start.checked_sub(1).map_or(0, end_of);
        let end = words.end.checked_sub(1).map_or(0, end_of);
        let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
        range.and_then(|(start, end)| self.postings.get(start..end)).unwrap_or_default()
    }
}

//! The place that a search is narrowed to.

use crate::people::regions;

/// Characters of a name that are used; a label of four levels is shorter.
const NAME_MAX: usize = 120;

/// The place to search in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PlaceFilter {
    /// Anywhere.
    #[default]
    Anywhere,
    /// A name that is not looked up yet.
    Named(String),
    /// Any of these region codes; an empty list finds nothing.
    Codes(Vec<String>),
}

impl PlaceFilter {
    pub(super) fn parse(text: Option<&str>) -> Self {
        match text.map(str::trim).filter(|text| !text.is_empty()) {
            None => Self::Anywhere,
            Some(code) if regions::is_code(code) => Self::Codes(vec![code.to_owned()]),
            Some(name) => Self::Named(name.chars().take(NAME_MAX).collect()),
        }
    }

    /// Replaces a name by the codes of the regions of a level that have it.
    pub(super) fn resolve(&mut self, level: u8) {
        if let Self::Named(name) = self {
            *self = Self::Codes(regions::codes_named(level, name));
        }
    }

    /// The region codes; `None` before a name is looked up, and for anywhere.
    pub fn codes(&self) -> Option<&[String]> {
        match self {
            Self::Codes(codes) => Some(codes),
            _ => None,
        }
    }

    /// The region code, when it is a single one.
    pub(super) fn code(&self) -> Option<&String> {
        match self.codes() {
            Some([code]) => Some(code),
            _ => None,
        }
    }
}

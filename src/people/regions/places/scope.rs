//! What a search is narrowed to.

use super::index::{Place, PlaceIndex, at};

/// Where to search.
#[derive(Debug, Default)]
pub(in crate::people::regions) struct Scope<'a> {
    /// Only this level.
    pub level: Option<i16>,
    /// Only directly below the region with this code.
    pub parent: Option<&'a str>,
}

impl Scope<'_> {
    pub(super) fn is_everywhere(&self) -> bool {
        self.level.is_none() && self.parent.is_none()
    }

    pub(super) fn contains(&self, index: &PlaceIndex, place: &Place) -> bool {
        let parent = || place.parent.and_then(|parent| at(&index.places, parent));
        self.level.is_none_or(|level| level == i16::from(place.level))
            && self.parent.is_none_or(|code| parent().is_some_and(|parent| *parent.code == *code))
    }
}

//! What the tracking numbers of a courier usually look like.

use std::ops::RangeInclusive;

use super::TrackingNumber;

/// A usual shape of a tracking number.
pub(super) struct Shape {
    start: &'static str,
    /// Whether everything after `start` is digits.
    digits: bool,
    /// Characters in all.
    length: RangeInclusive<usize>,
}

pub(super) const fn shape(
    start: &'static str,
    digits: bool,
    length: RangeInclusive<usize>,
) -> Shape {
    Shape { start, digits, length }
}

impl Shape {
    /// Whether the number has this shape.
    pub fn fits(&self, number: &TrackingNumber) -> bool {
        let number = number.as_str();
        let rest = number.strip_prefix(self.start);
        self.length.contains(&number.len())
            && rest.is_some_and(|rest| !self.digits || rest.bytes().all(|b| b.is_ascii_digit()))
    }
}

//! Sets of words.

use std::collections::HashSet;

/// A set of lower-case words.
pub struct WordSet(HashSet<&'static str>);

impl WordSet {
    /// The words of a text, separated by spaces.
    pub fn of(text: &'static str) -> Self {
        Self(text.split_whitespace().collect())
    }

    pub fn contains(&self, word: &&str) -> bool {
        self.0.contains(*word)
    }
}

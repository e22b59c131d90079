//! Sets of words.

use std::collections::HashSet;

/// A set of words in small letters.
pub struct Words(HashSet<&'static str>);

impl Words {
    /// The words of a text, which spaces part.
    pub fn of(text: &'static str) -> Self {
        Self(text.split_whitespace().collect())
    }

    /// Whether the word is one of them.
    pub fn contains(&self, word: &&str) -> bool {
        self.0.contains(*word)
    }
}

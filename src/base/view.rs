//! Pieces that many pages show. A feature builds them beside its data, by pure functions; templates print them.

use serde::Serialize;

use super::i18n::Text;

/// A small label about a state, as `shared/_badge.html` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Badge {
    /// Class beside `tag`; empty for the plain one.
    pub class: &'static str,
    /// Font Awesome's name, such as `fa-check`.
    pub icon: &'static str,
    /// The words.
    pub text: Text,
}

impl Badge {
    /// A label whose words need nothing filled in.
    pub const fn new(class: &'static str, icon: &'static str, key: &'static str) -> Self {
        Self { class, icon, text: Text::new(key) }
    }
}

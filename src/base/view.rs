//! View types that several features use. A feature builds them by pure functions; templates only print them.

use serde::Serialize;

use super::i18n::Text;

/// A label that shows a state, printed by `shared/_badge.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Badge {
    /// The CSS class beside `tag`; may be empty.
    pub class: &'static str,
    /// The Font Awesome icon, such as `fa-check`.
    pub icon: &'static str,
    pub text: Text,
}

impl Badge {
    /// A badge whose text has no placeholders.
    pub const fn new(class: &'static str, icon: &'static str, key: &'static str) -> Self {
        Self { class, icon, text: Text::new(key) }
    }
}

//! How a mode looks on screen: one icon and one colour everywhere.

use serde::Serialize;

use crate::config::Mode;

/// A mode with its look. Its words are catalogue keys that end in `word`, such as `door-jual`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ModeView {
    /// The mode as it stands in addresses and forms.
    pub word: Mode,
    /// Ending of the classes that colour it: `tag-sell`, `door-barter`.
    pub class: &'static str,
    /// Font Awesome's name.
    pub icon: &'static str,
}

impl From<Mode> for ModeView {
    fn from(word: Mode) -> Self {
        let (class, icon) = match word {
            Mode::Sale => ("sell", "fa-comments-dollar"),
            Mode::Barter => ("barter", "fa-right-left"),
            Mode::Free => ("free", "fa-gift"),
        };
        Self { word, class, icon }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_modes_look_alike() {
        for (n, one) in Mode::ALL.iter().enumerate() {
            for other in &Mode::ALL[n + 1..] {
                let (one, other) = (ModeView::from(*one), ModeView::from(*other));
                assert_ne!(one.class, other.class);
                assert_ne!(one.icon, other.icon);
            }
        }
    }
}

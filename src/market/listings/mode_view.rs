//! How a mode is shown: the same icon and colour on every page.

use serde::Serialize;

use crate::config::Mode;

/// A mode with its icon and colour. The catalogue keys of its labels end in `word`, such as `door-jual`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ModeView {
    /// The mode as addresses and forms write it.
    pub word: Mode,
    /// Suffix of the CSS classes that colour it: `tag-sell`, `door-barter`.
    pub class: &'static str,
    /// Name in Font Awesome.
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

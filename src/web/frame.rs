//! The frame around every page: the one-time message, and the marked entry of the navigation.

use serde::Serialize;

use super::flash::FlashCookie;

/// `shared/_toasts.html` and `shared/_flash.html`: the one-time message.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct FlashView<'a> {
    toast: bool,
    class: &'static str,
    icon: &'static str,
    text: &'a str,
}

impl<'a> FlashView<'a> {
    /// Success is a toast; everything else is shown on the page.
    pub(super) fn of(flash: &'a FlashCookie) -> Self {
        let (toast, class, icon) = match flash.tone.as_str() {
            "ok" => (true, "note-safe", "fa-check"),
            "bad" => (false, "note-bad", "fa-circle-exclamation"),
            _ => (false, "note-warn", "fa-triangle-exclamation"),
        };
        Self { toast, class, icon, text: &flash.text }
    }
}

/// The entry of the navigation that the page belongs to; at most one is marked.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Navigation {
    home: bool,
    search: bool,
    chat: bool,
    profile: bool,
}

impl Navigation {
    /// The entry for an address.
    pub(super) fn of(path: &str) -> Self {
        let below = |roots: &[&str]| roots.iter().any(|root| path.starts_with(root));
        Self {
            home: path == "/",
            search: below(&["/cari", "/kategori"]),
            chat: below(&["/chat"]),
            profile: path == "/profil/saya" || below(&["/akun", "/pesanan"]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn success_is_a_toast_and_everything_else_is_shown_on_the_page() {
        let flash = |tone: &str| FlashCookie { tone: tone.into(), text: "Sudah terjual".into() };
        assert!(FlashView::of(&flash("ok")).toast);
        let bad = flash("bad");
        let bad = FlashView::of(&bad);
        assert_eq!((bad.toast, bad.class, bad.icon), (false, "note-bad", "fa-circle-exclamation"));
        assert_eq!(FlashView::of(&flash("warn")).class, "note-warn");
        assert_eq!(FlashView::of(&flash("a tone of another version")).class, "note-warn");
    }

    #[test]
    fn a_page_marks_the_entry_it_belongs_to() {
        for (path, marked) in [
            ("/", Navigation { home: true, ..Navigation::default() }),
            ("/kategori/kamera", Navigation { search: true, ..Navigation::default() }),
            ("/chat/meja", Navigation { chat: true, ..Navigation::default() }),
            ("/pesanan/ORD-20261120-X7K2", Navigation { profile: true, ..Navigation::default() }),
            ("/profil/saya", Navigation { profile: true, ..Navigation::default() }),
        ] {
            assert_eq!(Navigation::of(path), marked, "{path}");
        }
        // Somebody else's profile belongs to none of them.
        assert_eq!(Navigation::of("/profil/sari"), Navigation::default());
    }
}

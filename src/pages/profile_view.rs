//! The tabs of a profile, and the message of an empty one.

use serde::Serialize;

use crate::base::i18n::Text;

/// Which of a person's listings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProfileTab {
    /// Active and reserved listings; towards the owner also barter-only, expired and draft ones.
    Active,
    Sold,
    /// What others say.
    Reviews,
}

impl ProfileTab {
    /// Any text that is no tab gives the first one.
    pub(super) fn parse(tab: &str) -> Self {
        match tab {
            "terjual" => Self::Sold,
            "ulasan" => Self::Reviews,
            _ => Self::Active,
        }
    }
}

/// A tab.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct ProfileTabLink {
    url: String,
    label: &'static str,
    current: bool,
}

/// The message of a tab without listings.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct EmptyTab {
    title: &'static str,
    text: Text,
}

/// `profiles/_listings.html`, beside the cards.
#[derive(Debug, Serialize)]
pub(super) struct ProfileView {
    tabs: [ProfileTabLink; 3],
    /// Key of the heading for screen readers.
    heading: &'static str,
    empty: EmptyTab,
    /// Whether search engines may list the page.
    indexed: bool,
}

impl ProfileView {
    /// `url`: the page's path; `handle` and `name`: its person, whose name is none for the reader's own.
    pub(super) fn of(tab: ProfileTab, url: &str, handle: &str, name: Option<&str>) -> Self {
        let (sold, reviews) = (tab == ProfileTab::Sold, tab == ProfileTab::Reviews);
        let link = |url: String, label, current| ProfileTabLink { url, label, current };
        let (title, text) = match (sold, name) {
            (true, None) => ("profile-empty-sold", Text::new("profile-empty-sold-own")),
            (true, Some(name)) => {
                ("profile-empty-sold", Text::new("profile-empty-sold-text").with("name", name))
            }
            (false, None) => ("profile-empty", Text::new("profile-empty-own")),
            (false, Some(name)) => {
                ("profile-empty", Text::new("profile-empty-text").with("name", name))
            }
        };
        Self {
            tabs: [
                link(url.to_owned(), "profile-tab-active", !sold && !reviews),
                link(format!("{url}?tab=terjual"), "profile-tab-sold", sold),
                link(format!("/profil/{handle}?tab=ulasan"), "profile-tab-reviews", reviews),
            ],
            heading: match tab {
                ProfileTab::Active => "profile-tab-active",
                ProfileTab::Sold => "profile-tab-sold",
                ProfileTab::Reviews => "profile-tab-reviews",
            },
            empty: EmptyTab { title, text },
            indexed: tab == ProfileTab::Active,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_tab_is_current() {
        for (asked, current) in [
            ("", "profile-tab-active"),
            ("terjual", "profile-tab-sold"),
            ("ulasan", "profile-tab-reviews"),
        ] {
            let view =
                ProfileView::of(ProfileTab::parse(asked), "/profil/sari", "sari", Some("Sari"));
            let marked: Vec<_> = view.tabs.iter().filter(|tab| tab.current).collect();
            assert_eq!(marked.len(), 1);
            assert_eq!((marked[0].label, view.heading), (current, current));
        }
    }

    #[test]
    fn an_empty_tab_has_a_message_for_its_reader() {
        let text = |tab, name| ProfileView::of(tab, "/profil/sari", "sari", name).empty.text;
        assert_eq!(text(ProfileTab::Active, None).key, "profile-empty-own");
        assert_eq!(text(ProfileTab::Sold, None).key, "profile-empty-sold-own");
        let sari = Text::new("profile-empty-text").with("name", "Sari");
        assert_eq!(text(ProfileTab::Active, Some("Sari")), sari);
    }

    #[test]
    fn search_engines_do_not_index_sold_listings() {
        assert!(ProfileView::of(ProfileTab::Active, "/profil/sari", "sari", None).indexed);
        assert!(!ProfileView::of(ProfileTab::Sold, "/profil/sari", "sari", None).indexed);
    }
}

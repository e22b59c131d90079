//! The tabs above the inbox and the page of pending offers.

use serde::Serialize;

use crate::market::Party;

/// A tab of the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InboxTab {
    All,
    Buying,
    Selling,
    /// The pending offers of all rooms.
    OpenOffers,
}

/// `chat/_inbox_tabs.html`: the link of a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TabLink {
    url: &'static str,
    /// Key of its words.
    label: &'static str,
    current: bool,
}

impl InboxTab {
    const SHOWN: [Self; 4] = [Self::All, Self::Buying, Self::Selling, Self::OpenOffers];

    /// Reads the `tab` of an address; anything else shows all rooms.
    pub fn parse(word: &str) -> Self {
        match word {
            "membeli" => Self::Buying,
            "menjual" => Self::Selling,
            _ => Self::All,
        }
    }

    /// The tab as scripts know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "semua",
            Self::Buying => "membeli",
            Self::Selling => "menjual",
            Self::OpenOffers => "meja",
        }
    }

    /// The party that the reader has in the rooms of the tab; `None` for either.
    pub fn party(self) -> Option<Party> {
        match self {
            Self::Buying => Some(Party::Buyer),
            Self::Selling => Some(Party::Seller),
            Self::All | Self::OpenOffers => None,
        }
    }

    /// The address of its first page.
    pub fn url(self) -> &'static str {
        match self {
            Self::All => "/chat",
            Self::Buying => "/chat?tab=membeli",
            Self::Selling => "/chat?tab=menjual",
            Self::OpenOffers => "/chat/meja",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::All => "chat-tab-all",
            Self::Buying => "chat-tab-buying",
            Self::Selling => "chat-tab-selling",
            Self::OpenOffers => "stall-tab",
        }
    }

    /// The links of all tabs, while this one is shown.
    pub fn links(self) -> Vec<TabLink> {
        let link = |tab: Self| TabLink { url: tab.url(), label: tab.label(), current: tab == self };
        Self::SHOWN.into_iter().map(link).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_shown_tab_is_current() {
        for tab in InboxTab::SHOWN {
            let current: Vec<bool> = tab.links().iter().map(|link| link.current).collect();
            assert_eq!(current, InboxTab::SHOWN.map(|other| other == tab));
        }
    }

    #[test]
    fn an_address_names_a_tab_by_its_word() {
        for tab in [InboxTab::All, InboxTab::Buying, InboxTab::Selling] {
            assert_eq!(InboxTab::parse(tab.word()), tab);
        }
        assert_eq!(InboxTab::parse("apa"), InboxTab::All);
    }
}

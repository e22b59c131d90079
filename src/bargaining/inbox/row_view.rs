//! The inbox as its page shows it: what a row says, and what stands in place of the rows.

use serde::Serialize;

use super::rows::{InboxRow, LastOut};
use crate::bargaining::negotiations::InboxTab;
use crate::base::i18n::{Lang, Text};
use crate::chat::rooms::MessageKind;

/// `chat/_inbox_row.html`.
#[derive(Debug, Serialize)]
pub(super) struct InboxRowView {
    #[serde(flatten)]
    row: InboxRow,
    /// The last message; empty before the first.
    preview: String,
    /// The class that colours the badge; empty without a colour.
    badge_class: &'static str,
}

impl InboxRowView {
    pub fn all(rows: Vec<InboxRow>, lang: Lang) -> Vec<Self> {
        rows.into_iter().map(|row| Self::of(row, lang)).collect()
    }

    fn of(row: InboxRow, lang: Lang) -> Self {
        let preview = preview(row.last.as_ref(), lang);
        let badge_class = row.badge.as_ref().map_or("", |badge| badge_class(badge.tone));
        Self { row, preview, badge_class }
    }
}

fn preview(last: Option<&LastOut>, lang: Lang) -> String {
    match last {
        Some(last) if last.mine && last.kind != MessageKind::System.word() => {
            Text::new("chat-you-said").with("text", &last.text).localized(lang)
        }
        Some(last) => last.text.clone(),
        None => String::new(),
    }
}

fn badge_class(tone: &str) -> &'static str {
    match tone {
        "sell" => "tag-sell",
        "trust" => "tag-good",
        _ => "",
    }
}

/// What the page of the inbox shows without a row.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct EmptyInbox {
    /// Keys of its words.
    title: &'static str,
    text: &'static str,
    action: &'static str,
    /// Where the action leads.
    url: &'static str,
}

impl EmptyInbox {
    pub fn of(tab: InboxTab) -> Self {
        let (title, text, action, url) = match tab {
            InboxTab::Selling => (
                "chat-empty-selling-title",
                "chat-empty-selling-text",
                "chat-empty-selling-action",
                "/jual",
            ),
            InboxTab::Buying => {
                ("chat-empty-buying-title", "chat-empty-buying-text", "chat-empty-action", "/cari")
            }
            InboxTab::All | InboxTab::OpenOffers => {
                ("chat-empty-title", "chat-empty-text", "chat-empty-action", "/cari")
            }
        };
        Self { title, text, action, url }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Timestamp;

    #[test]
    fn a_message_of_ones_own_is_marked_as_such() {
        let shown = |mine, kind| {
            let at = Timestamp::UNIX_EPOCH;
            let last = LastOut { text: "Halo".to_owned(), at, mine, kind };
            preview(Some(&last), Lang::En)
        };
        let own = Text::new("chat-you-said").with("text", "Halo").localized(Lang::En);
        assert_eq!(shown(true, "text"), own);
        assert_eq!(shown(false, "text"), "Halo");
        assert_eq!(shown(true, "system"), "Halo");
        assert_eq!(preview(None, Lang::En), "");
    }

    #[test]
    fn the_badge_has_the_colour_of_its_tone() {
        for (tone, class) in [("sell", "tag-sell"), ("trust", "tag-good"), ("plain", "")] {
            assert_eq!(badge_class(tone), class);
        }
    }

    #[test]
    fn an_empty_tab_leads_where_its_reader_would_begin() {
        assert_eq!(EmptyInbox::of(InboxTab::Selling).url, "/jual");
        assert_eq!(EmptyInbox::of(InboxTab::Buying).title, "chat-empty-buying-title");
        assert_eq!(EmptyInbox::of(InboxTab::All).title, "chat-empty-title");
    }
}

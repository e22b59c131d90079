//! A message as a member of the room sees it.

use std::collections::HashMap;

use serde::Serialize;

use crate::bargaining::negotiations::OfferView;
use crate::base::clock::Timestamp;
use crate::base::i18n::{Lang, Text, t};
use crate::base::ids::{MessageId, UserId};
use crate::chat::parsing;
use crate::chat::rooms::{Message, MessageKind};
use crate::market::photos::PhotoView;

/// A text whose score of an off-platform contact reaches this has a warning below it.
const CONTACT_SCORE: i16 = 60;

/// What the views of a room's messages are made of.
pub(super) struct MessageFacts<'a> {
    pub user: UserId,
    /// The other member's name.
    pub other: &'a str,
    pub lang: Lang,
    /// The sequence number up to which the other member has read.
    pub read_by_other: i64,
    /// The messages that others quote, by sequence number.
    pub quoted: &'a HashMap<i64, Message>,
    /// Every offer of the room.
    pub offers: &'a [OfferView],
    /// The highest price that gets a button below a message, whole rupiah; `None` while the reader may not offer, and in the
    /// history.
    pub offer_up_to: Option<i64>,
    /// Whether a deal is live; then contacts may be exchanged.
    pub has_deal: bool,
}

/// Whether the other member has read a message.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct ReadMark {
    /// As scripts know it: `read` or `sent`.
    state: &'static str,
    class: &'static str,
    /// Key of the word for those who do not see the icon.
    word: &'static str,
    icon: &'static str,
}

/// The message that is quoted.
#[derive(Debug, Serialize)]
struct QuoteView {
    seq: i64,
    deleted: bool,
    /// Empty for a system message.
    sender: String,
    text: String,
    thumbnail: Option<String>,
}

/// What stands in a bubble.
#[derive(Debug, Serialize)]
struct Bubble {
    /// May be empty beside a photo.
    text: String,
    quote: Option<QuoteView>,
    photo: Option<PhotoView>,
    photo_alt: Text,
    /// Whether the reader wrote it.
    mine: bool,
    /// Only below the reader's own.
    mark: Option<ReadMark>,
    /// The price that the text names, whole rupiah.
    price: Option<i64>,
    /// The price that one tap offers.
    chip: Option<i64>,
    contact_warning: bool,
}

/// `chat/_message.html`: one of `offer`, `assistant`, `system`, `deleted` and `bubble`.
#[derive(Debug, Serialize)]
pub(super) struct MessageView {
    seq: i64,
    id: MessageId,
    at: Timestamp,
    /// The class that tells whose it is.
    side: &'static str,
    offer: Option<OfferView>,
    /// The text of the seller's assistant.
    assistant: Option<String>,
    /// The text of the platform.
    system: Option<String>,
    deleted: bool,
    bubble: Option<Bubble>,
}

impl MessageFacts<'_> {
    /// The views of messages in order. What was deleted is shown at its own sequence number, so that reports of deletions are
    /// left out.
    pub fn views(&self, messages: &[Message]) -> Vec<MessageView> {
        let chips = self.chips(messages);
        messages
            .iter()
            .filter(|message| message.kind != MessageKind::Deleted)
            .map(|message| self.view(message, chips.contains(&message.seq)))
            .collect()
    }

    fn mine(&self, message: &Message) -> bool {
        message.sender_id == Some(self.user)
    }

    /// The newest message of each member that names a price.
    fn chips(&self, messages: &[Message]) -> Vec<i64> {
        let newest = |mine| {
            let priced =
                |message: &&Message| self.mine(message) == mine && message.named_price().is_some();
            messages.iter().rfind(priced).map(|message| message.seq)
        };
        [newest(true), newest(false)].into_iter().flatten().collect()
    }

    fn view(&self, message: &Message, newest_price: bool) -> MessageView {
        let offer = (message.offer_id)
            .filter(|_| message.kind == MessageKind::Offer)
            .and_then(|id| self.offers.iter().find(|offer| offer.id == id).cloned());
        let system = message.kind == MessageKind::System;
        let assistant = system && message.is_of_assistant();
        let text = || message.text_in(self.lang);
        let deleted = offer.is_none() && !system && message.deleted;
        let in_bubble = offer.is_none() && !system && !deleted;
        MessageView {
            seq: message.seq,
            id: message.id,
            at: message.at,
            side: if self.mine(message) { "mine" } else { "theirs" },
            offer,
            assistant: assistant.then(text),
            system: (system && !assistant).then(text),
            deleted,
            bubble: in_bubble.then(|| self.bubble(message, newest_price)),
        }
    }

    fn bubble(&self, message: &Message, newest_price: bool) -> Bubble {
        let (mine, text) = (self.mine(message), message.text_in(self.lang));
        let price = message.named_price();
        let offered = price.filter(|price| self.offer_up_to.is_some_and(|most| *price <= most));
        let contact = mine && !self.has_deal && parsing::contact_score(&text) >= CONTACT_SCORE;
        Bubble {
            quote: message.about.and_then(|seq| self.quote(seq)),
            photo: message.photo.as_ref().map(PhotoView::from),
            photo_alt: match mine {
                true => Text::new("chat-photo-mine"),
                false => Text::new("chat-photo-alt").with("name", self.other),
            },
            mine,
            mark: mine.then(|| ReadMark::of(message.seq <= self.read_by_other)),
            price,
            chip: offered.filter(|_| newest_price),
            contact_warning: contact,
            text,
        }
    }

    fn quote(&self, seq: i64) -> Option<QuoteView> {
        let quoted = self.quoted.get(&seq)?;
        let text: String = quoted.text_in(self.lang).chars().take(160).collect();
        let photo = quoted.photo.as_ref().map(PhotoView::from).filter(|_| !quoted.deleted);
        Some(QuoteView {
            seq,
            deleted: quoted.deleted,
            sender: match quoted.kind {
                MessageKind::System => String::new(),
                _ if self.mine(quoted) => t(self.lang, "chat-quote-you"),
                _ => self.other.to_owned(),
            },
            text: match photo {
                _ if quoted.deleted => t(self.lang, "chat-quote-deleted"),
                Some(_) if text.is_empty() => t(self.lang, "chat-photo"),
                _ => text,
            },
            thumbnail: photo.map(|photo| photo.thumbnail),
        })
    }
}

impl ReadMark {
    fn of(read: bool) -> Self {
        let (state, class, word, icon) = match read {
            true => ("read", "ticks trust", "chat-read", "fa-check-double"),
            false => ("sent", "ticks", "chat-sent", "fa-check"),
        };
        Self { state, class, word, icon }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::RoomId;
    use crate::chat::rooms::SystemMessage;
    use uuid::Uuid;

    const SARI: UserId = UserId(Uuid::from_u128(1));
    const BUDI: UserId = UserId(Uuid::from_u128(2));

    fn message(seq: i64, sender: Option<UserId>, text: &str) -> Message {
        Message {
            room_id: RoomId(Uuid::nil()),
            seq,
            id: MessageId::fresh(),
            sender_id: sender,
            kind: if sender.is_some() { MessageKind::Text } else { MessageKind::System },
            text: text.to_owned(),
            offer_id: None,
            photo: None,
            about: None,
            deleted: false,
            at: Timestamp::UNIX_EPOCH,
        }
    }

    /// Budi reads; Sari has read up to 1.
    fn views(messages: &[Message], change: impl Fn(&mut MessageFacts<'_>)) -> Vec<MessageView> {
        let quoted: HashMap<i64, Message> =
            messages.iter().map(|message| (message.seq, message.clone())).collect();
        let mut facts = MessageFacts {
            user: BUDI,
            other: "Sari",
            lang: Lang::Id,
            read_by_other: 1,
            quoted: &quoted,
            offers: &[],
            offer_up_to: Some(1_000_000),
            has_deal: false,
        };
        change(&mut facts);
        facts.views(messages)
    }

    #[test]
    fn ones_own_messages_tell_whether_they_were_read() {
        let messages = [message(1, Some(BUDI), "Halo"), message(2, Some(BUDI), "Masih ada?")];
        let shown = views(&messages, |_| {});
        let state = |view: &MessageView| {
            view.bubble.as_ref().and_then(|bubble| bubble.mark.as_ref()).map(|mark| mark.state)
        };
        assert_eq!((state(&shown[0]), state(&shown[1])), (Some("read"), Some("sent")));
        let of_sari = views(&[message(1, Some(SARI), "Halo")], |_| {});
        assert_eq!((of_sari[0].side, state(&of_sari[0])), ("theirs", None));
    }

    #[test]
    fn system_messages_have_no_bubble_and_the_assistant_has_its_own() {
        let system = SystemMessage::new("said-free-again").to_json();
        let assistant = SystemMessage::new("assistant-too-low-1").to_json();
        let shown = views(&[message(1, None, &system), message(2, None, &assistant)], |_| {});
        assert!(shown[0].system.is_some() && shown[0].assistant.is_none());
        assert!(shown[1].assistant.is_some() && shown[1].system.is_none());
        assert!(shown.iter().all(|view| view.bubble.is_none()));
    }

    #[test]
    fn a_deleted_message_stays_at_its_place_and_its_report_is_left_out() {
        let deleted = Message { deleted: true, ..message(1, Some(SARI), "") };
        let report =
            Message { kind: MessageKind::Deleted, about: Some(1), ..message(2, Some(SARI), "") };
        let shown = views(&[deleted, report], |_| {});
        assert_eq!(shown.len(), 1);
        assert!(shown[0].deleted && shown[0].bubble.is_none());
    }

    #[test]
    fn one_tap_offers_the_newest_price_of_each_member_up_to_the_asking_price() {
        let messages = [
            message(1, Some(BUDI), "900rb ya"),
            message(2, Some(SARI), "950rb"),
            message(3, Some(BUDI), "910rb"),
        ];
        let chips = |shown: Vec<MessageView>| -> Vec<Option<i64>> {
            shown.into_iter().map(|view| view.bubble.unwrap().chip).collect()
        };
        assert_eq!(chips(views(&messages, |_| {})), [None, Some(950_000), Some(910_000)]);
        let up_to = |most| move |facts: &mut MessageFacts<'_>| facts.offer_up_to = most;
        assert_eq!(chips(views(&messages, up_to(Some(920_000)))), [None, None, Some(910_000)]);
        assert_eq!(chips(views(&messages, up_to(None))), [None, None, None]);
    }

    #[test]
    fn a_contact_is_warned_about_below_ones_own_message_before_a_deal() {
        let text = "WA aku di 0812 3456 7890 ya";
        let warned = |sender, has_deal| {
            let shown = views(&[message(1, Some(sender), text)], |facts| facts.has_deal = has_deal);
            shown[0].bubble.as_ref().unwrap().contact_warning
        };
        assert!(warned(BUDI, false));
        assert!(!warned(BUDI, true) && !warned(SARI, false));
    }

    #[test]
    fn a_quote_names_its_sender_and_what_it_says() {
        let quoting = |quoted: Message| {
            let reply = Message { about: Some(1), ..message(2, Some(BUDI), "Oke") };
            let shown = views(&[quoted, reply], |_| {});
            let quote = shown.into_iter().next_back().unwrap().bubble.unwrap().quote.unwrap();
            (quote.sender, quote.text)
        };
        let of_sari = quoting(message(1, Some(SARI), "Masih ada"));
        assert_eq!(of_sari, ("Sari".to_owned(), "Masih ada".to_owned()));
        assert_eq!(quoting(message(1, Some(BUDI), "Halo")).0, t(Lang::Id, "chat-quote-you"));
        let deleted = Message { deleted: true, ..message(1, Some(SARI), "") };
        assert_eq!(quoting(deleted).1, t(Lang::Id, "chat-quote-deleted"));
        let system = SystemMessage::new("said-free-again").to_json();
        assert_eq!(quoting(message(1, None, &system)).0, "");
    }
}

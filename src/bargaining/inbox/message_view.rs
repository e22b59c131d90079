//! A message as a member of the room sees it.

use std::collections::HashMap;

use serde::Serialize;

use super::day_line::DayLine;
use super::system_text::{Piece, pieces};
use crate::bargaining::negotiations::{OfferView, contact_warning};
use crate::base::clock::{Timestamp, Zone};
use crate::base::i18n::{Lang, Text, t};
use crate::base::ids::{MessageId, UserId};
use crate::chat::parsing;
use crate::chat::rooms::{Message, MessageKind};
use crate::market::photos::PhotoView;
use crate::trade::deals::{MEETUP_PROPOSED, PROPOSAL_VERSION};

/// What the views of a room's messages are made of.
pub(super) struct MessageFacts<'a> {
    pub user: UserId,
    /// The other member's name.
    pub other: &'a str,
    pub lang: Lang,
    /// The reader's time zone.
    pub zone: Zone,
    /// The moment of the request.
    pub now: Timestamp,
    /// The sequence number up to which the other member has read.
    pub read_by_other: i64,
    /// The messages that others quote, by sequence number.
    pub quoted: &'a HashMap<i64, Message>,
    /// Every offer of the room.
    pub offers: &'a [OfferView],
    /// Whether a deal is live; then contacts may be exchanged.
    pub has_deal: bool,
    /// The address of the deal's page.
    pub deal_url: Option<&'a str>,
    /// The version of the meeting that waits for the reader's answer.
    pub meeting_waits: Option<i32>,
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
    /// Key of the note on the proof of a transfer, or on an off-platform contact, in the text: one for who wrote it, another
    /// for who reads it.
    contact_warning: Option<&'static str>,
}

/// A proposal to meet, below its text.
#[derive(Debug, Serialize)]
struct MeetingCard {
    version: i32,
    /// Whether it waits for the reader's answer; scripts change it.
    waits: bool,
    /// The page of the deal, where another plan is proposed.
    url: String,
}

/// `chat/_message.html`: one of `offer`, `assistant`, `system`, `deleted` and `bubble`; `meeting` beside `system`.
#[derive(Debug, Serialize)]
pub(super) struct MessageView {
    seq: i64,
    id: MessageId,
    at: Timestamp,
    /// Above the first message of each day.
    day: Option<DayLine>,
    /// The class that tells whose it is.
    side: &'static str,
    offer: Option<OfferView>,
    /// The text of the seller's assistant.
    assistant: Option<String>,
    /// What staff wrote to both.
    staff: Option<StaffBubble>,
    /// The text of the platform.
    system: Option<Vec<Piece>>,
    meeting: Option<MeetingCard>,
    deleted: bool,
    bubble: Option<Bubble>,
}

/// What staff wrote, with the badge that only the server can give.
#[derive(Debug, Serialize)]
struct StaffBubble {
    name: String,
    text: Option<String>,
}

impl MessageFacts<'_> {
    /// The views of messages in order. What was deleted is shown at its own sequence number, so that reports of deletions are
    /// left out.
    pub fn views(&self, messages: &[Message]) -> Vec<MessageView> {
        let mut last_day = None;
        messages
            .iter()
            .filter(|message| message.kind != MessageKind::Deleted)
            .map(|message| {
                let day = DayLine::of(message.at, self.zone, self.now, self.lang);
                let first_of_day = last_day.replace(day.day) != Some(day.day);
                MessageView { day: first_of_day.then_some(day), ..self.view(message) }
            })
            .collect()
    }

    fn mine(&self, message: &Message) -> bool {
        message.sender_id == Some(self.user)
    }

    fn view(&self, message: &Message) -> MessageView {
        let offer = (message.offer_id)
            .filter(|_| message.kind == MessageKind::Offer)
            .and_then(|id| self.offers.iter().find(|offer| offer.id == id).cloned());
        let system = message.kind == MessageKind::System;
        let assistant = system && message.is_of_assistant();
        let staff = message.staff_name().map(|name| StaffBubble {
            name,
            text: message.system().and_then(|it| it.argument("text").map(str::to_owned)),
        });
        let text = || message.text_in(self.lang);
        let deleted = offer.is_none() && !system && message.deleted;
        let in_bubble = offer.is_none() && !system && !deleted;
        MessageView {
            seq: message.seq,
            id: message.id,
            at: message.at,
            day: None,
            side: if self.mine(message) { "mine" } else { "theirs" },
            offer,
            assistant: assistant.then(text),
            system: (system && !assistant && staff.is_none()).then(|| pieces(&text())),
            staff,
            meeting: self.meeting(message),
            deleted,
            bubble: in_bubble.then(|| self.bubble(message)),
        }
    }

    /// The buttons below a proposal to meet, while the deal is live.
    fn meeting(&self, message: &Message) -> Option<MeetingCard> {
        let url = self.deal_url.filter(|_| self.has_deal)?;
        let said = message.system().filter(|said| said.key() == MEETUP_PROPOSED)?;
        let version = said.argument(PROPOSAL_VERSION)?.parse().ok()?;
        let waits = self.meeting_waits == Some(version);
        Some(MeetingCard { version, waits, url: url.to_owned() })
    }

    fn bubble(&self, message: &Message) -> Bubble {
        let (mine, text) = (self.mine(message), message.text_in(self.lang));
        let contact = !self.has_deal && parsing::names_contact(&text);
        Bubble {
            quote: message.about.and_then(|seq| self.quote(seq)),
            photo: message.photo.as_ref().map(PhotoView::from),
            photo_alt: match mine {
                true => Text::new("chat-photo-mine"),
                false => Text::new("chat-photo-alt").with("name", self.other),
            },
            mine,
            mark: mine.then(|| ReadMark::of(message.seq <= self.read_by_other)),
            price: message.named_price(),
            contact_warning: contact
                .then(|| contact_warning(mine))
                .or_else(|| transfer_warning(&text, mine)),
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

/// No picture and no words change a payment: the provider says that it was paid.
fn transfer_warning(text: &str, mine: bool) -> Option<&'static str> {
    let key = if mine { "chat-transfer-mine" } else { "chat-transfer-theirs" };
    parsing::names_transfer_proof(text).then_some(key)
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
#[path = "message_view_tests.rs"]
pub(super) mod tests;

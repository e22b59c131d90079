//! The plain types.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;
use crate::base::i18n::{Lang, Text};
use crate::base::ids::{ListingId, MessageId, OfferId, RoomId, UserId, words};
use crate::base::schema::rooms;
use crate::chat::live::MessageOut;
use crate::chat::parsing;
use crate::market::Party;
use crate::market::photos::{Photo, PhotoView};

words! {
    /// What kind of message.
    Kind {
        /// Words.
        Text = "text",
        /// A photo.
        Photo = "photo",
        /// A price.
        Offer = "offer",
        /// The house speaks.
        System = "system",
        /// Takes the message at `about` back.
        Deleted = "deleted",
    }
}

/// A room's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = rooms)]
pub struct Room {
    /// Its id.
    pub id: RoomId,
    /// What it is about.
    pub listing_id: ListingId,
    /// Who wants the thing.
    pub buyer_id: UserId,
    /// Who has it.
    pub seller_id: UserId,
    /// Messages so far.
    pub last_seq: i64,
    /// How far the buyer has read.
    pub buyer_read: i64,
    /// How far the seller has read.
    pub seller_read: i64,
    /// When the last message was said.
    pub last_at: Option<Timestamp>,
    /// The head of its chain; empty before the first message.
    pub chain: Vec<u8>,
}

impl Room {
    /// A room in which nothing was said yet.
    pub fn fresh(listing_id: ListingId, buyer_id: UserId, seller_id: UserId) -> Self {
        Self {
            id: RoomId::fresh(),
            listing_id,
            buyer_id,
            seller_id,
            last_seq: 0,
            buyer_read: 0,
            seller_read: 0,
            last_at: None,
            chain: Vec::new(),
        }
    }

    /// Which member somebody is, never the system; none when they are no member.
    pub fn side(&self, user: UserId) -> Option<Party> {
        Party::member(user, self.buyer_id, self.seller_id)
    }

    /// The user who is this party; the system is nobody.
    pub fn member(&self, party: Party) -> Option<UserId> {
        match party {
            Party::Buyer => Some(self.buyer_id),
            Party::Seller => Some(self.seller_id),
            Party::System => None,
        }
    }

    /// Up to which sequence number a member has read; the system reads nothing.
    pub fn read(&self, party: Party) -> i64 {
        match party {
            Party::Buyer => self.buyer_read,
            Party::Seller => self.seller_read,
            Party::System => 0,
        }
    }

    /// The sequence number that the next message gets; it holds while the row is locked.
    pub fn next_seq(&self) -> i64 {
        self.last_seq + 1
    }
}

/// A message, opened.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its room.
    pub room_id: RoomId,
    /// Its place, from 1.
    pub seq: i64,
    /// The client's id.
    pub id: MessageId,
    /// Who said it; none when the house did.
    pub sender_id: Option<UserId>,
    /// What kind.
    pub kind: Kind,
    /// Words; for the house's messages a [`SystemMessage`]. Empty once taken back.
    pub text: String,
    /// The offer, when it is one.
    pub offer_id: Option<OfferId>,
    /// The photo, when it is one; none once taken back.
    pub photo: Option<Photo>,
    /// The place it quotes, or takes back.
    pub about: Option<i64>,
    /// Whether its words were taken back.
    pub deleted: bool,
    /// When.
    pub at: Timestamp,
}

impl Message {
    /// The words, for a reader.
    pub fn words(&self, lang: Lang) -> String {
        match self.kind {
            Kind::System => SystemMessage::read(&self.text)
                .map_or_else(|| self.text.clone(), |said| said.text().say(lang)),
            _ => self.text.clone(),
        }
    }

    /// Whether the seller's assistant says it.
    pub fn is_of_assistant(&self) -> bool {
        self.kind == Kind::System
            && SystemMessage::read(&self.text)
                .is_some_and(|said| said.key.starts_with("assistant-"))
    }

    /// The price its words put on the table; a guess that offers a button and decides nothing.
    fn price(&self) -> Option<i64> {
        (self.kind == Kind::Text && !self.deleted).then(|| parsing::price(&self.text)).flatten()
    }

    /// As it goes over the wire; the house speaks Indonesian there, pages say it in the reader's language.
    pub fn out(&self) -> MessageOut {
        MessageOut {
            room: self.room_id,
            seq: self.seq,
            id: self.id,
            sender: self.sender_id,
            kind: self.kind.word(),
            text: self.words(Lang::Id),
            photo: self.photo.as_ref().map(PhotoView::from),
            quote: self.about.filter(|_| self.kind != Kind::Deleted),
            target: self.about.filter(|_| self.kind == Kind::Deleted),
            deleted: self.deleted,
            offer: self.offer_id,
            price: self.price(),
            at: self.at,
        }
    }
}

/// What the house says, kept as a key of the catalogue, so that each reader hears it in their own language.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SystemMessage {
    key: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    args: Vec<(String, String)>,
}

impl SystemMessage {
    /// A sentence of the catalogue.
    pub fn new(key: &str) -> Self {
        Self { key: key.to_owned(), args: Vec::new() }
    }

    /// Fills a placeholder (`amount`, `code`, `n`, `name` or `text`).
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }

    fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// In a language.
    pub fn say(&self, lang: Lang) -> String {
        self.text().say(lang)
    }

    fn text(&self) -> Text {
        let known = |name: &str| match name {
            "amount" => Some("amount"),
            "code" => Some("code"),
            "n" => Some("n"),
            "name" => Some("name"),
            "text" => Some("text"),
            _ => None,
        };
        Text {
            key: self.key.clone().into(),
            args: self
                .args
                .iter()
                .filter_map(|(name, value)| Some((known(name)?, value.clone())))
                .collect(),
        }
    }

    /// As it is kept.
    pub fn kept(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

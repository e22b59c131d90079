//! The plain types.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::base::clock::{Timestamp, Zone, full_moment};
use crate::base::i18n::{Lang, Text};
use crate::base::ids::{ListingId, MessageId, OfferId, RoomId, UserId, words};
use crate::base::schema::rooms;
use crate::chat::live::MessageOut;
use crate::chat::parsing;
use crate::market::Party;
use crate::market::photos::{Photo, PhotoView};

words! {
    /// The kind of a message.
    MessageKind {
        /// A text.
        Text = "text",
        /// A photo, with or without a text.
        Photo = "photo",
        /// An offer; the text is its amount.
        Offer = "offer",
        /// A message of the platform.
        System = "system",
        /// Reports that the message at `about` was deleted.
        Deleted = "deleted",
    }
}

/// A room's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = rooms)]
pub struct Room {
    pub id: RoomId,
    pub listing_id: ListingId,
    pub buyer_id: UserId,
    pub seller_id: UserId,
    /// The sequence number of the newest message; 0 before the first.
    pub last_seq: i64,
    /// The sequence number up to which the buyer has read.
    pub buyer_read: i64,
    /// The sequence number up to which the seller has read.
    pub seller_read: i64,
    /// When the newest message was committed.
    pub last_at: Option<Timestamp>,
    /// The hash of the newest message, see [`super::chain`]; empty before the first.
    pub chain: Vec<u8>,
}

impl Room {
    /// A room without messages.
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

    /// The party of a member; `None` for other people.
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

/// A message, decrypted.
#[derive(Debug, Clone)]
pub struct Message {
    pub room_id: RoomId,
    /// The sequence number in the room, from 1.
    pub seq: i64,
    /// The id made by the client.
    pub id: MessageId,
    /// `None` for a system message.
    pub sender_id: Option<UserId>,
    pub kind: MessageKind,
    /// For a system message the JSON of a [`SystemMessage`]. Empty once deleted.
    pub text: String,
    /// The offer of an offer message.
    pub offer_id: Option<OfferId>,
    /// The photo of a photo message; `None` once deleted.
    pub photo: Option<Photo>,
    /// The sequence number of the message it quotes or deletes.
    pub about: Option<i64>,
    /// Whether its text and photo were erased.
    pub deleted: bool,
    /// The time of the commit.
    pub at: Timestamp,
}

impl Message {
    /// The text; a system message is translated.
    pub fn text_in(&self, lang: Lang) -> String {
        match self.kind {
            MessageKind::System => SystemMessage::parse(&self.text)
                .map_or_else(|| self.text.clone(), |message| message.localized(lang)),
            _ => self.text.clone(),
        }
    }

    /// Whether a message with the same id is a repetition of this one.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let photo = |message: &Self| message.photo.as_ref().map(|photo| photo.id);
        (self.sender_id, self.kind, &self.text, self.about, photo(self))
            == (other.sender_id, other.kind, &other.text, other.about, photo(other))
    }

    /// The platform's message that it holds.
    pub fn system(&self) -> Option<SystemMessage> {
        (self.kind == MessageKind::System).then(|| SystemMessage::parse(&self.text)).flatten()
    }

    /// Whether the seller's assistant wrote it.
    pub fn is_of_assistant(&self) -> bool {
        self.system().is_some_and(|message| message.key.starts_with("assistant-"))
    }

    /// The name of who wrote it of the staff; `None` of every other message.
    pub fn staff_name(&self) -> Option<String> {
        let message = self.system().filter(|message| message.key == STAFF_MESSAGE)?;
        message.argument("name").map(str::to_owned)
    }

    /// The price that the text names, in whole rupiah. A guess: clients show a button for it, the server decides nothing by it.
    pub fn named_price(&self) -> Option<i64> {
        (self.kind == MessageKind::Text && !self.deleted)
            .then(|| parsing::price(&self.text))
            .flatten()
    }

    /// The message on the wire. System messages are in Indonesian there; pages translate them for the reader.
    pub fn out(&self) -> MessageOut {
        MessageOut {
            room: self.room_id,
            seq: self.seq,
            id: self.id,
            sender: self.sender_id,
            kind: self.kind.word(),
            text: self.text_in(Lang::Id),
            photo: self.photo.as_ref().map(PhotoView::from),
            quote: self.about.filter(|_| self.kind != MessageKind::Deleted),
            target: self.about.filter(|_| self.kind == MessageKind::Deleted),
            deleted: self.deleted,
            offer: self.offer_id,
            price: self.named_price(),
            at: self.at,
        }
    }
}

/// The key of what staff writes to both parties. Nobody else can write one: its sender is the system.
pub const STAFF_MESSAGE: &str = "said-staff";

/// The arguments of a time in a system message: the label of its zone, and RFC 3339.
const ZONE: &str = "zone";
const TIME: &str = "at";

/// The text of a system message, stored as a key of the catalogue, so that each reader gets it in their own language.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SystemMessage {
    key: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    args: Vec<(String, String)>,
}

impl SystemMessage {
    pub fn new(key: &str) -> Self {
        Self { key: key.to_owned(), args: Vec::new() }
    }

    /// Fills a placeholder (`amount`, `code`, `n`, `name`, `place` or `text`). Another name is stored and hashed with the message;
    /// no text shows it.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }

    /// Fills the placeholder `when` with a time, which each reader sees in their language.
    #[must_use]
    pub fn with_time(self, zone: Zone, at: Timestamp) -> Self {
        self.with(ZONE, zone.label()).with(TIME, at.to_rfc3339())
    }

    /// The value of an argument, also of one that no text shows.
    pub fn argument(&self, name: &str) -> Option<&str> {
        self.args.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The key of its text.
    pub fn key(&self) -> &str {
        &self.key
    }

    fn when(&self, lang: Lang) -> Option<String> {
        let at: Timestamp = self.argument(TIME)?.parse().ok()?;
        Some(full_moment(Zone::parse(self.argument(ZONE)?), at, lang))
    }

    fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The text in a language.
    pub fn localized(&self, lang: Lang) -> String {
        self.text(lang).localized(lang)
    }

    fn text(&self, lang: Lang) -> Text {
        let known = |name: &str| match name {
            "amount" => Some("amount"),
            "code" => Some("code"),
            "n" => Some("n"),
            "name" => Some("name"),
            "place" => Some("place"),
            "text" => Some("text"),
            _ => None,
        };
        Text {
            key: self.key.clone().into(),
            args: self
                .args
                .iter()
                .filter_map(|(name, value)| Some((known(name)?, value.clone())))
                .chain(self.when(lang).map(|when| ("when", when)))
                .collect(),
        }
    }

    /// The JSON that [`Message::text`] holds.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

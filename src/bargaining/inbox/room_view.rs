//! What the page of a room and its parts show.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};
use uuid::Uuid;

use super::message_view::{MessageFacts, MessageView};
use super::price_chips::price_chips;
use super::room_header::{RoomHeader, live as live_deal};
use super::room_side::RoomSide;
use super::rows::OtherOut;
use crate::bargaining::negotiations::{NegotiationView, PriceChip, Viewer, negotiation_view};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{RoomId, UserId};
use crate::chat::rooms::{self, Message, MessageKind, Room};
use crate::config::Mode;
use crate::market::Party;
use crate::market::categories::Categories;
use crate::market::listings::{self, ListingOut, cards, views_of};
use crate::market::terms::Delivery;
use crate::people::accounts;
use crate::trade::{deals, meetups};
use crate::web::Page;

/// Messages of one page.
const PAGE: i64 = 40;
/// Messages that scripts get at once.
const MAX_NEW: i64 = 250;

/// Which messages are shown.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which {
    Last,
    Before(i64),
    After(i64),
}

/// Which messages of a room are read, by whom, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct RoomQuery {
    pub room: RoomId,
    pub user: UserId,
    pub which: Which,
    pub now: Timestamp,
}

/// What a room's page is made of.
pub(super) struct RoomView {
    pub row: Room,
    reader: Party,
    listing: ListingOut,
    other: accounts::Profile,
    negotiation: NegotiationView,
    deal: Option<deals::Deal>,
    /// The version of the meeting that waits for the reader's answer.
    meeting_waits: Option<i32>,
    epoch: Uuid,
    messages: Vec<Message>,
    /// What these messages quote, by sequence number.
    quoted: HashMap<i64, Message>,
}

impl RoomView {
    /// # Errors
    /// 404 for who is no member of the room.
    pub fn load(
        conn: &mut Conn,
        categories: &Categories,
        encryption: &Encryption,
        query: RoomQuery,
    ) -> AppResult<Self> {
        let RoomQuery { room: id, user, which, now } = query;
        let row = rooms::by_id(conn, id)?.ok_or(AppError::NotFound)?;
        let reader = row.side(user).ok_or(AppError::NotFound)?;
        let listing =
            views_of(conn, categories, &[row.listing_id])?.pop().ok_or(AppError::NotFound)?;
        let other = row.member(reader.other()).ok_or(AppError::NotFound)?;
        let other = accounts::profile(conn, other)?;
        // The negotiation is read after the messages: what it shows is never older than what they say.
        let messages = match which {
            Which::Last => rooms::messages_before(conn, encryption, id, i64::MAX, PAGE)?,
            Which::Before(seq) => rooms::messages_before(conn, encryption, id, seq, PAGE)?,
            Which::After(seq) => rooms::messages_after(conn, encryption, id, seq, MAX_NEW)?,
        };
        let quotes: Vec<i64> = messages
            .iter()
            .filter(|message| message.kind != MessageKind::Deleted)
            .filter_map(|message| message.about)
            .collect();
        let quoted = rooms::messages_at(conn, encryption, id, &quotes)?;
        let viewer = Viewer { party: reader, user, other: &other.name, now };
        let negotiation = negotiation_view(conn, categories, id, &listing, viewer)?;
        let deal = deals::by_room(conn, id)?;
        Ok(Self {
            meeting_waits: match live_deal(deal.as_ref()).filter(|it| it.method == Delivery::Meet) {
                Some(deal) => {
                    meetups::of_deal(conn, deal.id)?.and_then(|it| it.waits_for(reader, now))
                }
                None => None,
            },
            deal,
            epoch: rooms::epoch(conn)?,
            row,
            reader,
            listing,
            other,
            negotiation,
            messages,
            quoted,
        })
    }

    fn viewer(&self, user: UserId, now: Timestamp) -> Viewer<'_> {
        Viewer { party: self.reader, user, other: &self.other.name, now }
    }

    /// The messages as the reader sees them.
    fn messages(&self, page: &Page, user: UserId) -> Vec<MessageView> {
        let deal_url = self.deal.as_ref().map(|deal| format!("/pesanan/{}", deal.code));
        let facts = MessageFacts {
            user,
            other: &self.other.name,
            lang: page.lang,
            zone: page.zone(),
            now: page.now,
            read_by_other: self.row.read(self.reader.other()),
            quoted: &self.quoted,
            offers: &self.negotiation.offers,
            has_deal: live_deal(self.deal.as_ref()).is_some(),
            deal_url: deal_url.as_deref(),
            meeting_waits: self.meeting_waits,
        };
        facts.views(&self.messages)
    }

    fn price_chips(&self, user: UserId) -> Vec<PriceChip> {
        let answers = self.negotiation.price_answers(self.reader);
        answers.map(|answers| price_chips(&self.messages, user, &answers)).unwrap_or_default()
    }

    /// What the templates of the room's page and its parts see.
    pub fn context(&self, page: &Page, user: UserId) -> Value {
        let listing = std::slice::from_ref(&self.listing);
        let card = cards(listing, Some(user), &HashSet::new()).pop();
        let older = self.messages.first().map(|message| message.seq).filter(|seq| *seq > 1);
        let deal = self.deal.as_ref();
        let free = self.listing.content.modes.contains(&Mode::Free);
        json!({
            "room": {
                "id": self.row.id, "listing": card, "other": OtherOut::of(&self.other, page.now),
                "role": self.reader, "seq": self.row.last_seq, "epoch": self.epoch,
                "closed": self.listing.status == listings::Status::Removed,
            },
            "messages": self.messages(page, user),
            "price_chips": self.price_chips(user),
            "start": start(self.reader, free, &self.messages),
            "older_url": older.map(|seq| format!("/chat/{}/pesan?before={seq}", self.row.id)),
            "n": self.negotiation,
            "meeting_waits": self.meeting_waits,
            "header": RoomHeader::of(deal, self.listing.status, &self.negotiation),
            "side": RoomSide::of(self.row.id, deal, &self.negotiation, free),
            "sheet": self.negotiation.sheet(&self.listing, self.row.id, self.viewer(user, page.now)),
            "replies": quick_replies(self.reader, live_deal(deal).is_some()),
            "client_id": Uuid::now_v7(),
        })
    }
}

/// Key of the words in a room without messages.
fn start(reader: Party, free: bool, messages: &[Message]) -> Option<&'static str> {
    messages.is_empty().then_some(match (reader, free) {
        (Party::Buyer, false) => "chat-start",
        (Party::Buyer, true) => "chat-start-free",
        (Party::Seller | Party::System, false) => "chat-start-seller",
        (Party::Seller | Party::System, true) => "chat-start-giver",
    })
}

/// Keys of the texts that one tap writes.
fn quick_replies(reader: Party, agreed: bool) -> &'static [&'static str] {
    match (reader, agreed) {
        (Party::Buyer, false) => {
            &["chat-quick-available", "chat-quick-meet", "chat-quick-condition"]
        }
        (Party::Buyer, true) => &["chat-quick-meet", "chat-quick-coming", "chat-quick-thanks"],
        (Party::Seller | Party::System, false) => {
            &["chat-quick-still", "chat-quick-where", "chat-quick-thanks"]
        }
        (Party::Seller | Party::System, true) => {
            &["chat-quick-where", "chat-quick-coming", "chat-quick-thanks"]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_without_messages_greets_each_member_in_their_role() {
        assert_eq!(start(Party::Buyer, false, &[]), Some("chat-start"));
        assert_eq!(start(Party::Buyer, true, &[]), Some("chat-start-free"));
        assert_eq!(start(Party::Seller, false, &[]), Some("chat-start-seller"));
        assert_ne!(quick_replies(Party::Buyer, false), quick_replies(Party::Seller, false));
        let asks = |agreed| quick_replies(Party::Buyer, agreed).contains(&"chat-quick-available");
        assert!(asks(false) && !asks(true), "what is agreed is there");
    }
}

//! What the page of a room and its parts show.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rows::OtherOut;
use crate::bargaining::negotiations::{NegotiationView, OfferView, Reader, negotiation_view};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::i18n::Lang;
use crate::base::ids::{MessageId, RoomId, UserId};
use crate::chat::rooms::{self, Kind, Message, RoomRow};
use crate::config::Mode;
use crate::market::Party;
use crate::market::categories::Categories;
use crate::market::listings::{self, ListingOut, cards, views_of};
use crate::market::photos::PhotoView;
use crate::people::accounts;
use crate::trade::deals;
use crate::web::Page;

/// Messages of one page.
const PAGE: i64 = 40;
/// Messages that scripts get at once.
const MOST_NEW: i64 = 250;

/// Which messages are shown.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which {
    Last,
    Before(i64),
    After(i64),
}

/// Who looks at which room, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct RoomQuery {
    pub room: RoomId,
    pub user: UserId,
    pub which: Which,
    pub now: Timestamp,
}

/// What a room's page is made of.
pub(super) struct RoomView {
    pub row: RoomRow,
    reader: Party,
    listing: ListingOut,
    other: accounts::Profile,
    negotiation: NegotiationView,
    deal: Option<deals::Deal>,
    epoch: Uuid,
    messages: Vec<Message>,
    /// What these messages quote, by sequence number.
    quoted: HashMap<i64, Message>,
}

/// A message as a reader sees it.
#[derive(Serialize)]
struct MessageView {
    seq: i64,
    id: MessageId,
    sender: Option<UserId>,
    mine: bool,
    kind: Kind,
    text: String,
    assistant: bool,
    at: Timestamp,
    photo: Option<PhotoView>,
    quote: Option<QuoteView>,
    deleted: bool,
    read: bool,
    offer: Option<OfferView>,
}

/// A message that is answered, in few words.
#[derive(Serialize)]
struct QuoteView {
    seq: i64,
    mine: bool,
    kind: Kind,
    text: String,
    photo: Option<PhotoView>,
    deleted: bool,
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
            Which::After(seq) => rooms::messages_after(conn, encryption, id, seq, MOST_NEW)?,
        };
        let quotes: Vec<i64> = messages
            .iter()
            .filter(|message| message.kind != Kind::Deleted)
            .filter_map(|message| message.about)
            .collect();
        let quoted = rooms::messages_at(conn, encryption, id, &quotes)?;
        let seen_by = Reader { party: reader, user, other: &other.name, now };
        let negotiation = negotiation_view(conn, categories, id, &listing, seen_by)?;
        Ok(Self {
            deal: deals::by_room(conn, id)?,
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

    fn quote(&self, message: &Message, user: UserId, lang: Lang) -> Option<QuoteView> {
        let quoted = self.quoted.get(&message.about?)?;
        Some(QuoteView {
            seq: quoted.seq,
            mine: quoted.sender_id == Some(user),
            kind: quoted.kind,
            text: quoted.words(lang).chars().take(160).collect(),
            photo: quoted.photo.as_ref().map(PhotoView::from),
            deleted: quoted.deleted,
        })
    }

    fn message(&self, message: &Message, user: UserId, lang: Lang) -> MessageView {
        let offers = &self.negotiation.offers;
        MessageView {
            seq: message.seq,
            id: message.id,
            sender: message.sender_id,
            mine: message.sender_id == Some(user),
            kind: message.kind,
            text: message.words(lang),
            assistant: message.is_of_assistant(),
            at: message.at,
            photo: message.photo.as_ref().map(PhotoView::from),
            quote: self.quote(message, user, lang),
            deleted: message.deleted,
            read: message.seq <= self.row.read(self.reader.other()),
            offer: message
                .offer_id
                .and_then(|id| offers.iter().find(|offer| offer.id == id).cloned()),
        }
    }

    /// What the templates of the room's page and its parts see.
    pub fn context(&self, page: &Page, user: UserId) -> Value {
        let messages: Vec<MessageView> = self
            .messages
            .iter()
            // What was deleted is shown at its own sequence number.
            .filter(|message| message.kind != Kind::Deleted)
            .map(|message| self.message(message, user, page.lang))
            .collect();
        let listing = std::slice::from_ref(&self.listing);
        let card = cards(listing, Some(user), &HashSet::new()).pop();
        let older = self.messages.first().map(|message| message.seq).filter(|seq| *seq > 1);
        json!({
            "room": {
                "id": self.row.id, "listing": card, "other": OtherOut::of(&self.other, page.now),
                "role": self.reader, "seq": self.row.last_seq, "epoch": self.epoch,
                "closed": self.listing.status == listings::Status::Removed,
            },
            "messages": messages,
            "older_url": older.map(|seq| format!("/chat/{}/pesan?before={seq}", self.row.id)),
            "n": self.negotiation,
            "deal": self.deal.as_ref().map(deal_context),
            "client_id": Uuid::now_v7(),
        })
    }
}

fn deal_context(deal: &deals::Deal) -> Value {
    let deals::State { status, deadline_at, .. } = &deal.state;
    json!({
        "code": deal.code, "url": format!("/pesanan/{}", deal.code), "status": status,
        "status_key": format!("deal-status-{status}"), "amount": deal.amount,
        "barter": deal.mode == Mode::Barter, "deadline_at": deadline_at,
    })
}

//! The inbox and the room as pages, and the parts of a room that scripts ask for.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::views::{self, Reader, TableView};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{Asked, html, number};
use crate::base::i18n::Lang;
use crate::base::ids::{ListingId, MessageId, RoomId, UserId};
use crate::chat::rooms::{self, Kind, Lobby, Message, RoomRow, Side};
use crate::config::Mode;
use crate::market::categories::Categories;
use crate::market::listings::{self, ListingOut, cards, views_of};
use crate::market::photos::PhotoView;
use crate::people::accounts;
use crate::trade::deals;
use crate::web::{Page, SignedIn};

/// Messages of one page.
const PAGE: i64 = 40;

/// Which tab of the inbox.
#[derive(Debug, Deserialize)]
pub struct Tab {
    #[serde(default)]
    tab: String,
}

/// `GET /chat`.
pub async fn inbox_page(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
    encryption: web::Data<Encryption>,
    tab: Asked<Tab>,
) -> AppResult<HttpResponse> {
    let (tab, side) = match tab.0.tab.as_str() {
        "membeli" => ("membeli", Some(Side::Buyer)),
        "menjual" => ("menjual", Some(Side::Seller)),
        _ => ("semua", None),
    };
    let (user, lang, now) = (me.id, page.lang, page.now);
    let rows = db
        .read(move |conn| {
            rooms::inbox_rows(conn, &encryption, &kinds, user, (side, None), lang, now)
        })
        .await?;
    page.render("chat/inbox.html", &json!({"rooms": rows, "tab": tab}))
}

/// What a room's page is made of.
struct Seen {
    row: RoomRow,
    side: Side,
    listing: ListingOut,
    other: accounts::Profile,
    table: TableView,
    deal: Option<deals::Deal>,
    epoch: Uuid,
    messages: Vec<Message>,
    /// What these messages quote.
    quoted: HashMap<i64, Message>,
}

enum Which {
    Last,
    Before(i64),
    After(i64),
}

fn look(
    conn: &mut Conn,
    (kinds, encryption): (&Categories, &Encryption),
    id: RoomId,
    user: UserId,
    which: &Which,
    now: Timestamp,
) -> AppResult<Seen> {
    let row = rooms::by_id(conn, id)?.ok_or(AppError::NotFound)?;
    let side = row.side(user).ok_or(AppError::NotFound)?;
    let listing = views_of(conn, kinds, &[row.listing_id])?.pop().ok_or(AppError::NotFound)?;
    let other = accounts::profile(conn, row.member(side.other()))?;
    // The table is read after the messages: what it shows is never older than what they tell.
    let messages = match which {
        Which::Last => rooms::messages_before(conn, encryption, id, i64::MAX, PAGE)?,
        Which::Before(seq) => rooms::messages_before(conn, encryption, id, *seq, PAGE)?,
        Which::After(seq) => rooms::messages_after(conn, encryption, id, *seq, 250)?,
    };
    let places: Vec<i64> = messages
        .iter()
        .filter(|message| message.kind != Kind::Deleted)
        .filter_map(|message| message.about)
        .collect();
    let quoted = rooms::messages_at(conn, encryption, id, &places)?;
    let table =
        views::table(conn, kinds, id, &listing, &Reader { side, user, other: &other.name, now })?;
    Ok(Seen {
        deal: deals::by_room(conn, id)?,
        epoch: rooms::epoch(conn)?,
        row,
        side,
        listing,
        other,
        table,
        messages,
        quoted,
    })
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
    offer: Option<views::OfferView>,
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

impl Seen {
    fn quote(&self, m: &Message, user: UserId, lang: Lang) -> Option<QuoteView> {
        let quoted = self.quoted.get(&m.about?)?;
        Some(QuoteView {
            seq: quoted.seq,
            mine: quoted.sender_id == Some(user),
            kind: quoted.kind,
            text: quoted.words(lang).chars().take(160).collect(),
            photo: quoted.photo.as_ref().map(PhotoView::from),
            deleted: quoted.deleted,
        })
    }

    fn context(&self, page: &Page, user: UserId) -> Value {
        let read = self.row.read(self.side.other());
        let messages: Vec<MessageView> = self
            .messages
            .iter()
            // What was taken back shows at its own place.
            .filter(|m| m.kind != Kind::Deleted)
            .map(|m| MessageView {
                seq: m.seq,
                id: m.id,
                sender: m.sender_id,
                mine: m.sender_id == Some(user),
                kind: m.kind,
                text: m.words(page.lang),
                assistant: m.is_of_assistant(),
                at: m.at,
                photo: m.photo.as_ref().map(PhotoView::from),
                quote: self.quote(m, user, page.lang),
                deleted: m.deleted,
                read: m.seq <= read,
                offer: m
                    .offer_id
                    .and_then(|id| self.table.offers.iter().find(|offer| offer.id == id).cloned()),
            })
            .collect();
        let card = cards(
            std::slice::from_ref(&self.listing),
            Some(user),
            &std::collections::HashSet::new(),
        )
        .pop();
        let older = self.messages.first().map(|m| m.seq).filter(|seq| *seq > 1);
        json!({
            "room": {
                "id": self.row.id, "listing": card, "other": rooms::OtherOut::of(&self.other, page.now), "role": self.side,
                "seq": self.row.last_seq, "epoch": self.epoch, "closed": self.listing.status == listings::Status::Removed,
            },
            "messages": messages,
            "older_url": older.map(|seq| format!("/chat/{}/pesan?before={seq}", self.row.id)),
            "n": self.table,
            "deal": self.deal.as_ref().map(|deal| json!({
                "code": deal.code, "url": format!("/pesanan/{}", deal.code), "status": deal.status,
                "status_key": format!("deal-status-{}", deal.status), "amount": deal.amount, "barter": deal.mode == Mode::Barter, "deadline_at": deal.deadline_at,
            })),
            "client_id": Uuid::now_v7(),
        })
    }
}

/// The id in a room's address; what is no id is simply not there.
pub fn room_id(text: &str) -> AppResult<RoomId> {
    text.parse().map_err(|_not_an_id| AppError::NotFound)
}

async fn seen(
    page: &Page,
    me: &SignedIn,
    db: &Db,
    (kinds, encryption): (&Categories, &Encryption),
    id: RoomId,
    which: Which,
) -> AppResult<Seen> {
    let (user, now, kinds, encryption) = (me.id, page.now, kinds.clone(), encryption.clone());
    db.read(move |conn| look(conn, (&kinds, &encryption), id, user, &which, now)).await
}

/// `GET /chat/{room}`.
pub async fn room_page(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
    encryption: web::Data<Encryption>,
    lobby: web::Data<Lobby>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let id = room_id(&id)?;
    let seen = seen(&page, &me, &db, (&kinds, &encryption), id, Which::Last).await?;
    let (user, lang, now, last) = (me.id, page.lang, page.now, seen.row.last_seq);
    let moved = db.transaction(move |conn| rooms::mark_read(conn, id, user, last)).await?;
    if let (_, Some(seq)) = moved {
        lobby.hint(id, rooms::Ephemeral::Read(user, seq));
    }
    let rows = db
        .read(move |conn| {
            rooms::inbox_rows(conn, &encryption, &kinds, user, (None, Some(id)), lang, now)
        })
        .await?;
    let mut context = seen.context(&page, user);
    if let Some(context) = context.as_object_mut() {
        context.insert("rooms".into(), serde_json::to_value(rows)?);
        context.insert("tab".into(), "semua".into());
    }
    page.render("chat/room.html", &context)
}

/// From where.
#[derive(Debug, Deserialize)]
pub struct Since {
    #[serde(default, deserialize_with = "number")]
    since: Option<i64>,
    #[serde(default, deserialize_with = "number")]
    before: Option<i64>,
}

/// `GET /chat/{room}/pembaruan?since=`: the moving parts, for scripts.
pub async fn refresh(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
    encryption: web::Data<Encryption>,
    id: web::Path<String>,
    since: Asked<Since>,
) -> AppResult<HttpResponse> {
    let which = Which::After(since.0.since.unwrap_or(0).max(0));
    let seen = seen(&page, &me, &db, (&kinds, &encryption), room_id(&id)?, which).await?;
    Ok(html(page.fragment("chat/_refresh.html", &seen.context(&page, me.id))?))
}

/// `GET /chat/{room}/pesan?before=`: older messages, for scripts.
pub async fn older(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
    encryption: web::Data<Encryption>,
    id: web::Path<String>,
    since: Asked<Since>,
) -> AppResult<HttpResponse> {
    let which = Which::Before(since.0.before.unwrap_or(i64::MAX));
    let seen = seen(&page, &me, &db, (&kinds, &encryption), room_id(&id)?, which).await?;
    Ok(html(page.fragment("chat/_history.html", &seen.context(&page, me.id))?))
}

/// The reader's room about a listing, if they have one.
pub fn room_of(conn: &mut Conn, listing: ListingId, buyer: UserId) -> AppResult<Option<RoomId>> {
    Ok(rooms::of(conn, listing, buyer)?.map(|room| room.id))
}

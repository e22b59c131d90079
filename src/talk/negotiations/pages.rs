//! Chat and bargain as pages and forms. Every form ends at the same desk and lobby as the socket.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::desk::Desk;
use super::machine::Move;
use super::model::MoveCommand;
use super::views::{self, Reader, TableView};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::http::{Asked, Posted, html, number};
use crate::base::ids::{ListingId, MessageId, OfferId, RoomId, UserId};
use crate::base::outbox::Bell;
use crate::market::categories::Categories;
use crate::market::listings::{self, ListingOut, cards, views_of};
use crate::people::accounts;
use crate::people::sessions::{Page, SignedIn, Tone};
use crate::talk::rooms::{self, Kind, Lobby, Message, RoomRow, Side, Utterance};
use crate::trade::deals;

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
    tab: Asked<Tab>,
) -> AppResult<HttpResponse> {
    let (tab, side) = match tab.0.tab.as_str() {
        "membeli" => ("membeli", Some(Side::Buyer)),
        "menjual" => ("menjual", Some(Side::Seller)),
        _ => ("semua", None),
    };
    let (user, lang, now) = (me.id, page.lang, page.now);
    let rows =
        db.read(move |conn| rooms::inbox_rows(conn, &kinds, user, side, None, lang, now)).await?;
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
}

enum Which {
    Last,
    Before(i64),
    After(i64),
}

fn look(
    conn: &mut Conn,
    kinds: &Categories,
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
        Which::Last => rooms::messages_before(conn, id, i64::MAX, PAGE)?,
        Which::Before(seq) => rooms::messages_before(conn, id, *seq, PAGE)?,
        Which::After(seq) => rooms::messages_after(conn, id, *seq, 250)?,
    };
    let table = views::table(conn, id, &listing, &Reader { side, other: &other.name, now })?;
    Ok(Seen {
        deal: deals::by_room(conn, id)?,
        epoch: rooms::epoch(conn)?,
        row,
        side,
        listing,
        other,
        table,
        messages,
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
    at: Timestamp,
    photo: Option<Value>,
    read: bool,
    offer: Option<views::OfferView>,
}

impl Seen {
    fn context(&self, page: &Page, user: UserId) -> Value {
        let read = self.row.read(self.side.other());
        let messages: Vec<MessageView> = self
            .messages
            .iter()
            .map(|m| MessageView {
                seq: m.seq,
                id: m.id,
                sender: m.sender_id,
                mine: m.sender_id == Some(user),
                kind: m.kind,
                text: m.words(page.lang),
                at: m.at,
                photo: None,
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
                "status_key": format!("deal-status-{}", deal.status), "amount": deal.amount, "deadline_at": deal.deadline_at,
            })),
            "client_id": Uuid::now_v7(),
        })
    }
}

fn room_id(text: &str) -> AppResult<RoomId> {
    text.parse().map_err(|_not_an_id| AppError::NotFound)
}

async fn seen(
    page: &Page,
    me: &SignedIn,
    db: &Db,
    kinds: &Categories,
    id: RoomId,
    which: Which,
) -> AppResult<Seen> {
    let (user, now, kinds) = (me.id, page.now, kinds.clone());
    db.read(move |conn| look(conn, &kinds, id, user, &which, now)).await
}

/// `GET /chat/{room}`.
pub async fn room_page(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
    lobby: web::Data<Lobby>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let id = room_id(&id)?;
    let seen = seen(&page, &me, &db, &kinds, id, Which::Last).await?;
    let (user, lang, now, last) = (me.id, page.lang, page.now, seen.row.last_seq);
    let moved = db.transaction(move |conn| rooms::mark_read(conn, id, user, last)).await?;
    if let (_, Some(seq)) = moved {
        lobby.hint(id, rooms::Hint::Read(user, seq));
    }
    let rows = db
        .read(move |conn| rooms::inbox_rows(conn, &kinds, user, None, Some(id), lang, now))
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
    id: web::Path<String>,
    since: Asked<Since>,
) -> AppResult<HttpResponse> {
    let which = Which::After(since.0.since.unwrap_or(0).max(0));
    let seen = seen(&page, &me, &db, &kinds, room_id(&id)?, which).await?;
    Ok(html(page.fragment("chat/_refresh.html", &seen.context(&page, me.id))?))
}

/// `GET /chat/{room}/pesan?before=`: older messages, for scripts.
pub async fn older(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
    id: web::Path<String>,
    since: Asked<Since>,
) -> AppResult<HttpResponse> {
    let which = Which::Before(since.0.before.unwrap_or(i64::MAX));
    let seen = seen(&page, &me, &db, &kinds, room_id(&id)?, which).await?;
    Ok(html(page.fragment("chat/_history.html", &seen.context(&page, me.id))?))
}

/// Something to say.
#[derive(Debug, Deserialize)]
pub struct SayForm {
    id: Option<MessageId>,
    #[serde(default)]
    text: String,
}

/// `POST /chat/{room}`.
pub async fn say_post(
    page: Page,
    me: SignedIn,
    lobby: web::Data<Lobby>,
    id: web::Path<String>,
    form: Posted<SayForm>,
) -> AppResult<HttpResponse> {
    let id = room_id(&id)?;
    let said = Utterance {
        id: form.0.id.unwrap_or_else(MessageId::fresh),
        sender: me.id,
        session: me.session,
        text: form.0.text,
    };
    let flash = match lobby.say_and_wait(id, said).await {
        Ok(_) => None,
        Err(err @ (AppError::Invalid(_) | AppError::TooMany { .. } | AppError::Unavailable(_))) => {
            Some((Tone::Bad, err.text()))
        }
        Err(err) => return Err(err),
    };
    Ok(page.go(&format!("/chat/{id}#akhir"), flash))
}

/// A price.
#[derive(Debug, Deserialize)]
pub struct OfferForm {
    id: Option<OfferId>,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    note: String,
    #[serde(default, deserialize_with = "number")]
    version: Option<i32>,
}

impl OfferForm {
    fn command(&self) -> MoveCommand {
        let digits: String = self.amount.chars().filter(char::is_ascii_digit).collect();
        let negative = self.amount.trim_start().starts_with(['-', '−']);
        // What is no number is out of range, and the machine says so.
        let amount = digits.parse::<i64>().ok().filter(|_| !negative).unwrap_or(-1);
        let id = self.id.unwrap_or_else(OfferId::fresh);
        MoveCommand {
            id: id.0,
            seen: self.version,
            step: Move::Offer { id, amount },
            note: self.note.clone(),
        }
    }
}

/// Makes a move and shows the room, with a word when it was refused.
async fn make(
    page: &Page,
    me: &SignedIn,
    desk: &Desk,
    room: RoomId,
    command: MoveCommand,
) -> AppResult<HttpResponse> {
    let flash = match desk.make_move(me.id, me.session, room, command).await {
        Ok(_) => None,
        Err(
            err @ (AppError::Conflict { .. }
            | AppError::Invalid(_)
            | AppError::TooMany { .. }
            | AppError::Unavailable(_)),
        ) => Some((Tone::Bad, err.text())),
        Err(err) => return Err(err),
    };
    Ok(page.go(&format!("/chat/{room}#akhir"), flash))
}

/// `POST /chat/{room}/tawar`.
pub async fn move_offer(
    page: Page,
    me: SignedIn,
    desk: web::Data<Desk>,
    id: web::Path<String>,
    form: Posted<OfferForm>,
) -> AppResult<HttpResponse> {
    make(&page, &me, &desk, room_id(&id)?, form.0.command()).await
}

/// A word about an offer.
#[derive(Debug, Deserialize)]
pub struct MoveForm {
    id: Option<Uuid>,
    offer: OfferId,
    #[serde(default, deserialize_with = "number")]
    version: Option<i32>,
}

impl MoveForm {
    fn command(&self, step: Move) -> MoveCommand {
        MoveCommand {
            id: self.id.unwrap_or_else(Uuid::now_v7),
            seen: self.version,
            step,
            note: String::new(),
        }
    }
}

/// `POST /chat/{room}/terima`.
pub async fn move_accept(
    page: Page,
    me: SignedIn,
    desk: web::Data<Desk>,
    id: web::Path<String>,
    form: Posted<MoveForm>,
) -> AppResult<HttpResponse> {
    make(&page, &me, &desk, room_id(&id)?, form.0.command(Move::Accept(form.0.offer))).await
}

/// `POST /chat/{room}/tolak`.
pub async fn move_decline(
    page: Page,
    me: SignedIn,
    desk: web::Data<Desk>,
    id: web::Path<String>,
    form: Posted<MoveForm>,
) -> AppResult<HttpResponse> {
    make(&page, &me, &desk, room_id(&id)?, form.0.command(Move::Decline(form.0.offer))).await
}

/// `POST /chat/{room}/batal`.
pub async fn move_withdraw(
    page: Page,
    me: SignedIn,
    desk: web::Data<Desk>,
    id: web::Path<String>,
    form: Posted<MoveForm>,
) -> AppResult<HttpResponse> {
    make(&page, &me, &desk, room_id(&id)?, form.0.command(Move::Withdraw(form.0.offer))).await
}

/// The buyer's room about the listing with this name, made on first use; the owner is sent to the listing.
async fn room_about(
    me: &SignedIn,
    db: &Db,
    slug: String,
    now: Timestamp,
) -> AppResult<(listings::Listing, Option<RoomRow>)> {
    let user = me.id;
    db.transaction(move |conn| {
        let listing = listings::by_slug(conn, &slug)?.ok_or(AppError::NotFound)?;
        listings::must_be_visible(conn, listing.id, Some(user))?;
        let own = listing.seller_id == user;
        let room = if own { None } else { Some(rooms::open(conn, user, listing.id, None, now)?) };
        Ok((listing, room))
    })
    .await
}

/// Turns a lost race into a word on the listing's page.
fn back_to(page: &Page, slug: &str, err: AppError) -> AppResult<HttpResponse> {
    match err {
        AppError::Conflict { text, .. } => {
            Ok(page.go(&format!("/barang/{slug}"), Some((Tone::Warn, text))))
        }
        err => Err(err),
    }
}

/// `POST /barang/{slug}/chat`.
pub async fn chat_open_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    bell: web::Data<Bell>,
    slug: web::Path<String>,
) -> AppResult<HttpResponse> {
    let slug = slug.into_inner();
    match room_about(&me, &db, slug.clone(), page.now).await {
        Ok((_, Some(room))) => {
            bell.ring();
            Ok(page.go(&format!("/chat/{}", room.id), None))
        }
        Ok((_, None)) => Ok(page.go("/chat?tab=menjual", None)),
        Err(err) => back_to(&page, &slug, err),
    }
}

/// `POST /barang/{slug}/tawar`.
pub async fn tawar_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    desk: web::Data<Desk>,
    bell: web::Data<Bell>,
    slug: web::Path<String>,
    form: Posted<OfferForm>,
) -> AppResult<HttpResponse> {
    let slug = slug.into_inner();
    match room_about(&me, &db, slug.clone(), page.now).await {
        Ok((_, Some(room))) => {
            bell.ring();
            make(&page, &me, &desk, room.id, form.0.command()).await
        }
        Ok((_, None)) => {
            Ok(page.go(&format!("/barang/{slug}"), Some((Tone::Warn, "offer-own-thing".into()))))
        }
        Err(err) => back_to(&page, &slug, err),
    }
}

/// The id of a request to buy.
#[derive(Debug, Deserialize)]
pub struct BuyForm {
    id: Option<OfferId>,
}

/// `POST /barang/{slug}/beli`: asks the seller at the asking price.
pub async fn buy_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    desk: web::Data<Desk>,
    bell: web::Data<Bell>,
    slug: web::Path<String>,
    form: Posted<BuyForm>,
) -> AppResult<HttpResponse> {
    let slug = slug.into_inner();
    match room_about(&me, &db, slug.clone(), page.now).await {
        Ok((listing, Some(room))) => {
            bell.ring();
            let id = form.0.id.unwrap_or_else(OfferId::fresh);
            let amount = listing.price.unwrap_or_default();
            let command = MoveCommand {
                id: id.0,
                seen: None,
                step: Move::Offer { id, amount },
                note: page.say("offer-buy-now-note"),
            };
            make(&page, &me, &desk, room.id, command).await
        }
        Ok((_, None)) => {
            Ok(page.go(&format!("/barang/{slug}"), Some((Tone::Warn, "offer-own-thing".into()))))
        }
        Err(err) => back_to(&page, &slug, err),
    }
}

/// The reader's room about a listing, if they have one.
pub fn room_of(conn: &mut Conn, listing: ListingId, buyer: UserId) -> AppResult<Option<RoomId>> {
    Ok(rooms::of(conn, listing, buyer)?.map(|room| room.id))
}

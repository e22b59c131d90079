//! Rooms over JSON: the same action as the socket.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actions::{self, PostMessage};
use super::model::Room;
use super::room::{Ephemeral, snapshot};
use super::views::{InboxRow, inbox_rows};
use super::{Lobby, messages_at, store};
use crate::bargaining::negotiations::{self, Desk};
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{Asked, Body, Pagination, number};
use crate::base::i18n::Lang;
use crate::base::ids::{ListingId, MessageId, PhotoId, RoomId, UserId};
use crate::base::outbox::RelayWaker;
use crate::chat::live::{Event, MessageOut};
use crate::market::categories::Categories;
use crate::market::listings::parse_id;
use crate::web::SignedIn;

/// One's own rooms.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RoomList {
    rooms: Vec<InboxRow>,
    unread: i64,
}

/// The inbox.
#[utoipa::path(get, path = "/api/rooms", responses((status = 200, body = RoomList)))]
pub async fn inbox_api(
    me: SignedIn,
    db: web::Data<Db>,
    encryption: web::Data<Encryption>,
    kinds: web::Data<Categories>,
    clock: web::Data<Clock>,
    lang: Lang,
) -> AppResult<HttpResponse> {
    let (user, now) = (me.id, clock.now());
    let rooms = db
        .read(move |conn| inbox_rows(conn, &encryption, &kinds, user, (None, None), lang, now))
        .await?;
    Ok(HttpResponse::Ok().json(RoomList { rooms, unread: me.unread }))
}

/// Which messages.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct HistoryQuery {
    /// The last ones before this place.
    #[serde(default, deserialize_with = "number")]
    before: Option<i64>,
    /// The first ones after this place.
    #[serde(default, deserialize_with = "number")]
    after: Option<i64>,
    #[serde(default, deserialize_with = "number")]
    limit: Option<i64>,
}

/// A room's messages, in order.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ChatOut {
    room: RoomId,
    messages: Vec<MessageOut>,
    pagination: Pagination,
}

/// The room, if the reader is a member.
fn member_room(conn: &mut crate::base::db::Conn, room: RoomId, user: UserId) -> AppResult<Room> {
    store::by_id(conn, room)?.filter(|room| room.side(user).is_some()).ok_or(AppError::NotFound)
}

fn chat_out(
    conn: &mut crate::base::db::Conn,
    encryption: &Encryption,
    room: &Room,
    query: &HistoryQuery,
) -> AppResult<ChatOut> {
    let limit = query.limit.unwrap_or(50).clamp(1, 100);
    let messages = match query.after {
        Some(after) => store::messages_after(conn, encryption, room.id, after, limit)?,
        None => store::messages_before(
            conn,
            encryption,
            room.id,
            query.before.unwrap_or(i64::MAX),
            limit,
        )?,
    };
    let last_page = messages.last().map_or(1, |message| (room.last_seq - message.seq) / limit + 1);
    Ok(ChatOut {
        room: room.id,
        messages: messages.iter().map(super::Message::out).collect(),
        pagination: Pagination::new(last_page, limit, room.last_seq),
    })
}

/// A room's history.
#[utoipa::path(get, path = "/api/rooms/{room}/messages", params(("room" = RoomId, Path), HistoryQuery), responses((status = 200, body = ChatOut)))]
pub async fn history(
    me: SignedIn,
    db: web::Data<Db>,
    encryption: web::Data<Encryption>,
    room: web::Path<String>,
    query: Asked<HistoryQuery>,
) -> AppResult<HttpResponse> {
    let user = me.id;
    let room: RoomId = room.parse().map_err(|_not_an_id| AppError::NotFound)?;
    let out = db
        .read(move |conn| {
            let room = member_room(conn, room, user)?;
            chat_out(conn, &encryption, &room, &query.0)
        })
        .await?;
    Ok(HttpResponse::Ok().json(out))
}

/// From which place.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct EventsQuery {
    /// The last place one has; without it, only how things stand.
    #[serde(default, deserialize_with = "number")]
    since: Option<i64>,
    /// Of which epoch.
    epoch: Option<Uuid>,
}

/// What a join over the socket would bring, in the same order.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EventsOut {
    /// `joined` and what was missed, or `resync`; as the protocol has them.
    #[schema(value_type = Vec<Object>)]
    events: Vec<serde_json::Value>,
}

/// A room's events after a place, for clients without a socket: to be asked every three seconds.
#[utoipa::path(get, path = "/api/rooms/{room}/events", params(("room" = RoomId, Path), EventsQuery), responses((status = 200, body = EventsOut)))]
pub async fn events(
    me: SignedIn,
    db: web::Data<Db>,
    encryption: web::Data<Encryption>,
    clock: web::Data<Clock>,
    room: web::Path<String>,
    query: Asked<EventsQuery>,
) -> AppResult<HttpResponse> {
    let (user, EventsQuery { since, epoch }) = (me.id, query.0);
    let room: RoomId = room.parse().map_err(|_not_an_id| AppError::NotFound)?;
    let now = clock.now();
    let events = db
        .read(move |conn| {
            member_room(conn, room, user)?;
            let snapshot = snapshot(conn, &encryption, room, since, epoch)?;
            let first = match &snapshot.missed {
                Some(_) => snapshot.joined(user, since.is_some(), snapshot.online.clone(), now),
                None => Event::Resync { room },
            };
            let missed = snapshot.missed.unwrap_or_default();
            let frames = missed.iter().flat_map(|bundle| &bundle.frames);
            let mut events = vec![serde_json::to_value(&first)?];
            for frame in frames {
                events.push(serde_json::from_str(frame)?);
            }
            Ok(events)
        })
        .await?;
    Ok(HttpResponse::Ok().json(EventsOut { events }))
}

/// Whose room, and which messages.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct ChatQuery {
    /// For the seller: which buyer's room.
    buyer: Option<UserId>,
    #[serde(default, deserialize_with = "number")]
    before: Option<i64>,
    #[serde(default, deserialize_with = "number")]
    limit: Option<i64>,
}

async fn room_for(
    db: &Db,
    me: &SignedIn,
    listing: ListingId,
    buyer: Option<UserId>,
    clock: &Clock,
) -> AppResult<Room> {
    let (user, now) = (me.id, clock.now());
    db.transaction(move |conn| actions::open(conn, user, listing, buyer, now)).await
}

/// The caller's room about a listing; a buyer's is made on first use.
#[utoipa::path(get, path = "/api/chat/{listing}", params(("listing" = ListingId, Path), ChatQuery), responses((status = 200, body = ChatOut)))]
pub async fn chat_get(
    me: SignedIn,
    db: web::Data<Db>,
    encryption: web::Data<Encryption>,
    clock: web::Data<Clock>,
    waker: web::Data<RelayWaker>,
    listing: web::Path<String>,
    query: Asked<ChatQuery>,
) -> AppResult<HttpResponse> {
    let room = room_for(&db, &me, parse_id(&listing)?, query.0.buyer, &clock).await?;
    waker.wake();
    let query = HistoryQuery { before: query.0.before, after: None, limit: query.0.limit };
    let out = db.read(move |conn| chat_out(conn, &encryption, &room, &query)).await?;
    Ok(HttpResponse::Ok().json(out))
}

/// Something to say.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct PostMessageIn {
    /// The client's id; sending it again changes nothing.
    id: Option<MessageId>,
    /// Words; may be left out beside a photo.
    #[serde(default)]
    text: String,
    /// A photo one uploaded.
    photo: Option<PhotoId>,
    /// The place of the message that is answered.
    quote: Option<i64>,
}

/// The message as it was committed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SaidOut {
    message: MessageOut,
}

/// Says something in the caller's room about a listing. `@tawar <listing> <price>` is an offer, as in the chat.
#[utoipa::path(post, path = "/api/chat/{listing}", params(("listing" = ListingId, Path), ChatQuery), request_body = PostMessageIn,
    responses((status = 201, body = SaidOut)))]
pub async fn chat_post(
    me: SignedIn,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    lobby: web::Data<Lobby>,
    (waker, desk, encryption): (web::Data<RelayWaker>, web::Data<Desk>, web::Data<Encryption>),
    listing: web::Path<String>,
    query: Asked<ChatQuery>,
    body: Body<PostMessageIn>,
) -> AppResult<HttpResponse> {
    // Words are checked before a room is made for them.
    if body.0.photo.is_none() || !body.0.text.trim().is_empty() {
        actions::clean(&body.0.text)?;
    }
    let photo = match body.0.photo {
        Some(id) => {
            let owner = me.id;
            Some(db.read(move |conn| actions::photo_of(conn, owner, id)).await?)
        }
        None => None,
    };
    let room = room_for(&db, &me, parse_id(&listing)?, query.0.buyer, &clock).await?;
    waker.wake();
    let id = body.0.id.unwrap_or_else(MessageId::fresh);
    if let Some(command) = negotiations::worded(&db, (room.id, me.id), id.0, &body.0.text).await? {
        let moved = desk.make_move(me.id, me.session, room.id, command).await?;
        let (room, encryption) = (room.id, encryption.clone());
        let told = db.read(move |conn| messages_at(conn, &encryption, room, &[moved.seq])).await?;
        let message = told.get(&moved.seq).ok_or(AppError::NotFound)?.out();
        return Ok(HttpResponse::Created().json(SaidOut { message }));
    }
    let said = PostMessage {
        id,
        sender: me.id,
        session: me.session,
        text: body.0.text,
        photo,
        quote: body.0.quote,
    };
    let message = lobby.say_and_wait(room.id, said).await?;
    Ok(HttpResponse::Created().json(SaidOut { message: message.out() }))
}

/// Takes one's own message back: its words and photo are gone for both, its place stays.
#[utoipa::path(delete, path = "/api/messages/{id}", params(("id" = MessageId, Path)), responses((status = 200, body = SaidOut)))]
pub async fn delete_api(
    me: SignedIn,
    db: web::Data<Db>,
    lobby: web::Data<Lobby>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let user = me.id;
    let id: MessageId = id.parse().map_err(|_not_an_id| AppError::NotFound)?;
    let (room, seq) =
        db.read(move |conn| store::message_for(conn, id, user)).await?.ok_or(AppError::NotFound)?;
    let who = (user, me.session);
    let (message, _) = lobby.delete(room, who, MessageId::fresh(), seq).await?;
    Ok(HttpResponse::Ok().json(SaidOut { message: message.out() }))
}

/// How far the reader has read now.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReadOut {
    room: RoomId,
    seq: i64,
}

/// Marks everything up to a message as read.
#[utoipa::path(put, path = "/api/messages/{id}/read", params(("id" = MessageId, Path)), responses((status = 200, body = ReadOut)))]
pub async fn mark_read_api(
    me: SignedIn,
    db: web::Data<Db>,
    lobby: web::Data<Lobby>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let user = me.id;
    let id: MessageId = id.parse().map_err(|_not_an_id| AppError::NotFound)?;
    let (room, seq, moved): (RoomId, i64, Option<i64>) = db
        .transaction(move |conn| {
            let (room, seq) = store::message_for(conn, id, user)?.ok_or(AppError::NotFound)?;
            let (_, moved) = actions::mark_read(conn, room, user, seq)?;
            Ok((room, seq, moved))
        })
        .await?;
    if let Some(seq) = moved {
        lobby.hint(room, Ephemeral::Read(user, seq));
    }
    Ok(HttpResponse::Ok().json(ReadOut { room, seq }))
}

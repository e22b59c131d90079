//! Rooms over JSON: the same action as the socket.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actions::{self, DeleteMessage};
use super::model::{Message, Room};
use super::room::{Ephemeral, Position, snapshot};
use super::{Lobby, store};
use crate::base::clock::Clock;
use crate::base::db::{Conn, Db};
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{Pagination, UrlQuery, number};
use crate::base::ids::{MessageId, RoomId, UserId};
use crate::chat::live::{Event, MessageOut};
use crate::web::SignedIn;

/// Which messages of a room.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct HistoryQuery {
    /// The last messages before this sequence number.
    #[serde(default, deserialize_with = "number")]
    before: Option<i64>,
    /// The first messages after this sequence number.
    #[serde(default, deserialize_with = "number")]
    after: Option<i64>,
    #[serde(default, deserialize_with = "number")]
    limit: Option<i64>,
}

impl HistoryQuery {
    /// The last messages before a sequence number; the newest without one.
    pub fn before(before: Option<i64>, limit: Option<i64>) -> Self {
        Self { before, after: None, limit }
    }
}

/// The id in a room's address.
///
/// # Errors
/// 404 when the text is no id.
pub fn parse_id(text: &str) -> AppResult<RoomId> {
    text.parse().map_err(|_not_an_id| AppError::NotFound)
}

/// A room's messages, in order.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ChatOut {
    /// `None` before the buyer opened one.
    room: Option<RoomId>,
    messages: Vec<MessageOut>,
    pagination: Pagination,
}

/// The room, if the reader is a member.
fn member_room(conn: &mut Conn, room: RoomId, user: UserId) -> AppResult<Room> {
    store::by_id(conn, room)?.filter(|room| room.side(user).is_some()).ok_or(AppError::NotFound)
}

impl ChatOut {
    /// The history of a room that is not opened yet.
    pub fn empty() -> Self {
        Self { room: None, messages: Vec::new(), pagination: Pagination::new(1, 50, 0) }
    }
}

/// A page of a room's history. The caller has checked that the reader is a member.
pub fn chat_out(
    conn: &mut Conn,
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
        room: Some(room.id),
        messages: messages.iter().map(Message::out).collect(),
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
    query: UrlQuery<HistoryQuery>,
) -> AppResult<HttpResponse> {
    let user = me.id;
    let room = parse_id(&room)?;
    let out = db
        .read(move |conn| {
            let room = member_room(conn, room, user)?;
            chat_out(conn, &encryption, &room, &query.0)
        })
        .await?;
    Ok(HttpResponse::Ok().json(out))
}

/// The position of the client.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct EventsQuery {
    /// The sequence number of the last message that the client has; without it only the state of the room is sent.
    #[serde(default, deserialize_with = "number")]
    since: Option<i64>,
    /// The epoch of `since`.
    epoch: Option<Uuid>,
}

/// The events that a join over the socket would send, in the same order.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EventsOut {
    /// `joined` and the missed events, or `resync`, as in the protocol.
    #[schema(value_type = Vec<Object>)]
    events: Vec<serde_json::Value>,
}

/// A room's events after a sequence number, for clients without a socket, which poll it every three seconds.
#[utoipa::path(get, path = "/api/rooms/{room}/events", params(("room" = RoomId, Path), EventsQuery), responses((status = 200, body = EventsOut)))]
pub async fn events(
    me: SignedIn,
    db: web::Data<Db>,
    encryption: web::Data<Encryption>,
    clock: web::Data<Clock>,
    lobby: web::Data<Lobby>,
    room: web::Path<String>,
    query: UrlQuery<EventsQuery>,
) -> AppResult<HttpResponse> {
    let (user, EventsQuery { since, epoch }) = (me.id, query.0);
    let room = parse_id(&room)?;
    let (now, hooks) = (clock.now(), lobby.hooks());
    let events = db
        .read(move |conn| {
            member_room(conn, room, user)?;
            let snapshot = snapshot(conn, &encryption, hooks, room, Position { since, epoch })?;
            let first = match &snapshot.missed {
                Some(_) => snapshot.joined(user, since.is_some(), snapshot.online.clone(), now),
                None => Event::Resync { room },
            };
            let missed = snapshot.missed.unwrap_or_default();
            let frames = missed.iter().flat_map(|publication| &publication.frames);
            let mut events = vec![serde_json::to_value(&first)?];
            for frame in frames {
                events.push(serde_json::from_str(frame)?);
            }
            Ok(events)
        })
        .await?;
    Ok(HttpResponse::Ok().json(EventsOut { events }))
}

/// The message as it was committed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PostedMessageOut {
    message: MessageOut,
}

impl PostedMessageOut {
    pub fn of(message: &Message) -> Self {
        Self { message: message.out() }
    }
}

/// Deletes a message of the caller's own: its text and photo are erased for both members, its sequence number stays.
#[utoipa::path(delete, path = "/api/messages/{id}", params(("id" = MessageId, Path)), responses((status = 200, body = PostedMessageOut)))]
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
    let report = MessageId::fresh();
    let request = DeleteMessage { id: report, room, user, session: me.session, seq };
    let (message, _) = lobby.delete(request).await?;
    Ok(HttpResponse::Ok().json(PostedMessageOut::of(&message)))
}

/// The reader's mark after the request.
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
        lobby.send_ephemeral(room, Ephemeral::Read(user, seq));
    }
    Ok(HttpResponse::Ok().json(ReadOut { room, seq }))
}

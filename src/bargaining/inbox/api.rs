//! The inbox over JSON, and a room by the listing that it is about.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};

use super::rows::{InboxQuery, InboxRow, MAX_ROWS, inbox_rows};
use crate::bargaining::negotiations::{Desk, chat_command};
use crate::base::clock::Clock;
use crate::base::cursor::Cursor;
use crate::base::db::Db;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{JsonBody, UrlQuery, number};
use crate::base::i18n::Lang;
use crate::base::ids::{ListingId, MessageId, PhotoId, UserId};
use crate::base::outbox::RelayWaker;
use crate::chat::rooms::{
    self, ChatOut, HistoryQuery, Lobby, Message, PostMessage, PostedMessageOut, Room, chat_out,
};
use crate::market::categories::Categories;
use crate::market::listings::parse_id;
use crate::web::SignedIn;

/// A page of the caller's rooms, the latest message first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RoomList {
    rooms: Vec<InboxRow>,
    /// Unread messages of all rooms.
    unread: i64,
    /// The `after` of the next page; null on the last one.
    next: Option<String>,
}

/// Which page of the inbox.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct RoomListQuery {
    /// The `next` of the page before.
    after: Option<String>,
    /// 1 to 100, the default.
    #[serde(default, deserialize_with = "number")]
    limit: Option<i64>,
}

/// The inbox.
#[utoipa::path(get, path = "/api/rooms", params(RoomListQuery),
    responses((status = 200, body = RoomList), (status = 422, body = crate::base::http::Problem)))]
pub async fn inbox_api(
    me: SignedIn,
    db: web::Data<Db>,
    encryption: web::Data<Encryption>,
    categories: web::Data<Categories>,
    clock: web::Data<Clock>,
    lang: Lang,
    query: UrlQuery<RoomListQuery>,
) -> AppResult<HttpResponse> {
    let RoomListQuery { after, limit } = query.0;
    let after = Cursor::of_query(after.as_deref())?;
    let query = InboxQuery {
        user: me.id,
        after,
        limit: limit.unwrap_or(MAX_ROWS),
        party: None,
        current: None,
        lang,
        now: clock.now(),
    };
    let found = db.read(move |conn| inbox_rows(conn, &encryption, &categories, query)).await?;
    let next = found.next.map(|next| next.to_string());
    Ok(HttpResponse::Ok().json(RoomList { rooms: found.rows, unread: me.unread, next }))
}

/// Which room about a listing, and which of its messages.
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
    user: UserId,
    listing: ListingId,
    buyer: Option<UserId>,
) -> AppResult<Room> {
    db.transaction(move |conn| rooms::open(conn, user, listing, buyer)).await
}

/// The caller's room about a listing; `room` is null before a buyer opened theirs.
#[utoipa::path(get, path = "/api/chat/{listing}", params(("listing" = ListingId, Path), ChatQuery), responses((status = 200, body = ChatOut)))]
pub async fn chat_get(
    me: SignedIn,
    db: web::Data<Db>,
    encryption: web::Data<Encryption>,
    listing: web::Path<String>,
    query: UrlQuery<ChatQuery>,
) -> AppResult<HttpResponse> {
    let ChatQuery { buyer, before, limit } = query.0;
    let (user, listing) = (me.id, parse_id(&listing)?);
    let history = HistoryQuery::before(before, limit);
    let out = db
        .read(move |conn| match rooms::find(conn, user, listing, buyer)? {
            Some(room) => chat_out(conn, &encryption, &room, &history),
            None => Ok(ChatOut::empty()),
        })
        .await?;
    Ok(HttpResponse::Ok().json(out))
}

/// Opens the caller's room about a listing; opening it again changes nothing.
#[utoipa::path(put, path = "/api/chat/{listing}", params(("listing" = ListingId, Path)),
    responses((status = 200, body = ChatOut), (status = 404, body = crate::base::http::Problem), (status = 409, body = crate::base::http::Problem)))]
pub async fn chat_put(
    me: SignedIn,
    db: web::Data<Db>,
    encryption: web::Data<Encryption>,
    waker: web::Data<RelayWaker>,
    listing: web::Path<String>,
) -> AppResult<HttpResponse> {
    let room = room_for(&db, me.id, parse_id(&listing)?, None).await?;
    waker.wake();
    let history = HistoryQuery::before(None, None);
    let out = db.read(move |conn| chat_out(conn, &encryption, &room, &history)).await?;
    Ok(HttpResponse::Ok().json(out))
}

/// A message to post.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct PostMessageIn {
    /// Made by the client; posting it again changes nothing.
    id: Option<MessageId>,
    /// May be left out beside a photo.
    #[serde(default, alias = "content")]
    text: String,
    /// A photo that the caller uploaded.
    photo: Option<PhotoId>,
    /// The sequence number of the message it replies to.
    quote: Option<i64>,
}

/// Who posts a message, and what that needs.
pub struct MessagePosting {
    me: SignedIn,
    db: web::Data<Db>,
    encryption: web::Data<Encryption>,
    lobby: web::Data<Lobby>,
    desk: web::Data<Desk>,
    waker: web::Data<RelayWaker>,
}

impl FromRequest for MessagePosting {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        type All = (
            SignedIn,
            web::Data<Db>,
            web::Data<Encryption>,
            web::Data<Lobby>,
            web::Data<Desk>,
            web::Data<RelayWaker>,
        );
        let all = All::from_request(req, payload);
        Box::pin(async move {
            let (me, db, encryption, lobby, desk, waker) = all.await?;
            Ok(Self { me, db, encryption, lobby, desk, waker })
        })
    }
}

impl MessagePosting {
    pub(super) fn db(&self) -> &Db {
        &self.db
    }

    pub(super) fn sender(&self) -> UserId {
        self.me.id
    }

    /// The message as its sender wrote it, its photo looked up.
    pub(super) async fn message(&self, new: PostMessageIn) -> AppResult<PostMessage> {
        let PostMessageIn { id, text, photo, quote } = new;
        if photo.is_none() || !text.trim().is_empty() {
            rooms::clean(&text)?;
        }
        let sender = self.me.id;
        let photo = match photo {
            Some(id) => Some(self.db.read(move |conn| rooms::photo_of(conn, sender, id)).await?),
            None => None,
        };
        let id = id.unwrap_or_else(MessageId::fresh);
        Ok(PostMessage { id, sender, session: self.me.session, text, photo, quote })
    }

    /// Posts a message in a room, or makes the offer that it is; answers the message that was committed.
    pub(super) async fn post(&self, room: Room, message: PostMessage) -> AppResult<Message> {
        let (me, id) = (&self.me, message.id);
        let command = chat_command(&self.db, room.id, me.id, id.0, &message.text).await?;
        let Some(command) = command else {
            return self.lobby.post_and_wait(room.id, message).await;
        };
        let made = self.desk.make_move(me.id, me.session, room.id, command).await?;
        let encryption = self.encryption.clone();
        let found = self
            .db
            .read(move |conn| rooms::messages_at(conn, &encryption, room.id, &[made.seq]))
            .await?;
        found.into_values().next().ok_or(AppError::NotFound)
    }
}

/// Posts a message in the caller's room about a listing. `@tawar <listing> <price>` is an offer, as in the chat.
#[utoipa::path(post, path = "/api/chat/{listing}", params(("listing" = ListingId, Path), ChatQuery), request_body = PostMessageIn,
    responses((status = 201, body = PostedMessageOut)))]
pub async fn chat_post(
    posting: MessagePosting,
    listing: web::Path<String>,
    query: UrlQuery<ChatQuery>,
    body: JsonBody<PostMessageIn>,
) -> AppResult<HttpResponse> {
    // The message is checked before a room is created for it.
    let message = posting.message(body.0).await?;
    let (listing, buyer) = (parse_id(&listing)?, query.0.buyer);
    let room = room_for(&posting.db, posting.me.id, listing, buyer).await?;
    posting.waker.wake();
    let message = posting.post(room, message).await?;
    Ok(HttpResponse::Created().json(PostedMessageOut::of(&message)))
}

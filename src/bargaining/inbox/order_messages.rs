//! The chat of an order, addressed by the order: the same room, history and messages as everywhere else.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::api::{MessagePosting, PostMessageIn};
use crate::base::db::Db;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{JsonBody, UrlQuery, number};
use crate::base::ids::UserId;
use crate::chat::rooms::{self, ChatOut, HistoryQuery, PostedMessageOut, Room, chat_out};
use crate::trade::deals;
use crate::web::SignedIn;

/// A message to post in the chat of an order.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct OrderMessageIn {
    /// The order's id or code.
    #[serde(alias = "order_id")]
    order: String,
    #[serde(flatten)]
    message: PostMessageIn,
}

/// Which messages of an order's chat.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct OrderMessagesQuery {
    /// The order's id or code; only where the address does not name it.
    #[serde(alias = "order_id")]
    order: Option<String>,
    #[serde(default, deserialize_with = "number")]
    before: Option<i64>,
    #[serde(default, deserialize_with = "number")]
    limit: Option<i64>,
}

/// The room of an order, for its parties.
async fn room_of(db: &Db, order: String, user: UserId) -> AppResult<Room> {
    db.read(move |conn| {
        let deal = deals::by_name(conn, &order)?
            .filter(|deal| deal.party(user).is_some())
            .ok_or(AppError::NotFound)?;
        rooms::by_id(conn, deal.room_id)?.ok_or(AppError::NotFound)
    })
    .await
}

async fn history(
    db: &Db,
    encryption: web::Data<Encryption>,
    room: Room,
    query: HistoryQuery,
) -> AppResult<HttpResponse> {
    let out: ChatOut = db.read(move |conn| chat_out(conn, &encryption, &room, &query)).await?;
    Ok(HttpResponse::Ok().json(out))
}

/// Posts a message in the chat of an order, as `POST /api/chat/{listing}` does.
#[utoipa::path(post, path = "/api/messages", request_body = OrderMessageIn,
    responses((status = 201, body = PostedMessageOut), (status = 404, body = crate::base::http::Problem)))]
pub async fn order_message_api(
    posting: MessagePosting,
    body: JsonBody<OrderMessageIn>,
) -> AppResult<HttpResponse> {
    let OrderMessageIn { order, message } = body.0;
    let room = room_of(posting.db(), order, posting.sender()).await?;
    let message = posting.message(message).await?;
    let message = posting.post(room, message).await?;
    Ok(HttpResponse::Created().json(PostedMessageOut::of(&message)))
}

/// The chat of the order that `order` names.
#[utoipa::path(get, path = "/api/messages", params(OrderMessagesQuery),
    responses((status = 200, body = ChatOut), (status = 404, body = crate::base::http::Problem)))]
pub async fn order_messages_query_api(
    me: SignedIn,
    db: web::Data<Db>,
    encryption: web::Data<Encryption>,
    query: UrlQuery<OrderMessagesQuery>,
) -> AppResult<HttpResponse> {
    let OrderMessagesQuery { order, before, limit } = query.0;
    let order = order.ok_or_else(|| FieldErrors::one("order", "order-missing"))?;
    let room = room_of(&db, order, me.id).await?;
    history(&db, encryption, room, HistoryQuery::before(before, limit)).await
}

/// The chat of an order.
#[utoipa::path(get, path = "/api/messages/{id}", params(("id" = String, Path, description = "the order's id or code"), HistoryQuery),
    responses((status = 200, body = ChatOut), (status = 404, body = crate::base::http::Problem)))]
pub async fn order_messages_api(
    me: SignedIn,
    db: web::Data<Db>,
    encryption: web::Data<Encryption>,
    code: web::Path<String>,
    query: UrlQuery<HistoryQuery>,
) -> AppResult<HttpResponse> {
    let room = room_of(&db, code.into_inner(), me.id).await?;
    history(&db, encryption, room, query.0).await
}

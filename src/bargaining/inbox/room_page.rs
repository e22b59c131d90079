//! The page of a room, and the parts of it that scripts fetch.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::list_page::older_url;
use super::room_view::{RoomQuery, RoomView, Which};
use super::row_view::InboxRowView;
use super::rows::{InboxQuery, MAX_ROWS, inbox_rows};
use crate::bargaining::negotiations::InboxTab;
use crate::base::db::Db;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::http::{UrlQuery, html, number};
use crate::base::ids::{RoomId, UserId};
use crate::chat::rooms::{self, Lobby, parse_id};
use crate::market::categories::Categories;
use crate::web::{Page, SignedIn};

/// Where rooms are read from.
struct RoomReads<'a> {
    db: &'a Db,
    categories: &'a Categories,
    encryption: &'a Encryption,
}

impl RoomReads<'_> {
    async fn view(
        &self,
        page: &Page,
        user: UserId,
        room: RoomId,
        which: Which,
    ) -> AppResult<RoomView> {
        let query = RoomQuery { room, user, which, now: page.now };
        let (categories, encryption) = (self.categories.clone(), self.encryption.clone());
        self.db.read(move |conn| RoomView::load(conn, &categories, &encryption, query)).await
    }
}

/// `GET /chat/{room}`.
pub async fn room_page(
    mut page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    categories: web::Data<Categories>,
    encryption: web::Data<Encryption>,
    lobby: web::Data<Lobby>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (id, user) = (parse_id(&id)?, me.id);
    let reads = RoomReads { db: &db, categories: &categories, encryption: &encryption };
    let view = reads.view(&page, user, id, Which::Last).await?;
    let last = view.row.last_seq;
    let moved = db.transaction(move |conn| rooms::mark_read(conn, id, user, last)).await?;
    if let (_, Some(seq)) = moved {
        lobby.send_ephemeral(id, rooms::Ephemeral::Read(user, seq));
        // The page shows what is left, not what was unread before it opened the room.
        page.set_unread(db.read(move |conn| rooms::unread_of(conn, user)).await?);
    }
    let query = InboxQuery {
        user,
        after: None,
        limit: MAX_ROWS,
        party: None,
        current: Some(id),
        lang: page.lang,
        now: page.now,
    };
    let found = db.read(move |conn| inbox_rows(conn, &encryption, &categories, query)).await?;
    let older = found.next.map(|next| older_url(InboxTab::All, next));
    let rooms = InboxRowView::all(found.rows, page.lang);
    let mut context = view.context(&page, user);
    if let Some(context) = context.as_object_mut() {
        context.insert("rooms".into(), serde_json::to_value(rooms)?);
        context.insert("older_rooms_url".into(), serde_json::to_value(older)?);
        context.insert("tabs".into(), serde_json::to_value(InboxTab::All.links())?);
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
    categories: web::Data<Categories>,
    encryption: web::Data<Encryption>,
    id: web::Path<String>,
    since: UrlQuery<Since>,
) -> AppResult<HttpResponse> {
    let which = Which::After(since.0.since.unwrap_or(0).max(0));
    let reads = RoomReads { db: &db, categories: &categories, encryption: &encryption };
    let view = reads.view(&page, me.id, parse_id(&id)?, which).await?;
    Ok(html(page.fragment("chat/_refresh.html", &view.context(&page, me.id))?))
}

/// `GET /chat/{room}/pesan?before=`: older messages, for scripts.
pub async fn older(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    categories: web::Data<Categories>,
    encryption: web::Data<Encryption>,
    id: web::Path<String>,
    since: UrlQuery<Since>,
) -> AppResult<HttpResponse> {
    let which = Which::Before(since.0.before.unwrap_or(i64::MAX));
    let reads = RoomReads { db: &db, categories: &categories, encryption: &encryption };
    let view = reads.view(&page, me.id, parse_id(&id)?, which).await?;
    Ok(html(page.fragment("chat/_history.html", &view.context(&page, me.id))?))
}

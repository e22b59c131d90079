//! Listings over JSON.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::draft::ListingDraft;
use super::view::{ListingOut, views_of};
use super::{ListingDeps, actions, must_be_visible, parse_id, store};
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::JsonBody;
use crate::base::ids::{ListingId, UserId};
use crate::base::outbox::RelayWaker;
use crate::config::Mode;
use crate::market::worth::{self, WorthOut};
use crate::web::{Page, SignedIn};

/// One listing.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ListingShown)]
pub struct ListingResponse {
    listing: ListingOut,
}

/// One listing for a reader. A listing for barter has its worth; its owner also sees the lowest price and the assistant's
/// settings.
async fn respond(
    deps: &ListingDeps,
    id: ListingId,
    reader: Option<UserId>,
    now: Timestamp,
) -> AppResult<ListingResponse> {
    let (categories, extension) = (deps.categories.get_ref().clone(), **deps.extension);
    deps.db
        .read(move |conn| {
            let row = must_be_visible(conn, id, reader)?;
            let mut listing =
                views_of(conn, &categories, &[id])?.pop().ok_or(AppError::NotFound)?;
            if reader == Some(row.seller_id) {
                listing.min_price = row.min_price.0;
                listing.assistant = (extension.load)(conn, id)?;
            }
            if listing.content.modes.contains(&Mode::Barter) {
                let worth = worth::of(conn, &categories, &[id], now)?.remove(&id);
                listing.worth = worth.map(WorthOut::from);
            }
            Ok(ListingResponse { listing })
        })
        .await
}

/// Posts a listing.
#[utoipa::path(post, path = "/api/listings", request_body = ListingDraft,
    responses((status = 201, body = ListingResponse), (status = 422, body = crate::base::http::Problem)))]
pub async fn create(
    me: SignedIn,
    deps: ListingDeps,
    body: JsonBody<ListingDraft>,
) -> AppResult<HttpResponse> {
    let now = deps.clock.now();
    let id = deps.writer(me.id, now).post(body.0).await?;
    deps.waker.wake();
    Ok(HttpResponse::Created().json(respond(&deps, id, Some(me.id), now).await?))
}

/// One listing.
#[utoipa::path(get, path = "/api/listings/{id}", params(("id" = String, Path, description = "id or slug")),
    responses((status = 200, body = ListingResponse), (status = 404, body = crate::base::http::Problem)))]
pub async fn show(page: Page, deps: ListingDeps, id: web::Path<String>) -> AppResult<HttpResponse> {
    let text = id.into_inner();
    let id = match text.parse() {
        Ok(id) => id,
        Err(_not_an_id) => {
            let listing = deps.db.read(move |conn| store::by_slug(conn, &text)).await?;
            listing.ok_or(AppError::NotFound)?.id
        }
    };
    let reader = page.me.as_ref().map(|me| me.id);
    Ok(HttpResponse::Ok().json(respond(&deps, id, reader, page.now).await?))
}

/// Rewrites a listing; its owner only.
#[utoipa::path(put, path = "/api/listings/{id}", params(("id" = ListingId, Path)), request_body = ListingDraft,
    responses((status = 200, body = ListingResponse), (status = 403, body = crate::base::http::Problem)))]
pub async fn update(
    me: SignedIn,
    deps: ListingDeps,
    id: web::Path<String>,
    body: JsonBody<ListingDraft>,
) -> AppResult<HttpResponse> {
    let (id, now) = (parse_id(&id)?, deps.clock.now());
    deps.writer(me.id, now).edit(id, body.0).await?;
    deps.waker.wake();
    Ok(HttpResponse::Ok().json(respond(&deps, id, Some(me.id), now).await?))
}

/// Takes a listing off the market; its owner only.
#[utoipa::path(delete, path = "/api/listings/{id}", params(("id" = ListingId, Path)), responses((status = 204)))]
pub async fn delete(
    me: SignedIn,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    waker: web::Data<RelayWaker>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    actions::remove(&db, me.id, parse_id(&id)?, clock.now()).await?;
    waker.wake();
    Ok(HttpResponse::NoContent().finish())
}

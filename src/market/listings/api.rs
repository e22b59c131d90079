//! Listings over JSON.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::actions::{self, Draft};
use super::view::{ListingOut, views_of};
use super::{must_be_visible, parse_id, store};
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::http::Body;
use crate::base::ids::{ListingId, PhotoId, UserId};
use crate::base::outbox::RelayWaker;
use crate::config::{Mode, Site};
use crate::market::categories::Categories;
use crate::market::worth::{self, WorthOut};
use crate::web::{Page, SignedIn};

/// A listing as its owner writes it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct ListingIn {
    /// The client's own id, so that posting again changes nothing.
    id: Option<ListingId>,
    title: String,
    description: String,
    #[serde(default)]
    flaw: String,
    /// Slug of a sub category.
    category: String,
    /// `baru_segel`, `seperti_baru`, `bagus`, `layak_pakai`, `butuh_perbaikan`.
    condition: String,
    /// `jual`, `barter`, `gratis`.
    modes: Vec<String>,
    price: Option<i64>,
    min_price: Option<i64>,
    original_price: Option<i64>,
    original_source: Option<String>,
    brand: Option<String>,
    size: Option<String>,
    color: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    /// Upload ids, the cover first.
    photos: Vec<PhotoId>,
    /// `cod`, `kirim`, `gosend`.
    delivery: Vec<String>,
    /// Kemendagri code, city or finer.
    region: String,
    wanted: Option<String>,
    /// Kept for barter: shown to its owner only. `modes` must be `barter` alone. Left out, it stays as it is.
    kept: Option<bool>,
    /// What @tawar may do for it, as `PUT /api/listings/{id}/assistant` takes it; left out, it stays as it is.
    #[schema(value_type = Option<Object>)]
    assistant: Option<Value>,
}

/// What another wing keeps about a listing for its owner, written and shown with it.
#[derive(Clone, Copy)]
pub struct ListingExtension {
    /// Writes what its owner wishes, in the listing's transaction.
    pub give: fn(&mut Conn, ListingId, UserId, Value, Timestamp) -> AppResult<()>,
    /// What its owner is shown.
    pub shown: fn(&mut Conn, ListingId) -> AppResult<Option<Value>>,
}

impl From<ListingIn> for Draft {
    fn from(l: ListingIn) -> Self {
        Self {
            title: l.title,
            description: l.description,
            flaw: l.flaw,
            category: l.category,
            condition: l.condition,
            modes: l.modes,
            price: l.price,
            min_price: l.min_price,
            original_price: l.original_price,
            original_source: l.original_source,
            brand: l.brand,
            size: l.size,
            color: l.color,
            tags: l.tags,
            delivery: l.delivery,
            region: l.region,
            wanted: l.wanted,
            kept: l.kept.unwrap_or(false),
            photos: l.photos,
        }
    }
}

/// One listing.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ListingShown {
    listing: ListingOut,
}

/// The view of one listing for a reader, with its worth when it may be bartered; its owner also sees the lowest price.
async fn shown(
    db: &Db,
    (kinds, companion): (&Categories, ListingExtension),
    id: ListingId,
    reader: Option<UserId>,
    now: Timestamp,
) -> AppResult<ListingShown> {
    let kinds = kinds.clone();
    db.read(move |conn| {
        let row = must_be_visible(conn, id, reader)?;
        let mut listing = views_of(conn, &kinds, &[id])?.pop().ok_or(AppError::NotFound)?;
        if reader == Some(row.seller_id) {
            listing.min_price = row.min_price.0;
            listing.assistant = (companion.shown)(conn, id)?;
        }
        if listing.modes.contains(&Mode::Barter) {
            listing.worth = worth::of(conn, &kinds, &[id], now)?.remove(&id).map(WorthOut::from);
        }
        Ok(ListingShown { listing })
    })
    .await
}

/// What is written with the listing.
fn also(
    companion: ListingExtension,
    seller: UserId,
    wish: Option<Value>,
    now: Timestamp,
) -> impl Fn(&mut Conn, ListingId) -> AppResult<()> + Send + 'static {
    move |conn, id| match wish.clone() {
        Some(wish) => (companion.give)(conn, id, seller, wish, now),
        None => Ok(()),
    }
}

/// Posts a listing.
#[utoipa::path(post, path = "/api/listings", request_body = ListingIn,
    responses((status = 201, body = ListingShown), (status = 422, body = crate::base::http::Problem)))]
pub async fn create(
    me: SignedIn,
    db: web::Data<Db>,
    site: web::Data<Site>,
    kinds: web::Data<Categories>,
    clock: web::Data<Clock>,
    (waker, companion): (web::Data<RelayWaker>, web::Data<ListingExtension>),
    body: Body<ListingIn>,
) -> AppResult<HttpResponse> {
    let Body(mut input) = body;
    let (given, now) = (input.id, clock.now());
    let also = also(**companion, me.id, input.assistant.take(), now);
    let id = actions::post(&db, &site, &kinds, me.id, given, (input.into(), also), now).await?;
    waker.wake();
    Ok(HttpResponse::Created().json(shown(&db, (&kinds, **companion), id, Some(me.id), now).await?))
}

/// One listing.
#[utoipa::path(get, path = "/api/listings/{id}", params(("id" = String, Path, description = "id or slug")),
    responses((status = 200, body = ListingShown), (status = 404, body = crate::base::http::Problem)))]
pub async fn show(
    page: Page,
    db: web::Data<Db>,
    (kinds, companion): (web::Data<Categories>, web::Data<ListingExtension>),
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let text = id.into_inner();
    let id = match text.parse() {
        Ok(id) => id,
        Err(_not_an_id) => {
            db.read(move |conn| store::by_slug(conn, &text)).await?.ok_or(AppError::NotFound)?.id
        }
    };
    let reader = page.me.as_ref().map(|me| me.id);
    Ok(HttpResponse::Ok().json(shown(&db, (&kinds, **companion), id, reader, page.now).await?))
}

/// Rewrites a listing; its owner only.
#[utoipa::path(put, path = "/api/listings/{id}", params(("id" = ListingId, Path)), request_body = ListingIn,
    responses((status = 200, body = ListingShown), (status = 403, body = crate::base::http::Problem)))]
pub async fn update(
    me: SignedIn,
    db: web::Data<Db>,
    site: web::Data<Site>,
    kinds: web::Data<Categories>,
    clock: web::Data<Clock>,
    (waker, companion): (web::Data<RelayWaker>, web::Data<ListingExtension>),
    id: web::Path<String>,
    body: Body<ListingIn>,
) -> AppResult<HttpResponse> {
    let (id, now) = (parse_id(&id)?, clock.now());
    let Body(mut input) = body;
    let also = also(**companion, me.id, input.assistant.take(), now);
    if input.kept.is_none() {
        // A client that does not know of it must not put on show what its owner keeps.
        let user = me.id;
        input.kept = db.read(move |conn| actions::keeps(conn, user, id)).await?;
    }
    actions::edit(&db, &site, &kinds, me.id, id, (input.into(), also), now).await?;
    waker.wake();
    Ok(HttpResponse::Ok().json(shown(&db, (&kinds, **companion), id, Some(me.id), now).await?))
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

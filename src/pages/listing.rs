//! `/barang/{slug}`: the thing, its seller, what one may do.

use std::collections::HashSet;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::listing_view::ListingView;
use super::viewing::Viewing;
use crate::bargaining::assistant;
use crate::bargaining::negotiations;
use crate::bargaining::reservations;
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{Posted, say_fields};
use crate::base::ids::{ListingId, RoomId};
use crate::base::outbox::RelayWaker;
use crate::chat::rooms;
use crate::config::Mode;
use crate::market::categories::Categories;
use crate::market::likes;
use crate::market::listings::{self, Card, ListingOut, Status, ViewCounter};
use crate::market::search::{SearchQuery, Searcher};
use crate::market::worth::{self, Worth, WorthView};
use crate::people::accounts::{self, Profile};
use crate::web::{Page, SignedIn, Tone};

/// A listing with all that its page says about it.
struct Shown {
    view: ListingOut,
    worth: Option<Worth>,
    seller: Profile,
    liked: HashSet<ListingId>,
    room: Option<RoomId>,
    /// Whether its seller has more for sale.
    more: bool,
    /// Whether the seller's assistant may answer offers for it.
    assistant: bool,
    /// The reader's place in the line for it.
    waiting: Option<reservations::Place>,
}

async fn find(page: &Page, db: &Db, kinds: &Categories, slug: String) -> AppResult<Shown> {
    let (me, kinds, now) = (page.me.as_ref().map(|me| me.id), kinds.clone(), page.now);
    db.read(move |conn| {
        let row = listings::by_slug(conn, &slug)?.ok_or(AppError::NotFound)?;
        // What is kept for barter is seen by those on whose table it lay.
        let laid = row.status == Status::Kept
            && me.map_or(Ok(false), |me| negotiations::was_included(conn, row.id, me))?;
        if !laid {
            listings::must_be_visible(conn, row.id, me)?;
        }
        let view = listings::views_of(conn, &kinds, &[row.id])?.pop().ok_or(AppError::NotFound)?;
        let worth = match view.modes.contains(&Mode::Barter) {
            true => worth::of(conn, &kinds, &[row.id], now)?.remove(&row.id),
            false => None,
        };
        let seller = accounts::profile(conn, row.seller_id)?;
        let (liked, room) = match me {
            Some(me) => {
                let room = rooms::of(conn, row.id, me)?.map(|room| room.id);
                (likes::liked_among(conn, me, &[row.id])?, room)
            }
            None => (HashSet::new(), None),
        };
        let more = listings::sells_more(conn, &row)?;
        let waiting = match me {
            Some(me) if row.status == Status::Reserved => reservations::place_of(conn, row.id, me)?,
            _ => None,
        };
        let assistant = assistant::is_active(conn, row.id, now)?;
        Ok(Shown { view, worth, seller, liked, room, more, assistant, waiting })
    })
    .await
}

/// `GET /barang/{slug}`.
pub async fn listing(
    page: Page,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
    searcher: web::Data<Searcher>,
    looks: web::Data<ViewCounter>,
    slug: web::Path<String>,
) -> AppResult<HttpResponse> {
    let shown = find(&page, &db, &kinds, slug.into_inner()).await?;
    if page.me.as_ref().map(|me| me.id) != Some(shown.view.seller.id) {
        looks.note(shown.view.id);
    }
    let said = shown.worth.as_ref().and_then(|worth| worth.adjustment.as_ref());
    let form = json!({"adjust": said.map_or(0, |said| said.percent), "reason": said.map(|said| &said.reason), "errors": {}});
    answer(&page, &db, &kinds, &searcher, &shown, form).await
}

/// The page; `form` is the owner's form about the worth, as it stands or as it was typed.
async fn answer(
    page: &Page,
    db: &Db,
    kinds: &Categories,
    searcher: &Searcher,
    shown: &Shown,
    form: Value,
) -> AppResult<HttpResponse> {
    let Shown { view, worth, seller, liked, room, more, assistant, waiting } = shown;
    let me = page.me.as_ref().map(|me| me.id);
    let mine = me == Some(view.seller.id);
    let card =
        listings::cards(std::slice::from_ref(view), me, liked).pop().ok_or(AppError::NotFound)?;
    let similar = similar(searcher, db, view, me).await?;
    let client_id = Uuid::now_v7();
    let viewing = Viewing {
        listing: view,
        site: &page.site,
        signed_in: me.is_some(),
        mine,
        room: *room,
        more_for_sale: *more,
        waits: waiting.is_some(),
        client_id,
    };
    page.render(
        "listings/page.html",
        &json!({
            "l": detail(page, kinds, view, &card)?, "seller": seller_view(seller, view, page), "mine": mine,
            "view": ListingView::of(&viewing), "assistant": assistant, "waiting": waiting, "similar": similar,
            "client_id": client_id,
            "quick": view.price.map(negotiations::asking_steps).unwrap_or_default(),
            "worth": worth.as_ref().map(|worth| WorthView::of(worth, page.lang)), "worth_form": form,
        }),
    )
}

/// The owner's form about the worth.
#[derive(Debug, Deserialize)]
pub struct WorthForm {
    #[serde(default)]
    adjust: String,
    #[serde(default)]
    reason: String,
}

impl WorthForm {
    /// Percent as people type it: `-5`, `−5`, `+5 %`; empty is none, and what is no number is out of range.
    fn percent(&self) -> i64 {
        let text = self.adjust.replace('−', "-").replace('%', "");
        if text.trim().is_empty() { 0 } else { text.trim().parse().unwrap_or(i64::MAX) }
    }
}

/// `POST /barang/{slug}/nilai`: the owner adjusts the worth.
pub async fn worth_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
    searcher: web::Data<Searcher>,
    waker: web::Data<RelayWaker>,
    slug: web::Path<String>,
    form: Posted<WorthForm>,
) -> AppResult<HttpResponse> {
    let (slug, Posted(form)) = (slug.into_inner(), form);
    let (to, wanted) = (format!("/barang/{slug}#nilai"), slug.clone());
    let row = db.read(move |conn| listings::by_slug(conn, &wanted)).await?;
    let id = row.ok_or(AppError::NotFound)?.id;
    match listings::adjust_worth(&db, me.id, id, form.percent(), form.reason.clone(), page.now)
        .await
    {
        Ok(()) => {
            waker.wake();
            Ok(page.go(&to, Some((Tone::Ok, "worth-saved".into()))))
        }
        Err(AppError::Conflict { text, .. }) => Ok(page.go(&to, Some((Tone::Bad, text)))),
        Err(AppError::Invalid(errors)) => {
            let shown = find(&page, &db, &kinds, slug).await?;
            let errors = say_fields(&errors, page.lang);
            let typed = json!({"adjust": form.adjust, "reason": form.reason, "errors": errors});
            let mut again = answer(&page, &db, &kinds, &searcher, &shown, typed).await?;
            *again.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(again)
        }
        Err(err) => Err(err),
    }
}

fn detail(page: &Page, kinds: &Categories, view: &ListingOut, card: &Card) -> AppResult<Value> {
    let kind = |slug: &str| {
        kinds.by_slug(slug).map(|kind| json!({"slug": kind.slug, "name": kind.name(page.lang)}))
    };
    let mut all = serde_json::to_value(card)?;
    let more = json!({
        "description": view.description, "flaw": view.flaw, "brand": view.brand, "size": view.size, "color": view.color,
        "tags": view.tags, "delivery": view.delivery, "original_source": view.original_source.as_ref().filter(|_| view.original_price.is_some()),
        "photos": view.photos.iter().map(|p| json!({"url": p.url, "medium": p.medium, "thumb": p.thumbnail, "width": p.width, "height": p.height})).collect::<Vec<_>>(),
        "category": kind(&view.category), "parent_category": view.parent_category.as_deref().and_then(kind),
        "views": view.view_count, "expires_at": view.expires_at, "offer_count": view.offer_count, "version": view.version,
        "region": {"city": view.region.city, "district": view.region.district, "village": view.region.village},
    });
    if let (Some(all), Value::Object(more)) = (all.as_object_mut(), more) {
        all.extend(more);
    }
    Ok(all)
}

fn seller_view(seller: &Profile, view: &ListingOut, page: &Page) -> Value {
    json!({
        "id": seller.id, "handle": seller.handle, "name": seller.name, "verified": seller.verified(),
        "place": view.region.short(), "online": seller.online(page.now), "last_seen": seller.last_seen_at,
        "rating": seller.rating(), "rating_count": seller.rating_count, "sold": seller.sold_count, "since": seller.created_at,
    })
}

/// Things of the same kind, the nearest first.
async fn similar(
    searcher: &Searcher,
    db: &Db,
    view: &ListingOut,
    me: Option<crate::base::ids::UserId>,
) -> AppResult<Vec<Card>> {
    let query = SearchQuery::near(&view.category, (view.region.lat, view.region.lng), 6);
    let mut found = searcher.search(query).await?.listings;
    found.retain(|other| other.id != view.id);
    found.truncate(5);
    let ids: Vec<ListingId> = found.iter().map(|l| l.id).collect();
    let liked = match me {
        Some(me) => db.read(move |conn| likes::liked_among(conn, me, &ids)).await?,
        None => HashSet::new(),
    };
    Ok(listings::cards(&found, me, &liked))
}

/// `POST /barang/{slug}/suka`: the heart without scripts.
pub async fn like_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    waker: web::Data<RelayWaker>,
    slug: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (slug, user, now) = (slug.into_inner(), me.id, clock.now());
    let to = format!("/barang/{slug}");
    db.transaction(move |conn| {
        let row = listings::by_slug(conn, &slug)?.ok_or(AppError::NotFound)?;
        listings::must_be_visible(conn, row.id, Some(user))?;
        likes::set(conn, user, row.id, None, now)?;
        listings::announce_counts(conn, row.id)
    })
    .await?;
    waker.wake();
    Ok(page.go(&to, None))
}

//! `/barang/{slug}`: the page of a listing, and its forms for the like and for the worth.

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
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::http::{Posted, say_fields};
use crate::base::ids::{ListingId, RoomId, UserId};
use crate::base::outbox::RelayWaker;
use crate::chat::rooms;
use crate::config::Mode;
use crate::market::categories::Categories;
use crate::market::likes;
use crate::market::listings::{self, Card, Listing, ListingOut, Status, ViewCounter, WorthIn};
use crate::market::search::{SearchQuery, Searcher};
use crate::market::worth::{self, Worth, WorthView};
use crate::people::accounts::{self, Profile};
use crate::web::{Page, SignedIn, Tone, app_data_struct};

app_data_struct! {
    /// What the page of a listing needs.
    pub struct ListingPageDeps {
        db: Db,
        categories: Categories,
        searcher: Searcher,
        view_counter: ViewCounter,
        waker: RelayWaker,
    }
}

/// A listing with everything that its page shows of it.
struct PageData {
    view: ListingOut,
    worth: Option<Worth>,
    seller: Profile,
    liked: HashSet<ListingId>,
    room: Option<RoomId>,
    /// Whether the seller has another active listing with a price.
    more_for_sale: bool,
    /// Whether the seller's assistant may answer offers for it.
    assistant: bool,
    /// The reader's place in the queue for it.
    queue_place: Option<reservations::Place>,
}

impl PageData {
    /// # Errors
    /// 404 when the reader may not see the listing.
    fn load(
        conn: &mut Conn,
        categories: &Categories,
        slug: &str,
        reader: Option<UserId>,
        now: Timestamp,
    ) -> AppResult<Self> {
        let row = listings::by_slug(conn, slug)?.ok_or(AppError::NotFound)?;
        must_be_visible(conn, &row, reader)?;
        let mut views = listings::views_of(conn, categories, &[row.id])?;
        let view = views.pop().ok_or(AppError::NotFound)?;
        let worth = match view.content.modes.contains(&Mode::Barter) {
            true => worth::of(conn, categories, &[row.id], now)?.remove(&row.id),
            false => None,
        };
        let room = match reader {
            Some(reader) => rooms::of(conn, row.id, reader)?.map(|room| room.id),
            None => None,
        };
        let queue_place = match (reader, row.status) {
            (Some(reader), Status::Reserved) => reservations::place_of(conn, row.id, reader)?,
            _ => None,
        };
        Ok(Self {
            view,
            worth,
            seller: accounts::profile(conn, row.seller_id)?,
            liked: likes::liked_among(conn, reader, &[row.id])?,
            room,
            more_for_sale: listings::has_other_for_sale(conn, &row)?,
            assistant: assistant::is_active(conn, row.id, now)?,
            queue_place,
        })
    }
}

/// A barter-only listing is visible to its owner, and to those who got an offer that included it.
fn must_be_visible(conn: &mut Conn, row: &Listing, reader: Option<UserId>) -> AppResult<()> {
    if let (Status::BarterOnly, Some(reader)) = (row.status, reader)
        && negotiations::was_included(conn, row.id, reader)?
    {
        return Ok(());
    }
    listings::must_be_visible(conn, row.id, reader).map(|_listing| ())
}

impl ListingPageDeps {
    async fn load(&self, page: &Page, slug: String) -> AppResult<PageData> {
        let (reader, now) = (page.me.as_ref().map(|me| me.id), page.now);
        let categories = self.categories.get_ref().clone();
        self.db.read(move |conn| PageData::load(conn, &categories, &slug, reader, now)).await
    }

    /// The page; `worth_form` is the owner's form for the worth, with the stored values or those just submitted.
    async fn render(
        &self,
        page: &Page,
        data: &PageData,
        worth_form: Value,
    ) -> AppResult<HttpResponse> {
        let PageData { view, worth, seller, liked, room, .. } = data;
        let me = page.me.as_ref().map(|me| me.id);
        let mine = me == Some(view.seller.id);
        let mut cards = listings::cards(std::slice::from_ref(view), me, liked);
        let card = cards.pop().ok_or(AppError::NotFound)?;
        let similar = self.similar(view, me).await?;
        let client_id = Uuid::now_v7();
        let viewing = Viewing {
            listing: view,
            site: &page.site,
            signed_in: me.is_some(),
            mine,
            room: *room,
            more_for_sale: data.more_for_sale,
            waits: data.queue_place.is_some(),
            client_id,
        };
        page.render(
            "listings/page.html",
            &json!({
                "l": detail(page, &self.categories, view, &card)?, "seller": seller_view(seller, view, page),
                "mine": mine, "view": ListingView::of(&viewing), "assistant": data.assistant,
                "waiting": data.queue_place, "similar": similar, "client_id": client_id,
                "quick": view.content.price.map(negotiations::asking_steps).unwrap_or_default(),
                "worth": worth.as_ref().map(|worth| WorthView::of(worth, page.lang)), "worth_form": worth_form,
            }),
        )
    }

    /// Other listings of the category, the nearest first.
    async fn similar(&self, view: &ListingOut, reader: Option<UserId>) -> AppResult<Vec<Card>> {
        let query = SearchQuery::near(&view.category, (view.region.lat, view.region.lng), 6);
        let mut found = self.searcher.search(query).await?.listings;
        found.retain(|other| other.id != view.id);
        found.truncate(5);
        let ids: Vec<ListingId> = found.iter().map(|listing| listing.id).collect();
        let liked = self.db.read(move |conn| likes::liked_among(conn, reader, &ids)).await?;
        Ok(listings::cards(&found, reader, &liked))
    }
}

/// `GET /barang/{slug}`.
pub async fn listing(
    page: Page,
    deps: ListingPageDeps,
    slug: web::Path<String>,
) -> AppResult<HttpResponse> {
    let data = deps.load(&page, slug.into_inner()).await?;
    if page.me.as_ref().map(|me| me.id) != Some(data.view.seller.id) {
        deps.view_counter.record(data.view.id);
    }
    let adjustment = data.worth.as_ref().and_then(|worth| worth.adjustment.as_ref());
    let percent = adjustment.map_or(0, |adjustment| adjustment.percent);
    let reason = adjustment.map(|adjustment| &adjustment.reason);
    deps.render(&page, &data, json!({"adjust": percent, "reason": reason, "errors": {}})).await
}

/// The owner's form for the worth.
#[derive(Debug, Deserialize)]
pub struct WorthForm {
    #[serde(default)]
    adjust: String,
    #[serde(default)]
    reason: String,
}

impl WorthForm {
    /// Percent in the spellings that people use: `-5`, `−5`, `+5 %`. Blank is 0; what is no number is out of range.
    fn percent(&self) -> i64 {
        let text = self.adjust.replace('−', "-").replace('%', "");
        if text.trim().is_empty() { 0 } else { text.trim().parse().unwrap_or(i64::MAX) }
    }
}

/// `POST /barang/{slug}/nilai`: the owner adjusts the worth.
pub async fn worth_post(
    page: Page,
    me: SignedIn,
    deps: ListingPageDeps,
    slug: web::Path<String>,
    form: Posted<WorthForm>,
) -> AppResult<HttpResponse> {
    let (slug, Posted(form)) = (slug.into_inner(), form);
    let (back, wanted) = (format!("/barang/{slug}#nilai"), slug.clone());
    let row = deps.db.read(move |conn| listings::by_slug(conn, &wanted)).await?;
    let id = row.ok_or(AppError::NotFound)?.id;
    let input = WorthIn { adjust: form.percent(), reason: form.reason.clone() };
    match listings::adjust_worth(&deps.db, me.id, id, input, page.now).await {
        Ok(()) => {
            deps.waker.wake();
            Ok(page.go(&back, Some((Tone::Ok, "worth-saved".into()))))
        }
        Err(AppError::Conflict { text, .. }) => Ok(page.go(&back, Some((Tone::Bad, text)))),
        Err(AppError::Invalid(errors)) => {
            let data = deps.load(&page, slug).await?;
            let errors = say_fields(&errors, page.lang);
            let form = json!({"adjust": form.adjust, "reason": form.reason, "errors": errors});
            let mut answer = deps.render(&page, &data, form).await?;
            *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(answer)
        }
        Err(err) => Err(err),
    }
}

/// The listing for the template: its card, and what only its page shows.
fn detail(
    page: &Page,
    categories: &Categories,
    view: &ListingOut,
    card: &Card,
) -> AppResult<Value> {
    let category = |slug: &str| {
        let category = categories.by_slug(slug)?;
        Some(json!({"slug": category.slug, "name": category.name(page.lang)}))
    };
    let content = &view.content;
    let photos: Vec<_> = view
        .photos
        .iter()
        .map(|p| json!({"url": p.url, "medium": p.medium, "thumb": p.thumbnail, "width": p.width, "height": p.height}))
        .collect();
    let source = content.original_source.as_ref().filter(|_| content.original_price.is_some());
    let more = json!({
        "description": content.description, "flaw": content.flaw, "brand": content.brand, "size": content.size,
        "color": content.color, "tags": content.tags, "delivery": content.delivery, "original_source": source,
        "photos": photos, "category": category(&view.category),
        "parent_category": view.parent_category.as_deref().and_then(category),
        "views": view.view_count, "expires_at": view.expires_at, "offer_count": view.offer_count, "version": view.version,
        "region": {"city": view.region.city, "district": view.region.district, "village": view.region.village},
    });
    let mut all = serde_json::to_value(card)?;
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

/// `POST /barang/{slug}/suka`: the like without scripts.
pub async fn like_post(
    page: Page,
    me: SignedIn,
    deps: ListingPageDeps,
    clock: web::Data<Clock>,
    slug: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (slug, user, now) = (slug.into_inner(), me.id, clock.now());
    let to = format!("/barang/{slug}");
    let write = deps.db.transaction(move |conn| {
        let row = listings::by_slug(conn, &slug)?.ok_or(AppError::NotFound)?;
        listings::must_be_visible(conn, row.id, Some(user))?;
        likes::set(conn, user, row.id, None, now)?;
        listings::announce_counts(conn, row.id)
    });
    write.await?;
    deps.waker.wake();
    Ok(page.go(&to, None))
}

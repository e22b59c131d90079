//! `GET /barang/{slug}`: the page of a listing.

use std::collections::HashSet;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::listing_view::ListingView;
use super::viewing::Viewing;
use crate::bargaining::assistant;
use crate::bargaining::negotiations;
use crate::bargaining::reservations;
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::http::from_pairs;
use crate::base::ids::{ListingId, PromotionId, RoomId, UserId};
use crate::base::outbox::RelayWaker;
use crate::chat::rooms;
use crate::config::Mode;
use crate::market::categories::Categories;
use crate::market::likes;
use crate::market::listings::{self, Card, Listing, ListingOut, Status, ViewCounter};
use crate::market::photos::PhotoView;
use crate::market::placements::{Look, PlacementCounter};
use crate::market::search::{GeoPoint, SearchQuery, Searcher};
use crate::market::worth::{self, Worth, WorthView};
use crate::people::accounts::{self, Profile};
use crate::trade::promotions::Promotions;
use crate::trade::track_record::{self, TrackRecord, short_lines};
use crate::web::{Page, app_data_struct};

app_data_struct! {
    /// What the page of a listing needs.
    pub struct ListingPageDeps {
        pub(super) db: Db,
        categories: Categories,
        searcher: Searcher,
        view_counter: ViewCounter,
        placement_counter: PlacementCounter,
        promotions: Promotions,
        pub(super) waker: RelayWaker,
    }
}

/// A listing with everything that its page shows of it.
pub(super) struct PageData {
    view: ListingOut,
    worth: Option<Worth>,
    seller: Profile,
    /// How the seller has traded.
    record: TrackRecord,
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
            record: track_record::of(conn, row.seller_id)?,
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
    /// # Errors
    /// 404 when the reader may not see the listing.
    pub(super) async fn load(&self, page: &Page, slug: String) -> AppResult<PageData> {
        let (reader, now) = (page.me.as_ref().map(|me| me.id), page.now);
        let categories = self.categories.get_ref().clone();
        self.db.read(move |conn| PageData::load(conn, &categories, &slug, reader, now)).await
    }

    /// The page; `worth_form` is the owner's form for the worth, with the stored values or those just submitted.
    pub(super) async fn render(
        &self,
        page: &Page,
        data: &PageData,
        worth_form: Value,
    ) -> AppResult<HttpResponse> {
        let PageData { view, worth, liked, room, .. } = data;
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
            sells_promotions: self.promotions.are_sold(),
            mine,
            room: *room,
            more_for_sale: data.more_for_sale,
            waits: data.queue_place.is_some(),
            client_id,
        };
        page.render(
            "listings/page.html",
            &json!({
                "l": detail(page, &self.categories, view, &card)?, "seller": seller_view(data, page),
                "mine": mine, "view": ListingView::of(&viewing),
                "preview": view.photos.first().map(PhotoView::preview), "assistant": data.assistant,
                "waiting": data.queue_place, "similar": similar, "client_id": client_id,
                "quick": view.content.price.map(negotiations::asking_steps).unwrap_or_default(),
                "worth": worth.as_ref().map(|worth| WorthView::of(worth, page.lang)), "worth_form": worth_form,
            }),
        )
    }

    /// Counts that a reader opened the listing from the paid place that its address names.
    fn count_opened(&self, page: &Page, listing: ListingId, req: &HttpRequest) {
        let query: Option<AdQuery> = from_pairs(req.query_string().as_bytes()).ok();
        let promotion = query.and_then(|it| it.iklan.parse::<PromotionId>().ok());
        if let (Some(promotion), Some(reader)) = (promotion, page.reader_key()) {
            let place = (promotion, listing);
            self.placement_counter.record(place, reader, Look::Opened, page.now);
        }
    }

    /// Other listings of the category, the nearest first.
    async fn similar(&self, view: &ListingOut, reader: Option<UserId>) -> AppResult<Vec<Card>> {
        let here = GeoPoint { lat: view.region.lat, lng: view.region.lng };
        let query = SearchQuery::near(&view.category, here, 6);
        let mut found = self.searcher.search(query).await?.listings;
        found.retain(|other| other.id != view.id);
        found.truncate(5);
        let ids: Vec<ListingId> = found.iter().map(|listing| listing.id).collect();
        let liked = self.db.read(move |conn| likes::liked_among(conn, reader, &ids)).await?;
        Ok(listings::cards(&found, reader, &liked))
    }
}

/// The query of [`listing`]; what else stands there is ignored.
#[derive(Deserialize)]
struct AdQuery {
    /// The promotion that it was opened from ([`Card::in_place`]).
    iklan: String,
}

/// `GET /barang/{slug}`.
pub async fn listing(
    page: Page,
    deps: ListingPageDeps,
    slug: web::Path<String>,
    req: HttpRequest,
) -> AppResult<HttpResponse> {
    let data = deps.load(&page, slug.into_inner()).await?;
    if page.me.as_ref().map(|me| me.id) != Some(data.view.seller.id) {
        deps.view_counter.record(data.view.id);
        deps.count_opened(&page, data.view.id, &req);
    }
    let adjustment = data.worth.as_ref().and_then(|worth| worth.adjustment.as_ref());
    let percent = adjustment.map_or(0, |adjustment| adjustment.percent);
    let reason = adjustment.map(|adjustment| &adjustment.reason);
    deps.render(&page, &data, json!({"adjust": percent, "reason": reason, "errors": {}})).await
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
        "shipping_fee": content.shipping_fee,
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

fn seller_view(data: &PageData, page: &Page) -> Value {
    let PageData { seller, view, record, .. } = data;
    let badges: Vec<_> = seller.badges.iter().map(|badge| badge.view()).collect();
    json!({
        "id": seller.id, "handle": seller.handle, "name": seller.name, "verified": seller.verified(),
        "place": view.region.short(), "online": seller.online(page.now), "last_seen": seller.last_seen_at,
        "rating": seller.rating(), "rating_count": seller.rating_count, "sold": seller.sold_count, "since": seller.created_at,
        "badges": badges, "facts": short_lines(record),
    })
}

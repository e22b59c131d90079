//! `/` and `/kategori`.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::home_view::HomeView;
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, UserId};
use crate::config::Mode;
use crate::market::categories::{self, Categories, CategoryView};
use crate::market::likes;
use crate::market::listings::{self, Card};
use crate::market::placements::PlacementCounter;
use crate::market::search::{PaidPlaces, SearchQuery};
use crate::people::regions;
use crate::web::Page;

/// The rows of cards on the home page, each the newest first.
struct HomeRows {
    newest: Vec<Card>,
    /// In the reader's city.
    near: Vec<Card>,
    free: Vec<Card>,
    /// Above the newest.
    paid: PaidPlaces,
}

impl HomeRows {
    /// `city`: region code of the reader's city.
    fn load(
        conn: &mut Conn,
        categories: &Categories,
        city: Option<&str>,
        reader: Option<UserId>,
        now: Timestamp,
    ) -> AppResult<Self> {
        let newest = listings::newest(conn, None, None, 20)?;
        let near = match city {
            Some(city) => listings::newest(conn, None, Some(city), 10)?,
            None => Vec::new(),
        };
        let free = listings::newest(conn, Some(Mode::Free.word()), None, 5)?;
        let mut ids: Vec<ListingId> = newest.iter().chain(&near).chain(&free).copied().collect();
        ids.sort();
        ids.dedup();
        let views = listings::views_of(conn, categories, &ids)?;
        let liked = likes::liked_among(conn, reader, &ids)?;
        let cards: HashMap<ListingId, Card> = listings::cards(&views, reader, &liked)
            .into_iter()
            .map(|card| (card.id, card))
            .collect();
        let pick = |ids: &[ListingId]| ids.iter().filter_map(|id| cards.get(id).cloned()).collect();
        let paid = PaidPlaces::of(conn, categories, &SearchQuery::newest(20), reader, now)?;
        Ok(Self { newest: paid.above(pick(&newest)), near: pick(&near), free: pick(&free), paid })
    }
}

/// `GET /`.
pub async fn home(
    page: Page,
    db: web::Data<Db>,
    categories: web::Data<Categories>,
    counter: web::Data<PlacementCounter>,
) -> AppResult<HttpResponse> {
    let (reader, now) = (page.me.as_ref().map(|me| me.id), page.now);
    let region = page.me.as_ref().and_then(|me| me.person.region.clone());
    let city = region.as_deref().map(|code| regions::city_code(code).to_owned());
    let for_rows = categories.clone();
    let HomeRows { newest, near, free, paid } =
        db.read(move |conn| HomeRows::load(conn, &for_rows, city.as_deref(), reader, now)).await?;
    paid.count_seen(&counter, page.reader_key(), now);
    let view = HomeView::of(&page.site, region.as_deref());
    let categories = top_categories(&categories, &page, &HashMap::new());
    page.render(
        "home.html",
        &json!({"view": view, "categories": categories, "newest": newest, "near": near, "free": free}),
    )
}

/// `counts`: active listings by category slug.
fn top_categories(
    categories: &Categories,
    page: &Page,
    counts: &HashMap<String, i64>,
) -> Vec<CategoryView> {
    let view = |category| categories::view(categories, category, page.lang, counts);
    categories.children(None).map(view).collect()
}

/// Active listings by category slug, on both levels.
fn counts_by_slug(conn: &mut Conn, categories: &Categories) -> AppResult<HashMap<String, i64>> {
    let mut counts: HashMap<String, i64> = HashMap::new();
    for (id, n) in listings::counts_by_category(conn)? {
        let Some(category) = categories.by_id(id) else { continue };
        *counts.entry(category.slug.clone()).or_default() += n;
        if let Some(parent) = categories.parent_of(category) {
            *counts.entry(parent.slug.clone()).or_default() += n;
        }
    }
    Ok(counts)
}

/// `GET /kategori`.
pub async fn categories(
    page: Page,
    db: web::Data<Db>,
    categories: web::Data<Categories>,
) -> AppResult<HttpResponse> {
    let for_counts = categories.clone();
    let counts = db.read(move |conn| counts_by_slug(conn, &for_counts)).await?;
    let categories = top_categories(&categories, &page, &counts);
    page.render("categories/page.html", &json!({"categories": categories}))
}

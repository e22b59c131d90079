//! `/` and `/kategori`.

use std::collections::{HashMap, HashSet};

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::home_view::HomeView;
use crate::base::db::{Conn, Db};
use crate::base::error::AppResult;
use crate::base::ids::ListingId;
use crate::market::categories::{self, Categories, CategoryView};
use crate::market::likes;
use crate::market::listings::{self, Card};
use crate::people::regions;
use crate::web::Page;

/// `GET /`.
pub async fn home(
    page: Page,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
) -> AppResult<HttpResponse> {
    let me = page.me.as_ref().map(|me| me.id);
    let region = page.me.as_ref().and_then(|me| me.person.region.clone());
    let city = region.as_deref().map(|code| regions::city_code(code).to_owned());
    let all = kinds.clone();
    let (newest, near, free) = db
        .read(move |conn| {
            let newest = listings::newest(conn, None, None, 20)?;
            let near = match &city {
                Some(city) => listings::newest(conn, None, Some(city), 10)?,
                None => Vec::new(),
            };
            let free = listings::newest(conn, Some("gratis"), None, 5)?;
            let mut ids: Vec<ListingId> =
                newest.iter().chain(&near).chain(&free).copied().collect();
            ids.sort();
            ids.dedup();
            let views = listings::views_of(conn, &all, &ids)?;
            let liked = match me {
                Some(me) => likes::liked_among(conn, me, &ids)?,
                None => HashSet::new(),
            };
            let cards: HashMap<ListingId, Card> = listings::cards(&views, me, &liked)
                .into_iter()
                .map(|card| (card.id, card))
                .collect();
            let pick = |ids: &[ListingId]| {
                ids.iter().filter_map(|id| cards.get(id).cloned()).collect::<Vec<_>>()
            };
            Ok((pick(&newest), pick(&near), pick(&free)))
        })
        .await?;
    let none = HashMap::new();
    let categories: Vec<CategoryView> =
        kinds.children(None).map(|kind| categories::view(&kinds, kind, page.lang, &none)).collect();
    let view = HomeView::of(&page.site, region.as_deref());
    page.render(
        "home.html",
        &json!({"view": view, "categories": categories, "newest": newest, "near": near, "free": free}),
    )
}

/// Things on offer by category slug, both levels.
fn counts(conn: &mut Conn, kinds: &Categories) -> AppResult<HashMap<String, i64>> {
    let mut counts: HashMap<String, i64> = HashMap::new();
    for (id, n) in listings::counts_by_category(conn)? {
        let Some(kind) = kinds.by_id(id) else { continue };
        *counts.entry(kind.slug.clone()).or_default() += n;
        if let Some(above) = kinds.parent_of(kind) {
            *counts.entry(above.slug.clone()).or_default() += n;
        }
    }
    Ok(counts)
}

/// `GET /kategori`.
pub async fn categories(
    page: Page,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
) -> AppResult<HttpResponse> {
    let all = kinds.clone();
    let counts = db.read(move |conn| counts(conn, &all)).await?;
    let categories: Vec<CategoryView> = kinds
        .children(None)
        .map(|kind| categories::view(&kinds, kind, page.lang, &counts))
        .collect();
    page.render("categories/page.html", &json!({"categories": categories}))
}

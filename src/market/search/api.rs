//! `GET /api/listings` and `GET /api/suggest`.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::{RawQuery, SearchQuery, Searcher};
use crate::base::error::AppResult;
use crate::base::http::{Pagination, UrlQuery};
use crate::base::i18n::Lang;
use crate::base::ids::ListingId;
use crate::market::categories::Categories;
use crate::market::listings::ListingOut;

/// The numbers of matches by value.
#[derive(Debug, Clone, Default, Serialize, utoipa::ToSchema)]
pub struct Facets {
    /// By category slug, both levels.
    pub category: HashMap<String, i64>,
    /// By condition.
    pub condition: HashMap<String, i64>,
    /// By mode.
    pub mode: HashMap<String, i64>,
    /// By `code|name` of the city.
    pub city: HashMap<String, i64>,
}

/// A page of results.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SearchOut {
    listings: Vec<ListingOut>,
    facets: Facets,
    pagination: Pagination,
    /// The `after` of the next page; null on the last one.
    next: Option<ListingId>,
    /// Whether Postgres answered because Meilisearch is unavailable: no tolerance of typos, no facets.
    degraded: bool,
}

/// Searches by words and by place.
#[utoipa::path(get, path = "/api/listings", params(RawQuery),
    responses((status = 200, body = SearchOut), (status = 422, body = crate::base::http::Problem)))]
pub async fn search_api(
    searcher: web::Data<Searcher>,
    query: UrlQuery<RawQuery>,
) -> AppResult<HttpResponse> {
    let UrlQuery(mut raw) = query;
    raw.settle_places();
    let query = SearchQuery::try_from(raw)?;
    let (page, limit) = (query.page, query.limit);
    let found = searcher.search(query).await?;
    Ok(HttpResponse::Ok().json(SearchOut {
        pagination: Pagination::new(page, limit, found.total),
        listings: found.listings,
        next: found.next,
        facets: found.facets,
        degraded: found.degraded,
    }))
}

/// The beginning of a search.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct SuggestQuery {
    /// At least two characters.
    #[serde(default)]
    q: String,
}

/// One suggestion of the search box.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Suggestion {
    text: String,
    /// `category` or `listing`.
    kind: &'static str,
    url: String,
}

/// Categories first, then listings.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Suggestions {
    suggestions: Vec<Suggestion>,
}

/// Autocomplete: categories, then titles.
#[utoipa::path(get, path = "/api/suggest", params(SuggestQuery), responses((status = 200, body = Suggestions)))]
pub async fn suggest(
    searcher: web::Data<Searcher>,
    categories: web::Data<Categories>,
    lang: Lang,
    query: UrlQuery<SuggestQuery>,
) -> HttpResponse {
    let q: String = query.0.q.trim().chars().take(60).collect();
    let low = q.to_lowercase();
    let mut suggestions = Vec::new();
    if low.chars().count() >= 2 {
        for category in categories.matching(&low, lang).take(3) {
            suggestions.push(Suggestion {
                text: category.name(lang).to_owned(),
                kind: "category",
                url: format!("/kategori/{}", category.slug),
            });
        }
        if let Some(index) = searcher.index() {
            // A failure of the index leaves the categories.
            for (text, url) in index.titles(&q, 6).await.unwrap_or_default() {
                suggestions.push(Suggestion { text, kind: "listing", url });
            }
        }
    }
    HttpResponse::Ok().json(Suggestions { suggestions })
}

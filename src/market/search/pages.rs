//! `/cari` and `/kategori/{slug}`: search results as a page.

use actix_web::{HttpRequest, HttpResponse, web};

use super::deps::SearchDeps;
use super::lenient::LenientQuery;
use super::page_query::PageQuery;
use crate::base::error::{AppError, AppResult};
use crate::base::http::html;
use crate::web::Page;

/// `GET /cari`.
pub async fn search_page(
    req: HttpRequest,
    page: Page,
    deps: SearchDeps,
    query: LenientQuery,
) -> AppResult<HttpResponse> {
    show(&req, &page, &deps, query, None).await
}

/// `GET /kategori/{slug}`.
pub async fn category_page(
    req: HttpRequest,
    page: Page,
    deps: SearchDeps,
    slug: web::Path<String>,
    query: LenientQuery,
) -> AppResult<HttpResponse> {
    let slug = slug.into_inner();
    deps.categories.by_slug(&slug).ok_or(AppError::NotFound)?;
    show(&req, &page, &deps, query, Some(slug)).await
}

async fn show(
    req: &HttpRequest,
    page: &Page,
    deps: &SearchDeps,
    query: LenientQuery,
    category: Option<String>,
) -> AppResult<HttpResponse> {
    let (raw, query) = query.bounded(category.clone())?;
    let category = category.as_deref().and_then(|slug| deps.categories.by_slug(slug));
    let results = PageQuery { page, deps, path: req.path(), category, raw, query };
    let context = results.context().await?;
    if req.headers().get("x-fragment").is_some_and(|name| name == "results") {
        return Ok(html(page.fragment("search/_results.html", &context)?));
    }
    let template = if category.is_some() { "categories/one.html" } else { "search/page.html" };
    page.render(template, &context)
}

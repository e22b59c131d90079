//! `GET /suka`: what the reader likes.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::http::{UrlQuery, number};
use crate::market::categories::Categories;
use crate::market::likes;
use crate::market::listings;
use crate::web::{Page, SignedIn};

/// Cards of a page.
const PER_PAGE: i64 = 40;

/// Which page.
#[derive(Debug, Deserialize)]
pub struct PageQuery {
    /// From 1.
    #[serde(default, deserialize_with = "number")]
    page: Option<i64>,
}

/// `GET /suka`: the latest like first. Listings that left the market for good are left out.
pub async fn liked(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    categories: web::Data<Categories>,
    query: UrlQuery<PageQuery>,
) -> AppResult<HttpResponse> {
    let (user, at) = (me.id, query.0.page.unwrap_or(1).clamp(1, 1000));
    let (cards, has_more) = db
        .read(move |conn| {
            let mut ids = likes::liked_by(conn, user, PER_PAGE + 1, (at - 1) * PER_PAGE)?;
            let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
            let has_more = ids.len() > per_page;
            ids.truncate(per_page);
            let views = listings::views_of(conn, &categories, &ids)?;
            let liked = ids.into_iter().collect();
            Ok((listings::cards(&views, Some(user), &liked), has_more))
        })
        .await?;
    let to = |n: i64| format!("/suka?page={n}");
    page.render(
        "listings/liked.html",
        &json!({"listings": cards, "pagination": {
            "prev_url": (at > 1).then(|| to(at - 1)), "next_url": has_more.then(|| to(at + 1)), "links": [],
        }}),
    )
}

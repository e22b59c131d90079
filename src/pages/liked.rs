//! `GET /suka`: what the reader likes.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use crate::base::cursor::Cursor;
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::http::{UrlQuery, number};
use crate::market::categories::Categories;
use crate::market::likes::{self, LikesFrom};
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
    /// Where the page before ended; what is no cursor is ignored.
    #[serde(default)]
    after: String,
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
    let from = match query.0.after.parse() {
        Ok(cursor) => LikesFrom::After(cursor),
        Err(_none) => LikesFrom::Offset((at - 1) * PER_PAGE),
    };
    let (cards, next) = db
        .read(move |conn| {
            let mut found = likes::liked_by(conn, user, from, PER_PAGE + 1)?;
            let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
            let has_more = found.len() > per_page;
            found.truncate(per_page);
            let next = (found.last().filter(|_| has_more))
                .map(|(listing, liked_at)| Cursor { at: *liked_at, id: listing.0 });
            let ids: Vec<_> = found.into_iter().map(|(listing, _)| listing).collect();
            let views = listings::views_of(conn, &categories, &ids)?;
            let liked = ids.into_iter().collect();
            Ok((listings::cards(&views, Some(user), &liked), next))
        })
        .await?;
    let to = |n: i64| format!("/suka?page={n}");
    page.render(
        "listings/liked.html",
        &json!({"listings": cards, "pagination": {
            "prev_url": (at > 1).then(|| to(at - 1)), "links": [],
            "next_url": next.map(|next| format!("{}&after={next}", to(at + 1))),
        }}),
    )
}

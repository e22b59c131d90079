//! The JSON API of reviews.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::list::{ReviewPage, page_of, summary_of};
use super::machine::Command;
use super::model::{Content, Exchange, ReviewsFrom};
use super::service::{ReviewMove, Reviews};
use super::shapes::{DealReviewsOut, ReadReviews, ReviewOut, ReviewSummaryOut};
use super::store;
use super::tag::Tag;
use crate::base::cursor::Cursor;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{Pagination, UrlQuery, number, parse_json};
use crate::base::ids::{PhotoId, ReviewId};
use crate::people::accounts;
use crate::trade::deals::{Deal, Deals};
use crate::web::{SignedIn, app_data_struct};

app_data_struct! {
    /// What the reviews of a deal need.
    pub struct ReviewDeps {
        db: Db,
        deals: Deals,
        reviews: Reviews,
    }
}

/// A review.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct ReviewIn {
    /// 1 to 5.
    rating: i16,
    /// Words of `tags` of `GET /api/orders/{code}/review`.
    #[serde(default)]
    #[schema(value_type = Vec<Tag>)]
    tags: Vec<String>,
    /// At most 1,000 characters.
    #[serde(default)]
    comment: String,
    /// At most four of one's own uploads.
    #[serde(default)]
    photos: Vec<PhotoId>,
}

impl ReviewIn {
    fn content(self) -> AppResult<Content> {
        let tags = self.tags.iter().map(|word| word.parse::<Tag>()).collect::<Result<Vec<_>, _>>();
        let tags = tags.map_err(|_unknown| FieldErrors::one("tags", "review-tags-unknown"))?;
        Ok(Content { rating: self.rating, tags, comment: self.comment, photos: self.photos })
    }
}

/// A reply to a review.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct ReviewReplyIn {
    /// 1 to 500 characters.
    text: String,
}

async fn shown(
    deps: &ReviewDeps,
    me: &SignedIn,
    deal: Deal,
    exchange: Option<Exchange>,
) -> AppResult<DealReviewsOut> {
    let (user, now) = (me.id, deps.reviews.now());
    deps.db
        .read(move |conn| {
            let reader = deal.party(user).ok_or(AppError::NotFound)?;
            let exchange = match exchange {
                Some(exchange) => exchange,
                None => store::exchange(conn, &deal)?.ok_or(AppError::NotFound)?,
            };
            ReadReviews { deal: &deal, exchange: &exchange, reader, now }.out(conn)
        })
        .await
}

async fn act(
    deps: &ReviewDeps,
    me: &SignedIn,
    deal: Deal,
    command: Command,
) -> AppResult<DealReviewsOut> {
    let wanted = ReviewMove { deal: deal.id, user: me.id, command };
    let exchange = deps.reviews.make_move(wanted).await?;
    shown(deps, me, deal, Some(exchange)).await
}

/// The reviews of a completed deal, for its parties.
#[utoipa::path(get, path = "/api/orders/{code}/review", params(("code" = String, Path, description = "id or code")),
    responses((status = 200, body = DealReviewsOut), (status = 404, body = crate::base::http::Problem)))]
pub async fn show_api(
    me: SignedIn,
    deps: ReviewDeps,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let deal = deps.deals.find(code.into_inner(), me.id).await?;
    Ok(HttpResponse::Ok().json(shown(&deps, &me, deal, None).await?))
}

/// Reviews the other party of a completed deal.
#[utoipa::path(post, path = "/api/orders/{code}/review", params(("code" = String, Path, description = "id or code")), request_body = ReviewIn,
    responses((status = 201, body = DealReviewsOut), (status = 409, body = crate::base::http::Problem)))]
pub async fn review_api(
    me: SignedIn,
    deps: ReviewDeps,
    code: web::Path<String>,
    body: web::Bytes,
) -> AppResult<HttpResponse> {
    // Who is no party learns nothing of what fits.
    let deal = deps.deals.find(code.into_inner(), me.id).await?;
    let content = parse_json::<ReviewIn>(&body)?.content()?;
    let command = Command::Write { id: ReviewId::fresh(), content };
    Ok(HttpResponse::Created().json(act(&deps, &me, deal, command).await?))
}

/// Changes one's review while it is hidden.
#[utoipa::path(put, path = "/api/orders/{code}/review", params(("code" = String, Path, description = "id or code")), request_body = ReviewIn,
    responses((status = 200, body = DealReviewsOut), (status = 409, body = crate::base::http::Problem)))]
pub async fn change_api(
    me: SignedIn,
    deps: ReviewDeps,
    code: web::Path<String>,
    body: web::Bytes,
) -> AppResult<HttpResponse> {
    let deal = deps.deals.find(code.into_inner(), me.id).await?;
    let content = parse_json::<ReviewIn>(&body)?.content()?;
    Ok(HttpResponse::Ok().json(act(&deps, &me, deal, Command::Change { content }).await?))
}

/// Replies to what the other wrote, once it is shown.
#[utoipa::path(post, path = "/api/orders/{code}/review/reply", params(("code" = String, Path, description = "id or code")),
    request_body = ReviewReplyIn, responses((status = 201, body = DealReviewsOut), (status = 409, body = crate::base::http::Problem)))]
pub async fn reply_api(
    me: SignedIn,
    deps: ReviewDeps,
    code: web::Path<String>,
    body: web::Bytes,
) -> AppResult<HttpResponse> {
    let deal = deps.deals.find(code.into_inner(), me.id).await?;
    let ReviewReplyIn { text } = parse_json(&body)?;
    Ok(HttpResponse::Created().json(act(&deps, &me, deal, Command::Reply { text }).await?))
}

/// The query of `GET /api/users/{handle}/reviews`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct ReviewQuery {
    #[serde(default, deserialize_with = "number")]
    page: Option<i64>,
    /// The `next` of the page before; takes the place of `page`.
    after: Option<String>,
    #[serde(default, deserialize_with = "number")]
    limit: Option<i64>,
}

/// A page of a person's reviews.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReviewListOut {
    reviews: Vec<ReviewOut>,
    summary: ReviewSummaryOut,
    pagination: Pagination,
    /// The `after` of the next page; null on the last one.
    next: Option<String>,
}

/// What others say of a person, the newest first.
#[utoipa::path(get, path = "/api/users/{handle}/reviews", params(("handle" = String, Path), ReviewQuery),
    responses((status = 200, body = ReviewListOut), (status = 404, body = crate::base::http::Problem)))]
pub async fn list_api(
    db: web::Data<Db>,
    handle: web::Path<String>,
    query: UrlQuery<ReviewQuery>,
) -> AppResult<HttpResponse> {
    let UrlQuery(ReviewQuery { page, after, limit }) = query;
    let after = Cursor::of_query(after.as_deref())?;
    let (page, limit) = (page.unwrap_or(1).clamp(1, 1000), limit.unwrap_or(20).clamp(1, 100));
    let from = after.map_or(ReviewsFrom::Offset((page - 1) * limit), ReviewsFrom::After);
    let handle = handle.into_inner();
    let list = db
        .read(move |conn| {
            let profile = accounts::by_handle(conn, &handle)?.ok_or(AppError::NotFound)?;
            let wanted = ReviewPage { subject: profile.id, from, limit };
            let (reviews, next) = page_of(conn, wanted)?;
            let summary = summary_of(conn, profile.id)?;
            Ok(ReviewListOut {
                reviews: reviews.into_iter().map(ReviewOut::from).collect(),
                summary: ReviewSummaryOut::of(&profile, &summary),
                pagination: Pagination::new(page, limit, i64::from(profile.rating_count)),
                next: next.map(|next| next.to_string()),
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(list))
}

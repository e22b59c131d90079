//! The JSON API: leaderboards and the figures of one person.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::query::{Board, BoardQuery};
use super::store::{self, Ranked};
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::UrlQuery;
use crate::community::points::{self, Period, Totals};
use crate::config::Site;
use crate::people::accounts;
use crate::people::regions;

/// A person on a leaderboard.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RankedOut {
    /// From 1; people with equal points have the same.
    rank: i64,
    handle: String,
    name: String,
    city: Option<String>,
    total_items_sold: i32,
    total_items_bought: i32,
    points_seller: i32,
    points_buyer: i32,
    total_points: i32,
}

impl From<Ranked> for RankedOut {
    fn from(ranked: Ranked) -> Self {
        Self {
            rank: ranked.rank,
            handle: ranked.handle,
            name: ranked.name,
            city: ranked.city.as_deref().map(regions::short_label),
            total_items_sold: ranked.sold,
            total_items_bought: ranked.bought,
            points_seller: ranked.points_seller,
            points_buyer: ranked.points_buyer,
            total_points: ranked.points,
        }
    }
}

/// The leaderboards, the most points first. One that was not asked for is empty.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BoardOut {
    seller_leaderboard: Vec<RankedOut>,
    buyer_leaderboard: Vec<RankedOut>,
}

/// The figures of a person. Points are no money.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StatsOut {
    handle: String,
    /// Goods given in deals that count.
    total_items_sold: i32,
    /// Goods bought or got as gifts in deals that count.
    total_items_bought: i32,
    points_seller: i32,
    points_buyer: i32,
    total_points: i32,
}

impl StatsOut {
    fn new(handle: String, totals: Totals) -> Self {
        Self {
            handle,
            total_items_sold: totals.sold,
            total_items_bought: totals.bought,
            points_seller: totals.points_seller,
            points_buyer: totals.points_buyer,
            total_points: totals.points,
        }
    }
}

/// 404 on a site without points.
pub(super) fn has_points(site: &Site) -> AppResult<()> {
    if site.points { Ok(()) } else { Err(AppError::NotFound) }
}

/// Who earned the most points.
#[utoipa::path(get, path = "/api/leaderboard", params(BoardQuery), responses((status = 200, body = BoardOut)))]
pub async fn leaderboard_api(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    site: web::Data<Site>,
    query: UrlQuery<BoardQuery>,
) -> AppResult<HttpResponse> {
    has_points(&site)?;
    let (wanted, now) = (query.0.strict()?, clock.now());
    let board = db
        .read(move |conn| {
            let mut of = |board: Board| -> AppResult<Vec<RankedOut>> {
                if wanted.board != Board::All && wanted.board != board {
                    return Ok(Vec::new());
                }
                let mut wanted = wanted.clone();
                wanted.board = board;
                let top = store::top(conn, &wanted, now)?;
                Ok(top.into_iter().map(RankedOut::from).collect())
            };
            Ok(BoardOut {
                seller_leaderboard: of(Board::Seller)?,
                buyer_leaderboard: of(Board::Buyer)?,
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(board))
}

/// What a person has traded, and their points.
#[utoipa::path(get, path = "/api/stats/{handle}", params(("handle" = String, Path)), responses((status = 200, body = StatsOut)))]
pub async fn stats_api(
    db: web::Data<Db>,
    site: web::Data<Site>,
    handle: web::Path<String>,
) -> AppResult<HttpResponse> {
    has_points(&site)?;
    let handle = handle.into_inner();
    let stats = db
        .read(move |conn| {
            let person = accounts::by_handle(conn, &handle)?.ok_or(AppError::NotFound)?;
            let totals = points::totals_of(conn, person.id, &Period::All)?;
            Ok(StatsOut::new(person.handle, totals))
        })
        .await?;
    Ok(HttpResponse::Ok().json(stats))
}

//! `GET /api/orders`.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::machine::Party;
use super::model::{Deal, Payment, Status};
use super::store;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{Asked, Pagination, number};
use crate::base::ids::{DealId, ListingId, OfferId, RoomId, UserId};
use crate::config::Mode;
use crate::web::SignedIn;

/// Where the money of a deal stands.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PaymentOut {
    status: Payment,
    amount: i64,
    fee: i64,
}

/// A deal as its two parties see it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DealOut {
    id: DealId,
    code: String,
    listing_id: ListingId,
    offer_id: OfferId,
    buyer: UserId,
    seller: UserId,
    mode: Mode,
    status: Status,
    payment: PaymentOut,
    room: RoomId,
    /// When the default outcome comes.
    deadline_at: Option<DateTime<Utc>>,
    version: i32,
    created_at: DateTime<Utc>,
}

impl From<&Deal> for DealOut {
    fn from(deal: &Deal) -> Self {
        Self {
            id: deal.id,
            code: deal.code.clone(),
            listing_id: deal.listing_id,
            offer_id: deal.offer_id,
            buyer: deal.buyer_id,
            seller: deal.seller_id,
            mode: deal.mode,
            status: deal.status,
            payment: PaymentOut { status: deal.payment, amount: deal.amount, fee: 0 },
            room: deal.room_id,
            deadline_at: deal.deadline_at,
            version: deal.version,
            created_at: deal.created_at,
        }
    }
}

/// Which deals.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct DealQuery {
    /// `buyer` (default) or `seller`.
    role: Option<String>,
    /// Only these.
    status: Option<String>,
    #[serde(default, deserialize_with = "number")]
    page: Option<i64>,
    #[serde(default, deserialize_with = "number")]
    limit: Option<i64>,
}

/// One's own deals.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DealList {
    orders: Vec<DealOut>,
    pagination: Pagination,
}

/// One deal.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DealShown {
    order: DealOut,
}

impl From<&Deal> for DealShown {
    fn from(deal: &Deal) -> Self {
        Self { order: DealOut::from(deal) }
    }
}

/// One's own deals, on one side.
#[utoipa::path(get, path = "/api/orders", params(DealQuery), responses((status = 200, body = DealList)))]
pub async fn list_api(
    me: SignedIn,
    db: web::Data<Db>,
    query: Asked<DealQuery>,
) -> AppResult<HttpResponse> {
    let Asked(DealQuery { role, status, page, limit }) = query;
    let side = if role.as_deref() == Some("seller") { Party::Seller } else { Party::Buyer };
    let status = match status.as_deref() {
        None | Some("") => None,
        Some("done") => Some(Status::Completed),
        Some("canceled") => Some(Status::Cancelled),
        Some(word) => Some(
            word.parse().map_err(|_unknown| FieldErrors::one("status", "deal-status-unknown"))?,
        ),
    };
    let (page, limit, user) =
        (page.unwrap_or(1).clamp(1, 1000), limit.unwrap_or(20).clamp(1, 100), me.id);
    let (deals, total) = db
        .read(move |conn| store::of_user(conn, user, side, status, limit, (page - 1) * limit))
        .await?;
    let orders = deals.iter().map(DealOut::from).collect();
    Ok(HttpResponse::Ok()
        .json(DealList { orders, pagination: Pagination::new(page, limit, total) }))
}

/// One deal, for its two parties.
#[utoipa::path(get, path = "/api/orders/{code}", params(("code" = String, Path, description = "id or code")),
    responses((status = 200, body = DealShown), (status = 404, body = crate::base::http::Problem)))]
pub async fn show_api(
    me: SignedIn,
    db: web::Data<Db>,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (code, user) = (code.into_inner(), me.id);
    let deal = db
        .read(move |conn| store::by_name(conn, &code))
        .await?
        .filter(|deal| deal.party(user).is_some())
        .ok_or(AppError::NotFound)?;
    Ok(HttpResponse::Ok().json(DealShown::from(&deal)))
}

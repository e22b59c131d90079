//! The JSON API of deals.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::model::{Deal, Payment, Status};
use super::store::{self, DealsFrom};
use crate::base::cursor::Cursor;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{Pagination, UrlQuery, number};
use crate::base::ids::{DealId, ListingId, OfferId, RoomId, UserId};
use crate::config::Mode;
use crate::market::Party;
use crate::market::terms::Delivery;
use crate::web::SignedIn;

/// The payment of a deal; amounts are whole rupiah.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PaymentOut {
    status: Payment,
    amount: i64,
    fee: i64,
}

/// A deal, as its two parties see it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DealOut {
    id: DealId,
    code: String,
    listing_id: ListingId,
    offer_id: OfferId,
    buyer: UserId,
    seller: UserId,
    mode: Mode,
    /// How the listing is handed over.
    method: Delivery,
    status: Status,
    payment: PaymentOut,
    room: RoomId,
    /// When the default outcome applies.
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
            method: deal.method,
            status: deal.state.status,
            payment: PaymentOut { status: deal.state.payment, amount: deal.amount, fee: 0 },
            room: deal.room_id,
            deadline_at: deal.state.deadline_at,
            version: deal.state.version,
            created_at: deal.created_at,
        }
    }
}

/// The values of `status` that the API accepts. One that no deal can have yet matches no deal.
pub const STATUS_WORDS: [&str; 7] =
    ["pending", "deal", "shipped", "delivered", "completed", "disputed", "cancelled"];

/// The filter that a query states by its `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StatusFilter {
    Any,
    Only(Status),
    /// An accepted value that no deal can have yet.
    Nothing,
}

impl StatusFilter {
    /// # Errors
    /// `Invalid` for a value that the API does not accept.
    fn parse(word: Option<&str>) -> AppResult<Self> {
        let word = match word {
            None | Some("") => return Ok(Self::Any),
            Some("done") => "completed",
            Some("canceled") => "cancelled",
            Some(word) => word,
        };
        match word.parse() {
            Ok(status) => Ok(Self::Only(status)),
            Err(_not_yet) if STATUS_WORDS.contains(&word) => Ok(Self::Nothing),
            Err(_unknown) => Err(FieldErrors::one("status", "deal-status-unknown")),
        }
    }
}

/// The query of `GET /api/orders`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct DealQuery {
    /// `buyer` (default) or `seller`.
    role: Option<String>,
    /// Only deals in this status.
    status: Option<String>,
    #[serde(default, deserialize_with = "number")]
    page: Option<i64>,
    /// The `next` of the page before; takes the place of `page`.
    after: Option<String>,
    #[serde(default, deserialize_with = "number")]
    limit: Option<i64>,
}

/// A page of the caller's own deals.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DealList {
    orders: Vec<DealOut>,
    pagination: Pagination,
    /// The `after` of the next page; null on the last one.
    next: Option<String>,
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

/// The caller's own deals, as the buyer or the seller.
#[utoipa::path(get, path = "/api/orders", params(DealQuery), responses((status = 200, body = DealList)))]
pub async fn list_api(
    me: SignedIn,
    db: web::Data<Db>,
    query: UrlQuery<DealQuery>,
) -> AppResult<HttpResponse> {
    let UrlQuery(DealQuery { role, status, page, after, limit }) = query;
    let after = Cursor::of_query(after.as_deref())?;
    let party = if role.as_deref() == Some("seller") { Party::Seller } else { Party::Buyer };
    let filter = StatusFilter::parse(status.as_deref())?;
    let (page, limit, user) =
        (page.unwrap_or(1).clamp(1, 1000), limit.unwrap_or(20).clamp(1, 100), me.id);
    let status = match filter {
        StatusFilter::Only(status) => Some(status),
        StatusFilter::Any | StatusFilter::Nothing => None,
    };
    let from = after.map_or(DealsFrom::Offset((page - 1) * limit), DealsFrom::After);
    let wanted = store::DealPage { party, status, limit: limit + 1, from };
    let (mut deals, total) = match filter {
        StatusFilter::Nothing => (Vec::new(), 0),
        _ => db.read(move |conn| store::of_user(conn, user, wanted)).await?,
    };
    let next = store::cut(&mut deals, limit).map(|next| next.to_string());
    let orders = deals.iter().map(DealOut::from).collect();
    let pagination = Pagination::new(page, limit, total);
    Ok(HttpResponse::Ok().json(DealList { orders, pagination, next }))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accepted_status_is_a_filter_and_other_values_are_refused() {
        let parse = |word| StatusFilter::parse(Some(word)).unwrap();
        for word in STATUS_WORDS {
            let possible = Status::ALL.iter().find(|status| status.word() == word);
            let expected = possible.map_or(StatusFilter::Nothing, |it| StatusFilter::Only(*it));
            assert_eq!(parse(word), expected, "{word}");
        }
        assert_eq!(parse("done"), StatusFilter::Nothing);
        assert_eq!(parse("canceled"), StatusFilter::Only(Status::Cancelled));
        assert_eq!(StatusFilter::parse(None).unwrap(), StatusFilter::Any);
        assert!(StatusFilter::parse(Some("lost")).is_err());
    }
}

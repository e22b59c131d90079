//! The JSON API of reading deals.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::super::machine::Status;
use super::super::service::Deals;
use super::super::store::{self, DealsFrom};
use super::shapes::{DealOut, DealShown};
use crate::base::cursor::Cursor;
use crate::base::db::Db;
use crate::base::error::{AppResult, FieldErrors};
use crate::base::http::{Pagination, UrlQuery, number};
use crate::market::Party;
use crate::web::SignedIn;

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

/// The caller's own deals, as the buyer or the seller.
#[utoipa::path(get, path = "/api/orders", params(DealQuery), responses((status = 200, body = DealList)))]
pub async fn list_api(
    me: SignedIn,
    db: web::Data<Db>,
    deals: web::Data<Deals>,
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
    let context = deals.context().clone();
    let (orders, next, total) = match filter {
        StatusFilter::Nothing => (Vec::new(), None, 0),
        _ => {
            let now = deals.now();
            db.read(move |conn| {
                let (mut deals, total) = store::of_user(conn, user, wanted)?;
                let next = store::cut(&mut deals, limit).map(|next| next.to_string());
                Ok((DealOut::all(conn, &context, &deals, user, now)?, next, total))
            })
            .await?
        }
    };
    let pagination = Pagination::new(page, limit, total);
    Ok(HttpResponse::Ok().json(DealList { orders, pagination, next }))
}

/// One deal, for its two parties.
#[utoipa::path(get, path = "/api/orders/{code}", params(("code" = String, Path, description = "id or code")),
    responses((status = 200, body = DealShown), (status = 404, body = crate::base::http::Problem)))]
pub async fn show_api(
    me: SignedIn,
    deals: web::Data<Deals>,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let deal = deals.find(code.into_inner(), me.id).await?;
    let order = deals.shown(deal, me.id).await?;
    Ok(HttpResponse::Ok().json(DealShown { order }))
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
        assert_eq!(parse("done"), StatusFilter::Only(Status::Completed));
        assert_eq!(parse("disputed"), StatusFilter::Only(Status::Disputed));
        assert_eq!(parse("canceled"), StatusFilter::Only(Status::Cancelled));
        assert_eq!(StatusFilter::parse(None).unwrap(), StatusFilter::Any);
        assert!(StatusFilter::parse(Some("lost")).is_err());
    }
}

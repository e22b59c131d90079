//! The JSON API of promotions.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::actions::Wish;
use super::figures::Figures;
use super::machine::Status;
use super::model::Promotion;
use super::policy::Offer;
use super::service::{Promotions, Seen};
use crate::base::error::AppResult;
use crate::base::http::{JsonBody, Problem};
use crate::market::listings::parse_id;
use crate::market::placements::Kind;
use crate::trade::payments::{PaymentOut, Settlement};
use crate::web::{SignedIn, app_data_struct};

app_data_struct! {
    /// What the handlers need.
    pub struct PromotionDeps {
        promotions: Promotions,
        settlement: Settlement,
    }
}

/// A promotion; amounts are whole rupiah.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PromotionOut {
    pub code: String,
    pub kind: Kind,
    pub hours: i16,
    pub amount: i64,
    pub status: Status,
    pub starts_at: Option<DateTime<Utc>>,
    pub ends_at: Option<DateTime<Utc>>,
    /// How often the listing was shown in the place, to others than its buyer, each once an hour.
    pub seen: i64,
    /// How often it was opened from there, counted alike.
    pub opened: i64,
    /// New chats about the listing while it ran, wherever they came from.
    pub chats: i64,
}

impl PromotionOut {
    fn of(promotion: &Promotion, figures: Figures) -> Self {
        let Figures { seen, opened, chats } = figures;
        Self {
            code: promotion.code.clone(),
            kind: promotion.kind,
            hours: promotion.hours,
            amount: promotion.amount,
            status: promotion.state.status,
            starts_at: promotion.state.starts_at,
            ends_at: promotion.state.ends_at,
            seen,
            opened,
            chats,
        }
    }
}

/// What may be bought for a listing, and what was, the newest first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PromotionsOut {
    pub offers: Vec<Offer>,
    pub promotions: Vec<PromotionOut>,
}

impl PromotionsOut {
    /// Of what an owner sees.
    pub fn of(seen: &Seen) -> Self {
        let out = |promotion: &Promotion| {
            let figures = seen.figures.get(&promotion.id).copied().unwrap_or_default();
            PromotionOut::of(promotion, figures)
        };
        Self { offers: seen.offers.clone(), promotions: seen.promotions.iter().map(out).collect() }
    }
}

/// The payment of a promotion.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PromotionShown {
    payment: PaymentOut,
}

/// The promotions of the caller's listing, and what may be bought for it.
#[utoipa::path(get, path = "/api/listings/{id}/promotions", params(("id" = String, Path)),
    responses((status = 200, body = PromotionsOut), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn list_api(
    me: SignedIn,
    deps: PromotionDeps,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let seen = deps.promotions.of_listing(me.id, parse_id(&id)?).await?;
    Ok(HttpResponse::Ok().json(PromotionsOut::of(&seen)))
}

/// Buys one of the offers for the caller's listing: starts its payment; asked again for the same, it answers the same one.
#[utoipa::path(post, path = "/api/listings/{id}/promotions", params(("id" = String, Path)), request_body = Offer,
    responses((status = 201, body = PromotionShown), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn buy_api(
    me: SignedIn,
    deps: PromotionDeps,
    id: web::Path<String>,
    body: JsonBody<Offer>,
) -> AppResult<HttpResponse> {
    let wish = Wish { listing: parse_id(&id)?, owner: me.id, offer: body.0 };
    let payment = deps.promotions.buy(&deps.settlement, wish).await?;
    Ok(HttpResponse::Created().json(PromotionShown { payment: PaymentOut::of(&payment) }))
}

//! The seller's wishes over JSON and by a form.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Wishes, bundle_percent, of, wish};
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{Body, Posted, number};
use crate::base::ids::ListingId;
use crate::market::listings::{self, parse_id};
use crate::web::{Page, SignedIn, Tone};

/// What a seller wishes; what is left out stays as it is.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
pub struct WishesIn {
    /// What begins below so many percent of the asking price is declined at once, 0 to 100; 50 as usual.
    pub floor_percent: Option<i64>,
    /// How often a buyer may begin in 24 hours, 0 to 10; 3 as usual, null is as often as they like, 0 a fixed price.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<i64>)]
    pub tries: Option<Option<i64>>,
    /// Percent off for who buys several of the seller's things at once, 0 to 50; it holds for all of them.
    pub bundle_percent: Option<i64>,
}

/// What is named is named, be it null.
fn named<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Option<i64>>, D::Error> {
    Option::deserialize(d).map(Some)
}

/// A seller's wishes as they stand.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct WishesShown {
    #[serde(flatten)]
    wishes: Wishes,
    bundle_percent: i16,
}

/// What the owner wishes of who bargains; nobody else is told.
#[utoipa::path(get, path = "/api/listings/{id}/wishes", params(("id" = ListingId, Path)),
    responses((status = 200, body = WishesShown), (status = 403, body = crate::base::http::Problem)))]
pub async fn wishes_get(
    me: SignedIn,
    db: web::Data<Db>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (id, user) = (parse_id(&id)?, me.id);
    let shown = db
        .read(move |conn| {
            listings::own(conn, user, id)?;
            Ok(WishesShown { wishes: of(conn, id)?, bundle_percent: bundle_percent(conn, user)? })
        })
        .await?;
    Ok(HttpResponse::Ok().json(shown))
}

/// Says what the owner wishes of who bargains.
#[utoipa::path(put, path = "/api/listings/{id}/wishes", params(("id" = ListingId, Path)), request_body = WishesIn,
    responses((status = 200, body = WishesShown), (status = 409, body = crate::base::http::Problem), (status = 422, body = crate::base::http::Problem)))]
pub async fn wishes_put(
    me: SignedIn,
    db: web::Data<Db>,
    id: web::Path<String>,
    body: Body<WishesIn>,
) -> AppResult<HttpResponse> {
    let id = parse_id(&id)?;
    let (wishes, bundle_percent) =
        db.transaction(move |conn| wish(conn, id, me.id, &body.0)).await?;
    Ok(HttpResponse::Ok().json(WishesShown { wishes, bundle_percent }))
}

/// The wishes as a form; empty tries are no limit.
#[derive(Debug, Deserialize)]
pub struct WishesForm {
    #[serde(default, deserialize_with = "number")]
    floor_percent: Option<i64>,
    #[serde(default, deserialize_with = "number")]
    tries: Option<i64>,
    #[serde(default, deserialize_with = "number")]
    bundle_percent: Option<i64>,
}

/// `POST /jual/{id}/aturan`.
pub async fn wishes_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    id: web::Path<String>,
    form: Posted<WishesForm>,
) -> AppResult<HttpResponse> {
    let (id, form) = (parse_id(&id)?, form.0);
    let new = WishesIn {
        floor_percent: form.floor_percent,
        tries: Some(form.tries),
        bundle_percent: Some(form.bundle_percent.unwrap_or(0)),
    };
    let flash = match db.transaction(move |conn| wish(conn, id, me.id, &new)).await {
        Ok(_) => (Tone::Ok, "wishes-saved".into()),
        Err(err @ (AppError::Invalid(_) | AppError::Conflict { .. })) => (Tone::Bad, err.text()),
        Err(err) => return Err(err),
    };
    Ok(page.go(&format!("/jual/{id}/asisten#aturan"), Some(flash)))
}

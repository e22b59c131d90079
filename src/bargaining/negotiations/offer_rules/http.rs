//! The seller's rules over JSON and by a form.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Deserializer, Serialize};

use super::super::refusals::refusal_flash;
use super::{OfferRules, bundle_percent, of, set};
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::http::{JsonBody, UrlForm, number};
use crate::base::ids::ListingId;
use crate::market::listings::{self, parse_id};
use crate::web::{Page, SignedIn, Tone};

/// A seller's rules; what is left out stays as it is.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
pub struct OfferRulesIn {
    /// Opening offers below so many percent of the asking price are declined at once, 0 to 100; 50 by default.
    pub floor_percent: Option<i64>,
    /// How often a buyer may begin in 24 hours, 0 to 10; 3 by default, null is without limit, 0 a fixed price.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>)]
    pub tries: Option<Option<i64>>,
    /// Percent off for who buys several of the seller's listings at once, 0 to 50; it holds for all of them.
    pub bundle_percent: Option<i64>,
}

/// A field that is present is set, be it null.
fn present<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Option<i64>>, D::Error> {
    Option::deserialize(d).map(Some)
}

/// A seller's rules as they are.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OfferRulesOut {
    #[serde(flatten)]
    rules: OfferRules,
    bundle_percent: i16,
}

/// The owner's rules for buyers who bargain; only the owner reads them.
#[utoipa::path(get, path = "/api/listings/{id}/wishes", params(("id" = ListingId, Path)),
    responses((status = 200, body = OfferRulesOut), (status = 403, body = crate::base::http::Problem)))]
pub async fn offer_rules_get(
    me: SignedIn,
    db: web::Data<Db>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (id, user) = (parse_id(&id)?, me.id);
    let shown = db
        .read(move |conn| {
            listings::lock_own(conn, user, id)?;
            Ok(OfferRulesOut { rules: of(conn, id)?, bundle_percent: bundle_percent(conn, user)? })
        })
        .await?;
    Ok(HttpResponse::Ok().json(shown))
}

/// Sets the owner's rules for who bargains.
#[utoipa::path(put, path = "/api/listings/{id}/wishes", params(("id" = ListingId, Path)), request_body = OfferRulesIn,
    responses((status = 200, body = OfferRulesOut), (status = 409, body = crate::base::http::Problem), (status = 422, body = crate::base::http::Problem)))]
pub async fn offer_rules_put(
    me: SignedIn,
    db: web::Data<Db>,
    id: web::Path<String>,
    body: JsonBody<OfferRulesIn>,
) -> AppResult<HttpResponse> {
    let id = parse_id(&id)?;
    let (rules, bundle_percent) = db.transaction(move |conn| set(conn, id, me.id, &body.0)).await?;
    Ok(HttpResponse::Ok().json(OfferRulesOut { rules, bundle_percent }))
}

/// The rules as a form; empty tries are no limit.
#[derive(Debug, Deserialize)]
pub struct OfferRulesForm {
    #[serde(default, deserialize_with = "number")]
    floor_percent: Option<i64>,
    #[serde(default, deserialize_with = "number")]
    tries: Option<i64>,
    #[serde(default, deserialize_with = "number")]
    bundle_percent: Option<i64>,
}

/// `POST /jual/{id}/aturan`.
pub async fn offer_rules_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    id: web::Path<String>,
    form: UrlForm<OfferRulesForm>,
) -> AppResult<HttpResponse> {
    let (id, form) = (parse_id(&id)?, form.0);
    let new = OfferRulesIn {
        floor_percent: form.floor_percent,
        tries: Some(form.tries),
        bundle_percent: Some(form.bundle_percent.unwrap_or(0)),
    };
    let flash = match db.transaction(move |conn| set(conn, id, me.id, &new)).await {
        Ok(_) => (Tone::Ok, "wishes-saved".into()),
        Err(err) => refusal_flash(err)?,
    };
    Ok(page.go(&format!("/jual/{id}/asisten#aturan"), Some(flash)))
}

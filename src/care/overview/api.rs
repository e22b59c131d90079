//! The overview, as JSON.

use actix_web::HttpResponse;
use serde::Serialize;

use super::attention::{Attention, ordered};
use super::store::{self, DayFigures, Figures};
use crate::base::error::AppResult;
use crate::care::CareDeps;
use crate::web::SignedIn;

/// Days of the figures.
const DAYS: i64 = 30;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OverviewOut {
    /// What needs attention, the most urgent first.
    pub attention: Vec<Attention>,
    pub figures: Figures,
    /// The last thirty days, the oldest first.
    pub days: Vec<DayFigures>,
}

/// The overview; JSON and the page call it. Three queries.
///
/// # Errors
/// The database's errors.
pub async fn overview_of(deps: &CareDeps) -> AppResult<OverviewOut> {
    let now = deps.now();
    deps.db()
        .read(move |conn| {
            Ok(OverviewOut {
                attention: ordered(store::attention(conn, now)?),
                figures: store::figures(conn, now)?,
                days: store::by_day(conn, now, DAYS)?,
            })
        })
        .await
}

/// What needs attention, and the figures of the site.
#[utoipa::path(get, path = "/api/admin/overview", responses((status = 200, body = OverviewOut)))]
pub async fn overview_api(_me: SignedIn, deps: CareDeps) -> AppResult<HttpResponse> {
    Ok(HttpResponse::Ok().json(overview_of(&deps).await?))
}

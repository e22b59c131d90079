//! `GET /api/regions`, for the region picker.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::places::{self, Scope};
use super::store;
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::http::{UrlQuery, number};

/// Characters of `q` that are used.
const QUERY_MAX: usize = 120;

/// Regions in an answer to `q`.
const FOUND_MAX: usize = 20;

/// The query of `GET /api/regions`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct RegionQuery {
    /// Only regions directly below this code; provinces when it is empty.
    parent: Option<String>,
    /// Words of the name and of the regions above in any order, or their beginnings; everyday names too (`jaksel`).
    q: Option<String>,
    /// Only this level: 1 province, 2 city, 3 district, 4 village.
    #[serde(default, deserialize_with = "number")]
    level: Option<i16>,
}

/// A region to pick.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RegionView {
    /// Kemendagri code.
    pub code: String,
    pub name: String,
    /// 1 province, 2 city, 3 district, 4 village.
    pub level: i16,
    /// The name with those of the regions above: `Coblong, Kota Bandung, Jawa Barat`.
    pub label: String,
}

/// The regions found.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RegionList {
    regions: Vec<RegionView>,
}

/// The regions below a parent, or those that a text means, the likeliest first.
#[utoipa::path(get, path = "/api/regions", params(RegionQuery), responses((status = 200, body = RegionList)))]
pub async fn list(db: web::Data<Db>, query: UrlQuery<RegionQuery>) -> AppResult<HttpResponse> {
    let UrlQuery(RegionQuery { parent, q, level }) = query;
    let parent = parent.filter(|code| !code.is_empty());
    let regions = db
        .read(move |conn| match q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
            Some(q) => {
                let q: String = q.chars().take(QUERY_MAX).collect();
                let scope = Scope { level, parent: parent.as_deref() };
                let found = places::search(&q, &scope, FOUND_MAX);
                let codes: Vec<String> = found.into_iter().map(|found| found.code).collect();
                store::with_codes(conn, &codes)
            }
            None => store::children(conn, parent.as_deref()),
        })
        .await?;
    let regions = regions
        .into_iter()
        .map(|r| RegionView { code: r.code, name: r.name, level: r.level, label: r.label })
        .collect();
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", "public, max-age=3600"))
        .json(RegionList { regions }))
}

//! `GET /api/regions`: the picker.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::store;
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::http::{Asked, number};

/// What to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct RegionQuery {
    /// The areas right below this code; provinces when empty.
    parent: Option<String>,
    /// Areas whose name, or a word of it, begins with this.
    q: Option<String>,
    /// Only this level: 1 province, 2 city, 3 district, 4 village.
    #[serde(default, deserialize_with = "number")]
    level: Option<i16>,
}

/// One area to pick.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RegionView {
    /// Kemendagri code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// 1 to 4.
    pub level: i16,
    /// Its name with those above it.
    pub label: String,
}

/// The areas found.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RegionList {
    regions: Vec<RegionView>,
}

/// Areas below a parent, or by the beginning of a name.
#[utoipa::path(get, path = "/api/regions", params(RegionQuery), responses((status = 200, body = RegionList)))]
pub async fn list(db: web::Data<Db>, query: Asked<RegionQuery>) -> AppResult<HttpResponse> {
    let Asked(RegionQuery { parent, q, level }) = query;
    let parent = parent.filter(|code| !code.is_empty());
    let regions = db
        .read(move |conn| match q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
            Some(q) => store::search(
                conn,
                &q.chars().take(60).collect::<String>(),
                level,
                parent.as_deref(),
            ),
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

//! `/papan-peringkat`.

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::api::has_points;
use super::query::BoardQuery;
use super::store;
use super::view::{BoardView, Shown};
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::http::UrlQuery;
use crate::people::regions;
use crate::web::Page;

/// `GET /papan-peringkat`.
pub async fn leaderboard(
    page: Page,
    db: web::Data<Db>,
    query: UrlQuery<BoardQuery>,
) -> AppResult<HttpResponse> {
    has_points(&page.site)?;
    let (query, now) = (query.0, page.now);
    let me = page.me.as_ref().map(|me| me.id);
    let wanted = query.lenient();
    let asked = wanted.clone();
    let coded = regions::is_code(query.city.trim()).then(|| query.city.trim().to_owned());
    let (top, own, place) = db
        .read(move |conn| {
            let top = store::top(conn, &asked, now)?;
            let listed = me.is_none_or(|me| top.iter().any(|row| row.user_id == me));
            let own = match me {
                Some(me) if !listed => store::own(conn, me, &asked, now)?,
                _ => None,
            };
            let place = match coded {
                Some(code) => regions::label_of(conn, regions::city_code(&code))?,
                None => None,
            };
            Ok((top, own, place))
        })
        .await?;
    let home = page.me.as_ref().and_then(|me| me.person.region.clone());
    let view = BoardView::of(&Shown {
        wanted: &wanted,
        city: place.unwrap_or_else(|| query.city.clone()),
        top,
        own,
        me,
        home: home.as_deref(),
        site: &page.site,
        now,
    });
    page.render("leaderboard/page.html", &json!({"board": view}))
}

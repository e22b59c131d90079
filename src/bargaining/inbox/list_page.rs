//! The page of the inbox.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::row_view::{EmptyInbox, InboxRowView};
use super::rows::{InboxQuery, inbox_rows};
use crate::bargaining::negotiations::InboxTab;
use crate::base::db::Db;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::http::UrlQuery;
use crate::market::categories::Categories;
use crate::web::{Page, SignedIn};

/// Which tab of the inbox.
#[derive(Debug, Deserialize)]
pub struct InboxTabQuery {
    #[serde(default)]
    tab: String,
}

/// `GET /chat`.
pub async fn inbox_page(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    categories: web::Data<Categories>,
    encryption: web::Data<Encryption>,
    query: UrlQuery<InboxTabQuery>,
) -> AppResult<HttpResponse> {
    let tab = InboxTab::parse(&query.0.tab);
    let query = InboxQuery {
        user: me.id,
        party: tab.party(),
        current: None,
        lang: page.lang,
        now: page.now,
    };
    let rows = db.read(move |conn| inbox_rows(conn, &encryption, &categories, query)).await?;
    let empty = rows.is_empty().then(|| EmptyInbox::of(tab));
    let rooms = InboxRowView::all(rows, page.lang);
    let context = json!({"rooms": rooms, "empty": empty, "tab": tab.word(), "tabs": tab.links()});
    page.render("chat/inbox.html", &context)
}

//! The page of the inbox.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::rows::{InboxQuery, inbox_rows};
use crate::base::db::Db;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::http::Asked;
use crate::market::Party;
use crate::market::categories::Categories;
use crate::web::{Page, SignedIn};

/// Which tab of the inbox.
#[derive(Debug, Deserialize)]
pub struct InboxTab {
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
    tab: Asked<InboxTab>,
) -> AppResult<HttpResponse> {
    let (tab, party) = match tab.0.tab.as_str() {
        "membeli" => ("membeli", Some(Party::Buyer)),
        "menjual" => ("menjual", Some(Party::Seller)),
        _ => ("semua", None),
    };
    let query = InboxQuery { user: me.id, party, current: None, lang: page.lang, now: page.now };
    let rows = db.read(move |conn| inbox_rows(conn, &encryption, &categories, query)).await?;
    page.render("chat/inbox.html", &json!({"rooms": rows, "tab": tab}))
}

//! The page of the inbox.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::row_view::{EmptyInbox, InboxRowView};
use super::rows::{InboxQuery, MAX_ROWS, inbox_rows};
use crate::bargaining::negotiations::InboxTab;
use crate::base::cursor::Cursor;
use crate::base::db::Db;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::http::UrlQuery;
use crate::market::categories::Categories;
use crate::web::{Page, SignedIn};

/// Which tab of the inbox, and which page of it.
#[derive(Debug, Deserialize)]
pub struct InboxTabQuery {
    #[serde(default)]
    tab: String,
    /// Where the page before ended; what is no cursor shows the first page.
    #[serde(default)]
    after: String,
}

/// The address of the page of a tab that begins after a room.
pub(super) fn older_url(tab: InboxTab, after: Cursor) -> String {
    match tab {
        InboxTab::All | InboxTab::OpenOffers => format!("/chat?after={after}"),
        InboxTab::Buying | InboxTab::Selling => format!("/chat?tab={}&after={after}", tab.word()),
    }
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
    let after = query.0.after.parse().ok();
    let query = InboxQuery {
        user: me.id,
        after,
        limit: MAX_ROWS,
        party: tab.party(),
        current: None,
        lang: page.lang,
        now: page.now,
    };
    let found = db.read(move |conn| inbox_rows(conn, &encryption, &categories, query)).await?;
    let is_empty = found.rows.is_empty() && after.is_none();
    let rooms = InboxRowView::all(found.rows, page.lang);
    let context = json!({
        "rooms": rooms, "empty": is_empty.then(|| EmptyInbox::of(tab)), "tab": tab.word(), "tabs": tab.links(),
        "newest_url": after.map(|_| tab.url()), "this_url": after.map(|after| older_url(tab, after)),
        "older_rooms_url": found.next.map(|next| older_url(tab, next)),
    });
    page.render("chat/inbox.html", &context)
}

//! Reading changes nothing, so that a link, a prefetch or a scanner does no harm.

use tawar::routes::SITEMAP;

use super::Fixtures;
use crate::support::{TestApp, count};

/// Columns and tables that reading may touch: when somebody was last seen, how often a page was viewed, and the queues of
/// background work.
const CONTENT: &str = "select coalesce(sum(hashtext(row)::bigint), 0)::bigint from ( \
    select t::text as row from rooms t union all select t::text from messages t union all select t::text from offers t \
    union all select t::text from negotiations t union all select t::text from deals t union all select t::text from likes t \
    union all select t::text from one_time_links t union all select t::text from mails t union all select t::text from photos t \
    union all select t::text from consents t union all select t::text from waiting_list t union all select t::text from promises t \
    union all select t::text from mandates t union all select t::text from price_drops t \
    union all select id::text || lang || coalesce(email_verified_at::text, '') || bio || name from users \
    union all select id::text || coalesce(revoked_at::text, '') from sessions \
    union all select id::text || title || status || version::text || like_count::text from listings) as rows";

#[actix_web::test]
async fn no_get_and_no_head_changes_what_is_stored() {
    let app = TestApp::open().await.on_fresh_connections();
    let (sari, rara) = (app.person("Sari").await, app.person("Rara").await);
    let fixtures = Fixtures::of(&sari, &rara).await;
    let budi = app.browser();
    let email = budi.signs_up("Budi").await;
    let token = crate::support::stored_link(&app, &email, "/verifikasi").await;
    let before = count(&app, CONTENT).await;
    for entry in SITEMAP.iter().filter(|entry| entry.method == "GET" && entry.path != "/ws") {
        let address = match entry.path {
            "/verifikasi" | "/atur-ulang" => format!("{}?token={token}", entry.path),
            _ => fixtures.address(entry),
        };
        for method in [reqwest::Method::GET, reqwest::Method::HEAD] {
            let answer = budi.sends(budi.request(method.clone(), &address)).await;
            assert!(!answer.status.is_server_error(), "{method} {address}: {}", answer.text);
            assert_eq!(count(&app, CONTENT).await, before, "{method} {address}");
        }
    }
}

//! The OpenAPI document, generated from the handlers.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::bargaining::assistant;
use crate::bargaining::negotiations::{self, offer_rules};
use crate::bargaining::price_drops;
use crate::bargaining::reservations;
use crate::chat::rooms;
use crate::market::{categories, likes, listings, photos, search};
use crate::people::{accounts, regions};
use crate::trade::deals;

/// Every JSON route. A test compares it with the sitemap.
#[derive(OpenApi)]
#[openapi(
    info(title = "tawar", description = "A realtime marketplace for second-hand things. Every path also answers under /api/marketplace. Money is whole rupiah, times are RFC 3339 in UTC.", license(name = "MIT OR Apache-2.0")),
    paths(
        accounts::register, accounts::login, accounts::logout, accounts::me, accounts::update_me, accounts::public_user,
        regions::list, categories::list,
        search::search_api, search::suggest,
        listings::create, listings::show, listings::update, listings::delete, listings::worth_put, likes::toggle, photos::upload,
        rooms::inbox_api, rooms::history, rooms::events, rooms::chat_get, rooms::chat_post, rooms::mark_read_api,
        rooms::delete_api,
        negotiations::likers_api, negotiations::offer_post, negotiations::offer_put, negotiations::order_status,
        negotiations::tables_api, negotiations::answer_api, offer_rules::wishes_get, offer_rules::wishes_put, price_drops::drop_get,
        price_drops::drop_put, price_drops::drop_delete, reservations::wait_post, reservations::wait_delete, reservations::pick_api, reservations::promise_post,
        reservations::promise_delete, assistant::ask_post, assistant::mandate_get, assistant::mandate_put,
        deals::list_api, deals::show_api,
    ),
    modifiers(&Bearer)
)]
pub struct ApiDoc;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, doc: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        doc.components
            .get_or_insert_default()
            .add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

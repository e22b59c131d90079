//! The sitemap: every address, who may call it, how often, and its handler; one table for each wing. Routing, the access
//! check, the rate limit and the list of API operations come from the same line. A request that matches no line is refused.

mod bargaining;
mod chat;
mod entry;
mod guard;
mod market;
mod openapi;
mod pages;
mod people;
mod trade;

use std::sync::LazyLock;

use actix_web::web;

pub use entry::{Entry, Who};
pub use guard::guard;
pub use openapi::openapi;

use crate::config::limits;

/// The prefixes of the JSON API; the second is that of older clients.
pub(crate) const API_PREFIXES: [&str; 2] = ["/api/marketplace", "/api"];

/// The API document and its viewer, which the viewer's own service handles; they are checked and limited like every address.
const VIEWER: &[Entry] = &[
    Entry { method: "GET", path: "/api/docs", who: Who::Anyone, limit: limits::READ },
    Entry { method: "GET", path: "/api/docs/{_:.*}", who: Who::Anyone, limit: limits::READ },
    Entry { method: "GET", path: "/api/openapi.json", who: Who::Anyone, limit: limits::READ },
];

/// Every address of the site.
pub static SITEMAP: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    [
        people::ENTRIES,
        market::ENTRIES,
        chat::ENTRIES,
        trade::ENTRIES,
        bargaining::ENTRIES,
        pages::ENTRIES,
        VIEWER,
    ]
    .concat()
});

/// Registers every handler but the viewer's.
pub fn configure(cfg: &mut web::ServiceConfig) {
    for configure in [
        people::configure,
        market::configure,
        chat::configure,
        trade::configure,
        bargaining::configure,
        pages::configure,
    ] {
        configure(cfg);
    }
    cfg.default_service(web::to(crate::web::not_found));
}

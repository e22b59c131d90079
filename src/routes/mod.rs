//! The sitemap: every address, who may call it, how often, and its handler; one table for each wing. Routing, the access
//! check, the rate limit and the list of API operations come from the same line. A request that matches no line is refused.

mod bargaining;
mod care;
mod chat;
mod community;
mod entry;
mod guard;
mod market;
mod openapi;
mod pages;
mod people;
mod reference;
mod reference_view;
mod trade;

use std::sync::LazyLock;

use actix_web::web;

pub use entry::{Entry, Who};
pub use guard::guard;
pub use openapi::openapi;

/// The prefixes of the JSON API; the second is that of older clients.
pub(crate) const API_PREFIXES: [&str; 2] = ["/api/marketplace", "/api"];

/// Every address of the site.
pub static SITEMAP: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    [
        people::ENTRIES,
        market::ENTRIES,
        chat::ENTRIES,
        trade::ENTRIES,
        bargaining::ENTRIES,
        care::ENTRIES,
        community::ENTRIES,
        pages::ENTRIES,
        reference::ENTRIES,
    ]
    .concat()
});

/// Registers every handler.
pub fn configure(cfg: &mut web::ServiceConfig) {
    for configure in [
        people::configure,
        market::configure,
        chat::configure,
        trade::configure,
        bargaining::configure,
        care::configure,
        community::configure,
        pages::configure,
        reference::configure,
    ] {
        configure(cfg);
    }
    cfg.default_service(web::to(crate::web::not_found));
}

//! One binary of integration tests: named people against the real app, on real Postgres and Meilisearch.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test that cannot continue fails"
)]

mod support;

mod access;
mod accounts;
mod architecture;
mod assistant;
mod bad_input;
mod bargain_model;
mod barter;
mod barter_only;
mod care;
mod catalogue;
mod chat;
mod deals;
mod disputes;
mod evidence;
mod idempotency;
mod integrity;
mod jobs;
mod keys;
mod ledger;
mod listings;
mod mail;
mod metrics;
mod negotiations;
mod nodes;
mod outbox;
mod parsing;
mod payments;
mod payouts;
mod points;
mod price_drops;
mod promotions;
mod protocol;
mod reconfirmation;
mod reservations;
mod reviews;
mod search;
mod templates;
mod upgrade;
mod worth;

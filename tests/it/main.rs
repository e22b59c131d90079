//! One binary of integration tests: named people against the real app, on real Postgres and Meilisearch.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test that cannot go on says so by failing"
)]

mod support;

mod access;
mod accounts;
mod architecture;
mod bad_input;
mod bargain_model;
mod barter;
mod catalogue;
mod check;
mod claims;
mod evidence;
mod jobs;
mod kept;
mod keys;
mod listings;
mod mail;
mod negotiations;
mod nodes;
mod outbox;
mod protocol;
mod reading;
mod resume;
mod rooms;
mod search;
mod socket;
mod talk;
mod tawar;
mod trouble;
mod trust;
mod upgrade;
mod worth;

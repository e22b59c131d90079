//! One binary of integration tests: named people against the real house, on real Postgres and Meilisearch.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test that cannot go on says so by failing"
)]

mod support;

mod architecture;
mod negotiations;

//! The lowest wing, which every other one imports. Knows no feature.

pub mod assets;
pub mod clock;
pub mod crypto;
pub mod cursor;
pub mod db;
pub mod embedded;
pub mod encryption;
pub mod error;
pub mod http;
pub mod i18n;
pub mod ids;
pub mod jobs;
pub mod lengths;
pub mod limits;
pub mod mail;
pub mod money;
pub mod outbox;
pub mod render;
pub mod runtime;
pub mod schema;
pub mod storage;
pub mod telemetry;
pub mod text;
pub mod view;
pub mod web_address;
pub mod word_set;

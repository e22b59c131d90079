//! Pages that combine several wings: home, a listing and its promotions, a profile, deals, the barter page; and pages without data.

pub mod admin;
pub mod barter;
pub mod conduct;
pub mod disputes;
mod home;
mod home_view;
mod liked;
mod listing;
mod listing_actions;
mod listing_forms;
mod listing_view;
pub mod orders;
mod plain;
mod profile;
mod profile_points;
mod profile_reviews;
mod profile_view;
pub mod promotions;
mod review_card;
mod viewing;

pub use home::{categories, home};
pub use liked::liked;
pub use listing::listing;
pub use listing_forms::{check_texts_post, like_post, worth_post};
pub use plain::{healthz, lang_get, legal, metrics, readyz, robots};
pub use profile::{mine, profile};

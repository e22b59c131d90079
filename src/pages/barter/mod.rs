//! The barter page: the goods of both sides on a scale, composed by either member, and which goods would bring them level. It
//! only composes packages; they are offered through the negotiations.

mod good;
mod inventory;
mod money_view;
mod package;
mod package_facts;
mod package_page;
mod package_view;
mod pages;
mod pan_view;
mod price_comparison;
mod scale;
mod side_view;
mod suggestion;

pub use pages::{barter_page, barter_post, room_page, room_post, room_weigh, weigh};
pub use scale::Scale;

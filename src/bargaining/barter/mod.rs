//! The barter page: two heaps of goods on a scale, laid by either side, and what would bring them level. It only makes
//! and shows packages; the bargain about them is the negotiations' own.

mod inventory;
mod package;
mod package_view;
mod pages;
mod pan_view;
mod scale;

pub use pages::{barter_page, barter_post, room_page, room_post, room_weigh, weigh};
pub use scale::Scale;

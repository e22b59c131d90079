//! Likes: a person keeps an eye on a thing. One row each; the listing carries the count.

mod http;
mod store;

pub use http::{LikeOut, toggle};
pub use store::{liked_among, set};

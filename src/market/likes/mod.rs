//! Likes: a person keeps an eye on a thing. One row each; the listing carries the count.

mod http;
mod store;

pub use http::{LikeOut, toggle};

#[doc(hidden)]
pub use http::__path_toggle;
pub use store::{liked_among, set, who_likes};

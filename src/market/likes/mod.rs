//! Likes: a person marks a listing. One row for each like; the listing's row has the count.

mod http;
mod store;

pub use http::{LikeOut, toggle};

#[doc(hidden)]
pub use http::__path_toggle;
pub use store::{LikesFrom, liked_among, liked_by, liker_ids, set};

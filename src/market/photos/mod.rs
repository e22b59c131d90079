//! Photos: taken at the door, decoded, turned upright, stripped of everything but pixels, kept in three sizes under the
//! hash of their content. Invariants: nothing of the original bytes is kept; a photo belongs to who uploaded it until a
//! listing of theirs takes it.

mod develop;
mod http;
mod store;

pub use develop::{Developed, Refusal, develop, from_large};
pub use http::{UploadOut, serve, take, upload};

#[doc(hidden)]
pub use http::__path_upload;
pub(crate) use http::{broken as http_broken, read as read_field};
pub use store::{
    Photo, attach, by_ids, insert_many, of_listings, of_owner, owned_loose, sweep_loose,
};

use serde::{Deserialize, Serialize};

use crate::base::error::AppResult;
use crate::base::ids::PhotoId;
use crate::base::storage::Storage;

/// The largest file that is taken.
pub const MAX_BYTES: usize = 15 * 1024 * 1024;

/// A photo as pages and the API show it.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PhotoView {
    /// Its id.
    pub id: PhotoId,
    /// The large size, at most 1280 pixels.
    pub url: String,
    /// At most 800 pixels.
    pub medium: String,
    /// At most 400 pixels.
    pub thumbnail: String,
    /// Width of the large size.
    pub width: i32,
    /// Height of the large size.
    pub height: i32,
}

impl From<&Photo> for PhotoView {
    fn from(photo: &Photo) -> Self {
        let at = |size: &str| format!("/foto/{}-{size}.webp", photo.hash);
        Self {
            id: photo.id,
            url: at("l"),
            medium: at("m"),
            thumbnail: at("s"),
            width: photo.width,
            height: photo.height,
        }
    }
}

/// The key of a stored size.
fn key(hash: &str, size: &str) -> String {
    format!("foto/{}/{hash}-{size}.webp", hash.get(..2).unwrap_or("00"))
}

/// Writes the three sizes of a developed photo.
pub async fn keep(storage: &Storage, photo: &Developed) -> AppResult<()> {
    for (size, bytes) in [("l", &photo.large), ("m", &photo.medium), ("s", &photo.small)] {
        storage.put(&key(&photo.hash, size), bytes.clone()).await?;
    }
    Ok(())
}

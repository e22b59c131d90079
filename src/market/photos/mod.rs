//! Photos: decoded on upload, turned upright, stripped of metadata, re-encoded in three sizes and stored under the hash of
//! their content. Invariants: no original bytes are stored; only the person who uploaded a photo can attach it to a
//! listing.

mod http;
mod process;
mod store;

pub use http::{UploadOut, save_upload, serve, upload};
pub(crate) use http::{multipart_error, read_field};
pub use process::{ProcessedPhoto, Refusal, from_large, process};

#[doc(hidden)]
pub use http::__path_upload;
pub use store::{
    Photo, attach, attachable_ids, by_ids, delete_unattached, insert_many, of_listings, of_owner,
};

use serde::{Deserialize, Serialize};

use crate::base::error::AppResult;
use crate::base::ids::PhotoId;
use crate::base::storage::Storage;

/// The largest file that is accepted: 15 MiB.
pub const MAX_BYTES: usize = 15 * 1024 * 1024;

/// A photo as pages and the API show it.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PhotoView {
    /// The photo's id.
    pub id: PhotoId,
    /// Path of the large size: at most 1280 pixels.
    pub url: String,
    /// Path; at most 800 pixels.
    pub medium: String,
    /// Path; at most 400 pixels.
    pub thumbnail: String,
    /// Pixels of the large size.
    pub width: i32,
    /// Pixels of the large size.
    pub height: i32,
}

impl From<&Photo> for PhotoView {
    fn from(photo: &Photo) -> Self {
        let path = |size: &str| format!("/foto/{}-{size}.webp", photo.hash);
        Self {
            id: photo.id,
            url: path("l"),
            medium: path("m"),
            thumbnail: path("s"),
            width: photo.width,
            height: photo.height,
        }
    }
}

/// The key of a size (`l`, `m` or `s`) in the storage.
fn key(hash: &str, size: &str) -> String {
    format!("foto/{}/{hash}-{size}.webp", hash.get(..2).unwrap_or("00"))
}

/// Stores the three sizes of a photo.
pub async fn store_sizes(storage: &Storage, photo: &ProcessedPhoto) -> AppResult<()> {
    for (size, bytes) in [("l", &photo.large), ("m", &photo.medium), ("s", &photo.small)] {
        storage.put(&key(&photo.hash, size), bytes.clone()).await?;
    }
    Ok(())
}

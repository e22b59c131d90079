//! Photos: decoded on upload, turned upright, stripped of metadata, re-encoded in three sizes and stored under a random
//! name. Invariants: no original bytes are stored; only the person who uploaded a photo can attach it to a listing; files
//! that nothing uses are removed.

mod decode;
mod http;
mod process;
mod refusal;
mod removal;
mod store;
mod worker;

pub use http::{PhotoDeps, UploadOut, save_upload, serve, upload};
pub use process::{ProcessedPhoto, from_large, process};
pub use refusal::Refusal;
pub use removal::{REMOVAL_KIND, delete_orphans, release, release_unattached, remove_unused};
pub use worker::{COMMAND as WORKER_COMMAND, PhotoWorker, run_as_worker};

#[doc(hidden)]
pub use http::__path_upload;
pub use store::{
    Photo, attach, attachable_ids, by_ids, ids_of_listing, insert_many, of_listings, of_owner,
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
    /// Path of the large size: at most 1280 pixels, or 720 on the shorter side.
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

impl PhotoView {
    /// Path of a JPEG of at most 1280 pixels, or 720 on the shorter side: the apps that show a preview of a link read no WebP.
    pub fn preview(&self) -> String {
        self.url.replace("-l.webp", "-p.jpg")
    }
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

/// The folder of photos in the storage.
const FOLDER: &str = "foto";
/// The sizes: large, medium, small.
const SIZES: [&str; 3] = ["l", "m", "s"];

/// The key of a size in the storage.
fn key(hash: &str, size: &str) -> String {
    format!("{FOLDER}/{}/{hash}-{size}.webp", hash.get(..2).unwrap_or("00"))
}

/// The key of the JPEG for link previews, which is made when it is first asked for.
fn preview_key(hash: &str) -> String {
    format!("{FOLDER}/{}/{hash}-p.jpg", hash.get(..2).unwrap_or("00"))
}

/// The keys of every file that a photo may have.
fn all_keys(hash: &str) -> impl Iterator<Item = String> {
    SIZES.into_iter().map(|size| key(hash, size)).chain([preview_key(hash)])
}

/// The name of the photo that a key is of.
fn hash_of(key: &str) -> Option<&str> {
    let (stem, _extension) = key.rsplit('/').next()?.rsplit_once('.')?;
    stem.rsplit_once('-').map(|(hash, _)| hash)
}

/// Stores the three sizes of a photo.
pub async fn store_sizes(storage: &Storage, photo: &ProcessedPhoto) -> AppResult<()> {
    for (size, bytes) in [("l", &photo.large), ("m", &photo.medium), ("s", &photo.small)] {
        storage.put(&key(&photo.hash, size), bytes.clone()).await?;
    }
    Ok(())
}

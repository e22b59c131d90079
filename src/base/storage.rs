//! The store of photos: a folder by default, behind `object_store`.

use std::path::Path;
use std::sync::Arc;

use futures_util::{Stream, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};

use super::clock::Timestamp;
use super::error::{AppError, AppResult};

/// An object store; cloning shares it.
#[derive(Clone)]
pub struct Storage(Arc<dyn ObjectStore>);

impl Storage {
    /// Stores files in a folder, which is created if it does not exist.
    ///
    /// # Errors
    /// The folder cannot be created.
    pub fn folder(path: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(path)?;
        // What a person took back, or shows to one other, is nobody's business on this machine.
        #[cfg(unix)]
        std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        Ok(Self(Arc::new(LocalFileSystem::new_with_prefix(path)?)))
    }

    /// Opens the store at a URL; the only scheme is `file:/path`.
    ///
    /// # Errors
    /// Another scheme, or the folder cannot be created.
    pub fn open(url: &str) -> anyhow::Result<Self> {
        match url.split_once(':') {
            Some(("file", path)) => Self::folder(Path::new(path.trim_start_matches("//"))),
            _ => anyhow::bail!("STORAGE_URL: only file:/path is understood so far, not {url:?}"),
        }
    }

    /// Writes a file; replaces one of the same key.
    ///
    /// # Errors
    /// `Unavailable` when the store cannot be written.
    pub async fn put(&self, key: &str, bytes: Vec<u8>) -> AppResult<()> {
        self.0.put(&Key::from(key), PutPayload::from(bytes)).await.map_err(unavailable)?;
        Ok(())
    }

    /// Reads a file.
    ///
    /// # Errors
    /// `NotFound` when there is none, `Unavailable` when the store cannot be read.
    pub async fn get(&self, key: &str) -> AppResult<bytes::Bytes> {
        match self.0.get(&Key::from(key)).await {
            Ok(file) => file.bytes().await.map_err(unavailable),
            Err(object_store::Error::NotFound { .. }) => Err(AppError::NotFound),
            Err(err) => Err(unavailable(err)),
        }
    }

    /// Deletes a file; one that does not exist is no error.
    ///
    /// # Errors
    /// `Unavailable` when the store cannot be written.
    pub async fn delete(&self, key: &str) -> AppResult<()> {
        match self.0.delete(&Key::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(err) => Err(unavailable(err)),
        }
    }

    /// The files below a folder, in no order.
    pub fn list(&self, folder: &str) -> impl Stream<Item = AppResult<StoredFile>> + use<> {
        let file = |meta: object_store::ObjectMeta| StoredFile {
            key: meta.location.to_string(),
            modified_at: meta.last_modified,
        };
        self.0.list(Some(&Key::from(folder))).map_ok(file).map_err(unavailable)
    }
}

/// A file of the store.
pub struct StoredFile {
    pub key: String,
    pub modified_at: Timestamp,
}

fn unavailable(err: object_store::Error) -> AppError {
    AppError::Unavailable(format!("storage: {err}"))
}

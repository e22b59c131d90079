//! Where photos lie: a folder by default, behind `object_store`, named by content, so that writing twice is harmless.

use std::path::Path;
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};

use super::error::{AppError, AppResult};

/// A handle on the store; cloning shares it.
#[derive(Clone)]
pub struct Storage(Arc<dyn ObjectStore>);

impl Storage {
    /// A folder, made when it is not there.
    pub fn folder(path: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(path)?;
        Ok(Self(Arc::new(LocalFileSystem::new_with_prefix(path)?)))
    }

    /// Opens `file:/path`; other schemes are refused with a clear word.
    pub fn open(url: &str) -> anyhow::Result<Self> {
        match url.split_once(':') {
            Some(("file", path)) => Self::folder(Path::new(path.trim_start_matches("//"))),
            _ => anyhow::bail!("STORAGE_URL: only file:/path is understood so far, not {url:?}"),
        }
    }

    /// Writes a file.
    pub async fn put(&self, key: &str, bytes: Vec<u8>) -> AppResult<()> {
        self.0.put(&Key::from(key), PutPayload::from(bytes)).await.map_err(unavailable)?;
        Ok(())
    }

    /// Reads a file; 404 when there is none.
    pub async fn get(&self, key: &str) -> AppResult<bytes::Bytes> {
        match self.0.get(&Key::from(key)).await {
            Ok(found) => found.bytes().await.map_err(unavailable),
            Err(object_store::Error::NotFound { .. }) => Err(AppError::NotFound),
            Err(err) => Err(unavailable(err)),
        }
    }
}

fn unavailable(err: object_store::Error) -> AppError {
    AppError::Unavailable(format!("storage: {err}"))
}

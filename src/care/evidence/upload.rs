//! Verifying a bundle that somebody uploads. It is on disk while the request lasts, and stored nowhere.

use super::changed::Changed;
use super::verify::{Verified, verify};
use crate::base::db::blocking;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{Part, UploadForm};
use crate::base::i18n::Text;

/// The largest bundle that the site verifies, in bytes; `tawar verify` takes any.
pub(super) const MAX_BYTES: usize = 8 * 1024 * 1024;

/// Bundles that are verified at the same time: each takes several times its size in memory.
static PERMITS: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(2);

/// Reads the file of a form and verifies it; with whatever key it names.
///
/// # Errors
/// 413 for a file that is too large; `Invalid` without a file.
pub(super) async fn verified(mut form: UploadForm) -> AppResult<Result<Verified, Changed>> {
    let closed = |err: tokio::sync::AcquireError| AppError::Unavailable(err.to_string());
    while let Some(part) = form.next(MAX_BYTES).await.map_err(too_large)? {
        let Part::File { file, .. } = part else { continue };
        if file.is_empty() {
            continue;
        }
        let _permit = PERMITS.acquire().await.map_err(closed)?;
        return blocking(move || {
            let bytes = std::fs::read(file.path()).map_err(anyhow::Error::new)?;
            // What is no UTF-8 is no JSON either.
            Ok(verify(&String::from_utf8_lossy(&bytes), None))
        })
        .await;
    }
    Err(FieldErrors::one("file", "evidence-no-file"))
}

fn too_large(err: AppError) -> AppError {
    match err {
        AppError::TooLarge(_) => {
            AppError::TooLarge(Text::new("evidence-too-large").with("most", MAX_BYTES >> 20))
        }
        err => err,
    }
}

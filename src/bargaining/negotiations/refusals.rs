//! The answer to a form whose command was refused.

use crate::base::error::{AppError, AppResult};
use crate::web::{Flash, Tone, refusal};

/// The message of a refusal, as [`refusal`], and also of a busy server or an exceeded rate limit: the same command may
/// succeed a moment later.
///
/// # Errors
/// Returns every other error unchanged, since it is answered with an error page.
pub fn refusal_flash(err: AppError) -> AppResult<Flash> {
    match err {
        AppError::Unavailable(_) => Ok((Tone::Bad, err.text())),
        AppError::TooMany { .. } => Ok((Tone::Warn, err.text())),
        err => refusal(err),
    }
}

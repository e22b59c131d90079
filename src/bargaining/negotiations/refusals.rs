//! What a form answers when its command was refused.

use crate::base::error::{AppError, AppResult};
use crate::base::i18n::Text;
use crate::web::Tone;

/// A message that a page shows once, and its tone.
pub type Flash = (Tone, Text);

/// The message of a refusal, for the page that the form returns to.
///
/// # Errors
/// Whatever has a page of its own: signed out, forbidden, not found, and what broke.
pub fn refusal_flash(err: AppError) -> AppResult<Flash> {
    match err {
        AppError::Conflict { .. } | AppError::Invalid(_) | AppError::Unavailable(_) => {
            Ok((Tone::Bad, err.text()))
        }
        AppError::TooMany { .. } => Ok((Tone::Warn, err.text())),
        err => Err(err),
    }
}

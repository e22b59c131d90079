//! Why a file is refused.

use serde::{Deserialize, Serialize};

use crate::base::error::{AppError, FieldErrors};
use crate::base::i18n::Text;

/// Why a file is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refusal {
    /// Not JPEG, PNG or WebP, whatever its name says.
    #[error("not a JPEG, PNG or WebP")]
    NotAPhoto,
    /// HEIC or AVIF, which no kept decoder in Rust reads.
    #[error("HEIC or AVIF")]
    Heif,
    /// The header is valid, the rest is not.
    #[error("damaged")]
    Damaged,
    /// More pixels than can be decoded, or a side of more than 16,000.
    #[error("too many pixels")]
    TooManyPixels,
    /// A side of less than 50 pixels.
    #[error("too small")]
    TooSmall,
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        let text = match refusal {
            Refusal::NotAPhoto => Text::new("photo-not-a-photo"),
            Refusal::Heif => Text::new("photo-heif"),
            Refusal::Damaged => Text::new("photo-damaged"),
            Refusal::TooManyPixels => Text::new("photo-too-many-pixels"),
            Refusal::TooSmall => Text::new("photo-too-small"),
        };
        FieldErrors::one("file", text)
    }
}

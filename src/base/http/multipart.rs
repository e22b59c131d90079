//! Forms with files. Parts are read one by one; files go to disk, so that a form takes little memory whatever its size.

use std::io::Write;

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use tempfile::NamedTempFile;

use super::body::{ArrivingBody, body_error};
use crate::base::db::blocking;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::i18n::Text;

/// Parts of one form.
const MAX_PARTS: usize = 120;
/// Bytes of a part that is text: 4,000 characters of any script.
const MAX_TEXT_BYTES: usize = 16 * 1024;
/// Bytes of all texts of one form.
const MAX_TEXT_BYTES_OF_ALL: usize = 128 * 1024;

/// Extracts a multipart body. Nothing of it is read before the handler asks for a part.
pub struct UploadForm {
    parts: Multipart,
    parts_read: usize,
    text_read: usize,
}

/// A part of a form.
pub enum Part {
    /// A field of text. The character NUL, which Postgres stores in no text, is left out.
    Text {
        /// The field's name.
        name: String,
        text: String,
    },
    /// A file; an empty one stands for none.
    File {
        /// The field's name.
        name: String,
        file: UploadedFile,
    },
}

/// A file on disk, deleted when dropped.
pub struct UploadedFile {
    file: NamedTempFile,
    len: usize,
}

impl UploadedFile {
    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether the person chose no file.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Where it is.
    pub fn path(&self) -> &std::path::Path {
        self.file.path()
    }
}

impl FromRequest for UploadForm {
    type Error = AppError;
    type Future = std::future::Ready<Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let form = ArrivingBody::of(req, payload).map(|body| Self {
            parts: Multipart::new(req.headers(), body.into_stream()),
            parts_read: 0,
            text_read: 0,
        });
        std::future::ready(form)
    }
}

impl UploadForm {
    /// The next part; a file may have up to `most` bytes.
    ///
    /// # Errors
    /// 413 when the part, or the form, is too long; 408 when it is too slow; 422 for a body that does not parse.
    pub async fn next(&mut self, most: usize) -> AppResult<Option<Part>> {
        let Some(field) = self.parts.next().await else { return Ok(None) };
        let field = field.map_err(multipart_error)?;
        self.parts_read += 1;
        if self.parts_read > MAX_PARTS {
            return Err(AppError::TooLarge("error-413".into()));
        }
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.content_disposition().is_some_and(|d| d.get_filename().is_some());
        if is_file {
            return Ok(Some(Part::File { name, file: store(field, most).await? }));
        }
        let left = MAX_TEXT_BYTES_OF_ALL.saturating_sub(self.text_read).min(MAX_TEXT_BYTES);
        let bytes = read_text(field, left).await?;
        self.text_read += bytes.len();
        let text = String::from_utf8_lossy(&bytes).replace('\0', "");
        Ok(Some(Part::Text { name, text }))
    }
}

async fn read_text(mut field: Field, most: usize) -> AppResult<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.next().await {
        let chunk = chunk.map_err(multipart_error)?;
        if bytes.len() + chunk.len() > most {
            return Err(AppError::TooLarge("error-413".into()));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

async fn store(mut field: Field, most: usize) -> AppResult<UploadedFile> {
    let mut file = blocking(|| NamedTempFile::new().map_err(unavailable)).await?;
    let mut len = 0;
    while let Some(chunk) = field.next().await {
        let chunk: Bytes = chunk.map_err(multipart_error)?;
        len += chunk.len();
        if len > most {
            let text = Text::new("photo-too-large").with("megabytes", most / 1024 / 1024);
            return Err(AppError::TooLarge(text));
        }
        file = blocking(move || file.write_all(&chunk).map(|()| file).map_err(unavailable)).await?;
    }
    Ok(UploadedFile { file, len })
}

fn unavailable(err: std::io::Error) -> AppError {
    AppError::Unavailable(format!("temporary file: {err}"))
}

fn multipart_error(err: actix_multipart::MultipartError) -> AppError {
    match &err {
        actix_multipart::MultipartError::Payload(payload) => body_error(payload),
        _ => FieldErrors::one("file", "error-multipart"),
    }
}

//! An answer as it is stored.

use actix_web::HttpResponse;
use actix_web::body::{BoxBody, MessageBody, to_bytes_limited};
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderName, LOCATION};
use actix_web::web::Bytes;

use crate::base::encryption::Cipher;
use crate::base::error::{AppError, AppResult};

/// Longer answers are not stored; no unsafe request has one.
const MAX_BODY: usize = 1024 * 1024;
/// Marks an answer that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// A successful answer; `body` is encrypted in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StoredAnswer {
    pub status: i16,
    pub content_type: Option<String>,
    pub location: Option<String>,
    pub body: Vec<u8>,
}

impl StoredAnswer {
    /// The answer, once more.
    pub fn response(self) -> HttpResponse {
        let status =
            u16::try_from(self.status).ok().and_then(|code| StatusCode::from_u16(code).ok());
        let mut response = HttpResponse::build(status.unwrap_or(StatusCode::OK));
        if let Some(content_type) = self.content_type {
            response.insert_header((CONTENT_TYPE, content_type));
        }
        if let Some(location) = self.location {
            response.insert_header((LOCATION, location));
        }
        response.insert_header((REPLAYED, "true")).body(self.body)
    }

    /// Encrypted, bound to the request that it answers.
    pub fn encrypted(&self, cipher: &Cipher, fingerprint: &[u8]) -> AppResult<Self> {
        let body = cipher.encrypt(fingerprint, &[&self.body])?;
        Ok(Self { body, ..self.clone() })
    }

    pub fn decrypted(self, cipher: &Cipher, fingerprint: &[u8]) -> AppResult<Self> {
        let body = cipher.decrypt(fingerprint, &self.body)?;
        Ok(Self { body, ..self })
    }
}

/// Reads the body of a response; returns the response with its body again, and the answer to store, if it is a success.
pub(super) async fn read<B: MessageBody + 'static>(
    response: HttpResponse<B>,
) -> (HttpResponse<BoxBody>, Option<StoredAnswer>) {
    let (head, body) = response.into_parts();
    let status = head.status();
    if head.error().is_some() || !(status.is_success() || status.is_redirection()) {
        return (head.set_body(body).map_into_boxed_body(), None);
    }
    let body: Bytes = match to_bytes_limited(body, MAX_BODY).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) | Err(_) => {
            let failed = AppError::Internal(anyhow::anyhow!("an answer could not be read"));
            return (HttpResponse::from_error(failed), None);
        }
    };
    let text = |name: HeaderName, headers: &HeaderMap| {
        headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    };
    let answer = StoredAnswer {
        status: i16::try_from(status.as_u16()).unwrap_or(200),
        content_type: text(CONTENT_TYPE, head.headers()),
        location: text(LOCATION, head.headers()),
        body: body.to_vec(),
    };
    (head.set_body(BoxBody::new(body)), Some(answer))
}

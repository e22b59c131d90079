//! Unsafe API requests that carry an `Idempotency-Key` are carried out once: a repetition gets the first answer
//! (draft-ietf-httpapi-idempotency-key-header). Only successful answers are stored, for a day, encrypted; a refused or
//! failed request can be sent again. Of an upload the length is compared, because every attempt draws another boundary.
//!
//! Invariant: of two requests with one key at most one runs at a time, within a minute: then the process of the first is taken
//! for dead and its key is free. Only the body of an upload may take longer to arrive.

mod answer;
mod store;

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header::{self, HeaderMap};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpMessage, HttpRequest};

use self::answer::StoredAnswer;
pub use self::store::sweep;
use self::store::{Attempt, Standing};
use super::clock::Clock;
use super::crypto::SecretKey;
use super::db::Db;
use super::encryption::Cipher;
use super::error::{AppError, AppResult, FieldErrors};
use super::http::{Client, read_form};

/// The name of the header.
pub const HEADER: &str = "idempotency-key";
const MAX_KEY_LENGTH: usize = 255;

/// Middleware, inside of the access check: carries a request with a key out once.
///
/// # Errors
/// What the handler fails with.
pub async fn answer_once<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, actix_web::Error> {
    if !req.headers().contains_key(HEADER)
        || req.method().is_safe()
        || !req.path().starts_with("/api/")
    {
        return next.call(req).await.map(ServiceResponse::map_into_left_body);
    }
    let mut payload = req.take_payload();
    let started = Keyed::start(req.request(), &mut payload).await;
    req.set_payload(payload);
    let keyed = match started {
        Ok(Started::First(keyed)) => keyed,
        Ok(Started::Repeated(answer)) => {
            return Ok(req.into_response(answer.response()).map_into_right_body());
        }
        Err(err) => return Ok(req.error_response(err).map_into_right_body()),
    };
    // A task of its own: it ends and stores its answer even when the client hangs up, who will ask for it again.
    let work = actix_web::rt::spawn(async move {
        match next.call(req).await {
            Ok(response) => Ok(keyed.finish(response).await),
            Err(err) => {
                keyed.forget().await;
                Err(err)
            }
        }
    });
    match work.await {
        Ok(answered) => answered.map(ServiceResponse::map_into_right_body),
        Err(panicked) => Err(AppError::Internal(anyhow::anyhow!("{panicked}")).into()),
    }
}

/// A request with a key that is carried out now.
struct Keyed {
    db: Db,
    cipher: Cipher,
    attempt: Attempt,
}

enum Started {
    First(Keyed),
    Repeated(StoredAnswer),
}

impl Keyed {
    /// Claims the key of a request, or finds what was answered under it; leaves the body in `payload`.
    async fn start(request: &HttpRequest, payload: &mut Payload) -> AppResult<Started> {
        let missing = || AppError::Internal(anyhow::anyhow!("the site is not registered"));
        let db = request.app_data::<Data<Db>>().ok_or_else(missing)?.as_ref().clone();
        let clock = request.app_data::<Data<Clock>>().ok_or_else(missing)?;
        let secret = request.app_data::<Data<SecretKey>>().ok_or_else(missing)?;
        let key = key_of(request.headers())?;
        let fingerprint = secret.sign("idempotency", &content(request, payload).await?);
        let client = request.extensions().get::<Client>().map(|client| client.0.clone());
        let attempt = Attempt {
            client: client.unwrap_or_default(),
            key,
            fingerprint,
            started_at: clock.now(),
        };
        let cipher = Cipher::new(secret, "answers")?;
        let claimed = attempt.clone();
        let standing = db.transaction(move |conn| store::claim(conn, &claimed)).await?;
        match standing {
            Standing::Claimed => Ok(Started::First(Self { db, cipher, attempt })),
            Standing::Running => Err(AppError::conflict("repeat-running")),
            Standing::OtherRequest => Err(FieldErrors::one("_", "repeat-other")),
            Standing::Answered(stored) => {
                stored.decrypted(&cipher, &attempt.fingerprint).map(Started::Repeated)
            }
        }
    }

    /// Stores a successful answer and returns it; frees the key after any other.
    async fn finish<B: MessageBody + 'static>(
        self,
        response: ServiceResponse<B>,
    ) -> ServiceResponse {
        let (request, response) = response.into_parts();
        let (response, answer) = answer::read(response).await;
        let stored = match &answer {
            Some(answer) => self.store(answer).await,
            None => {
                self.forget().await;
                Ok(())
            }
        };
        if let Err(err) = stored {
            // The request was carried out; only a repetition would not know of it.
            tracing::error!(error = %err, "an answer was not stored");
        }
        ServiceResponse::new(request, response)
    }

    async fn store(&self, answer: &StoredAnswer) -> AppResult<()> {
        let answer = answer.encrypted(&self.cipher, &self.attempt.fingerprint)?;
        let attempt = self.attempt.clone();
        self.db.transaction(move |conn| store::finish(conn, &attempt, &answer)).await
    }

    async fn forget(&self) {
        let attempt = self.attempt.clone();
        let freed = self.db.transaction(move |conn| store::forget(conn, &attempt)).await;
        if let Err(err) = freed {
            tracing::warn!(error = %err, "an idempotency key stays claimed for a minute");
        }
    }
}

/// The key, as the client chose it.
fn key_of(headers: &HeaderMap) -> AppResult<String> {
    let mut values = headers.get_all(HEADER);
    let key = values.next().and_then(|value| value.to_str().ok()).map(str::trim);
    key.filter(|key| !key.is_empty() && key.len() <= MAX_KEY_LENGTH && values.next().is_none())
        .map(str::to_owned)
        .ok_or_else(|| FieldErrors::one("_", "repeat-key-form"))
}

/// What must be the same in a repetition: method, address, and the body or the length of an upload.
async fn content(request: &HttpRequest, payload: &mut Payload) -> AppResult<Vec<u8>> {
    let mut content = format!("{} {}\n", request.method(), request.uri()).into_bytes();
    let is_upload = request.content_type().starts_with("multipart/");
    if is_upload {
        let length = request.headers().get(header::CONTENT_LENGTH);
        content.extend_from_slice(length.map_or(&b"unknown"[..], |length| length.as_bytes()));
        return Ok(content);
    }
    let body = read_form(request, payload).await?;
    content.extend_from_slice(&body);
    let again = futures_util::stream::once(async move { Ok::<Bytes, PayloadError>(body) });
    *payload = Payload::Stream { payload: Box::pin(again) };
    Ok(content)
}

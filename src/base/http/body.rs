//! Reading request bodies. Every body is read here: it must keep a pace, and one client may send only so many at a time, so
//! that bodies which never end hold neither memory nor places.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest};
use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, timeout_at};

use crate::base::error::{AppError, AppResult, FieldErrors};

/// The longest form or JSON body, in bytes.
const FORM_LIMIT: usize = 128 * 1024;
/// Slower than any telephone network.
const PACE: Pace = Pace { grace: Duration::from_secs(20), bytes_per_second: 8 * 1024 };
/// Bodies of one client at a time.
const BODIES_PER_CLIENT: usize = 24;

/// How fast a body must arrive.
#[derive(Debug, Clone, Copy)]
struct Pace {
    /// It may stop for this long in all.
    grace: Duration,
    /// Beyond that it must be at least this fast.
    bytes_per_second: u64,
}

impl Pace {
    /// The time after which more than `received` bytes must have arrived.
    fn allows(self, received: u64) -> Duration {
        self.grace + Duration::from_secs(received / self.bytes_per_second)
    }
}

/// Who sends a request, as the rate limits count: a person, or a visitor's network. The guard inserts it into the request's
/// extensions.
#[derive(Debug, Clone)]
pub struct Client(pub String);

/// A body as it arrives.
pub struct ArrivingBody {
    chunks: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>>,
}

impl ArrivingBody {
    /// Takes the body of a request.
    ///
    /// # Errors
    /// `TooMany` when the client sends too many bodies already.
    pub fn of(req: &HttpRequest, payload: &mut Payload) -> AppResult<Self> {
        let client =
            req.extensions().get::<Client>().map_or(String::new(), |client| client.0.clone());
        let place = Place::take(client)?;
        let chunks = paced(payload.take(), place, PACE);
        Ok(Self { chunks: Box::pin(chunks) })
    }

    /// The chunks, for a parser; one that comes too late is an error.
    pub fn into_stream(self) -> Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> {
        self.chunks
    }

    /// The whole body.
    ///
    /// # Errors
    /// 413 when it is longer than `limit`; 408 when it is too slow; 422 when the connection breaks.
    async fn read(mut self, limit: usize) -> AppResult<Bytes> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.chunks.next().await {
            let chunk = chunk.map_err(|err| body_error(&err))?;
            if bytes.len() + chunk.len() > limit {
                return Err(AppError::TooLarge("error-413".into()));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.into())
    }
}

/// Reads a form or JSON body of at most 128 KiB.
///
/// # Errors
/// 413 when it is longer, before any of it is read if the client says so; 408 when it is too slow; 422 when the connection
/// breaks; 429 when the client sends too many bodies already.
pub async fn read_form(req: &HttpRequest, payload: &mut Payload) -> AppResult<Bytes> {
    let announced = req.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if announced.and_then(|text| text.parse().ok()).is_some_and(|length: usize| length > FORM_LIMIT)
    {
        return Err(AppError::TooLarge("error-413".into()));
    }
    ArrivingBody::of(req, payload)?.read(FORM_LIMIT).await
}

/// The error for a body that cannot be read.
pub fn body_error(err: &PayloadError) -> AppError {
    match err {
        PayloadError::Io(io) if io.kind() == std::io::ErrorKind::TimedOut => AppError::TooSlow,
        _ => FieldErrors::one("_", "error-body"),
    }
}

/// The chunks of a body until one is late.
fn paced(
    payload: Payload,
    place: Place,
    pace: Pace,
) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    let state = Some((payload, 0_u64, Instant::now(), place));
    futures_util::stream::unfold(state, move |state| async move {
        let (mut payload, received, started, place) = state?;
        let deadline = started + pace.allows(received);
        match timeout_at(deadline, payload.next()).await {
            Ok(Some(Ok(chunk))) => {
                let received = received + u64::try_from(chunk.len()).unwrap_or(u64::MAX);
                Some((Ok(chunk), Some((payload, received, started, place))))
            }
            Ok(Some(Err(err))) => Some((Err(err), None)),
            Ok(None) => None,
            Err(_late) => Some((Err(PayloadError::Io(std::io::ErrorKind::TimedOut.into())), None)),
        }
    })
    // The multipart parser asks once more after the end.
    .fuse()
}

/// The bodies that are being read, by client.
static READING: Mutex<Option<HashMap<String, usize>>> = Mutex::new(None);

/// A body that is being read.
struct Place(String);

impl Place {
    fn take(client: String) -> AppResult<Self> {
        let mut reading = READING.lock().unwrap_or_else(PoisonError::into_inner);
        let bodies = reading.get_or_insert_default().entry(client.clone()).or_default();
        if *bodies >= BODIES_PER_CLIENT {
            return Err(AppError::TooMany { retry_after: PACE.grace.as_secs() });
        }
        *bodies += 1;
        Ok(Self(client))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut reading = READING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reading) = reading.as_mut()
            && let Some(bodies) = reading.get_mut(&self.0)
        {
            *bodies -= 1;
            if *bodies == 0 {
                reading.remove(&self.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn request(client: &str) -> HttpRequest {
        let req = TestRequest::default().to_http_request();
        req.extensions_mut().insert(Client(client.to_owned()));
        req
    }

    fn dripping(every: Duration, chunk: &'static [u8]) -> Payload {
        let chunks = futures_util::stream::unfold((), move |()| async move {
            tokio::time::sleep(every).await;
            Some((Ok(Bytes::from_static(chunk)), ()))
        });
        Payload::Stream { payload: Box::pin(chunks) }
    }

    async fn read_at(pace: Pace, payload: Payload, limit: usize) -> AppResult<Bytes> {
        let place = Place::take("reader".into())?;
        ArrivingBody { chunks: Box::pin(paced(payload, place, pace)) }.read(limit).await
    }

    #[actix_web::test]
    async fn a_body_that_drips_ends_and_a_slow_but_steady_one_is_read() {
        let pace = Pace { grace: Duration::from_millis(200), bytes_per_second: 1024 };
        let began = Instant::now();
        let drips = dripping(Duration::from_millis(20), b"a");
        let read = read_at(pace, drips, FORM_LIMIT).await;
        assert!(matches!(read, Err(AppError::TooSlow)), "{read:?}");
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
        let steady = dripping(Duration::from_millis(20), &[b'a'; 1024]);
        let read = read_at(pace, steady, 20 * 1024).await;
        assert!(matches!(read, Err(AppError::TooLarge(_))), "it arrives until the limit: {read:?}");
    }

    #[test]
    fn a_photo_over_a_slow_telephone_network_is_on_time() {
        let photo = 15 * 1024 * 1024;
        assert!(PACE.allows(photo) > Duration::from_secs(30 * 60));
        assert_eq!(PACE.allows(0), Duration::from_secs(20));
    }

    #[actix_web::test]
    async fn one_client_sends_so_many_bodies_and_another_is_not_affected() {
        let open = |client: &str| {
            ArrivingBody::of(&request(client), &mut dripping(Duration::from_secs(1), b"a"))
        };
        let held: Vec<_> = (0..BODIES_PER_CLIENT).map(|_| open("mallory").unwrap()).collect();
        assert!(matches!(open("mallory"), Err(AppError::TooMany { .. })));
        assert!(open("sari").is_ok());
        drop(held);
        assert!(open("mallory").is_ok(), "the places are free again");
    }
}

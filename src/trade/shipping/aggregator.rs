//! The tracker that asks a courier aggregator over HTTP, in the manner of Biteship.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, HeaderValue};

use super::answer::{self, Asked};
use super::tracker::{Tracker, TrackerError, TrackingReport};
use super::{Courier, TrackingNumber};
use crate::base::clock::Clock;
use crate::config::TrackingAddress;

/// The time to connect.
const CONNECT: Duration = Duration::from_secs(2);
/// The time for the whole request.
const TOTAL: Duration = Duration::from_secs(5);
/// The most bytes of an answer that are read.
const MOST_BYTES: usize = 64 * 1024;

/// A client of the aggregator; cloning shares its connections.
#[derive(Clone)]
pub struct Aggregator {
    client: reqwest::Client,
    /// Without a slash at the end.
    url: String,
    key: HeaderValue,
    total: Duration,
    clock: Clock,
}

impl Aggregator {
    /// A client of the aggregator at this address.
    ///
    /// # Errors
    /// The key cannot be sent as a header, or TLS is not available.
    pub fn new(address: &TrackingAddress, clock: Clock) -> anyhow::Result<Self> {
        Self::with_time_limit(address, clock, TOTAL)
    }

    pub(super) fn with_time_limit(
        address: &TrackingAddress,
        clock: Clock,
        total: Duration,
    ) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT.min(total))
            .timeout(total)
            .build()?;
        let mut key = HeaderValue::from_str(address.key.reveal())
            .map_err(|_not_visible| anyhow::anyhow!("TRACKING_KEY has an invalid character"))?;
        key.set_sensitive(true);
        Ok(Self { client, url: address.url.clone(), key, total, clock })
    }

    /// The body of the answer; `None` when the aggregator knows no such parcel.
    async fn ask(&self, asked: &Asked<'_>) -> Result<Option<Vec<u8>>, TrackerError> {
        let number = asked.number.as_str();
        let url = format!("{}/v1/trackings/{number}/couriers/{}", self.url, asked.code);
        let request = self.client.get(url).header(AUTHORIZATION, self.key.clone());
        let mut answer = request.send().await.map_err(failure)?;
        match answer.status() {
            StatusCode::OK => {}
            // Biteship answers 400 to a number that the courier does not know.
            StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => return Ok(None),
            other => return Err(TrackerError::Status(other.as_u16())),
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failure)? {
            if body.len() + chunk.len() > MOST_BYTES {
                return Err(TrackerError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Some(body))
    }
}

#[async_trait]
impl Tracker for Aggregator {
    async fn track(
        &self,
        courier: Courier,
        number: &TrackingNumber,
    ) -> Result<Option<TrackingReport>, TrackerError> {
        let Some(code) = courier.aggregator_code() else { return Ok(None) };
        let asked = Asked { code, number };
        match tokio::time::timeout(self.total, self.ask(&asked)).await {
            Ok(Ok(Some(body))) => answer::read(&body, &asked, self.clock.now()),
            Ok(Ok(None)) => Ok(None),
            Ok(Err(error)) => Err(error),
            Err(_late) => Err(TrackerError::TimedOut),
        }
    }
}

/// The failure of a request. Its text must not contain the address, which contains the number.
fn failure(error: reqwest::Error) -> TrackerError {
    if error.is_timeout() {
        TrackerError::TimedOut
    } else {
        TrackerError::Unreachable(error.without_url().to_string())
    }
}

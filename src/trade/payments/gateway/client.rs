//! The HTTP client of every adapter: time limits, no redirects, no proxy of the environment, a bounded answer, no retries.

use std::time::Duration;

use reqwest::{Method, StatusCode, header};
use serde_json::Value;

use super::port::GatewayError;

/// The time limit of a request, the answer's body included.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// The most bytes of an answer that are read.
const MOST_BYTES: usize = 256 * 1024;

/// How a request proves who sends it.
pub enum Key<'a> {
    /// The user name of Basic authentication, without a password.
    Basic(&'a str),
    Bearer(&'a str),
}

/// A request with or without a JSON body.
pub struct Call<'a> {
    pub method: Method,
    pub url: String,
    pub key: Key<'a>,
    pub body: Option<Value>,
}

/// An answer that was read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    bytes: Vec<u8>,
}

/// A client; cloning shares its connections.
#[derive(Debug, Clone)]
pub struct ProviderClient(reqwest::Client);

impl ProviderClient {
    /// A client whose requests take at most `timeout`, usually [`REQUEST_TIMEOUT`].
    ///
    /// # Errors
    /// The TLS provider is missing.
    pub fn new(timeout: Duration) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT.min(timeout))
            .timeout(timeout)
            .no_proxy()
            .build()?;
        Ok(Self(client))
    }

    /// Sends a request and reads the answer.
    ///
    /// # Errors
    /// `Unknown` when no whole answer arrives in time.
    pub async fn send(&self, call: Call<'_>) -> Result<Answer, GatewayError> {
        let mut request =
            self.0.request(call.method, call.url).header(header::ACCEPT, "application/json");
        request = match call.key {
            Key::Basic(user) => request.basic_auth(user, Some("")),
            Key::Bearer(token) => request.bearer_auth(token),
        };
        if let Some(body) = call.body {
            request = request.json(&body);
        }
        let mut response = request.send().await.map_err(unknown)?;
        let (status, mut bytes) = (response.status(), Vec::new());
        while let Some(chunk) = response.chunk().await.map_err(unknown)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > MOST_BYTES {
                return Err(GatewayError::Unknown("the answer is too long".into()));
            }
        }
        Ok(Answer { status, bytes })
    }

    /// Posts JSON without a key, as providers send their notifications; the status of the answer.
    ///
    /// # Errors
    /// `Unknown` when no answer arrives in time.
    pub async fn post(&self, url: &str, body: &Value) -> Result<u16, GatewayError> {
        let response = self.0.post(url).json(body).send().await.map_err(unknown)?;
        Ok(response.status().as_u16())
    }

    /// Posts JSON with its signature in the header `X-Signature`; the status of the answer.
    ///
    /// # Errors
    /// `Unknown` when no answer arrives in time.
    pub async fn post_signed(
        &self,
        url: &str,
        body: String,
        signature: &str,
    ) -> Result<u16, GatewayError> {
        let request = self.0.post(url).header(header::CONTENT_TYPE, "application/json");
        let request = request.header("x-signature", signature).body(body);
        Ok(request.send().await.map_err(unknown)?.status().as_u16())
    }
}

/// Whether an error answer leaves open if the request was or will be done, or only says to come back later.
fn is_uncertain(status: StatusCode) -> bool {
    !status.is_client_error()
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS
        )
}

impl Answer {
    /// The JSON of the body.
    ///
    /// # Errors
    /// `Unknown` when it is not JSON.
    pub fn json(&self) -> Result<Value, GatewayError> {
        serde_json::from_slice(&self.bytes)
            .map_err(|err| GatewayError::Unknown(format!("{}, not JSON: {err}", self.status)))
    }

    /// The JSON of a successful answer.
    ///
    /// # Errors
    /// By the status: `Refused` for 4xx, except those that only say to come back later.
    pub fn success(&self) -> Result<Value, GatewayError> {
        if self.status.is_success() { self.json() } else { Err(self.error()) }
    }

    /// The error for this answer.
    pub fn error(&self) -> GatewayError {
        let text = format!("{}: {}", self.status.as_u16(), self.excerpt());
        if is_uncertain(self.status) {
            GatewayError::Unknown(text)
        } else {
            GatewayError::Refused(text)
        }
    }

    /// The beginning of the body on one line, for the log.
    fn excerpt(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes);
        text.chars().take(200).map(|c| if c.is_control() { ' ' } else { c }).collect()
    }
}

fn unknown(err: reqwest::Error) -> GatewayError {
    let what = if err.is_timeout() { "no answer in time" } else { "no whole answer" };
    GatewayError::Unknown(format!("{what}: {}", err.without_url()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_refusal_counts_as_not_done() {
        let of = |status: u16| {
            let status = StatusCode::from_u16(status).unwrap();
            Answer { status, bytes: b"{}".to_vec() }.error()
        };
        for status in [400, 401, 403, 404, 406, 412, 422] {
            assert!(matches!(of(status), GatewayError::Refused(_)), "{status}");
        }
        for status in [301, 302, 307, 408, 425, 429, 500, 502, 503, 504] {
            assert!(matches!(of(status), GatewayError::Unknown(_)), "{status}");
        }
    }
}

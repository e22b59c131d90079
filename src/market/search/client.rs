//! The HTTP client of the Meilisearch SDK with timeouts, which the SDK's own client lacks.

use std::time::Duration;

use async_trait::async_trait;
use futures_util::AsyncReadExt;
use futures_util::io::AsyncRead;
use meilisearch_sdk::errors::Error;
use meilisearch_sdk::request::{HttpClient, Method, parse_response};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A pooled client: 1 second to connect, 5 seconds for an answer.
#[derive(Clone, Debug)]
pub struct MeiliHttp(reqwest::Client);

impl MeiliHttp {
    pub(super) fn new(key: Option<&str>) -> anyhow::Result<Self> {
        let mut headers = reqwest::header::HeaderMap::new();
        if let Some(key) = key {
            let mut value = reqwest::header::HeaderValue::from_str(&format!("Bearer {key}"))?;
            value.set_sensitive(true);
            headers.insert(reqwest::header::AUTHORIZATION, value);
        }
        let client = reqwest::Client::builder()
            .default_headers(headers)
            .no_proxy()
            .connect_timeout(Duration::from_secs(1))
            .timeout(Duration::from_secs(5))
            .build()?;
        Ok(Self(client))
    }
}

#[async_trait]
impl HttpClient for MeiliHttp {
    async fn stream_request<
        Query: Serialize + Send + Sync,
        Body: AsyncRead + Send + Sync + 'static,
        Output: DeserializeOwned + 'static,
    >(
        &self,
        url: &str,
        method: Method<Query, Body>,
        content_type: &str,
        expected_status_code: u16,
    ) -> Result<Output, Error> {
        let other = |err: reqwest::Error| Error::Other(Box::new(err));
        let verb = match &method {
            Method::Get { .. } => reqwest::Method::GET,
            Method::Post { .. } => reqwest::Method::POST,
            Method::Patch { .. } => reqwest::Method::PATCH,
            Method::Put { .. } => reqwest::Method::PUT,
            Method::Delete { .. } => reqwest::Method::DELETE,
        };
        let url = format!("{url}{}", yaup::to_string(method.query())?);
        let mut request = self.0.request(verb, &url);
        if let Some(body) = method.into_body() {
            let mut bytes = Vec::new();
            let mut body = std::pin::pin!(body);
            body.read_to_end(&mut bytes).await.map_err(|err| Error::Other(Box::new(err)))?;
            request = request.header(reqwest::header::CONTENT_TYPE, content_type).body(bytes);
        }
        let answer = request.send().await.map_err(other)?;
        let status = answer.status().as_u16();
        let text = answer.text().await.map_err(other)?;
        parse_response(
            status,
            expected_status_code,
            if text.is_empty() { "null" } else { &text },
            url,
        )
    }

    fn is_tokio(&self) -> bool {
        true
    }
}

//! The courier aggregator that knows where parcels are.

/// The key of the aggregator; `Debug` does not print it.
#[derive(Clone)]
pub struct TrackingKey(String);

impl TrackingKey {
    /// The key itself, for the header of a request.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for TrackingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TrackingKey(…)")
    }
}

/// The address of the aggregator and its key.
#[derive(Debug, Clone)]
pub struct TrackingAddress {
    /// The base URL, without `/v1` and without a slash at the end.
    pub url: String,
    pub key: TrackingKey,
}

impl TrackingAddress {
    /// An address and a key.
    pub fn new(url: &str, key: &str) -> Self {
        Self { url: url.trim_end_matches('/').to_owned(), key: TrackingKey(key.trim().to_owned()) }
    }

    /// Reads the variables `TRACKING_URL` and `TRACKING_KEY`; `None` when neither is set.
    ///
    /// # Errors
    /// Only one of them is set, or the URL is not one to which a key may be sent.
    pub(super) fn from_vars(
        url: Option<String>,
        key: Option<String>,
        development: bool,
    ) -> anyhow::Result<Option<Self>> {
        let (url, key) = match (url, key) {
            (None, None) => return Ok(None),
            (Some(url), Some(key)) => (url, key),
            _ => anyhow::bail!("set both TRACKING_URL and TRACKING_KEY, or neither"),
        };
        let allowed = url.starts_with("https://") || (development && url.starts_with("http://"));
        anyhow::ensure!(allowed, "TRACKING_URL must begin with https://");
        Ok(Some(Self::new(&url, &key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: Option<&str>, key: Option<&str>, development: bool) -> Result<String, String> {
        TrackingAddress::from_vars(url.map(str::to_owned), key.map(str::to_owned), development)
            .map(|address| format!("{address:?}"))
            .map_err(|err| err.to_string())
    }

    #[test]
    fn the_key_is_sent_over_tls_only_and_never_printed() {
        let shown = read(Some("https://api.example/"), Some("rahasia"), false).unwrap();
        assert!(shown.contains("\"https://api.example\"") && !shown.contains("rahasia"), "{shown}");
        assert_eq!(read(None, None, false).as_deref(), Ok("None"));
        assert!(read(Some("http://127.0.0.1:9"), Some("rahasia"), true).is_ok());
        for (url, key) in [
            (Some("http://api.example"), Some("rahasia")),
            (Some("https://api.example"), None),
            (None, Some("rahasia")),
        ] {
            let error = read(url, key, false).unwrap_err();
            assert!(error.contains("TRACKING_URL") && !error.contains("rahasia"), "{error}");
        }
    }
}

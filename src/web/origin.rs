//! Which site a browser says that a request comes from.

use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, web};

use crate::config::Config;

/// Who made a browser send the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A page of this site.
    Own,
    /// A page of another site, or one without an origin.
    Foreign,
    /// The client does not say.
    Unstated,
}

/// The origin that a request states.
pub fn origin(req: &HttpRequest) -> Origin {
    match req.app_data::<web::Data<Config>>() {
        Some(config) => stated(req.headers(), &own_origin(req, config)),
        None => Origin::Foreign,
    }
}

fn stated(headers: &HeaderMap, own: &str) -> Origin {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    match (text(header::ORIGIN), text(header::HeaderName::from_static("sec-fetch-site"))) {
        (Some(origin), _) if origin.eq_ignore_ascii_case(own) => Origin::Own,
        (Some(_), _) => Origin::Foreign,
        (None, Some("same-origin")) => Origin::Own,
        // The person typed the address, or a browser too old to say.
        (None, Some("none") | None) => Origin::Unstated,
        (None, Some(_)) => Origin::Foreign,
    }
}

/// The origin of this site: that of `PUBLIC_URL`; only in development it follows from the request.
pub(super) fn own_origin(req: &HttpRequest, config: &Config) -> String {
    if let Some(url) = &config.public_url {
        return origin_of_url(url);
    }
    let header = |name: &str| req.headers().get(name).and_then(|value| value.to_str().ok());
    let forwarded = |name| header(name).filter(|_| config.behind_proxy);
    let scheme = forwarded("x-forwarded-proto").unwrap_or("http");
    let host = forwarded("x-forwarded-host").or(header("host")).unwrap_or_default();
    format!("{scheme}://{host}")
}

/// `https://tawar.example/x` → `https://tawar.example`, as browsers write it: without a port that the scheme implies.
fn origin_of_url(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    let host = rest.split('/').next().unwrap_or_default();
    let implied = if scheme == "https" { ":443" } else { ":80" };
    format!("{scheme}://{}", host.strip_suffix(implied).unwrap_or(host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn origin_from(headers: &[(&'static str, &'static str)]) -> Origin {
        let map = headers
            .iter()
            .map(|(name, value)| {
                (header::HeaderName::from_static(name), HeaderValue::from_static(value))
            })
            .collect();
        stated(&map, "https://tawar.example")
    }

    #[test]
    fn only_the_same_scheme_host_and_port_are_own() {
        assert_eq!(origin_from(&[("origin", "https://tawar.example")]), Origin::Own);
        for foreign in [
            "http://tawar.example",
            "https://tawar.example:8443",
            "https://tawar.example.jahat.example",
            "https://jahat.example",
            "null",
            "",
        ] {
            assert_eq!(origin_from(&[("origin", foreign)]), Origin::Foreign, "{foreign}");
        }
        let mixed = [("origin", "https://jahat.example"), ("sec-fetch-site", "same-origin")];
        assert_eq!(origin_from(&mixed), Origin::Foreign, "the origin outranks");
    }

    #[test]
    fn a_request_without_an_origin_is_judged_by_what_the_browser_says_of_its_site() {
        assert_eq!(origin_from(&[("sec-fetch-site", "same-origin")]), Origin::Own);
        assert_eq!(origin_from(&[("sec-fetch-site", "cross-site")]), Origin::Foreign);
        assert_eq!(
            origin_from(&[("sec-fetch-site", "same-site")]),
            Origin::Foreign,
            "a sibling host"
        );
        assert_eq!(origin_from(&[("sec-fetch-site", "none")]), Origin::Unstated);
        assert_eq!(origin_from(&[]), Origin::Unstated);
    }

    #[test]
    fn the_origin_of_a_url_has_no_path_and_no_implied_port() {
        for url in
            ["https://tawar.example", "https://tawar.example/", "https://tawar.example:443/x"]
        {
            assert_eq!(origin_of_url(url), "https://tawar.example");
        }
        assert_eq!(origin_of_url("http://localhost:8080"), "http://localhost:8080");
    }
}

//! Whether a request was made on this machine itself, for what development shows without asking who one is.

use actix_web::HttpRequest;

use crate::config::Config;

/// Headers that a proxy adds.
const PROXY_HEADERS: [&str; 5] =
    ["x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via"];

/// Whether this is a development site that only this machine reaches, and the request did not come through a proxy, by which
/// others may reach it all the same. A page of another site whose name resolves to this machine states that name as the host.
pub fn is_local_development(req: &HttpRequest, config: &Config) -> bool {
    let proxied = PROXY_HEADERS.iter().any(|name| req.headers().contains_key(*name));
    let host = req.headers().get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
    config.development
        && is_loopback(&config.bind)
        && !proxied
        && is_loopback(host)
        && req.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback())
}

/// Whether `HOST:PORT` is reached from this machine only.
pub fn is_loopback(address: &str) -> bool {
    let host = match address.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => address,
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_addresses_are_of_this_machine() {
        for address in ["127.0.0.1:8080", "localhost:80", "localhost", "[::1]:8080", "127.3.2.1:0"]
        {
            assert!(is_loopback(address), "{address}");
        }
        for address in [
            "0.0.0.0:8080",
            "[::]:8080",
            "192.168.1.5:8080",
            "tawar.example",
            "localhost.jahat.example",
            "",
        ] {
            assert!(!is_loopback(address), "{address}");
        }
    }
}

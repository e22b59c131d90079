//! The networks that visitors are counted by.

use std::net::IpAddr;

/// An address as it is counted: an IPv4 address that arrived at an IPv6 socket is an IPv4 address.
pub fn canonical(ip: IpAddr) -> IpAddr {
    ip.to_canonical()
}

/// The part of an address that one customer of a provider has: the whole IPv4 address, the /64 of an IPv6 one.
pub fn network(ip: Option<IpAddr>) -> String {
    match ip.map(canonical) {
        None => "unknown".into(),
        Some(IpAddr::V4(v4)) => v4.to_string(),
        Some(IpAddr::V6(v6)) => match v6.segments() {
            [a, b, c, d, ..] => format!("{a:x}:{b:x}:{c:x}:{d:x}::/64"),
        },
    }
}

/// The /48 of an IPv6 address: a customer may have as many as 65,536 networks of /64 in it. `None` for IPv4.
pub fn wide_network(ip: Option<IpAddr>) -> Option<String> {
    match ip.map(canonical)? {
        IpAddr::V4(_) => None,
        IpAddr::V6(v6) => match v6.segments() {
            [a, b, c, ..] => Some(format!("{a:x}:{b:x}:{c:x}::/48")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv4_address_is_counted_alike_at_every_socket() {
        let ip = |text: &str| text.parse().ok();
        assert_eq!(network(ip("203.0.113.9")), "203.0.113.9");
        assert_eq!(network(ip("::ffff:203.0.113.9")), "203.0.113.9");
        assert_ne!(network(ip("::ffff:203.0.113.9")), network(ip("::ffff:203.0.113.10")));
        assert_eq!(wide_network(ip("::ffff:203.0.113.9")), None);
        assert_eq!(network(ip("2001:db8:1:2:3::4")), "2001:db8:1:2::/64");
        assert_eq!(wide_network(ip("2001:db8:1:2:3::4")).as_deref(), Some("2001:db8:1::/48"));
        assert_eq!(network(None), "unknown");
    }
}

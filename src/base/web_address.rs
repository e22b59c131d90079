//! Web addresses in free text, as they are written plainly.

use std::sync::LazyLock;

use super::word_set::WordSet;

/// Top-level domains that no sentence ends with.
static DOMAINS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "com net org shop store xyz top site online club biz info app link page dev web tech live vip icu click \
         asia mobi pro website space cloud blog buzz cyou sbs cfd fun lol work host email social win bid ai",
    )
});
/// Top-level domains that are also words or country codes; where the dots are words, a path must follow.
static AMBIGUOUS_DOMAINS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of("id co me ly io gg gl ee be tv us sg my cc gle ru cn tk ml ga cf gd gy bio chat")
});
/// Those of [`AMBIGUOUS_DOMAINS`] that no sentence begins with.
const UNLIKELY_WORDS: &[&str] =
    &[".id", ".co", ".me", ".ly", ".io", ".gg", ".ee", ".gl", ".cc", ".tv"];
/// The hosts of this product, to which links are allowed.
const OWN_HOSTS: &[&str] = &[
    "tawar.example",
    "barterhub.example",
    "belantara.example",
    "sampahkupilah.example",
    "localhost",
];

/// The probability in percent, 0 to 100, that a word in lower case is an address.
pub fn plain_score(word: &str) -> u8 {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
    if let Some((scheme, rest)) = word.split_once("://") {
        let named = !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphabetic());
        let host = host(rest);
        return if named && !host.is_empty() && !is_own_host(host) { 98 } else { 0 };
    }
    let word = word.trim_start_matches("https").trim_start_matches("http").trim_start_matches('/');
    let host = host(word);
    if is_own_host(host) {
        return 0;
    }
    let path = word.len() > host.len();
    match domain_of(host) {
        Some(Domain::Clear) => 92,
        Some(Domain::Ambiguous) if path || host.contains('-') => 92,
        Some(Domain::Ambiguous) if UNLIKELY_WORDS.iter().any(|end| host.ends_with(end)) => 80,
        _ if word.starts_with("www.") && host.len() > 6 => 90,
        _ if path && is_ip_address(host) => 90,
        _ if ends_in_spelled_domain(word) => 85,
        _ => 0,
    }
}

fn is_ip_address(host: &str) -> bool {
    host.split('.').count() == 4 && host.split('.').all(|part| part.parse::<u8>().is_ok())
}

/// `tokodotcom`, `toko-dot-com`.
fn ends_in_spelled_domain(word: &str) -> bool {
    ["dotcom", "titikcom", "dot-com", "dot_com", "titik-com", "dotid", "dotcoid"]
        .iter()
        .any(|end| word.strip_suffix(end).is_some_and(|head| head.len() >= 3))
}

/// The host of an address, without a user before an at sign.
pub fn host(word: &str) -> &str {
    let host = word.split(['/', '?']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

/// Whether links to this host are allowed.
pub fn is_own_host(host: &str) -> bool {
    let host = host.strip_prefix("www.").unwrap_or(host);
    OWN_HOSTS
        .iter()
        .any(|own| host == *own || host.strip_suffix(own).is_some_and(|head| head.ends_with('.')))
}

/// The top-level domain of a host.
pub enum Domain {
    /// It is no word.
    Clear,
    /// It is also a word.
    Ambiguous,
}

/// `None` when the text is no host or has an unknown top-level domain.
pub fn domain_of(host: &str) -> Option<Domain> {
    let (head, last) = host.rsplit_once('.')?;
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    if !head.split('.').all(label) || head.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return None;
    }
    if DOMAINS.contains(&last) {
        return Some(Domain::Clear);
    }
    AMBIGUOUS_DOMAINS.contains(&last).then_some(Domain::Ambiguous)
}

/// Whether a word in lower case is a top-level domain that no sentence ends with.
pub fn is_top_level_domain(word: &str) -> bool {
    DOMAINS.contains(&word)
}

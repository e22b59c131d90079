//! Web and mail addresses: written plainly, or with words for their dots and slashes.

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

/// The probability in percent, 0 to 100, that the text contains an address.
pub fn score(text: &str) -> u8 {
    let found = text.split_whitespace().map(plain_score).max().unwrap_or(0);
    if found > 0 {
        return found;
    }
    match with_marks(text) {
        Some(text) => text.split_whitespace().map(disguised_score).max().unwrap_or(0),
        None => 0,
    }
}

/// The score of a word that may be an address.
fn plain_score(word: &str) -> u8 {
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

/// The score of a word that may be an address whose dots were words.
fn disguised_score(word: &str) -> u8 {
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let host = host(word);
    let path = word.get(host.len()..).is_some_and(|path| path.len() > 1);
    match domain_of(host) {
        _ if is_own_host(host) => 0,
        Some(Domain::Clear) => 85,
        None if host.ends_with(".kom") => 85,
        Some(Domain::Ambiguous) if path || host.split('.').count() > 2 => 80,
        _ => 0,
    }
}

/// The host of an address, without a user before an at sign.
fn host(word: &str) -> &str {
    let host = word.split(['/', '?']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

fn is_own_host(host: &str) -> bool {
    let host = host.strip_prefix("www.").unwrap_or(host);
    OWN_HOSTS
        .iter()
        .any(|own| host == *own || host.strip_suffix(own).is_some_and(|head| head.ends_with('.')))
}

/// The top-level domain of a host.
enum Domain {
    /// It is no word.
    Clear,
    /// It is also a word.
    Ambiguous,
}

/// `None` when the text is no host or has an unknown top-level domain.
fn domain_of(host: &str) -> Option<Domain> {
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

/// The text with words for dots and slashes replaced by the marks; `None` when there are none.
fn with_marks(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    let words: Vec<&str> = text.split_whitespace().collect();
    let www = words.contains(&"www");
    let mut glue = true;
    let mut words = words.iter().peekable();
    while let Some(word) = words.next() {
        let bare =
            word.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>'));
        let mark = match bare {
            "dot" | "titik" | "." | "period" => Some('.'),
            "slash" | "garing" | "/" | "miring" => Some('/'),
            "garis" if words.peek().is_some_and(|next| **next == "miring") => continue,
            _ => None,
        };
        if let Some(mark) = mark {
            changed = true;
            out.push(mark);
            glue = true;
            continue;
        }
        if word.starts_with('.') && word.len() > 1 && !word.starts_with("..") {
            changed = true;
            glue = true;
        }
        if !glue {
            // `www toko com`
            let dot = (www && (out.ends_with("www") || DOMAINS.contains(word)))
                || continues_address(&out, word);
            if dot && out.ends_with('.') {
                out.pop();
            }
            changed |= dot;
            out.push(if dot { '.' } else { ' ' });
        }
        let unbracketed = without_brackets(word);
        changed |= unbracketed != *word;
        out.push_str(&unbracketed);
        glue = false;
    }
    changed.then_some(out)
}

/// Whether an address continues after a space: `bit ly/x`, `toko. com`.
fn continues_address(out: &str, word: &str) -> bool {
    let end = word.split('/').next().unwrap_or_default();
    let path = word.len() > end.len() + 1;
    (path && matches!(end, "ly" | "me" | "gl" | "gg" | "ee" | "io" | "com"))
        || (out.ends_with('.') && matches!(end, "com" | "net" | "org" | "co.id"))
}

/// The word with bracketed marks replaced: `toko(dot)com`, `toko[.]com`.
fn without_brackets(word: &str) -> String {
    if !word.contains(['(', '[', '{', '<']) {
        return word.to_owned();
    }
    let mut out = word.to_owned();
    for (open, close) in [("(", ")"), ("[", "]"), ("{", "}"), ("<", ">")] {
        for (name, mark) in
            [("dot", "."), ("titik", "."), (".", "."), ("slash", "/"), ("garing", "/"), ("/", "/")]
        {
            out = out.replace(&format!("{open}{name}{close}"), mark);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_and_sentences_are_not() {
        for text in [
            "https://toko.com",
            "bit.ly/abc",
            "toko(dot)com",
            "wa titik me slash 628",
            "tawar.example@toko.top",
        ] {
            assert!(score(text) > 0, "{text}");
        }
        for text in [
            "oke.makasih",
            "https://tawar.example/barang/1",
            "jl.merdeka no.12",
            "harga 350.000",
            "titik temu di stasiun",
        ] {
            assert_eq!(score(text), 0, "{text}");
        }
    }
}

//! Addresses to open: written plainly, or with their dots and slashes said.

use std::sync::LazyLock;

use super::words::Words;

/// Ends of addresses that hardly end a sentence.
static ENDS: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "com net org shop store xyz top site online club biz info app link page dev web tech live vip icu click \
         asia mobi pro website space cloud blog buzz cyou sbs cfd fun lol work host email social win bid ai",
    )
});
/// Ends that are also words or names of countries; where dots are said, a path must follow.
static SHORT: LazyLock<Words> = LazyLock::new(|| {
    Words::of("id co me ly io gg gl ee be tv us sg my cc gle ru cn tk ml ga cf gd gy bio chat")
});
/// Those of them that no sentence goes on with.
const FIRM: &[&str] = &[".id", ".co", ".me", ".ly", ".io", ".gg", ".ee", ".gl", ".cc", ".tv"];
/// Our own houses.
const OURS: &[&str] = &[
    "tawar.example",
    "barterhub.example",
    "belantara.example",
    "sampahkupilah.example",
    "localhost",
];

/// How sure it is that an address is told, 0 to 100.
pub fn score(text: &str) -> u8 {
    let plain = text.split_whitespace().map(plain).max().unwrap_or(0);
    if plain > 0 {
        return plain;
    }
    match said(text) {
        Some(text) => text.split_whitespace().map(disguised).max().unwrap_or(0),
        None => 0,
    }
}

/// An address as it is written.
fn plain(word: &str) -> u8 {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
    if let Some((scheme, rest)) = word.split_once("://") {
        let named = !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphabetic());
        let host = host(rest);
        return if named && !host.is_empty() && !ours(host) { 98 } else { 0 };
    }
    let word = word.trim_start_matches("https").trim_start_matches("http").trim_start_matches('/');
    let host = host(word);
    if ours(host) {
        return 0;
    }
    let path = word.len() > host.len();
    match end(host) {
        Some(true) => 92,
        Some(false) if path || host.contains('-') => 92,
        Some(false) if FIRM.iter().any(|end| host.ends_with(end)) => 80,
        _ if word.starts_with("www.") && host.len() > 6 => 90,
        _ if path && address(host) => 90,
        _ if together(word) => 85,
        _ => 0,
    }
}

/// Four numbers with dots between, as machines have.
fn address(host: &str) -> bool {
    host.split('.').count() == 4 && host.split('.').all(|part| part.parse::<u8>().is_ok())
}

/// `tokodotcom`, `toko-dot-com`.
fn together(word: &str) -> bool {
    ["dotcom", "titikcom", "dot-com", "dot_com", "titik-com", "dotid", "dotcoid"]
        .iter()
        .any(|end| word.strip_suffix(end).is_some_and(|head| head.len() >= 3))
}

/// An address whose dots were said.
fn disguised(word: &str) -> u8 {
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let host = host(word);
    let path = word.get(host.len()..).is_some_and(|path| path.len() > 1);
    match end(host) {
        _ if ours(host) => 0,
        Some(true) => 85,
        None if host.ends_with(".kom") => 85,
        Some(false) if path || host.split('.').count() > 2 => 80,
        _ => 0,
    }
}

/// What stands before the path, without a name before an at.
fn host(word: &str) -> &str {
    let host = word.split(['/', '?']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

fn ours(host: &str) -> bool {
    let host = host.strip_prefix("www.").unwrap_or(host);
    OURS.iter().any(|ours| {
        host == *ours || host.strip_suffix(ours).is_some_and(|head| head.ends_with('.'))
    })
}

/// Whether a host ends as addresses do; `Some(true)` when its end is nothing else.
fn end(host: &str) -> Option<bool> {
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
    if ENDS.contains(&last) {
        return Some(true);
    }
    SHORT.contains(&last).then_some(false)
}

/// The text with its said dots and slashes written; `None` when none is said.
fn said(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    let words: Vec<&str> = text.split_whitespace().collect();
    let www = words.contains(&"www");
    let mut glue = true;
    let mut words = words.iter().peekable();
    while let Some(word) = words.next() {
        let bare =
            word.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>'));
        let sign = match bare {
            "dot" | "titik" | "." | "period" => Some('.'),
            "slash" | "garing" | "/" | "miring" => Some('/'),
            "garis" if words.peek().is_some_and(|next| **next == "miring") => continue,
            _ => None,
        };
        if let Some(sign) = sign {
            changed = true;
            out.push(sign);
            glue = true;
            continue;
        }
        if word.starts_with('.') && word.len() > 1 && !word.starts_with("..") {
            changed = true;
            glue = true;
        }
        if !glue {
            // `www toko com`
            let dot = (www && (out.ends_with("www") || ENDS.contains(word))) || broken(&out, word);
            if dot && out.ends_with('.') {
                out.pop();
            }
            changed |= dot;
            out.push(if dot { '.' } else { ' ' });
        }
        let inner = inner(word);
        changed |= inner != *word;
        out.push_str(&inner);
        glue = false;
    }
    changed.then_some(out)
}

/// Whether an address goes on after a space: `bit ly/x`, `toko. com`.
fn broken(out: &str, word: &str) -> bool {
    let end = word.split('/').next().unwrap_or_default();
    let path = word.len() > end.len() + 1;
    (path && matches!(end, "ly" | "me" | "gl" | "gg" | "ee" | "io" | "com"))
        || (out.ends_with('.') && matches!(end, "com" | "net" | "org" | "co.id"))
}

/// Signs in brackets within a word: `toko(dot)com`, `toko[.]com`.
fn inner(word: &str) -> String {
    if !word.contains(['(', '[', '{', '<']) {
        return word.to_owned();
    }
    let mut out = word.to_owned();
    for (open, close) in [("(", ")"), ("[", "]"), ("{", "}"), ("<", ">")] {
        for (said, sign) in
            [("dot", "."), ("titik", "."), (".", "."), ("slash", "/"), ("garing", "/"), ("/", "/")]
        {
            out = out.replace(&format!("{open}{said}{close}"), sign);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_seen_and_sentences_are_not() {
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

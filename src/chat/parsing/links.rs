//! Web and mail addresses: written plainly, or with words for their dots and slashes.

use crate::base::web_address::{
    Domain, domain_of, host, is_own_host, is_top_level_domain, plain_score,
};

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
            let dot = (www && (out.ends_with("www") || is_top_level_domain(word)))
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

//! The tokens of one-time links: computed when a mail is sent, never stored.

use uuid::Uuid;

use crate::base::crypto::SecretKey;

/// Around the id of a link in a stored text, at the place of its token.
const MARKS: [char; 2] = ['\u{27e6}', '\u{27e7}'];

/// The token of a one-time link, which only this server can compute.
pub fn link_token(key: &SecretKey, link: Uuid) -> String {
    key.sign_text("one_time_link", link.as_bytes())
}

/// What stands for [`link_token`] in a stored text: who reads the table learns no token.
pub fn link_mark(link: Uuid) -> String {
    let [open, close] = MARKS;
    format!("{open}{link}{close}")
}

/// A stored text with its tokens.
pub(super) fn with_tokens(key: &SecretKey, stored: &str) -> String {
    let [open, close] = MARKS;
    let mut parts = stored.split(open);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let link = part.split_once(close).and_then(|(id, rest)| Some((id.parse().ok()?, rest)));
        match link {
            Some((id, rest)) => text.extend([link_token(key, id).as_str(), rest]),
            None => text.extend([&String::from(open), part]),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_text_contains_no_token_and_a_sent_one_does() {
        let (key, link) = (SecretKey::new(b"k".to_vec()), Uuid::now_v7());
        let token = link_token(&key, link);
        let stored = format!("Halo,\nhttps://tawar.example/x?token={}\nSalam", link_mark(link));
        assert!(!stored.contains(&token));
        let sent = with_tokens(&key, &stored);
        assert_eq!(sent, format!("Halo,\nhttps://tawar.example/x?token={token}\nSalam"));
        assert_ne!(link_token(&SecretKey::new(b"other".to_vec()), link), token);
        for odd in ["\u{27e6}", "\u{27e6}x\u{27e7}", "a\u{27e7}b", ""] {
            assert_eq!(with_tokens(&key, odd), odd);
        }
    }
}

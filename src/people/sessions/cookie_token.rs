//! The token in a browser's session cookie: random bits and a signature of them, so that an invented one is refused without
//! a query.

use crate::base::crypto::{self, SecretKey};

/// Separates the two; no character of base 64 for URLs.
const SEPARATOR: char = '.';

/// A new token.
pub(super) fn issue(key: &SecretKey) -> String {
    let random = crypto::token();
    let signature = signature(key, &random);
    format!("{random}{SEPARATOR}{signature}")
}

/// Whether this server issued the token. Whether its session is live is decided by its row.
pub(super) fn is_ours(key: &SecretKey, token: &str) -> bool {
    token.split_once(SEPARATOR).is_some_and(|(random, signed)| {
        crypto::constant_time_eq(signature(key, random).as_bytes(), signed.as_bytes())
    })
}

fn signature(key: &SecretKey, random: &str) -> String {
    key.sign_text("session_cookie", random.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tokens_of_this_server_are_looked_up() {
        let key = SecretKey::new(b"k".to_vec());
        let token = issue(&key);
        assert!(is_ours(&key, &token) && token != issue(&key));
        let other = issue(&SecretKey::new(b"other".to_vec()));
        for invented in ["", ".", "x", "x.y", other.as_str(), &token[1..], &format!("{token}x")] {
            assert!(!is_ours(&key, invented), "{invented}");
        }
    }
}

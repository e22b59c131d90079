//! Random tokens, keyed fingerprints, constant-time compares. Nothing home-made beneath.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use rand::Rng;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The server's secret; its text is never shown or logged.
#[derive(Clone)]
pub struct SecretKey(Vec<u8>);

impl SecretKey {
    /// Wraps the bytes of `SECRET_KEY`.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// A keyed fingerprint of `text`; `purpose` keeps the uses apart.
    pub fn sign(&self, purpose: &str, text: &[u8]) -> Vec<u8> {
        // An HMAC key may have any length; the fallback never happens.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return Vec::new() };
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(text);
        mac.finalize().into_bytes().to_vec()
    }

    /// The same, as text for URLs and forms.
    pub fn sign_text(&self, purpose: &str, text: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.sign(purpose, text))
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// A fresh token of 256 random bits, safe in URLs and cookies.
pub fn token() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// `n` random characters of Crockford's base 32 in lower case (no i, l, o, u).
pub fn short_code(n: usize) -> String {
    const LETTERS: &[u8] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut bytes = vec![0_u8; n];
    rand::rng().fill_bytes(&mut bytes);
    bytes
        .iter()
        .filter_map(|b| LETTERS.get(usize::from(*b) % LETTERS.len()))
        .map(|b| char::from(*b))
        .collect()
}

/// A number nobody can foresee.
pub fn lot() -> u64 {
    rand::rng().next_u64()
}

/// What is kept of a token: its SHA-256.
pub fn fingerprint(token: impl AsRef<[u8]>) -> Vec<u8> {
    Sha256::digest(token.as_ref()).to_vec()
}

/// Lower-case hex of a SHA-256: the name of a stored photo.
pub fn content_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// Compares secrets without telling by time where they differ.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// Base 64 for URLs, without padding.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The inverse of [`encode`]; `None` when it is not that.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

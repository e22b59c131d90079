//! Random tokens, keyed hashes, constant-time comparison. Every algorithm is a library's.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use rand::Rng;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The server's secret, from which other keys are derived; `Debug` does not print it.
#[derive(Clone)]
pub struct SecretKey(Vec<u8>);

impl SecretKey {
    /// The bytes of `SECRET_KEY`.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// HMAC-SHA-256 of `text`, 32 bytes; the results of two purposes are independent.
    pub fn sign(&self, purpose: &str, text: &[u8]) -> Vec<u8> {
        // An HMAC key may have any length, so the fallback is never reached.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return Vec::new() };
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(text);
        mac.finalize().into_bytes().to_vec()
    }

    /// [`SecretKey::sign`] in base 64 for URLs and forms.
    pub fn sign_text(&self, purpose: &str, text: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.sign(purpose, text))
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// 256 random bits in base 64 for URLs and cookies, 43 characters.
pub fn token() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// `n` random characters of Crockford's base 32 in lower case (no i, l, o, u).
pub fn short_code(n: usize) -> String {
    const DIGITS: &[u8] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut bytes = vec![0_u8; n];
    rand::rng().fill_bytes(&mut bytes);
    bytes
        .iter()
        .filter_map(|b| DIGITS.get(usize::from(*b) % DIGITS.len()))
        .map(|b| char::from(*b))
        .collect()
}

/// 64 unpredictable random bits.
pub fn random_number() -> u64 {
    rand::rng().next_u64()
}

/// SHA-256 of a token, the only form in which it is stored; 32 bytes.
pub fn fingerprint(token: impl AsRef<[u8]>) -> Vec<u8> {
    Sha256::digest(token.as_ref()).to_vec()
}

/// SHA-256 in lower-case hex, the name of a stored photo; 64 characters.
pub fn content_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// Compares secrets in a time that does not depend on where they differ.
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// Base 64 for URLs, without padding.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reverses [`encode`]; `None` when the text is not base 64.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

//! Authenticated encryption with one key: XChaCha20-Poly1305.

use std::sync::Arc;

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Key, Tag, XChaCha20Poly1305, XNonce};
use rand::Rng;

use super::super::crypto::SecretKey;
use super::super::error::{AppError, AppResult};

/// Bytes of the random nonce before a ciphertext, and of the authentication tag behind it.
const NONCE: usize = 24;
const TAG: usize = 16;

/// A cipher under one key that is derived from the server's secret, for what is not stored for long.
#[derive(Clone)]
pub struct Cipher(Arc<XChaCha20Poly1305>);

impl Cipher {
    /// The cipher of a purpose; two purposes never share a key.
    ///
    /// # Errors
    /// Never in practice: the derived key always has the length that the cipher requires.
    pub fn new(secret: &SecretKey, purpose: &str) -> AppResult<Self> {
        Ok(Self(Arc::new(cipher(&secret.sign("vault", purpose.as_bytes()))?)))
    }

    /// Encrypts the concatenation of `parts`, bound to `aad`: only the same `aad` decrypts it.
    ///
    /// # Errors
    /// The text is longer than 256 GiB.
    pub fn encrypt(&self, aad: &[u8], parts: &[&[u8]]) -> AppResult<Vec<u8>> {
        encrypt_with(&self.0, aad, parts)
    }

    /// Decrypts what [`Cipher::encrypt`] returned for the same `aad`.
    ///
    /// # Errors
    /// `Internal` when the ciphertext or `aad` was changed, or the key is another one.
    pub fn decrypt(&self, aad: &[u8], ciphertext: &[u8]) -> AppResult<Vec<u8>> {
        decrypt_with(&self.0, aad, ciphertext)
    }
}

/// The cipher of a key of 32 bytes.
pub(super) fn cipher(key: &[u8]) -> AppResult<XChaCha20Poly1305> {
    let key = Key::try_from(key)
        .map_err(|_length| AppError::Internal(anyhow::anyhow!("a key has 32 bytes")))?;
    Ok(XChaCha20Poly1305::new(&key))
}

/// Decrypts nonce, ciphertext and tag, as [`encrypt_with`] returns them.
pub(super) fn decrypt_with(
    cipher: &XChaCha20Poly1305,
    aad: &[u8],
    ciphertext: &[u8],
) -> AppResult<Vec<u8>> {
    let changed = || AppError::Internal(anyhow::anyhow!("the ciphertext was changed"));
    let (nonce, rest) = ciphertext.split_first_chunk::<NONCE>().ok_or_else(changed)?;
    let (body, tag) = rest.split_last_chunk::<TAG>().ok_or_else(changed)?;
    let mut text = body.to_vec();
    cipher
        .decrypt_inout_detached(
            &XNonce::from(*nonce),
            aad,
            text.as_mut_slice().into(),
            &Tag::from(*tag),
        )
        .map_err(|_cause_is_secret| changed())?;
    Ok(text)
}

/// Returns nonce, ciphertext and tag of the concatenated `parts`.
pub(super) fn encrypt_with(
    cipher: &XChaCha20Poly1305,
    aad: &[u8],
    parts: &[&[u8]],
) -> AppResult<Vec<u8>> {
    let mut nonce = [0_u8; NONCE];
    rand::rng().fill_bytes(&mut nonce);
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut ciphertext = Vec::with_capacity(NONCE + length + TAG);
    ciphertext.extend_from_slice(&nonce);
    for part in parts {
        ciphertext.extend_from_slice(part);
    }
    let body = ciphertext.get_mut(NONCE..).unwrap_or_default();
    let tag = cipher.encrypt_inout_detached(&XNonce::from(nonce), aad, body.into()).map_err(
        |_too_long| AppError::Internal(anyhow::anyhow!("the text is too long to encrypt")),
    )?;
    ciphertext.extend_from_slice(&tag);
    Ok(ciphertext)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ciphertext_decrypts_only_unchanged_and_with_its_own_aad() -> AppResult<()> {
        let one = cipher(&[7; 32])?;
        let ciphertext = encrypt_with(&one, b"room a", &[b"salt", b"masih ada, Kak?"])?;
        assert!(!ciphertext.windows(5).any(|bytes| bytes == b"masih"));
        assert_eq!(decrypt_with(&one, b"room a", &ciphertext)?, b"saltmasih ada, Kak?");
        assert!(decrypt_with(&one, b"room b", &ciphertext).is_err(), "moved to another room");
        for at in 0..ciphertext.len() {
            let mut changed = ciphertext.clone();
            if let Some(byte) = changed.get_mut(at) {
                *byte ^= 1;
            }
            assert!(decrypt_with(&one, b"room a", &changed).is_err(), "byte {at} was changed");
        }
        Ok(())
    }
}

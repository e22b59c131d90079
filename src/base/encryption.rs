//! Words at rest: sealed with XChaCha20-Poly1305 under keys that Postgres keeps wrapped with the server's secret.
//! A sealed text names its key, so that keys are changed while the house serves.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Key, Tag, XChaCha20Poly1305, XNonce};
use diesel::prelude::*;
use rand::Rng;

use super::clock::Timestamp;
use super::crypto::SecretKey;
use super::db::Conn;
use super::error::{AppError, AppResult};
use super::schema::keys;

const NONCE: usize = 24;
const TAG: usize = 16;
/// Rows of this key are not sealed: they are older than sealing, and are sealed by [`Encryption`]'s current key in time.
pub const PLAIN: i16 = 0;
/// A new key is used this long after it was made, when every node has heard of it.
pub const SPREADS_WITHIN: chrono::Duration = chrono::Duration::seconds(6);

/// The keys; cloning shares them.
#[derive(Clone)]
pub struct Encryption {
    wrapping: Cipher,
    ring: Arc<RwLock<Ring>>,
}

#[derive(Default)]
struct Ring {
    ciphers: HashMap<i16, Arc<XChaCha20Poly1305>>,
    /// The newest last.
    usable: Vec<(Timestamp, i16)>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = keys)]
struct Row {
    id: i16,
    wrapped: Vec<u8>,
    usable_from: Timestamp,
}

/// A cipher under one key that follows from the server's secret, for what is not kept.
#[derive(Clone)]
pub struct Cipher(Arc<XChaCha20Poly1305>);

impl Cipher {
    /// The seal of a purpose.
    pub fn new(secret: &SecretKey, purpose: &str) -> AppResult<Self> {
        Ok(Self(Arc::new(cipher(&secret.sign("vault", purpose.as_bytes()))?)))
    }

    /// Seals the parts, joined, for a place that `aad` names.
    pub fn seal(&self, aad: &[u8], parts: &[&[u8]]) -> AppResult<Vec<u8>> {
        seal_with(&self.0, aad, parts)
    }

    /// Opens what [`Cipher::seal`] made for the same place.
    pub fn open(&self, aad: &[u8], sealed: &[u8]) -> AppResult<Vec<u8>> {
        open_with(&self.0, aad, sealed)
    }
}

impl Encryption {
    /// Opens the encryption of a house; makes its first key when it has none. Fails when the secret is another one than
    /// the keys were wrapped with.
    pub fn open(conn: &mut Conn, secret: &SecretKey) -> AppResult<Self> {
        let encryption =
            Self { wrapping: Cipher::new(secret, "wrapping key")?, ring: Arc::default() };
        encryption.refresh(conn)?;
        if encryption.newest().is_none() {
            encryption.add(conn, 1, chrono::DateTime::UNIX_EPOCH)?;
            encryption.refresh(conn)?;
        }
        Ok(encryption)
    }

    /// Reads the keys again: another node may have made one.
    pub fn refresh(&self, conn: &mut Conn) -> AppResult<()> {
        let rows: Vec<Row> = keys::table.order(keys::id).select(Row::as_select()).load(conn)?;
        let mut ring = Ring::default();
        for row in rows {
            let key = self.wrapping.open(b"key", &row.wrapped).map_err(|_sealed| {
                AppError::Internal(anyhow::anyhow!(
                    "key {} does not open: SECRET_KEY is not the one it was made with",
                    row.id
                ))
            })?;
            ring.ciphers.insert(row.id, Arc::new(cipher(&key)?));
            ring.usable.push((row.usable_from, row.id));
        }
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = ring;
        Ok(())
    }

    /// Makes a new key; it is used once every node has heard of it. Returns its id.
    pub fn make_key(&self, conn: &mut Conn, now: Timestamp) -> AppResult<i16> {
        let id =
            self.newest().unwrap_or(0).checked_add(1).ok_or_else(|| {
                AppError::Internal(anyhow::anyhow!("the ids of keys are used up"))
            })?;
        self.add(conn, id, now + SPREADS_WITHIN)?;
        self.refresh(conn)?;
        Ok(id)
    }

    /// Forgets the keys older than `newest`; the caller has seen that no row names them.
    pub fn forget_before(&self, conn: &mut Conn, newest: i16) -> AppResult<usize> {
        Ok(diesel::delete(keys::table.filter(keys::id.lt(newest))).execute(conn)?)
    }

    fn add(&self, conn: &mut Conn, id: i16, usable_from: Timestamp) -> AppResult<()> {
        let mut key = [0_u8; 32];
        rand::rng().fill_bytes(&mut key);
        let wrapped = self.wrapping.seal(b"key", &[&key])?;
        diesel::insert_into(keys::table)
            .values((keys::id.eq(id), keys::wrapped.eq(wrapped), keys::usable_from.eq(usable_from)))
            .on_conflict_do_nothing()
            .execute(conn)?;
        Ok(())
    }

    fn newest(&self) -> Option<i16> {
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        ring.usable.last().map(|(_, id)| *id)
    }

    /// Seals the parts, joined, for a place that `aad` names; returns the key's id and the bytes to keep.
    pub fn seal(&self, aad: &[u8], parts: &[&[u8]], now: Timestamp) -> AppResult<(i16, Vec<u8>)> {
        let (id, cipher) = {
            let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
            let known = ring
                .usable
                .iter()
                .rfind(|(from, _)| *from <= now)
                .or_else(|| ring.usable.first())
                .and_then(|(_, id)| Some((*id, ring.ciphers.get(id)?.clone())));
            known.ok_or_else(|| AppError::Internal(anyhow::anyhow!("the encryption has no key")))?
        };
        Ok((id, seal_with(&cipher, aad, parts)?))
    }

    /// Opens what [`Encryption::seal`] made for the same place.
    pub fn open_sealed(&self, key: i16, aad: &[u8], sealed: &[u8]) -> AppResult<Vec<u8>> {
        if key == PLAIN {
            return Ok(sealed.to_vec());
        }
        let cipher = {
            let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
            ring.ciphers.get(&key).cloned()
        };
        let cipher = cipher
            .ok_or_else(|| AppError::Unavailable(format!("key {key} is not known here yet")))?;
        open_with(&cipher, aad, sealed)
    }
}

fn cipher(key: &[u8]) -> AppResult<XChaCha20Poly1305> {
    let key = Key::try_from(key)
        .map_err(|_length| AppError::Internal(anyhow::anyhow!("a key has 32 bytes")))?;
    Ok(XChaCha20Poly1305::new(&key))
}

fn open_with(cipher: &XChaCha20Poly1305, aad: &[u8], sealed: &[u8]) -> AppResult<Vec<u8>> {
    let broken = || AppError::Internal(anyhow::anyhow!("a sealed text was changed"));
    let (nonce, rest) = sealed.split_first_chunk::<NONCE>().ok_or_else(broken)?;
    let (words, tag) = rest.split_last_chunk::<TAG>().ok_or_else(broken)?;
    let mut words = words.to_vec();
    cipher
        .decrypt_inout_detached(
            &XNonce::from(*nonce),
            aad,
            words.as_mut_slice().into(),
            &Tag::from(*tag),
        )
        .map_err(|_why_is_secret| broken())?;
    Ok(words)
}

fn seal_with(cipher: &XChaCha20Poly1305, aad: &[u8], parts: &[&[u8]]) -> AppResult<Vec<u8>> {
    let mut nonce = [0_u8; NONCE];
    rand::rng().fill_bytes(&mut nonce);
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut sealed = Vec::with_capacity(NONCE + length + TAG);
    sealed.extend_from_slice(&nonce);
    for part in parts {
        sealed.extend_from_slice(part);
    }
    let words = sealed.get_mut(NONCE..).unwrap_or_default();
    let tag = cipher
        .encrypt_inout_detached(&XNonce::from(nonce), aad, words.into())
        .map_err(|_too_long| AppError::Internal(anyhow::anyhow!("a text is too long to seal")))?;
    sealed.extend_from_slice(&tag);
    Ok(sealed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_in_its_own_place_only() -> AppResult<()> {
        let one = cipher(&[7; 32])?;
        let sealed = seal_with(&one, b"room a", &[b"salt", b"masih ada, Kak?"])?;
        assert!(!sealed.windows(5).any(|bytes| bytes == b"masih"));
        assert_eq!(open_with(&one, b"room a", &sealed)?, b"saltmasih ada, Kak?");
        assert!(open_with(&one, b"room b", &sealed).is_err(), "moved to another room");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            if let Some(byte) = changed.get_mut(at) {
                *byte ^= 1;
            }
            assert!(open_with(&one, b"room a", &changed).is_err(), "byte {at} was changed");
        }
        Ok(())
    }
}

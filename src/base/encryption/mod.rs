//! Text encrypted at rest: XChaCha20-Poly1305 under keys that Postgres stores wrapped (encrypted) with the server's secret.
//! Every ciphertext is stored with its key's id, so that keys are rotated while the site serves.

mod cipher;
mod sealed;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chacha20poly1305::XChaCha20Poly1305;
use diesel::prelude::*;
use rand::Rng;

pub use self::cipher::Cipher;
use self::cipher::{cipher, decrypt_with, encrypt_with};
pub use self::sealed::{Sealed, SealedTable};
use super::clock::Timestamp;
use super::crypto::SecretKey;
use super::db::Conn;
use super::error::{AppError, AppResult};
use super::schema::keys;

/// The key id of rows that are not encrypted yet: they were written before encryption existed.
pub const PLAINTEXT: i16 = 0;
/// A new key is used this long after its creation; within this time every node has loaded it.
pub const KEY_PROPAGATION: chrono::Duration = chrono::Duration::seconds(6);

/// The data encryption keys; cloning shares them.
#[derive(Clone)]
pub struct Encryption {
    /// Encrypts the keys themselves.
    wrapping_cipher: Cipher,
    keys: Arc<RwLock<KeySet>>,
}

#[derive(Default)]
struct KeySet {
    ciphers: HashMap<i16, Arc<XChaCha20Poly1305>>,
    /// When each key is used from, and its id, in the order of the ids.
    usable: Vec<(Timestamp, i16)>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = keys)]
struct WrappedKey {
    id: i16,
    wrapped: Vec<u8>,
    usable_from: Timestamp,
}

impl Encryption {
    /// Loads the keys; creates the first one in an empty database.
    ///
    /// # Errors
    /// `Internal` when the keys were wrapped with another secret; the database's errors.
    pub fn open(conn: &mut Conn, secret: &SecretKey) -> AppResult<Self> {
        let encryption =
            Self { wrapping_cipher: Cipher::new(secret, "wrapping key")?, keys: Arc::default() };
        encryption.refresh(conn)?;
        if encryption.newest().is_none() {
            encryption.insert_key(conn, 1, chrono::DateTime::UNIX_EPOCH)?;
            encryption.refresh(conn)?;
        }
        Ok(encryption)
    }

    /// Loads the keys again: another node may have created one.
    ///
    /// # Errors
    /// As [`Encryption::open`].
    pub fn refresh(&self, conn: &mut Conn) -> AppResult<()> {
        let rows: Vec<WrappedKey> =
            keys::table.order(keys::id).select(WrappedKey::as_select()).load(conn)?;
        let mut keys = KeySet::default();
        for row in rows {
            let key = self.wrapping_cipher.decrypt(b"key", &row.wrapped).map_err(|_cause| {
                AppError::Internal(anyhow::anyhow!(
                    "key {} cannot be unwrapped: SECRET_KEY is not the one it was wrapped with",
                    row.id
                ))
            })?;
            keys.ciphers.insert(row.id, Arc::new(cipher(&key)?));
            keys.usable.push((row.usable_from, row.id));
        }
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    /// Creates a key, which is used after [`KEY_PROPAGATION`]. Returns its id.
    ///
    /// # Errors
    /// `Internal` when every id is used up; the database's errors.
    pub fn create_key(&self, conn: &mut Conn, now: Timestamp) -> AppResult<i16> {
        let id = self
            .newest()
            .unwrap_or(0)
            .checked_add(1)
            .ok_or_else(|| AppError::Internal(anyhow::anyhow!("the key ids are used up")))?;
        self.insert_key(conn, id, now + KEY_PROPAGATION)?;
        self.refresh(conn)?;
        Ok(id)
    }

    /// Deletes the keys with an id below `newest`, and returns their number. The caller has checked that no row is
    /// encrypted with one of them.
    ///
    /// # Errors
    /// The database's errors.
    pub fn delete_keys_before(&self, conn: &mut Conn, newest: i16) -> AppResult<usize> {
        Ok(diesel::delete(keys::table.filter(keys::id.lt(newest))).execute(conn)?)
    }

    /// Inserts a random key; when another node inserts the same id first, that one stays.
    fn insert_key(&self, conn: &mut Conn, id: i16, usable_from: Timestamp) -> AppResult<()> {
        let mut key = [0_u8; 32];
        rand::rng().fill_bytes(&mut key);
        let wrapped = self.wrapping_cipher.encrypt(b"key", &[&key])?;
        diesel::insert_into(keys::table)
            .values((keys::id.eq(id), keys::wrapped.eq(wrapped), keys::usable_from.eq(usable_from)))
            .on_conflict_do_nothing()
            .execute(conn)?;
        Ok(())
    }

    fn newest(&self) -> Option<i16> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.usable.last().map(|(_, id)| *id)
    }

    /// Encrypts the concatenation of `parts` with the newest key that is usable at `now`, bound to `aad`: only the same
    /// `aad` decrypts it. Returns the key's id and the ciphertext.
    ///
    /// # Errors
    /// `Internal` when there is no key.
    pub fn encrypt(
        &self,
        aad: &[u8],
        parts: &[&[u8]],
        now: Timestamp,
    ) -> AppResult<(i16, Vec<u8>)> {
        let (id, cipher) = {
            let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
            let newest_usable = keys
                .usable
                .iter()
                .rfind(|(from, _)| *from <= now)
                .or_else(|| keys.usable.first())
                .and_then(|(_, id)| Some((*id, keys.ciphers.get(id)?.clone())));
            newest_usable
                .ok_or_else(|| AppError::Internal(anyhow::anyhow!("there is no encryption key")))?
        };
        Ok((id, encrypt_with(&cipher, aad, parts)?))
    }

    /// Decrypts what [`Encryption::encrypt`] returned for the same `aad`; with the key id [`PLAINTEXT`] returns the bytes
    /// unchanged.
    ///
    /// # Errors
    /// `Unavailable` when this node has not loaded the key yet; `Internal` when the ciphertext or `aad` was changed.
    pub fn decrypt(&self, key: i16, aad: &[u8], ciphertext: &[u8]) -> AppResult<Vec<u8>> {
        if key == PLAINTEXT {
            return Ok(ciphertext.to_vec());
        }
        let cipher = {
            let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
            keys.ciphers.get(&key).cloned()
        };
        let cipher = cipher
            .ok_or_else(|| AppError::Unavailable(format!("key {key} is not known here yet")))?;
        decrypt_with(&cipher, aad, ciphertext)
    }
}

//! Where somebody's balance goes: the account in plain text, and how it is stored.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::bank::{Bank, Destination, masked};
use crate::base::clock::Timestamp;
use crate::base::crypto::SecretKey;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;

/// An account at a bank or an e-wallet, with its holder. `Debug` prints neither number nor name.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    pub to: Destination,
    /// As the bank writes the name.
    pub holder: String,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Account({}, …)", self.to.bank)
    }
}

/// What is encrypted of an account.
#[derive(Serialize, Deserialize)]
struct Secret {
    number: String,
    holder: String,
}

/// An account as it is stored, in two tables.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = crate::base::schema::payout_accounts)]
pub(super) struct Stored {
    pub bank: Bank,
    pub key_id: i16,
    pub ciphertext: Vec<u8>,
    pub fingerprint: Vec<u8>,
}

/// The row that a stored account belongs to: it decrypts only there.
#[derive(Debug, Clone, Copy)]
pub(super) enum Owner {
    /// A person's present account.
    Person(Uuid),
    /// A payout's account.
    Payout(Uuid),
}

impl Owner {
    /// The associated data of the ciphertext.
    pub(super) fn aad(self) -> Vec<u8> {
        let (id, what) = match self {
            Self::Person(id) => (id, "payout account"),
            Self::Payout(id) => (id, "payout"),
        };
        [id.as_bytes().as_slice(), what.as_bytes()].concat()
    }
}

/// The keyed hash of an account, by which two people with the same one are found.
pub(super) fn fingerprint(secret: &SecretKey, to: &Destination) -> Vec<u8> {
    secret.sign("payout account", format!("{}:{}", to.bank, to.number).as_bytes())
}

/// The keys that accounts are stored with.
#[derive(Clone, Copy)]
pub(super) struct Keys<'a> {
    pub encryption: &'a Encryption,
    pub secret: &'a SecretKey,
}

impl Account {
    /// The number as it is shown: `•••• 3456`.
    pub fn masked(&self) -> String {
        masked(&self.to.number)
    }

    /// The account as it is stored.
    pub(super) fn sealed(&self, keys: Keys<'_>, owner: Owner, now: Timestamp) -> AppResult<Stored> {
        let secret = Secret { number: self.to.number.clone(), holder: self.holder.clone() };
        let text = serde_json::to_vec(&secret)?;
        let (key_id, ciphertext) = keys.encryption.encrypt(&owner.aad(), &[&text], now)?;
        let fingerprint = fingerprint(keys.secret, &self.to);
        Ok(Stored { bank: self.to.bank, key_id, ciphertext, fingerprint })
    }

    /// Reads a stored account.
    ///
    /// # Errors
    /// `Unavailable` while this node does not know the key yet; `Internal` when the row was changed.
    pub(super) fn opened(
        encryption: &Encryption,
        owner: Owner,
        stored: &Stored,
    ) -> AppResult<Self> {
        let text = encryption.decrypt(stored.key_id, &owner.aad(), &stored.ciphertext)?;
        let Secret { number, holder } = serde_json::from_slice(&text)?;
        Ok(Self { to: Destination { bank: stored.bank, number }, holder })
    }
}

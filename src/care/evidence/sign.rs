//! Signatures: Ed25519 over short texts. Each text begins with its purpose, so that a signature of one purpose is never
//! valid for another.

use std::sync::Arc;

use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::hex;
use crate::base::clock::Timestamp;
use crate::base::crypto::SecretKey;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::RoomId;

/// Signs for the site; cloning shares the key. The key is derived from the server's secret, so every node has the same.
#[derive(Clone)]
pub struct Signer(Arc<Ed25519KeyPair>);

impl Signer {
    /// The signer of the site with this secret.
    ///
    /// # Errors
    /// Never in practice: the derived seed always has the right length.
    pub fn new(secret: &SecretKey) -> AppResult<Self> {
        let seed = secret.sign("evidence", b"signing key");
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed)
            .map_err(|why| AppError::Internal(anyhow::anyhow!("the signing key: {why}")))?;
        Ok(Self(Arc::new(pair)))
    }

    /// The public key, 32 bytes.
    pub fn public_key(&self) -> Vec<u8> {
        self.0.public_key().as_ref().to_vec()
    }

    /// Signs a text; 64 bytes.
    pub fn sign(&self, text: &str) -> Vec<u8> {
        self.0.sign(text.as_bytes()).as_ref().to_vec()
    }
}

/// Whether a signature over a text was made with the private key of this public key.
pub fn is_valid(public_key: &[u8], text: &str, signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key).verify(text.as_bytes(), signature).is_ok()
}

/// A public key for comparison by eye: the first half of its SHA-256 in hex, in groups of four digits.
pub fn fingerprint(public_key: &[u8]) -> String {
    let digits = hex::encode(&Sha256::digest(public_key));
    let groups: Vec<String> = digits
        .chars()
        .take(32)
        .collect::<Vec<char>>()
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

/// A position in a room's chain, and when it was signed.
#[derive(Debug, Clone, Copy)]
pub struct ChainLink<'a> {
    pub room: RoomId,
    /// The message's sequence number; 0 in an empty room.
    pub seq: i64,
    /// The message's hash.
    pub chain: &'a [u8],
    /// The time of the signature.
    pub at: Timestamp,
}

impl ChainLink<'_> {
    fn text(&self) -> String {
        let Self { room, seq, chain, at } = self;
        let at = at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        format!("room {room}\nseq {seq}\nchain {}\nat {at}\n", hex::encode(chain))
    }
}

/// What a daily seal signs.
pub fn seal_text(link: &ChainLink<'_>) -> String {
    format!("tawar seal 1\n{}", link.text())
}

/// What the head of a bundle signs: the newest hash, and a digest of `fields`, which is everything else in the bundle.
pub(super) fn head_text(link: &ChainLink<'_>, fields: &impl Serialize) -> AppResult<String> {
    let digest = hex::encode(&Sha256::digest(serde_json::to_vec(fields)?));
    Ok(format!("tawar bundle 1\n{}facts {digest}\n", link.text()))
}

/// What the signature of a record beside the messages signs.
pub(super) fn record_text(kind: &str, room: RoomId, row: &impl Serialize) -> AppResult<String> {
    Ok(format!("tawar {kind} 1\nroom {room}\n{}\n", serde_json::to_string(row)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_valid_for_its_own_text_and_key_only() -> AppResult<()> {
        let ours = Signer::new(&SecretKey::new(*b"one secret"))?;
        let theirs = Signer::new(&SecretKey::new(*b"another secret"))?;
        let (room, at) = (RoomId::fresh(), chrono::DateTime::UNIX_EPOCH);
        let link = ChainLink { room, seq: 7, chain: &[1, 2, 3], at };
        let text = seal_text(&link);
        let signature = ours.sign(&text);
        assert!(is_valid(&ours.public_key(), &text, &signature));
        let again = Signer::new(&SecretKey::new(*b"one secret"))?;
        assert!(is_valid(&again.public_key(), &text, &signature));
        assert!(!is_valid(&theirs.public_key(), &text, &signature));
        for other in [
            seal_text(&ChainLink { room: RoomId::fresh(), ..link }),
            seal_text(&ChainLink { seq: 8, ..link }),
            seal_text(&ChainLink { chain: &[1, 2, 4], ..link }),
            seal_text(&ChainLink { at: at + chrono::Duration::microseconds(1), ..link }),
            head_text(&link, &())?,
        ] {
            assert!(!is_valid(&ours.public_key(), &other, &signature), "{other}");
        }
        assert_eq!(fingerprint(&ours.public_key()).len(), 39);
        Ok(())
    }

    #[test]
    fn the_signed_texts_of_version_1_do_not_change() -> AppResult<()> {
        let room = RoomId(uuid::Uuid::from_u128(1));
        let at = chrono::DateTime::from_timestamp_micros(1_790_000_000_000_001).unwrap();
        let link = ChainLink { room, seq: 7, chain: &[1, 2, 255], at };
        let position = "room 00000000-0000-0000-0000-000000000001\nseq 7\nchain 0102ff\n\
                        at 2026-09-21T14:13:20.000001Z\n";
        assert_eq!(seal_text(&link), format!("tawar seal 1\n{position}"));
        let digest = hex::encode(&Sha256::digest(b"[1]"));
        assert_eq!(head_text(&link, &[1])?, format!("tawar bundle 1\n{position}facts {digest}\n"));
        assert_eq!(
            record_text("offer", room, &[1])?,
            "tawar offer 1\nroom 00000000-0000-0000-0000-000000000001\n[1]\n"
        );
        Ok(())
    }
}

//! Signatures: Ed25519 over short texts that begin with what they are, so that one can never pass for another.

use std::sync::Arc;

use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::hex;
use crate::base::clock::Timestamp;
use crate::base::crypto::SecretKey;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::RoomId;

/// Signs for the house; cloning shares the key. It follows from the server's secret, so every node has the same.
#[derive(Clone)]
pub struct Signer(Arc<Ed25519KeyPair>);

impl Signer {
    /// The signer of the house with this secret.
    pub fn new(secret: &SecretKey) -> AppResult<Self> {
        let seed = secret.sign("evidence", b"signing key");
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed)
            .map_err(|why| AppError::Internal(anyhow::anyhow!("the signing key: {why}")))?;
        Ok(Self(Arc::new(pair)))
    }

    /// The public key.
    pub fn public(&self) -> Vec<u8> {
        self.0.public_key().as_ref().to_vec()
    }

    /// Signs a text.
    pub fn sign(&self, text: &str) -> Vec<u8> {
        self.0.sign(text.as_bytes()).as_ref().to_vec()
    }
}

/// Whether a signature over a text is that of a public key.
pub fn holds(public: &[u8], text: &str, signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public).verify(text.as_bytes(), signature).is_ok()
}

/// A public key as people compare it by eye: the first half of its SHA-256, in groups of four.
pub fn fingerprint(public: &[u8]) -> String {
    let digits = hex::encode(&Sha256::digest(public));
    let groups: Vec<String> = digits
        .chars()
        .take(32)
        .collect::<Vec<char>>()
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

/// What a daily seal signs.
pub fn seal_text(room: RoomId, seq: i64, chain: &[u8], at: Timestamp) -> String {
    format!("tawar seal 1\n{}", place(room, seq, chain, at))
}

/// What the head of a bundle signs: the newest link, and a digest of everything else in the bundle.
pub(super) fn head_text(
    room: RoomId,
    (seq, chain): (i64, &[u8]),
    at: Timestamp,
    facts: &impl Serialize,
) -> AppResult<String> {
    let facts = hex::encode(&Sha256::digest(serde_json::to_vec(facts)?));
    Ok(format!("tawar bundle 1\n{}facts {facts}\n", place(room, seq, chain, at)))
}

/// What the signature of a row beside the talk signs.
pub(super) fn row_text(kind: &str, room: RoomId, row: &impl Serialize) -> AppResult<String> {
    Ok(format!("tawar {kind} 1\nroom {room}\n{}\n", serde_json::to_string(row)?))
}

fn place(room: RoomId, seq: i64, chain: &[u8], at: Timestamp) -> String {
    let at = at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    format!("room {room}\nseq {seq}\nchain {}\nat {at}\n", hex::encode(chain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_own_text_and_key_only() -> AppResult<()> {
        let ours = Signer::new(&SecretKey::new(*b"one secret"))?;
        let theirs = Signer::new(&SecretKey::new(*b"another secret"))?;
        let (room, at) = (RoomId::fresh(), chrono::DateTime::UNIX_EPOCH);
        let text = seal_text(room, 7, &[1, 2, 3], at);
        let signature = ours.sign(&text);
        assert!(holds(&ours.public(), &text, &signature));
        assert!(holds(&Signer::new(&SecretKey::new(*b"one secret"))?.public(), &text, &signature));
        assert!(!holds(&theirs.public(), &text, &signature));
        for other in [
            seal_text(RoomId::fresh(), 7, &[1, 2, 3], at),
            seal_text(room, 8, &[1, 2, 3], at),
            seal_text(room, 7, &[1, 2, 4], at),
            seal_text(room, 7, &[1, 2, 3], at + chrono::Duration::microseconds(1)),
            head_text(room, (7, &[1, 2, 3]), at, &())?,
        ] {
            assert!(!holds(&ours.public(), &other, &signature), "{other}");
        }
        assert_eq!(fingerprint(&ours.public()).len(), 39);
        Ok(())
    }
}

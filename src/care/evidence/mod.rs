//! Evidence: what two people wrote and agreed in a room can be shown to others, with proof that it was not changed since.
//! Every message carries a hash over itself and the message before it (`rooms::chain`). The newest hash of each room is
//! signed daily (a seal), and once more when the room is exported as a bundle.
//!
//! Invariants: a bundle is verified without a database and without a secret; text that was deleted or erased is in no
//! bundle, and its absence does not break the chain. Bundle JSON, signed texts and digests never change within a version.

mod actions;
mod api;
mod bundle;
mod changed;
mod hex;
mod key_rotation;
mod pages;
mod parsing;
mod records;
mod sign;
mod store;
mod upload;
mod verify;
mod view;

pub use actions::{Exporter, redact_person, seal_due};
pub use api::{evidence_api, verify_api};
pub use bundle::Bundle;
pub use changed::{Changed, Reason, Row};
pub use hex::{decode, encode};
pub use key_rotation::{KeyUsage, Rotation, RotationPace, encrypt_plaintext, list_keys, rotate};
pub use pages::{verify_page, verify_post};
pub use records::MessageRecord;
pub use sign::{ChainLink, Signer, fingerprint, is_valid, seal_text};
pub use store::{SealRow, seals_after};
pub use verify::{Verified, verify};

#[doc(hidden)]
pub use api::{__path_evidence_api, __path_verify_api};

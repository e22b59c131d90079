//! Evidence: what was said in a room can be shown to others, and that it was not changed since. Every message carries
//! a link over the one before (`rooms::chain`); the newest link of each room is signed daily (`seals`), and once more
//! when its talk is written out as a bundle. Invariants: a bundle is verified without a database and without a secret;
//! words that were taken back or erased are in no bundle, and their absence does not break the chain.

mod actions;
mod bundle;
mod hex;
mod keys;
mod sign;
mod store;
mod verify;

pub use actions::{export, redact_person, seal_due};
pub use bundle::{Bundle, Line};
pub use hex::{decode, encode};
pub use keys::{KeyRow, Pace, Rotated, list, rotate, seal_plain};
pub use sign::{Signer, fingerprint, holds, seal_text};
pub use store::{SealRow, seals_after};
pub use verify::{Verified, verify};

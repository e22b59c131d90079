//! Who agreed to which wording, when, through which door: a ledger that is only added to.
//! The wording is fingerprinted, so that a later change of the text needs a new consent.

mod store;

pub use store::{Consent, of_user};

use sha2::{Digest, Sha256};

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{UserId, words};

words! {
    /// Through which door a consent came.
    Channel {
        /// A form on the site.
        Web = "web",
        /// An API client.
        Api = "api",
        /// The command line (demo data, operators).
        Cli = "cli",
    }
}

/// The wording in force. Change the version whenever the catalogue's terms change.
pub const TERMS_VERSION: &str = "2026-11-20.3";

const TERMS: &[(&str, &str, &str)] = &[
    (
        "terms",
        include_str!("../../../templates/legal/terms.html"),
        include_str!("../../../locales/id/legal.ftl"),
    ),
    (
        "privacy",
        include_str!("../../../templates/legal/privacy.html"),
        include_str!("../../../locales/id/legal.ftl"),
    ),
];

/// Records the consent to the terms and the privacy notice; call it in the transaction that makes the account.
pub fn record(conn: &mut Conn, user: UserId, channel: Channel, now: Timestamp) -> AppResult<()> {
    for (document, template, words) in TERMS {
        let hash = text_hash(template, words);
        store::insert(conn, user, document, TERMS_VERSION, &hash, channel, now)?;
    }
    Ok(())
}

/// SHA-256 of the template and of the catalogue. An indented line of these templates continues the one before it and is
/// joined to it first, so that breaking a long line leaves the hash of a version as it was recorded.
fn text_hash(template: &str, words: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(template.replace("\n  ", "").as_bytes());
    hash.update(words.as_bytes());
    hash.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_in_force_has_one_wording() {
        let hex = |(_, template, words): &(&str, &str, &str)| -> String {
            text_hash(template, words).iter().map(|byte| format!("{byte:02x}")).collect()
        };
        let found: Vec<String> = TERMS.iter().map(hex).collect();
        // A changed text needs a new version, and then its hashes here.
        assert_eq!(TERMS_VERSION, "2026-11-20.3");
        assert_eq!(
            found,
            [
                "6cd9f310e1b7ed6026ecccf17c60caf6868e64363cdd074d4220a971426d322f",
                "a1e35f31bd57d9c0407e6f38ae674bb15d572738350c0fe6a0d26feab14d3121",
            ]
        );
    }
}

//! Consents: which person agreed to which version of which document, when, through which channel. Rows are only inserted.
//! Each contains a hash of the document's text, which proves what was agreed to.

mod store;

pub use store::{Consent, of_user};

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{UserId, words};

words! {
    /// How a consent was given.
    Channel {
        /// A form on the site.
        Web = "web",
        /// An API client.
        Api = "api",
        /// The command line (demo data, operators).
        Cli = "cli",
    }
}

/// The version in force. It must change whenever a document's text changes.
pub const TERMS_VERSION: &str = "2026-11-30.1";

/// A text that people agree to.
struct LegalDocument {
    /// As it is stored.
    name: &'static str,
    template: &'static str,
    /// The part of the catalogue with the template's texts.
    catalogue: &'static str,
}

const DOCUMENTS: [LegalDocument; 2] = [
    LegalDocument {
        name: "terms",
        template: include_str!("../../../templates/legal/terms.html"),
        catalogue: include_str!("../../../locales/id/legal.ftl"),
    },
    LegalDocument {
        name: "privacy",
        template: include_str!("../../../templates/legal/privacy.html"),
        catalogue: include_str!("../../../locales/id/legal.ftl"),
    },
];

/// Records the consent to the terms and the privacy notice; call it in the transaction that creates the account.
///
/// # Errors
/// The database's errors.
pub fn record(conn: &mut Conn, user: UserId, channel: Channel, now: Timestamp) -> AppResult<()> {
    for document in &DOCUMENTS {
        let consent = store::NewConsent {
            id: Uuid::now_v7(),
            user_id: user,
            document: document.name,
            version: TERMS_VERSION,
            text_hash: document.text_hash(),
            channel,
            at: now,
        };
        store::insert(conn, &consent)?;
    }
    Ok(())
}

impl LegalDocument {
    /// SHA-256 of the template and of the catalogue. An indented line of these templates continues the one before it and is
    /// joined to it first, so that breaking a long line does not change the hash.
    fn text_hash(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update(self.template.replace("\n  ", "").as_bytes());
        hash.update(self.catalogue.as_bytes());
        hash.finalize().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_of_the_version_in_force_do_not_change() {
        let hex = |document: &LegalDocument| -> String {
            document.text_hash().iter().map(|byte| format!("{byte:02x}")).collect()
        };
        // A changed text needs a new version, and then its hashes here.
        assert_eq!(TERMS_VERSION, "2026-11-30.1");
        assert_eq!(
            DOCUMENTS.each_ref().map(hex),
            [
                "1019658e45f6b8ebe6ac7edc94073dd76a3820a6273374b717a8193d6dbdd78c",
                "6c7c15c6298bda66d0983c40b387a3cd7afc4529fd4b428b0d0a3d2683981274",
            ]
        );
    }
}

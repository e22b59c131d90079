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
        let mut hash = Sha256::new();
        hash.update(template.as_bytes());
        hash.update(words.as_bytes());
        store::insert(conn, user, document, TERMS_VERSION, &hash.finalize(), channel, now)?;
    }
    Ok(())
}

//! What counts as an attempt to get into an account, and in whose bucket.

use std::net::IpAddr;

use super::policy::Identifier;
use crate::base::crypto;
use crate::base::ids::UserId;
use crate::base::limits::{Charge, Rate, network};

/// Attempts to sign in to one account, until one succeeds.
const PER_ACCOUNT: Rate = Rate { actions: 10, seconds: 900 };
/// Attempts to sign in from one network.
const PER_NETWORK: Rate = Rate { actions: 60, seconds: 900 };
/// Characters of an identifier without an account that name its bucket.
const BUCKET_CHARACTERS: usize = 120;

/// An attempt to sign in.
pub(super) struct SignInAttempt<'a> {
    pub identifier: &'a Identifier,
    /// The account that the identifier names.
    pub account: Option<UserId>,
    /// The token of a browser by which that account signed in before.
    pub known_browser: Option<String>,
    pub ip: Option<IpAddr>,
}

impl SignInAttempt<'_> {
    /// The bucket of the account, whatever the spelling of the identifier. A known browser has one of its own, so that a
    /// stranger's wrong passwords do not keep the owner out.
    pub fn account_bucket(&self) -> String {
        match (self.account, &self.known_browser) {
            (Some(account), Some(token)) => {
                format!(
                    "{}:{}",
                    strangers_bucket(account),
                    crypto::encode(&crypto::fingerprint(token))
                )
            }
            (Some(account), None) => strangers_bucket(account),
            (None, _) => {
                let text: String = self.identifier.text().chars().take(BUCKET_CHARACTERS).collect();
                format!("signin:{text}")
            }
        }
    }

    /// What an attempt is charged to.
    pub fn charges(&self) -> Vec<Charge> {
        let mut charges = vec![Charge { bucket: self.account_bucket(), rate: PER_ACCOUNT }];
        // The neighbours in a network do not keep a known browser out either.
        if self.known_browser.is_none() {
            let bucket = format!("signin-net:{}", network(self.ip));
            charges.push(Charge { bucket, rate: PER_NETWORK });
        }
        charges
    }
}

/// The bucket of an account for browsers and clients that never signed in to it.
pub(super) fn strangers_bucket(account: UserId) -> String {
    format!("signin:{account}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_an_account_has_one_bucket_and_a_known_browser_its_own() {
        let account = Some(UserId::fresh());
        let bucket = |text: &str, known_browser: Option<&str>| {
            let identifier = Identifier::parse(text);
            let known_browser = known_browser.map(str::to_owned);
            SignInAttempt { identifier: &identifier, account, known_browser, ip: None }
                .account_bucket()
        };
        let strangers = bucket("sari", None);
        for spelling in ["sari@contoh.id", "0812-3456-7890", "+62 812 3456 7890", "SARI"] {
            assert_eq!(bucket(spelling, None), strangers, "{spelling}");
        }
        assert_ne!(bucket("sari", Some("token")), strangers);
    }
}

//! The site profile: what a site is called and what it offers. `sites/*.toml`, built into the binary.

use anyhow::Context;
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};

use crate::base::ids::words;
use crate::base::money::MAX_PRICE;

words! {
    /// How a listing may change its owner.
    Mode {
        /// For money, by bargaining.
        Sale = "jual",
        /// For other listings.
        Barter = "barter",
        /// For nothing.
        Free = "gratis",
    }
}

words! {
    /// Who bears the fee for money that is held until the goods have arrived.
    FeeBearer {
        /// The buyer pays it on top.
        Buyer = "buyer",
        /// The seller gets less.
        Seller = "seller",
    }
}

#[derive(RustEmbed)]
#[folder = "sites/"]
struct Profiles;

/// The terms of Transaksi Aman: the provider holds the money until the hand-over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protection {
    /// Percent of the goods, not of the shipping cost; 0 to 50.
    pub fee_percent: i64,
    pub fee_bearer: FeeBearer,
}

/// The terms of paying a balance out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PayoutTerms {
    /// The least that is paid out, whole rupiah, the fee included.
    pub minimum: i64,
    /// What the site keeps of each payout, whole rupiah; less than the minimum.
    pub fee: i64,
}

impl Default for PayoutTerms {
    fn default() -> Self {
        Self { minimum: 20_000, fee: 2_500 }
    }
}

/// The prices of promotions, whole rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PromotionTerms {
    /// A day at the top of the feed and the category.
    pub bump: i64,
    /// The same for what costs `costly_from` or more.
    pub costly_bump: i64,
    pub costly_from: i64,
    /// Two days in the banner of the category's page.
    pub banner: i64,
}

impl Default for PromotionTerms {
    fn default() -> Self {
        Self { bump: 5_000, costly_bump: 10_000, costly_from: 500_000, banner: 25_000 }
    }
}

/// What a site is called and what it offers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Selects the palette and the tagline.
    pub key: String,
    /// The name on screen.
    pub name: String,
    /// The modes that listings may have, in the order of the screen.
    pub modes: Vec<Mode>,
    /// Whether prices and money offers exist.
    pub money: bool,
    /// Whether buyers may buy at the asking price at once; else they ask the seller.
    pub buy_now: bool,
    /// Whether handing over in person is the only delivery.
    pub cod_only: bool,
    /// The terms under which a payment provider holds the money of goods that are sent; `None` without such a service.
    #[serde(default)]
    pub protection: Option<Protection>,
    /// The terms of paying balances out.
    #[serde(default)]
    pub payouts: PayoutTerms,
    /// The prices of promotions; `None` where none are sold.
    #[serde(default)]
    pub promotions: Option<PromotionTerms>,
    /// Whether people earn points with deals, with a leaderboard.
    #[serde(default)]
    pub points: bool,
    /// The most photos of a listing.
    pub photo_max: usize,
    /// The e-mail address for complaints.
    pub contact: String,
    /// The sender of mails.
    pub mail_from: String,
}

impl Site {
    /// Whether its name is drawn in the logo; other names are set in type.
    pub fn has_wordmark(&self) -> bool {
        self.name.eq_ignore_ascii_case("tawar")
    }

    /// Loads a built-in profile by name, or else the file at the path `name`.
    ///
    /// # Errors
    /// There is neither such a profile nor such a file, or it is not a valid profile.
    pub fn load(name: &str) -> anyhow::Result<Self> {
        let text = match Profiles::get(&format!("{name}.toml")) {
            Some(file) => String::from_utf8(file.data.into_owned())?,
            None => std::fs::read_to_string(name)
                .with_context(|| format!("SITE={name}: neither a built-in profile nor a file"))?,
        };
        let site: Self = toml::from_str(&text).with_context(|| format!("SITE={name}"))?;
        let percent = site.protection.map_or(0, |terms| terms.fee_percent);
        anyhow::ensure!((0..=100).contains(&percent), "SITE={name}: fee_percent = {percent}");
        let PayoutTerms { minimum, fee } = site.payouts;
        anyhow::ensure!(
            0 <= fee && fee < minimum && minimum <= MAX_PRICE,
            "SITE={name}: payouts of at least {minimum} with a fee of {fee}"
        );
        if let Some(PromotionTerms { bump, costly_bump, banner, .. }) = site.promotions {
            let fits =
                [bump, costly_bump, banner].iter().all(|price| (1..=500_000).contains(price));
            anyhow::ensure!(fits, "SITE={name}: promotions cost Rp1 to Rp500.000");
        }
        Ok(site)
    }

    /// Whether listings may have this mode.
    pub fn allows(&self, mode: Mode) -> bool {
        self.modes.contains(&mode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_profile_loads() {
        for name in ["tawar", "barterhub", "belantara", "sampahkupilah"] {
            match Site::load(name) {
                Ok(site) => assert_eq!(site.key, name),
                Err(err) => panic!("{name}: {err:#}"),
            }
        }
        assert!(Site::load("nowhere").is_err());
    }
}

//! The money of the package form: what several goods cost together, and the field for an amount.

use serde::Serialize;

use super::package_facts::PackageFacts;
use crate::base::i18n::Text;
use crate::base::money;
use crate::market::Party;

/// The price of several goods together.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct PriceView {
    /// How many goods were chosen.
    pub chosen: Text,
    /// Whole rupiah; `None` when a good has no price.
    asking: Option<i64>,
    /// The reduced price for several goods at once.
    pub bundle: Option<Text>,
}

/// The field for money: the price of the package, or what is added to the goods.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct MoneyField {
    /// Whole rupiah.
    amount: Option<i64>,
    pub label: Text,
    pub hint: Option<Text>,
}

impl PriceView {
    pub fn of(facts: &PackageFacts<'_>) -> Self {
        let sellers = match facts.side {
            Party::Seller => &facts.contents.mine,
            Party::Buyer | Party::System => &facts.contents.theirs,
        };
        Self {
            chosen: Text::new("barter-chosen").with("n", sellers.goods.len()),
            asking: facts.contents.asking,
            bundle: facts.contents.bundle.map(|bundle| {
                Text::new("barter-bundle")
                    .with("percent", bundle.percent)
                    .with("price", money::rupiah(bundle.price))
            }),
        }
    }
}

impl MoneyField {
    /// The buyer pays, whoever fills in the form. `None` for a barter on a site without money.
    pub fn of(facts: &PackageFacts<'_>) -> Option<Self> {
        let named = |key| Text::new(key).with("name", facts.other);
        let (label, hint) = match (facts.sale, facts.side) {
            (true, Party::Seller) => (Text::new("barter-price-package"), None),
            (true, Party::Buyer | Party::System) => (Text::new("barter-price-sale"), None),
            (false, Party::Buyer | Party::System) => {
                (Text::new("barter-topup-from-mine"), Some(Text::new("barter-topup-mine")))
            }
            (false, Party::Seller) => {
                (named("barter-topup-from-theirs"), Some(named("barter-topup-theirs")))
            }
        };
        (facts.sale || facts.cash).then_some(Self { amount: facts.amount, label, hint })
    }
}

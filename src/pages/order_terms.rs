//! The terms of a deal, as both parties accepted them.

use serde::Serialize;

use super::order_facts::{OrderFacts, cash};
use crate::base::i18n::Text;
use crate::market::Party;
use crate::market::listings::ListingOut;
use crate::trade::deals::DealItem;

/// A good that a deal holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct GoodView {
    /// Whether the reader gives it.
    #[serde(skip)]
    pub(super) mine: bool,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) flaw: String,
    pub(super) condition_key: String,
    pub(super) photos: Vec<String>,
    /// Points; only in a barter.
    pub(super) worth: Option<i64>,
    /// Whole rupiah; the price of its listing, where it differs from what was agreed.
    pub(super) asking: Option<i64>,
}

impl GoodView {
    /// None when the terms cannot be read.
    pub(super) fn of(item: &DealItem, reader: Party) -> Option<Self> {
        let terms: ListingOut = serde_json::from_value(item.terms.clone()).ok()?;
        Some(Self {
            mine: item.side == reader,
            title: terms.title,
            description: terms.description,
            flaw: terms.flaw,
            condition_key: format!("condition-{}", terms.condition.word().replace('_', "-")),
            photos: terms.photos.into_iter().map(|photo| photo.medium).collect(),
            worth: terms.worth.map(|worth| worth.points),
            asking: terms.price,
        })
    }
}

/// Goods of one side, with what they count for together; none of it for money.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Given {
    class: &'static str,
    label: &'static str,
    points: i64,
    goods: Vec<GoodView>,
}

/// `deals/page.html`, the part about the terms: either goods for money, or both sides of a barter.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Terms {
    goods: Vec<GoodView>,
    sides: Vec<Given>,
    cash: Option<Text>,
}

impl Terms {
    pub(super) fn of(facts: &OrderFacts<'_>, goods: Vec<GoodView>) -> Self {
        if !facts.swaps() {
            let goods = goods
                .into_iter()
                .map(|good| GoodView {
                    worth: None,
                    asking: good.asking.filter(|price| *price != facts.deal.amount),
                    ..good
                })
                .collect();
            return Self { goods, ..Self::default() };
        }
        let goods = goods.into_iter().map(|good| GoodView { asking: None, ..good });
        let (given, taken): (Vec<GoodView>, Vec<GoodView>) = goods.partition(|good| good.mine);
        let side = |class, label, goods: Vec<GoodView>| Given {
            class,
            label,
            points: goods.iter().filter_map(|good| good.worth).sum(),
            goods,
        };
        let sides =
            vec![side("them", "deal-barter-take", taken), side("me", "deal-barter-give", given)];
        Self { goods: Vec::new(), sides, cash: cash(facts) }
    }
}

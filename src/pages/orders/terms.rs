//! The terms of a deal, as both parties accepted them.

use serde::Serialize;

use super::facts::{OrderFacts, cash};
use crate::base::i18n::Text;
use crate::market::Party;
use crate::market::listings::ListingOut;
use crate::trade::deals::DealItem;

/// A listing of a deal, as it was at the acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct GoodView {
    /// Whether the reader gives it.
    #[serde(skip)]
    pub(super) mine: bool,
    pub(super) title: String,
    pub(super) url: String,
    pub(super) thumb: Option<String>,
    pub(super) description: String,
    pub(super) flaw: String,
    pub(super) condition_key: String,
    pub(super) photos: Vec<String>,
    /// Points; only in a barter.
    pub(super) worth: Option<i64>,
    /// Whole rupiah: the asking price, when it differs from the agreed amount.
    pub(super) asking: Option<i64>,
}

impl GoodView {
    /// None when the stored terms do not parse.
    pub(super) fn of(item: &DealItem, reader: Party) -> Option<Self> {
        let terms: ListingOut = serde_json::from_value(item.terms.clone()).ok()?;
        Some(Self {
            mine: item.side == reader,
            title: terms.content.title,
            url: terms.url,
            thumb: terms.photos.first().map(|photo| photo.thumbnail.clone()),
            description: terms.content.description,
            flaw: terms.content.flaw,
            condition_key: terms.content.condition.label_key(),
            photos: terms.photos.into_iter().map(|photo| photo.medium).collect(),
            worth: terms.worth.map(|worth| worth.points),
            asking: terms.content.price,
        })
    }
}

/// The goods of one side of a barter, with their total worth.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct BarterSide {
    class: &'static str,
    label: &'static str,
    points: i64,
    goods: Vec<GoodView>,
}

/// The terms on `deals/page.html`: either goods for money, or both sides of a barter.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct OrderTerms {
    goods: Vec<GoodView>,
    sides: Vec<BarterSide>,
    cash: Option<Text>,
}

impl OrderTerms {
    pub(super) fn of(facts: &OrderFacts<'_>, goods: Vec<GoodView>) -> Self {
        if !facts.is_barter() {
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
        let side = |class, label, goods: Vec<GoodView>| BarterSide {
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

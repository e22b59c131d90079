//! A side of the package form: its goods, and those that its owner may add.

use serde::Serialize;

use super::good::{Good, Side};
use super::package_facts::PackageFacts;
use crate::base::i18n::Text;
use crate::base::money;

/// One side of the package.
#[derive(Debug, Serialize)]
pub(super) struct SideView {
    /// `mine` or `theirs`.
    key: &'static str,
    class: &'static str,
    own: bool,
    title: Text,
    /// Whether its goods are shown with prices in rupiah; else with points.
    priced: bool,
    points: i64,
    /// The sum of the prices, whole rupiah.
    asking: Option<i64>,
    goods: Vec<Good>,
    /// Key of the words shown without a good.
    none: &'static str,
    inventory_title: Text,
    inventory: Vec<InventoryGood>,
}

/// A good that may be added.
#[derive(Debug, Serialize)]
struct InventoryGood {
    #[serde(flatten)]
    good: Good,
    /// How the sides would compare with it; `None` where goods are shown with prices.
    tag: Option<FitTag>,
}

/// How the sides would compare with one good more.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct FitTag {
    fits: bool,
    /// `None` where the number says enough.
    pub text: Option<Text>,
    pub number: String,
}

impl SideView {
    pub fn of(facts: &PackageFacts<'_>, side: &Side, own: bool) -> Self {
        let named = |key| Text::new(key).with("name", facts.other);
        let priced = facts.sale;
        Self {
            key: if own { "mine" } else { "theirs" },
            class: if own { "me" } else { "them" },
            own,
            title: if own { Text::new("barter-mine") } else { named("barter-theirs") },
            priced,
            points: side.points,
            asking: facts.contents.asking,
            goods: side.goods.clone(),
            none: if own { "barter-heap-empty" } else { "barter-heap-empty-theirs" },
            inventory_title: match (priced, own) {
                (true, true) => Text::new("barter-cupboard-package"),
                (true, false) => named("barter-cupboard-sale"),
                (false, true) => Text::new("barter-cupboard-mine"),
                (false, false) => named("barter-cupboard-theirs"),
            },
            inventory: (side.inventory.iter())
                .map(|good| InventoryGood {
                    good: good.clone(),
                    tag: (!priced).then(|| FitTag::of(good.after, good.fits, own)),
                })
                .collect(),
        }
    }
}

impl FitTag {
    /// `after`: points of the reader's side less those of the other, with the good.
    pub fn of(after: i64, fits: bool, own: bool) -> Self {
        let number = signed(after);
        // Not enough: the side that would add the good is still the lighter one.
        let short = if own { after < 0 } else { after > 0 };
        let text = match (fits, after) {
            (true, 0) => Some(Text::new("barter-fits")),
            (true, _) => Some(Text::new("barter-fits-by").with("n", &number)),
            (false, _) if short => Some(Text::new("barter-still").with("n", &number)),
            (false, _) => None,
        };
        Self { fits, text, number }
    }
}

/// Points with their sign.
pub(super) fn signed(points: i64) -> String {
    let number = money::dotted(points);
    if points > 0 { format!("+{number}") } else { number }
}

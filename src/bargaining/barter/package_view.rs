//! What the form for a package shows: a barter with its scale, or several goods for money. Words, buttons and fields are
//! decided here; the template prints them.

use serde::Serialize;
use uuid::Uuid;

use super::inventory::{Good, Heap, Heaps, Suggestion};
use super::pan_view::ScaleView;
use crate::base::i18n::Text;
use crate::base::ids::ListingId;
use crate::base::money;
use crate::market::Party;
use crate::market::worth::Balance;

/// What sending the package would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sending {
    /// The first offer.
    First,
    /// A better one, after the other side asked for more or the goods were described anew.
    Better,
    /// An answer to the other side's offer.
    Counter,
}

/// What the view is made of.
pub(super) struct PackageFacts<'a> {
    pub(super) heaps: &'a Heaps,
    /// The reader's side.
    pub(super) side: Party,
    /// The other party's name.
    pub(super) other: &'a str,
    /// Goods of the seller for money; else goods for goods.
    pub(super) sale: bool,
    pub(super) sending: Sending,
    /// Whether money may be part of it on this site.
    pub(super) cash: bool,
    /// Whole rupiah, as it was typed or as it stands in the offer.
    pub(super) amount: Option<i64>,
}

/// Where the form leads, and what it sends along.
#[derive(Debug, Serialize)]
pub(super) struct PackageForm {
    pub(super) action: String,
    pub(super) back: String,
    pub(super) listing: ListingLink,
    pub(super) client_id: Uuid,
    pub(super) version: Option<i32>,
    pub(super) note: String,
    /// What was wrong with the last try.
    pub(super) error: Option<Text>,
    /// Why nothing can be sent now.
    pub(super) blocked: Option<Text>,
}

/// The listing that the package is about.
#[derive(Debug, Serialize)]
pub(super) struct ListingLink {
    pub(super) title: String,
    pub(super) url: String,
}

/// The form with its words.
#[derive(Debug, Serialize)]
pub(super) struct PackageView {
    #[serde(flatten)]
    form: PackageForm,
    other: String,
    title: Text,
    title_short: &'static str,
    lead: &'static str,
    /// Goods for goods.
    swaps: bool,
    /// `jual` for goods against money, empty for a barter; part of the address.
    way: &'static str,
    scale: Option<ScaleView>,
    verdict: Verdict,
    price: Option<PriceView>,
    money: Option<MoneyField>,
    suggestion: Option<SuggestionView>,
    mine: Option<SideView>,
    theirs: Option<SideView>,
    /// What has to be picked before the package can be sent.
    missing: Option<Text>,
    /// Whether the reader owns nothing that could be given.
    nothing_to_give: bool,
    send: &'static str,
    /// How long the other party has.
    wait: Text,
}

/// How the two sides stand to each other.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Verdict {
    level: bool,
    text: Text,
    tolerance: Text,
    /// Mine less theirs, with its sign.
    points: String,
}

/// What several goods cost together.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct PriceView {
    chosen: Text,
    asking: Option<i64>,
    /// What the seller takes off for several at once.
    bundle: Option<Text>,
}

/// The field for money: the price of the package, or what is added to the goods.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct MoneyField {
    amount: Option<i64>,
    label: Text,
    hint: Option<Text>,
}

/// Goods that would bring the sides nearer to each other.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct SuggestionView {
    /// Ids, separated by commas.
    value: String,
    text: Text,
}

/// One side of the package.
#[derive(Debug, Serialize)]
struct SideView {
    /// `mine` or `theirs`.
    key: &'static str,
    class: &'static str,
    own: bool,
    title: Text,
    /// Whether its goods are told in rupiah; else in points.
    priced: bool,
    points: i64,
    asking: Option<i64>,
    goods: Vec<Good>,
    /// Key of what is said where nothing was picked.
    none: &'static str,
    inventory_title: Text,
    inventory: Vec<InventoryGood>,
}

/// A good that may be added.
#[derive(Debug, Serialize)]
struct InventoryGood {
    #[serde(flatten)]
    good: Good,
    /// How the sides would stand with it; none where goods are told in rupiah.
    tag: Option<FitTag>,
}

/// How the sides would stand with one good more.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct FitTag {
    fits: bool,
    /// The words; none where the number says it all.
    text: Option<Text>,
    number: String,
}

impl PackageView {
    pub(super) fn of(facts: &PackageFacts<'_>, form: PackageForm) -> Self {
        let PackageFacts { heaps, sale, .. } = *facts;
        let seller = facts.side == Party::Seller;
        let (title, title_short, lead) = facts.titles();
        let mine = (!sale || seller).then(|| SideView::of(facts, &heaps.mine, true));
        let theirs = (!sale || !seller).then(|| SideView::of(facts, &heaps.theirs, false));
        Self {
            form,
            other: facts.other.to_owned(),
            title,
            title_short,
            lead,
            swaps: !sale,
            way: if sale { "jual" } else { "" },
            scale: (!sale).then(|| ScaleView::of(heaps, facts.other)),
            verdict: Verdict::of(heaps.balance, heaps.mine.points, heaps.theirs.points),
            price: sale.then(|| PriceView::of(facts)),
            money: facts.money(),
            suggestion: heaps.suggestion.as_ref().map(SuggestionView::of),
            mine,
            theirs,
            missing: facts.missing(),
            nothing_to_give: !sale && heaps.mine.goods.is_empty() && heaps.mine.cupboard.is_empty(),
            send: facts.send(),
            wait: Text::new(if sale { "barter-wait-sale" } else { "barter-wait" })
                .with("name", facts.other),
        }
    }
}

// Only the two members fill in a form; `System` reads as the buyer.
impl PackageFacts<'_> {
    fn titles(&self) -> (Text, &'static str, &'static str) {
        let (title, short, lead) = match (self.sale, self.side) {
            (false, _) => ("barter-title", "barter-title-short", "barter-lead"),
            (true, Party::Seller) => {
                ("barter-title-package", "barter-title-package-short", "barter-lead-package")
            }
            (true, Party::Buyer | Party::System) => {
                ("barter-title-sale", "barter-title-sale-short", "barter-lead-sale")
            }
        };
        (Text::new(title).with("name", self.other), short, lead)
    }

    fn send(&self) -> &'static str {
        match self.sending {
            Sending::Better => "barter-send-better",
            Sending::Counter => "barter-send-counter",
            Sending::First if self.sale => "barter-send-sale",
            Sending::First => "barter-send",
        }
    }

    /// Without a good of the buyer's there is no barter.
    fn missing(&self) -> Option<Text> {
        let (buyers, text) = match self.side {
            Party::Buyer | Party::System => (&self.heaps.mine, Text::new("barter-pick-mine")),
            Party::Seller => {
                (&self.heaps.theirs, Text::new("barter-pick-theirs").with("name", self.other))
            }
        };
        (!self.sale && buyers.goods.is_empty()).then_some(text)
    }

    /// The buyer pays, whoever fills the form in.
    fn money(&self) -> Option<MoneyField> {
        let named = |key| Text::new(key).with("name", self.other);
        let (label, hint) = match (self.sale, self.side) {
            (true, Party::Seller) => (Text::new("barter-price-package"), None),
            (true, Party::Buyer | Party::System) => (Text::new("barter-price-sale"), None),
            (false, Party::Buyer | Party::System) => {
                (Text::new("barter-topup-from-mine"), Some(Text::new("barter-topup-mine")))
            }
            (false, Party::Seller) => {
                (named("barter-topup-from-theirs"), Some(named("barter-topup-theirs")))
            }
        };
        (self.sale || self.cash).then_some(MoneyField { amount: self.amount, label, hint })
    }
}

impl Verdict {
    fn of(balance: Balance, mine: i64, theirs: i64) -> Self {
        let text = match (mine, theirs) {
            (0, 0) => Text::new("barter-nothing"),
            _ => balance.verdict(),
        };
        Self {
            level: balance.level,
            text,
            tolerance: Text::new("barter-tolerance").with("n", money::dotted(balance.tolerance)),
            points: signed(balance.points),
        }
    }
}

impl PriceView {
    fn of(facts: &PackageFacts<'_>) -> Self {
        let sellers = match facts.side {
            Party::Seller => &facts.heaps.mine,
            Party::Buyer | Party::System => &facts.heaps.theirs,
        };
        Self {
            chosen: Text::new("barter-chosen").with("n", sellers.goods.len()),
            asking: facts.heaps.asking,
            bundle: facts.heaps.bundle.map(|bundle| {
                Text::new("barter-bundle")
                    .with("percent", bundle.percent)
                    .with("price", money::rupiah(bundle.price))
            }),
        }
    }
}

impl SuggestionView {
    fn of(suggestion: &Suggestion) -> Self {
        let ids: Vec<String> = suggestion.ids.iter().map(ListingId::to_string).collect();
        let text = match (suggestion.side, suggestion.level) {
            ("mine", true) => Text::new("barter-add-level"),
            ("mine", false) => Text::new("barter-add-after"),
            (_, true) => Text::new("barter-ask-level"),
            (_, false) => Text::new("barter-ask-after"),
        };
        let text = text.with("titles", &suggestion.titles).with("n", signed(suggestion.after));
        Self { value: ids.join(","), text }
    }
}

impl SideView {
    fn of(facts: &PackageFacts<'_>, heap: &Heap, own: bool) -> Self {
        let named = |key| Text::new(key).with("name", facts.other);
        let priced = facts.sale;
        Self {
            key: if own { "mine" } else { "theirs" },
            class: if own { "me" } else { "them" },
            own,
            title: if own { Text::new("barter-mine") } else { named("barter-theirs") },
            priced,
            points: heap.points,
            asking: facts.heaps.asking,
            goods: heap.goods.clone(),
            none: if own { "barter-heap-empty" } else { "barter-heap-empty-theirs" },
            inventory_title: match (priced, own) {
                (true, true) => Text::new("barter-cupboard-package"),
                (true, false) => named("barter-cupboard-sale"),
                (false, true) => Text::new("barter-cupboard-mine"),
                (false, false) => named("barter-cupboard-theirs"),
            },
            inventory: (heap.cupboard.iter())
                .map(|good| InventoryGood {
                    good: good.clone(),
                    tag: (!priced).then(|| FitTag::of(good.after, good.fits, own)),
                })
                .collect(),
        }
    }
}

impl FitTag {
    /// `after`: mine less theirs, with the good.
    fn of(after: i64, fits: bool, own: bool) -> Self {
        let number = signed(after);
        // A good of one's own that leaves one short, or of theirs that leaves them short, is not enough.
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

/// Points with a plus before what is above 0.
fn signed(points: i64) -> String {
    let number = money::dotted(points);
    if points > 0 { format!("+{number}") } else { number }
}

#[cfg(test)]
#[path = "package_view_tests.rs"]
mod tests;

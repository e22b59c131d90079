//! The form for a package as the reader sees it: a barter with its scale, or several goods for money.

use serde::Serialize;
use uuid::Uuid;

use super::money_view::{MoneyField, PriceView};
use super::package_facts::PackageFacts;
use super::pan_view::ScaleView;
use super::price_comparison::price_comparison;
use super::side_view::{SideView, signed};
use super::suggestion::{Suggestion, SuggestionOwner};
use crate::base::i18n::Text;
use crate::base::ids::ListingId;
use crate::base::money;
use crate::market::Party;
use crate::market::worth::Balance;

/// Where the form leads, and what it sends.
#[derive(Debug, Serialize)]
pub(super) struct PackageForm {
    pub(super) action: String,
    pub(super) back: String,
    pub(super) listing: ListingLink,
    pub(super) client_id: Uuid,
    pub(super) version: Option<i32>,
    pub(super) note: String,
    /// Why the last try was refused.
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

/// `chat/barter.html` and `chat/_package_form.html`.
#[derive(Debug, Serialize)]
pub(super) struct PackageFormView {
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
    /// What the asking prices say beside the scale, where all are known.
    price_comparison: Option<Text>,
    price: Option<PriceView>,
    money: Option<MoneyField>,
    suggestion: Option<SuggestionView>,
    mine: Option<SideView>,
    theirs: Option<SideView>,
    /// What has to be chosen before the package can be sent.
    missing: Option<Text>,
    /// Whether the reader owns nothing that could be given.
    nothing_to_give: bool,
    send: &'static str,
    /// How long the other member has to answer.
    wait: Text,
}

/// How the two sides compare.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Verdict {
    level: bool,
    text: Text,
    tolerance: Text,
    /// Points of the reader's side less those of the other, with their sign.
    points: String,
}

/// Goods that would bring the sides nearer to each other.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct SuggestionView {
    /// Ids, separated by commas.
    value: String,
    text: Text,
}

impl PackageFormView {
    pub(super) fn of(facts: &PackageFacts<'_>, form: PackageForm) -> Self {
        let PackageFacts { contents, sale, .. } = *facts;
        let seller = facts.side == Party::Seller;
        let (title, title_short, lead) = facts.titles();
        let mine = (!sale || seller).then(|| SideView::of(facts, &contents.mine, true));
        let theirs = (!sale || !seller).then(|| SideView::of(facts, &contents.theirs, false));
        Self {
            form,
            other: facts.other.to_owned(),
            title,
            title_short,
            lead,
            swaps: !sale,
            way: if sale { "jual" } else { "" },
            scale: (!sale).then(|| ScaleView::of(contents, facts.other)),
            verdict: Verdict::of(contents.balance, contents.mine.points, contents.theirs.points),
            price_comparison: price_comparison(
                &contents.mine,
                &contents.theirs,
                contents.balance,
                facts.other,
            )
            .filter(|_| !sale),
            price: sale.then(|| PriceView::of(facts)),
            money: MoneyField::of(facts),
            suggestion: contents.suggestion.as_ref().map(SuggestionView::of),
            mine,
            theirs,
            missing: facts.missing(),
            nothing_to_give: !sale
                && contents.mine.goods.is_empty()
                && contents.mine.inventory.is_empty(),
            send: facts.send(),
            wait: Text::new(if sale { "barter-wait-sale" } else { "barter-wait" })
                .with("name", facts.other),
        }
    }
}

// Only the two members fill in a form; the system is treated as the buyer.
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

impl SuggestionView {
    fn of(suggestion: &Suggestion) -> Self {
        let ids: Vec<String> = suggestion.ids.iter().map(ListingId::to_string).collect();
        let text = match (suggestion.owner, suggestion.level) {
            (SuggestionOwner::Mine, true) => Text::new("barter-add-level"),
            (SuggestionOwner::Mine, false) => Text::new("barter-add-after"),
            (SuggestionOwner::Theirs, true) => Text::new("barter-ask-level"),
            (SuggestionOwner::Theirs, false) => Text::new("barter-ask-after"),
        };
        let text = text.with("titles", &suggestion.titles).with("n", signed(suggestion.after));
        Self { value: ids.join(","), text }
    }
}

#[cfg(test)]
#[path = "package_view_tests.rs"]
mod tests;

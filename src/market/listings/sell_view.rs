//! What the form for posting and editing shows beside what was typed.

use serde::Serialize;

use super::form::FormInput;
use super::mode_view::ModeView;
use crate::base::ids::UserId;
use crate::config::{Mode, Site};
use crate::market::terms::{Condition, Delivery};

/// Whether the form makes a listing or changes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Post,
    Edit,
}

/// One box of a choice.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Choice {
    value: &'static str,
    icon: &'static str,
    checked: bool,
}

/// One condition to choose from.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct ConditionChoice {
    value: Condition,
    label_key: String,
    hint_key: String,
    icon: &'static str,
}

/// `listings/sell.html` and its steps.
#[derive(Debug, Serialize)]
pub(super) struct SellView {
    /// `new` or `edit`: scripts keep drafts of new listings only.
    mode: &'static str,
    title: &'static str,
    close: &'static str,
    close_to: &'static str,
    action: String,
    /// Where scripts keep what was typed.
    draft_key: String,
    review: &'static str,
    submit: &'static str,
    ways_lead: &'static str,
    modes: Vec<Choice>,
    /// The mode of a site that has no other.
    only_mode: Option<Mode>,
    /// Whether a price is asked for.
    priced: bool,
    /// Whether something may be wanted in return.
    swaps: bool,
    deliveries: Vec<Choice>,
    conditions: Vec<ConditionChoice>,
}

impl SellView {
    pub(super) fn of(purpose: Purpose, typed: &FormInput, site: &Site, me: UserId) -> Self {
        let (chosen, ways) = (typed.many("modes"), typed.many("delivery"));
        let only_mode = site.modes.first().copied().filter(|_| site.modes.len() == 1);
        let id = typed.one("id");
        let edits = purpose == Purpose::Edit;
        Self {
            mode: if edits { "edit" } else { "new" },
            title: if edits { "sell-title-edit" } else { "sell-title" },
            close: if edits { "sell-close-edit" } else { "sell-close" },
            close_to: if edits { "/profil/saya" } else { "/" },
            action: if edits { format!("/jual/{id}/edit") } else { "/jual".to_owned() },
            draft_key: if edits { format!("jual-{id}") } else { format!("jual-{me}") },
            review: if edits { "sell-review-edit" } else { "sell-review" },
            submit: if edits { "sell-save" } else { "sell-post" },
            ways_lead: if only_mode.is_some() { "sell-ways-one" } else { "sell-ways-lead" },
            modes: site.modes.iter().map(|mode| mode_choice(*mode, &chosen)).collect(),
            only_mode,
            priced: site.money && site.allows(Mode::Sale),
            swaps: site.allows(Mode::Barter),
            deliveries: Delivery::ALL.iter().map(|way| delivery_choice(*way, &ways)).collect(),
            conditions: Condition::ALL
                .iter()
                .map(|condition| condition_choice(*condition))
                .collect(),
        }
    }
}

fn mode_choice(mode: Mode, chosen: &[String]) -> Choice {
    let value = mode.word();
    Choice { value, icon: ModeView::from(mode).icon, checked: chosen.iter().any(|c| c == value) }
}

fn delivery_choice(way: Delivery, chosen: &[String]) -> Choice {
    let (value, icon) = match way {
        Delivery::Meet => (way.word(), "fa-handshake"),
        Delivery::Parcel => (way.word(), "fa-truck-fast"),
        Delivery::Instant => (way.word(), "fa-motorcycle"),
    };
    Choice { value, icon, checked: chosen.iter().any(|c| c == value) }
}

fn condition_choice(condition: Condition) -> ConditionChoice {
    let key = condition.word().replace('_', "-");
    let icon = match condition {
        Condition::Sealed => "fa-box",
        Condition::LikeNew => "fa-star",
        Condition::Good => "fa-thumbs-up",
        Condition::Fair => "fa-check",
        Condition::Broken => "fa-screwdriver-wrench",
    };
    ConditionChoice {
        value: condition,
        label_key: format!("condition-{key}"),
        hint_key: format!("condition-{key}-hint"),
        icon,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(name: &str) -> Site {
        Site::load(name).unwrap()
    }

    fn typed(fields: &[(&str, &[&str])]) -> FormInput {
        let mut typed = FormInput::default();
        for (name, values) in fields {
            let values = values.iter().map(|value| (*value).to_owned()).collect();
            typed.fields.insert((*name).to_owned(), values);
        }
        typed
    }

    #[test]
    fn a_new_listing_is_posted_and_an_old_one_saved() {
        let me = UserId::fresh();
        let post = SellView::of(Purpose::Post, &typed(&[("id", &["L1"])]), &site("tawar"), me);
        assert_eq!((post.action.as_str(), post.submit), ("/jual", "sell-post"));
        assert_eq!(post.draft_key, format!("jual-{me}"));
        let edit = SellView::of(Purpose::Edit, &typed(&[("id", &["L1"])]), &site("tawar"), me);
        assert_eq!((edit.action.as_str(), edit.submit), ("/jual/L1/edit", "sell-save"));
        assert_eq!((edit.draft_key.as_str(), edit.close_to), ("jual-L1", "/profil/saya"));
    }

    #[test]
    fn what_was_chosen_is_checked_again() {
        let chosen = typed(&[("modes", &["barter"]), ("delivery", &["cod", "kirim"])]);
        let view = SellView::of(Purpose::Post, &chosen, &site("tawar"), UserId::fresh());
        let checked = |choices: &[Choice]| -> Vec<&str> {
            choices.iter().filter(|choice| choice.checked).map(|choice| choice.value).collect()
        };
        assert_eq!(checked(&view.modes), ["barter"]);
        assert_eq!(checked(&view.deliveries), ["cod", "kirim"]);
    }

    #[test]
    fn a_site_asks_only_for_what_it_knows() {
        let view =
            |name| SellView::of(Purpose::Post, &FormInput::default(), &site(name), UserId::fresh());
        let all = view("tawar");
        assert!(all.priced && all.swaps && all.only_mode.is_none());
        for name in ["barterhub", "belantara", "sampahkupilah"] {
            let (profile, view) = (site(name), view(name));
            assert_eq!(view.priced, profile.money && profile.allows(Mode::Sale), "{name}");
            assert_eq!(view.swaps, profile.allows(Mode::Barter), "{name}");
            assert_eq!(view.only_mode.is_some(), profile.modes.len() == 1, "{name}");
        }
    }
}

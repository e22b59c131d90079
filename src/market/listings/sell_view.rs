//! What the form for posting and editing shows beside its input.

use serde::Serialize;

use super::form::FormInput;
use super::mode_view::ModeView;
use crate::base::ids::UserId;
use crate::config::{Mode, Site};
use crate::market::terms::{Condition, Delivery};

/// Whether the form posts a new listing or edits one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Post,
    Edit,
}

/// A checkbox.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Choice {
    value: &'static str,
    icon: &'static str,
    checked: bool,
}

/// A radio button for a condition.
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
    /// Key under which scripts store the unfinished form on the device.
    draft_key: String,
    review: &'static str,
    submit: &'static str,
    modes_lead: &'static str,
    modes: Vec<Choice>,
    /// Set on a site that has a single mode.
    only_mode: Option<Mode>,
    /// Whether the form asks for a price.
    priced: bool,
    /// Whether the form asks what the owner wants in a barter.
    asks_wanted: bool,
    deliveries: Vec<Choice>,
    conditions: Vec<ConditionChoice>,
}

impl SellView {
    pub(super) fn of(purpose: Purpose, input: &FormInput, site: &Site, me: UserId) -> Self {
        let (modes, delivery) = (input.many("modes"), input.many("delivery"));
        let only_mode = site.modes.first().copied().filter(|_| site.modes.len() == 1);
        let id = input.one("id");
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
            modes_lead: modes_lead(site),
            modes: site.modes.iter().map(|mode| mode_choice(*mode, &modes)).collect(),
            only_mode,
            priced: site.money && site.allows(Mode::Sale),
            asks_wanted: site.allows(Mode::Barter),
            deliveries: Delivery::ALL
                .iter()
                .map(|method| delivery_choice(*method, &delivery))
                .collect(),
            conditions: Condition::ALL
                .iter()
                .map(|condition| condition_choice(*condition))
                .collect(),
        }
    }
}

/// Key of what is said above the modes: money and barter go together, what is free stands alone.
fn modes_lead(site: &Site) -> &'static str {
    match site.modes.len() {
        1 => "sell-ways-one",
        _ if site.allows(Mode::Sale) && site.allows(Mode::Barter) => "sell-ways-lead",
        _ => "sell-ways-either",
    }
}

fn mode_choice(mode: Mode, chosen: &[String]) -> Choice {
    let value = mode.word();
    Choice { value, icon: ModeView::from(mode).icon, checked: chosen.iter().any(|c| c == value) }
}

fn delivery_choice(method: Delivery, chosen: &[String]) -> Choice {
    let (value, icon) = match method {
        Delivery::Meet => (method.word(), "fa-handshake"),
        Delivery::Parcel => (method.word(), "fa-truck-fast"),
        Delivery::Instant => (method.word(), "fa-motorcycle"),
    };
    Choice { value, icon, checked: chosen.iter().any(|c| c == value) }
}

fn condition_choice(condition: Condition) -> ConditionChoice {
    let label_key = condition.label_key();
    let icon = match condition {
        Condition::Sealed => "fa-box",
        Condition::LikeNew => "fa-star",
        Condition::Good => "fa-thumbs-up",
        Condition::Fair => "fa-check",
        Condition::Broken => "fa-screwdriver-wrench",
    };
    ConditionChoice { value: condition, hint_key: format!("{label_key}-hint"), label_key, icon }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(name: &str) -> Site {
        Site::load(name).unwrap()
    }

    fn input(fields: &[(&str, &[&str])]) -> FormInput {
        let mut input = FormInput::default();
        for (name, values) in fields {
            input.set(name, values.iter().map(|value| (*value).to_owned()).collect());
        }
        input
    }

    #[test]
    fn a_new_listing_is_posted_and_an_old_one_saved() {
        let me = UserId::fresh();
        let post = SellView::of(Purpose::Post, &input(&[("id", &["L1"])]), &site("tawar"), me);
        assert_eq!((post.action.as_str(), post.submit), ("/jual", "sell-post"));
        assert_eq!(post.draft_key, format!("jual-{me}"));
        let edit = SellView::of(Purpose::Edit, &input(&[("id", &["L1"])]), &site("tawar"), me);
        assert_eq!((edit.action.as_str(), edit.submit), ("/jual/L1/edit", "sell-save"));
        assert_eq!((edit.draft_key.as_str(), edit.close_to), ("jual-L1", "/profil/saya"));
    }

    #[test]
    fn chosen_modes_and_delivery_methods_are_checked() {
        let chosen = input(&[("modes", &["barter"]), ("delivery", &["cod", "kirim"])]);
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
        assert!(all.priced && all.asks_wanted && all.only_mode.is_none());
        for name in ["barterhub", "belantara", "sampahkupilah"] {
            let (profile, view) = (site(name), view(name));
            assert_eq!(view.priced, profile.money && profile.allows(Mode::Sale), "{name}");
            assert_eq!(view.asks_wanted, profile.allows(Mode::Barter), "{name}");
            assert_eq!(view.only_mode.is_some(), profile.modes.len() == 1, "{name}");
        }
    }
}

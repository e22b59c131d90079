//! What a reader may do with a listing: the buttons of the bar, the likeliest one filled.

use serde::Serialize;

use super::viewing::Viewing;
use crate::config::Mode;

/// Where the bar stands. On a phone there is room for one or two words: lesser actions show their icon alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bar {
    Wide,
    Phone,
}

/// One button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Action {
    to: String,
    /// Whether it posts a form; else it is a link.
    post: bool,
    /// The sheet it opens.
    opens: Option<&'static str>,
    class: String,
    form_class: &'static str,
    icon: Option<&'static str>,
    /// Key of its words; none where the icon is shown alone.
    label: Option<&'static str>,
    /// Key of its name where the icon is shown alone.
    name: Option<&'static str>,
    /// Hidden fields of the form beside the token.
    fields: Vec<(&'static str, String)>,
}

/// The buttons, in order.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct ListingActions(Vec<Action>);

impl ListingActions {
    /// What the reader may do. Who is not signed in gets links that lead to the sign-in and back.
    pub(super) fn of(viewing: &Viewing<'_>, bar: Bar) -> Self {
        Self(if viewing.mine { of_owner(viewing, bar) } else { of_others(viewing, bar) })
    }
}

impl Bar {
    fn link(self, class: &str, to: impl Into<String>, label: &'static str) -> Action {
        let size = if self == Self::Wide { " btn-lg" } else { "" };
        Action {
            to: to.into(),
            post: false,
            opens: None,
            class: format!("btn {class}{size}"),
            form_class: "",
            icon: None,
            label: Some(label),
            name: None,
            fields: Vec::new(),
        }
    }
}

impl Action {
    fn icon(mut self, icon: &'static str) -> Self {
        self.icon = Some(icon);
        self
    }

    fn opens(mut self, sheet: &'static str) -> Self {
        self.opens = Some(sheet);
        self
    }

    fn posts(mut self, form_class: &'static str) -> Self {
        (self.post, self.form_class) = (true, form_class);
        self
    }

    fn field(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    /// Shows its icon alone on a phone, under this name.
    fn shrinks(mut self, bar: Bar, name: &'static str) -> Self {
        if bar == Bar::Phone {
            (self.label, self.name) = (None, Some(name));
        }
        self
    }
}

fn of_owner(viewing: &Viewing<'_>, bar: Bar) -> Vec<Action> {
    let id = viewing.listing.id;
    let edit = format!("/jual/{id}/edit");
    let mut all = vec![bar.link("btn-primary grow", edit, "listing-edit").icon("fa-solid fa-pen")];
    if viewing.priced() {
        let class = if bar == Bar::Phone { "btn-quiet btn-icon" } else { "btn-quiet" };
        all.push(
            bar.link(class, format!("/jual/{id}/asisten"), "assistant-link")
                .icon("fa-solid fa-robot")
                .shrinks(bar, "assistant-link"),
        );
    }
    let chats = bar.link("btn-quiet grow", "/chat?tab=menjual", "listing-chats");
    all.push(chats.icon("fa-regular fa-comment"));
    all
}

fn of_others(viewing: &Viewing<'_>, bar: Bar) -> Vec<Action> {
    let (sells, gives) = (viewing.priced(), viewing.has(Mode::Free));
    let swaps = viewing.has(Mode::Barter)
        && (viewing.on_offer() && viewing.signed_in
            || !viewing.signed_in && viewing.site.allows(Mode::Barter));
    let mut all = vec![chat(viewing, bar, !sells && !gives && !swaps)];
    if sells {
        all.push(offer(viewing, bar));
        all.push(buy(viewing, bar));
    } else if gives {
        all.push(ask_for_it(viewing, bar));
    }
    if swaps && !gives {
        all.push(swap(viewing, bar, sells));
    }
    all
}

/// The address that leads to the sign-in and back to the listing.
fn sign_in(viewing: &Viewing<'_>) -> String {
    format!("/masuk?next=/barang/{}", viewing.listing.slug)
}

/// Opens the chat, or begins it. Where there is nothing else to do it is the filled one.
fn chat(viewing: &Viewing<'_>, bar: Bar, alone: bool) -> Action {
    let class = match (alone, bar) {
        (true, _) if viewing.room.is_none() && viewing.signed_in => "btn-primary",
        (true, _) => "btn-primary grow",
        (false, Bar::Phone) => "btn-icon",
        (false, Bar::Wide) => "btn-quiet",
    };
    let action = match viewing.room {
        Some(room) => bar.link(class, format!("/chat/{room}"), "listing-chat-open"),
        None if !viewing.signed_in => bar.link(class, sign_in(viewing), "listing-chat"),
        None => bar
            .link(class, format!("/barang/{}/chat", viewing.listing.slug), "listing-chat")
            .posts(if alone { "grow d-flex" } else { "flex-form" }),
    };
    let action = action.icon("fa-regular fa-comment");
    if alone { action } else { action.shrinks(bar, "listing-chat") }
}

fn offer(viewing: &Viewing<'_>, bar: Bar) -> Action {
    let action = match viewing.signed_in {
        true => bar.link("btn-primary", "#offer", "listing-offer").opens("offer"),
        false => bar.link("btn-primary", sign_in(viewing), "listing-offer"),
    };
    action.icon("fa-solid fa-comments-dollar")
}

fn buy(viewing: &Viewing<'_>, bar: Bar) -> Action {
    match viewing.signed_in {
        true => bar.link("btn-trust-line", "#beli", "listing-buy").opens("beli"),
        false => bar.link("btn-trust-line", sign_in(viewing), "listing-buy"),
    }
}

/// Asks for a thing that is given away: an offer of nothing.
fn ask_for_it(viewing: &Viewing<'_>, bar: Bar) -> Action {
    let action = match viewing.signed_in {
        true => bar
            .link(
                "btn-primary",
                format!("/barang/{}/tawar", viewing.listing.slug),
                "listing-ask-free",
            )
            .posts("grow d-flex")
            .field("id", viewing.client_id.to_string())
            .field("amount", "0")
            .field("note", ""),
        false => bar.link("btn-primary", sign_in(viewing), "listing-ask-free"),
    };
    action.icon("fa-solid fa-gift")
}

/// Leads to the form for a barter; beside a price it is the lesser way.
fn swap(viewing: &Viewing<'_>, bar: Bar, beside_price: bool) -> Action {
    let to = match viewing.signed_in {
        true => format!("/barang/{}/barter", viewing.listing.slug),
        false => format!("{}/barter", sign_in(viewing)),
    };
    let class = match (beside_price, bar) {
        (false, _) => "btn-primary grow",
        (true, Bar::Phone) => "btn-trust-line btn-icon",
        (true, Bar::Wide) => "btn-trust-line",
    };
    let action = bar.link(class, to, "barter-invite").icon("fa-solid fa-right-left");
    if beside_price { action.shrinks(bar, "barter-invite") } else { action }
}

#[cfg(test)]
mod tests {
    use super::super::listing_view::tests::{budi, camera};
    use super::*;
    use crate::base::ids::RoomId;
    use crate::config::Site;
    use crate::market::listings::ListingOut;

    fn tawar() -> Site {
        Site::load("tawar").unwrap()
    }

    fn shown(viewing: &Viewing<'_>, bar: Bar) -> Vec<(String, Option<&'static str>)> {
        let ListingActions(all) = ListingActions::of(viewing, bar);
        all.into_iter().map(|action| (action.to, action.label)).collect()
    }

    fn camera_for_sale() -> ListingOut {
        camera(&[Mode::Sale, Mode::Barter], Some(1_250_000))
    }

    #[test]
    fn budi_may_chat_offer_buy_and_swap() {
        let (site, listing) = (tawar(), camera_for_sale());
        assert_eq!(
            shown(&budi(&listing, &site), Bar::Wide),
            [
                ("/barang/kamera-abc123/chat".to_owned(), Some("listing-chat")),
                ("#offer".to_owned(), Some("listing-offer")),
                ("#beli".to_owned(), Some("listing-buy")),
                ("/barang/kamera-abc123/barter".to_owned(), Some("barter-invite")),
            ]
        );
    }

    #[test]
    fn on_a_phone_the_lesser_actions_are_icons_with_a_name() {
        let (site, listing) = (tawar(), camera_for_sale());
        let ListingActions(all) = ListingActions::of(&budi(&listing, &site), Bar::Phone);
        let icons: Vec<_> = all.iter().filter(|action| action.label.is_none()).collect();
        let names: Vec<_> = icons.iter().map(|action| action.name).collect();
        assert_eq!(names, [Some("listing-chat"), Some("barter-invite")]);
        assert!(icons.iter().all(|action| action.icon.is_some()));
        assert!(all.iter().all(|action| action.label.is_some() != action.name.is_some()));
    }

    #[test]
    fn a_guest_is_sent_to_the_sign_in_whatever_they_want() {
        let (site, listing) = (tawar(), camera_for_sale());
        let guest = Viewing { signed_in: false, ..budi(&listing, &site) };
        for bar in [Bar::Wide, Bar::Phone] {
            let ListingActions(all) = ListingActions::of(&guest, bar);
            assert_eq!(all.len(), 4);
            assert!(all.iter().all(|action| action.to.starts_with("/masuk?next=/barang/kamera")));
            assert!(all.iter().all(|action| !action.post && action.opens.is_none()));
        }
    }

    #[test]
    fn who_talks_already_goes_on_talking() {
        let (site, listing) = (tawar(), camera_for_sale());
        let room = RoomId::fresh();
        let talking = Viewing { room: Some(room), ..budi(&listing, &site) };
        let first = shown(&talking, Bar::Wide).into_iter().next().unwrap();
        assert_eq!(first, (format!("/chat/{room}"), Some("listing-chat-open")));
    }

    #[test]
    fn a_gift_is_asked_for_with_an_offer_of_nothing() {
        let (site, listing) = (tawar(), camera(&[Mode::Free], None));
        let ListingActions(all) = ListingActions::of(&budi(&listing, &site), Bar::Wide);
        let ask = all.last().unwrap();
        assert!(ask.post && ask.to.ends_with("/tawar"));
        let fields: Vec<_> = ask.fields.iter().map(|(name, _)| *name).collect();
        assert_eq!(fields, ["id", "amount", "note"]);
        assert!(ask.fields.contains(&("amount", "0".to_owned())));
    }

    #[test]
    fn what_is_for_barter_only_fills_the_barter() {
        let (site, listing) = (tawar(), camera(&[Mode::Barter], None));
        let ListingActions(all) = ListingActions::of(&budi(&listing, &site), Bar::Phone);
        let swap = all.last().unwrap();
        assert_eq!(
            (swap.class.as_str(), swap.label),
            ("btn btn-primary grow", Some("barter-invite"))
        );
    }

    #[test]
    fn where_there_is_no_other_way_the_chat_is_filled() {
        // A price without money on the site leaves nothing but words.
        let site = Site { money: false, ..tawar() };
        let listing = camera(&[Mode::Sale], Some(1_000));
        let ListingActions(all) = ListingActions::of(&budi(&listing, &site), Bar::Phone);
        let [chat] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!((chat.class.as_str(), chat.form_class), ("btn btn-primary", "grow d-flex"));
        assert_eq!(chat.label, Some("listing-chat"));
    }

    #[test]
    fn sari_edits_her_own_and_hands_only_prices_to_the_assistant() {
        let site = tawar();
        let own = |listing: &ListingOut| {
            let viewing = Viewing { mine: true, ..budi(listing, &site) };
            shown(&viewing, Bar::Wide)
                .into_iter()
                .filter_map(|(_, label)| label)
                .collect::<Vec<_>>()
        };
        assert_eq!(own(&camera_for_sale()), ["listing-edit", "assistant-link", "listing-chats"]);
        assert_eq!(own(&camera(&[Mode::Barter], None)), ["listing-edit", "listing-chats"]);
    }
}

//! The actions that a reader has on a listing: the buttons of the bar, the most likely one filled.

use serde::Serialize;

use super::viewing::Viewing;
use crate::config::Mode;

/// The width of the bar. A phone has room for one or two labels: secondary actions show their icon alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BarSize {
    Wide,
    Phone,
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Action {
    to: String,
    /// Whether the button submits a form; otherwise it is a link.
    post: bool,
    /// Name of the sheet that the button opens.
    opens: Option<&'static str>,
    class: String,
    form_class: &'static str,
    icon: Option<&'static str>,
    /// Key of the label; none when the icon is shown alone.
    label: Option<&'static str>,
    /// Key of the accessible name when the icon is shown alone.
    name: Option<&'static str>,
    /// Hidden fields of the form beside the CSRF token.
    fields: Vec<(&'static str, String)>,
}

/// The buttons in order.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct ListingActions(Vec<Action>);

impl ListingActions {
    /// The actions of this reader. Without a session all of them lead to the sign-in and back.
    pub(super) fn of(viewing: &Viewing<'_>, size: BarSize) -> Self {
        Self(if viewing.mine {
            owner_actions(viewing, size)
        } else {
            reader_actions(viewing, size)
        })
    }
}

impl BarSize {
    fn link(self, class: &str, to: impl Into<String>, label: &'static str) -> Action {
        let large = if self == Self::Wide { " btn-lg" } else { "" };
        Action {
            to: to.into(),
            post: false,
            opens: None,
            class: format!("btn {class}{large}"),
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

    /// Shows the icon alone on a phone, with this accessible name.
    fn icon_on_phone(mut self, size: BarSize, name: &'static str) -> Self {
        if size == BarSize::Phone {
            (self.label, self.name) = (None, Some(name));
        }
        self
    }
}

fn owner_actions(viewing: &Viewing<'_>, size: BarSize) -> Vec<Action> {
    let id = viewing.listing.id;
    let edit = format!("/jual/{id}/edit");
    let mut all = vec![size.link("btn-primary grow", edit, "listing-edit").icon("fa-solid fa-pen")];
    if viewing.priced() {
        let assistant = format!("/jual/{id}/asisten");
        all.push(size.link("btn-quiet", assistant, "assistant-link").icon("fa-solid fa-robot"));
    }
    let chats = size.link("btn-quiet grow", "/chat?tab=menjual", "listing-chats");
    all.push(chats.icon("fa-regular fa-comment"));
    all
}

fn reader_actions(viewing: &Viewing<'_>, size: BarSize) -> Vec<Action> {
    let (for_sale, free) = (viewing.priced(), viewing.has(Mode::Free));
    let for_barter = viewing.has(Mode::Barter)
        && (viewing.on_offer() && viewing.signed_in
            || !viewing.signed_in && viewing.site.allows(Mode::Barter));
    let mut all = vec![chat(viewing, size, !for_sale && !free && !for_barter)];
    if for_sale {
        all.push(offer(viewing, size));
        all.push(buy(viewing, size));
    } else if free {
        all.push(request_gift(viewing, size));
    }
    if for_barter && !free {
        all.push(barter(viewing, size, for_sale));
    }
    all
}

/// The address that leads a guest to the sign-up, and back to a part of the listing's page (encoded, or nothing).
fn sign_up(viewing: &Viewing<'_>, part: &str) -> String {
    format!("/daftar?next=/barang/{}{part}", viewing.listing.slug)
}

/// Opens or starts the chat. When it is the only action, its button is filled.
fn chat(viewing: &Viewing<'_>, size: BarSize, alone: bool) -> Action {
    let class = match (alone, size) {
        (true, _) if viewing.room.is_none() && viewing.signed_in => "btn-primary",
        (true, _) => "btn-primary grow",
        (false, BarSize::Phone) => "btn-icon",
        (false, BarSize::Wide) => "btn-quiet",
    };
    let action = match viewing.room {
        Some(room) => size.link(class, format!("/chat/{room}"), "listing-chat-open"),
        None if !viewing.signed_in => size.link(class, sign_up(viewing, ""), "listing-chat"),
        None => size
            .link(class, format!("/barang/{}/chat", viewing.listing.slug), "listing-chat")
            .posts(if alone { "grow d-flex" } else { "flex-form" }),
    };
    let action = action.icon("fa-regular fa-comment");
    if alone { action } else { action.icon_on_phone(size, "listing-chat") }
}

fn offer(viewing: &Viewing<'_>, size: BarSize) -> Action {
    let action = match viewing.signed_in {
        true => size.link("btn-primary", "#offer", "listing-offer").opens("offer"),
        false => size.link("btn-primary", sign_up(viewing, "%23offer"), "listing-offer"),
    };
    action.icon("fa-solid fa-comments-dollar")
}

fn buy(viewing: &Viewing<'_>, size: BarSize) -> Action {
    match viewing.signed_in {
        true => size.link("btn-trust-line", "#beli", "listing-buy").opens("beli"),
        false => size.link("btn-trust-line", sign_up(viewing, "%23beli"), "listing-buy"),
    }
}

/// Requests a free item: an offer of 0 rupiah.
fn request_gift(viewing: &Viewing<'_>, size: BarSize) -> Action {
    let action = match viewing.signed_in {
        true => size
            .link(
                "btn-primary",
                format!("/barang/{}/tawar", viewing.listing.slug),
                "listing-ask-free",
            )
            .posts("grow d-flex")
            .field("id", viewing.client_id.to_string())
            .field("amount", "0")
            .field("note", ""),
        false => size.link("btn-primary", sign_up(viewing, ""), "listing-ask-free"),
    };
    action.icon("fa-solid fa-gift")
}

/// Leads to the barter form; beside a price it is the secondary action.
fn barter(viewing: &Viewing<'_>, size: BarSize, beside_price: bool) -> Action {
    let to = match viewing.signed_in {
        true => format!("/barang/{}/barter", viewing.listing.slug),
        false => sign_up(viewing, "/barter"),
    };
    let class = match (beside_price, size) {
        (false, _) => "btn-primary grow",
        (true, BarSize::Phone) => "btn-trust-line btn-icon",
        (true, BarSize::Wide) => "btn-trust-line",
    };
    let action = size.link(class, to, "barter-invite").icon("fa-solid fa-right-left");
    if beside_price { action.icon_on_phone(size, "barter-invite") } else { action }
}

#[cfg(test)]
#[path = "listing_actions_tests.rs"]
mod tests;

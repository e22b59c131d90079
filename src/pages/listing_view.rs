//! What a listing's page shows beside its content: notes, and the bar of actions at its foot.

use serde::Serialize;

use super::listing_actions::{BarSize, ListingActions};
use super::viewing::Viewing;
use crate::base::i18n::Text;
use crate::base::money;
use crate::chat::parsing;
use crate::config::Mode;
use crate::market::listings::{ModeView, Status};
use crate::market::terms::Delivery;

/// Why the item is unavailable, and a link for the parties.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct TakenNote {
    icon: &'static str,
    title: &'static str,
    /// Whether the template puts a full stop after the title.
    stop: bool,
    text: &'static str,
    link: Option<TakenLink>,
}

/// The link for somebody who has a part in the listing.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct TakenLink {
    to: String,
    icon: &'static str,
    label: &'static str,
}

/// What the sheet for buying does: buys at once, or asks the seller, as the site has it.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct BuySheet {
    /// The last word of the form's address.
    path: &'static str,
    title: &'static str,
    text: &'static str,
    send: &'static str,
    /// Whether a provider holds the money of what is sent.
    protected: bool,
}

impl BuySheet {
    fn of(viewing: &Viewing<'_>) -> Self {
        let sends = viewing.listing.content.delivery.iter().any(|way| *way != Delivery::Meet);
        let protected = sends && viewing.site.protection.is_some();
        if viewing.site.buy_now {
            let (title, text, send) = ("buy-title", "buy-now-text", "buy-now-send");
            return Self { path: "beli", title, text, send, protected };
        }
        let (title, text, send) = ("buy-ask-title", "buy-text", "buy-send");
        Self { path: "ajukan", title, text, send, protected }
    }
}

/// `listings/page.html`.
#[derive(Debug, Serialize)]
pub(super) struct ListingView {
    /// Whether the page has the bar of actions; without it a phone shows the navigation at its foot.
    bar: bool,
    /// The modes, while the listing is active.
    modes: Vec<ModeView>,
    /// Whether search engines may list the page.
    indexed: bool,
    /// Whether the page offers to share its address.
    shareable: bool,
    /// Whether the listing expires.
    expires: bool,
    /// What the buyer pays for the shipping of what is sold.
    shipping: Option<Text>,
    /// Key of the note on a barter-only listing.
    barter_only: Option<&'static str>,
    taken: Option<TakenNote>,
    /// Key of the note on an off-platform contact in its text.
    contact_note: Option<&'static str>,
    /// Whether its owner may remove it and adjust its worth.
    editable: bool,
    /// Path of the page on which the owner buys a place for it.
    promote: Option<String>,
    /// Whether the owner may start the fair pick.
    pick: bool,
    /// Whether there is a queue to join or to leave.
    line: bool,
    offer_sheet: bool,
    buy_sheet: bool,
    buy: BuySheet,
    /// Path of the form for an offer on several goods of this seller.
    several: Option<String>,
    /// The ways of handing over to choose from; none where there is one way.
    methods: Vec<Delivery>,
    /// Keys of the words that differ for what is given away.
    seller_label: &'static str,
    handover_title: &'static str,
    handover_text: &'static str,
    bidders: &'static str,
    wide: ListingActions,
    phone: ListingActions,
}

impl ListingView {
    pub(super) fn of(viewing: &Viewing<'_>) -> Self {
        let (listing, site) = (viewing.listing, viewing.site);
        let status = listing.status;
        let free_now = viewing.has(Mode::Free) && status == Status::Active;
        let reserved_by_others = status == Status::Reserved && !viewing.mine && viewing.signed_in;
        let by_mode = |plain, of_gift| if viewing.has(Mode::Free) { of_gift } else { plain };
        let buys = viewing.on_offer() && viewing.has(Mode::Sale) && site.money;
        Self {
            bar: status == Status::Active || (status == Status::BarterOnly && viewing.mine),
            modes: (listing.content.modes.iter().copied())
                .filter(|mode| status == Status::Active && site.allows(*mode))
                .map(ModeView::from)
                .collect(),
            indexed: status == Status::Active,
            shareable: status != Status::BarterOnly,
            expires: status != Status::BarterOnly,
            shipping: shipping(viewing),
            barter_only: (status == Status::BarterOnly).then_some(if viewing.mine {
                "kept-text"
            } else {
                "kept-text-laid"
            }),
            taken: taken(viewing),
            contact_note: contact_note(viewing),
            editable: viewing.editable(),
            promote: (viewing.mine && viewing.sells_promotions && status == Status::Active)
                .then(|| format!("/barang/{}/iklan", listing.slug)),
            pick: viewing.mine && free_now && listing.offer_count > 0,
            line: viewing.waits || (reserved_by_others && viewing.room.is_none()),
            offer_sheet: buys,
            buy: BuySheet::of(viewing),
            buy_sheet: buys && listing.content.price.is_some(),
            several: several(viewing),
            methods: Some(&listing.content.delivery)
                .filter(|ways| ways.len() > 1)
                .cloned()
                .unwrap_or_default(),
            seller_label: by_mode("seller-label", "seller-label-free"),
            handover_title: by_mode("cod-title", "cod-title-free"),
            handover_text: by_mode("cod-text", "cod-text-free"),
            bidders: by_mode("listing-bidders", "listing-requests"),
            wide: ListingActions::of(viewing, BarSize::Wide),
            phone: ListingActions::of(viewing, BarSize::Phone),
        }
    }
}

/// What a viewer reads about a contact in the text while they may still buy, and its owner while they can edit it.
fn contact_note(viewing: &Viewing<'_>) -> Option<&'static str> {
    let shown = if viewing.mine { viewing.editable() } else { viewing.on_offer() };
    let content = &viewing.listing.content;
    let texts = [&content.title, &content.description, &content.flaw];
    let named = texts.into_iter().chain(&content.wanted).any(|text| parsing::names_contact(text));
    let key = if viewing.mine { "listing-contact-mine" } else { "listing-contact" };
    (shown && named).then_some(key)
}

fn several(viewing: &Viewing<'_>) -> Option<String> {
    if !viewing.on_offer() || !viewing.has(Mode::Sale) || !viewing.more_for_sale {
        return None;
    }
    let slug = &viewing.listing.slug;
    Some(match viewing.signed_in {
        true => format!("/barang/{slug}/barter?cara=jual"),
        false => format!("/daftar?next=/barang/{slug}/barter%3Fcara%3Djual"),
    })
}

fn shipping(viewing: &Viewing<'_>) -> Option<Text> {
    let content = &viewing.listing.content;
    let sent = content.delivery.iter().any(|method| *method != Delivery::Meet);
    let sold = viewing.has(Mode::Sale) && viewing.site.money;
    (sent && sold).then(|| match content.shipping_fee {
        0 => Text::new("fact-shipping-included"),
        fee => Text::new("fact-shipping-fee").with("amount", money::rupiah(fee)),
    })
}

fn taken(viewing: &Viewing<'_>) -> Option<TakenNote> {
    let reserved = viewing.listing.status == Status::Reserved;
    let takes_part = viewing.mine || viewing.room.is_some();
    let (title, text) = match viewing.listing.status {
        Status::Active | Status::BarterOnly => return None,
        Status::Reserved if takes_part => ("card-reserved", "taken-reserved-text"),
        Status::Reserved => ("taken-reserved", "taken-reserved-text"),
        Status::Sold if viewing.has(Mode::Free) => ("taken-given", "taken-sold-text"),
        Status::Sold => ("taken-sold", "taken-sold-text"),
        Status::Draft | Status::Inactive | Status::Expired | Status::Removed => {
            ("taken-gone", "taken-gone-text")
        }
    };
    let link = match viewing.room {
        _ if viewing.mine && reserved => Some(TakenLink {
            to: "/pesanan?role=seller".to_owned(),
            icon: "fa-solid fa-receipt",
            label: "chat-offer-see-deal",
        }),
        Some(room) => Some(TakenLink {
            to: format!("/chat/{room}"),
            icon: "fa-regular fa-comment",
            label: "listing-chat-open",
        }),
        None => None,
    };
    Some(TakenNote {
        icon: if reserved { "fa-hourglass-half" } else { "fa-box-archive" },
        title,
        stop: title == "card-reserved",
        text,
        link,
    })
}

#[cfg(test)]
#[path = "listing_view_tests.rs"]
pub(super) mod tests;

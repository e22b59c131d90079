use super::*;
use crate::base::ids::RoomId;
use crate::config::Site;
use crate::market::listings::ListingOut;
use crate::pages::listing_view::tests::{budi, camera};

fn tawar() -> Site {
    Site::load("tawar").unwrap()
}

fn links(viewing: &Viewing<'_>, size: BarSize) -> Vec<(String, Option<&'static str>)> {
    let ListingActions(all) = ListingActions::of(viewing, size);
    all.into_iter().map(|action| (action.to, action.label)).collect()
}

fn camera_for_sale() -> ListingOut {
    camera(&[Mode::Sale, Mode::Barter], Some(1_250_000))
}

#[test]
fn budi_may_chat_offer_buy_and_barter() {
    let (site, listing) = (tawar(), camera_for_sale());
    assert_eq!(
        links(&budi(&listing, &site), BarSize::Wide),
        [
            ("/barang/kamera-abc123/chat".to_owned(), Some("listing-chat")),
            ("#offer".to_owned(), Some("listing-offer")),
            ("#beli".to_owned(), Some("listing-buy")),
            ("/barang/kamera-abc123/barter".to_owned(), Some("barter-invite")),
        ]
    );
}

#[test]
fn on_a_phone_secondary_actions_are_icons_with_a_name() {
    let (site, listing) = (tawar(), camera_for_sale());
    let ListingActions(all) = ListingActions::of(&budi(&listing, &site), BarSize::Phone);
    let icons: Vec<_> = all.iter().filter(|action| action.label.is_none()).collect();
    let names: Vec<_> = icons.iter().map(|action| action.name).collect();
    assert_eq!(names, [Some("listing-chat"), Some("barter-invite")]);
    assert!(icons.iter().all(|action| action.icon.is_some()));
    assert!(all.iter().all(|action| action.label.is_some() != action.name.is_some()));
}

#[test]
fn every_action_of_a_guest_leads_to_the_sign_up_and_back() {
    let (site, listing) = (tawar(), camera_for_sale());
    let guest = Viewing { signed_in: false, ..budi(&listing, &site) };
    for size in [BarSize::Wide, BarSize::Phone] {
        let ListingActions(all) = ListingActions::of(&guest, size);
        assert_eq!(all.len(), 4);
        assert!(all.iter().all(|action| action.to.starts_with("/daftar?next=/barang/kamera")));
        assert!(all.iter().all(|action| !action.post && action.opens.is_none()));
    }
}

#[test]
fn whoever_has_a_room_opens_it() {
    let (site, listing) = (tawar(), camera_for_sale());
    let room = RoomId::fresh();
    let with_room = Viewing { room: Some(room), ..budi(&listing, &site) };
    let first = links(&with_room, BarSize::Wide).into_iter().next().unwrap();
    assert_eq!(first, (format!("/chat/{room}"), Some("listing-chat-open")));
}

#[test]
fn a_gift_is_requested_with_an_offer_of_0_rupiah() {
    let (site, listing) = (tawar(), camera(&[Mode::Free], None));
    let ListingActions(all) = ListingActions::of(&budi(&listing, &site), BarSize::Wide);
    let request = all.last().unwrap();
    assert!(request.post && request.to.ends_with("/tawar"));
    let fields: Vec<_> = request.fields.iter().map(|(name, _)| *name).collect();
    assert_eq!(fields, ["id", "amount", "note"]);
    assert!(request.fields.contains(&("amount", "0".to_owned())));
}

#[test]
fn on_a_listing_for_barter_the_barter_button_is_filled() {
    let (site, listing) = (tawar(), camera(&[Mode::Barter], None));
    let ListingActions(all) = ListingActions::of(&budi(&listing, &site), BarSize::Phone);
    let barter = all.last().unwrap();
    assert_eq!(
        (barter.class.as_str(), barter.label),
        ("btn btn-primary grow", Some("barter-invite"))
    );
}

#[test]
fn when_chat_is_the_only_action_it_is_filled() {
    // On a site without money a price allows no action but the chat.
    let site = Site { money: false, ..tawar() };
    let listing = camera(&[Mode::Sale], Some(1_000));
    let ListingActions(all) = ListingActions::of(&budi(&listing, &site), BarSize::Phone);
    let [chat] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((chat.class.as_str(), chat.form_class), ("btn btn-primary", "grow d-flex"));
    assert_eq!(chat.label, Some("listing-chat"));
}

#[test]
fn sari_edits_her_listing_and_may_give_only_a_priced_one_to_the_assistant() {
    let site = tawar();
    let own = |listing: &ListingOut| {
        let viewing = Viewing { mine: true, ..budi(listing, &site) };
        links(&viewing, BarSize::Wide)
            .into_iter()
            .filter_map(|(_, label)| label)
            .collect::<Vec<_>>()
    };
    assert_eq!(own(&camera_for_sale()), ["listing-edit", "assistant-link", "listing-chats"]);
    assert_eq!(own(&camera(&[Mode::Barter], None)), ["listing-edit", "listing-chats"]);
}

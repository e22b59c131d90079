use std::collections::HashSet;

use super::*;
use crate::base::ids::RoomId;
use crate::config::Site;
use crate::market::listings::ListingOut;
use crate::market::listings::cards;
use uuid::Uuid;

pub(in crate::pages) use crate::market::listings::examples::camera;

/// The view of somebody who is signed in and has no part in the listing.
pub(in crate::pages) fn budi<'a>(listing: &'a ListingOut, site: &'a Site) -> Viewing<'a> {
    Viewing {
        listing,
        site,
        signed_in: true,
        sells_promotions: true,
        mine: false,
        room: None,
        more_for_sale: false,
        waits: false,
        client_id: Uuid::nil(),
    }
}

fn tawar() -> Site {
    Site::load("tawar").unwrap()
}

fn with(status: Status) -> ListingOut {
    ListingOut { status, ..camera(&[Mode::Sale], Some(1_250_000)) }
}

#[test]
fn an_active_listing_has_a_bar_and_its_modes() {
    let (site, listing) = (tawar(), camera(&[Mode::Barter, Mode::Sale], Some(1_250_000)));
    let view = ListingView::of(&budi(&listing, &site));
    assert!(view.bar && view.indexed && view.shareable && view.taken.is_none());
    let modes: Vec<Mode> = view.modes.iter().map(|mode| mode.word).collect();
    assert_eq!(modes, [Mode::Barter, Mode::Sale]);
    assert!(view.offer_sheet && view.buy_sheet && !view.editable);
}

#[test]
fn a_mode_that_the_site_does_not_offer_is_not_shown() {
    let listing = camera(&[Mode::Sale, Mode::Free], Some(1_000));
    for name in ["tawar", "barterhub", "belantara", "sampahkupilah"] {
        let site = Site::load(name).unwrap();
        let view = ListingView::of(&budi(&listing, &site));
        assert!(view.modes.iter().all(|mode| site.allows(mode.word)), "{name}");
        assert_eq!(view.offer_sheet, site.money, "{name}");
    }
}

#[test]
fn a_party_of_a_reserved_listing_gets_a_link() {
    let (site, listing) = (tawar(), with(Status::Reserved));
    let stranger = ListingView::of(&budi(&listing, &site));
    let note = stranger.taken.unwrap();
    assert_eq!((note.title, note.stop, note.link), ("taken-reserved", false, None));
    assert!(stranger.line && !stranger.bar);
    let room = RoomId::fresh();
    let party = ListingView::of(&Viewing { room: Some(room), ..budi(&listing, &site) });
    let note = party.taken.unwrap();
    assert_eq!((note.title, note.stop), ("card-reserved", true));
    assert_eq!(note.link.unwrap().to, format!("/chat/{room}"));
    assert!(!party.line);
    let owner = ListingView::of(&Viewing { mine: true, ..budi(&listing, &site) });
    assert_eq!(owner.taken.unwrap().link.unwrap().to, "/pesanan?role=seller");
}

#[test]
fn a_sold_or_withdrawn_listing_has_a_note() {
    let site = tawar();
    for (status, title) in [
        (Status::Sold, "taken-sold"),
        (Status::Expired, "taken-gone"),
        (Status::Removed, "taken-gone"),
    ] {
        let listing = with(status);
        let view = ListingView::of(&budi(&listing, &site));
        assert_eq!(view.taken.unwrap().title, title, "{status}");
        assert!(!view.bar && !view.indexed && view.modes.is_empty(), "{status}");
    }
}

#[test]
fn a_barter_only_listing_is_not_shared_and_does_not_expire() {
    let (site, listing) = (tawar(), with(Status::BarterOnly));
    let owner = ListingView::of(&Viewing { mine: true, ..budi(&listing, &site) });
    assert!(owner.bar && owner.editable && !owner.shareable && !owner.expires);
    assert_eq!(owner.barter_only, Some("kept-text"));
    let guest = ListingView::of(&budi(&listing, &site));
    assert_eq!((guest.bar, guest.barter_only), (false, Some("kept-text-laid")));
    assert!(guest.taken.is_none());
}

#[test]
fn only_the_owner_of_a_requested_gift_may_start_the_pick() {
    let site = tawar();
    let requested = ListingOut { offer_count: 3, ..camera(&[Mode::Free], None) };
    let owner = Viewing { mine: true, ..budi(&requested, &site) };
    assert!(ListingView::of(&owner).pick);
    assert!(!ListingView::of(&budi(&requested, &site)).pick);
    let unrequested = camera(&[Mode::Free], None);
    assert!(!ListingView::of(&Viewing { mine: true, ..budi(&unrequested, &site) }).pick);
}

#[test]
fn several_goods_of_a_seller_are_bought_at_once_after_signing_in() {
    let (site, listing) = (tawar(), camera(&[Mode::Sale], Some(1_000)));
    let more = Viewing { more_for_sale: true, ..budi(&listing, &site) };
    let several = |viewing: &Viewing<'_>| ListingView::of(viewing).several;
    assert_eq!(several(&more).unwrap(), "/barang/kamera-abc123/barter?cara=jual");
    let guest = Viewing { signed_in: false, ..more };
    assert_eq!(several(&guest).unwrap(), "/daftar?next=/barang/kamera-abc123/barter%3Fcara%3Djual");
    assert_eq!(several(&budi(&listing, &site)), None);
}

#[test]
fn a_card_crosses_out_only_a_higher_price() {
    let was = |price, original_price| {
        let mut listing = camera(&[Mode::Sale], price);
        listing.content.original_price = original_price;
        cards(&[listing], None, &HashSet::new()).pop().unwrap().was
    };
    assert_eq!(was(Some(900), Some(1_000)), Some(1_000));
    assert_eq!(was(Some(1_000), Some(1_000)), None);
    assert_eq!(was(None, Some(1_000)), None);
}

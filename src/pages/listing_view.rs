//! What a listing's page shows beside the listing's own words: which notes, which bar, what may be done at its foot.

use serde::Serialize;

use super::listing_actions::{Bar, ListingActions};
use super::viewing::Viewing;
use crate::config::Mode;
use crate::market::listings::{ModeView, Status};

/// Why the listing cannot be had, and where the reader may go instead.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct TakenNote {
    icon: &'static str,
    title: &'static str,
    /// Whether a full stop is put after the title.
    stop: bool,
    text: &'static str,
    link: Option<TakenLink>,
}

/// Where somebody who has a part in it goes.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct TakenLink {
    to: String,
    icon: &'static str,
    label: &'static str,
}

/// `listings/page.html`.
#[derive(Debug, Serialize)]
pub(super) struct ListingView {
    /// The bar at the foot of a phone, and in the page where it is wide; without it a phone has the navigation there.
    bar: bool,
    /// The ways it goes, while it is on offer.
    modes: Vec<ModeView>,
    /// Whether search engines may list the page.
    indexed: bool,
    /// Whether the address may be passed on.
    shareable: bool,
    /// Whether it drops out by itself one day.
    expires: bool,
    /// Key of the words about a thing that is for barter only.
    barter_only: Option<&'static str>,
    taken: Option<TakenNote>,
    /// Whether its owner may remove it and adjust its worth.
    editable: bool,
    /// Whether its owner may let the fair pick decide.
    pick: bool,
    /// Whether there is a line to join or to leave.
    line: bool,
    offer_sheet: bool,
    buy_sheet: bool,
    /// Address of the form for several goods of this seller.
    several: Option<String>,
    wide: ListingActions,
    phone: ListingActions,
}

impl ListingView {
    pub(super) fn of(viewing: &Viewing<'_>) -> Self {
        let (listing, site) = (viewing.listing, viewing.site);
        let status = listing.status;
        let free_now = viewing.has(Mode::Free) && status == Status::Active;
        let reserved_by_others = status == Status::Reserved && !viewing.mine && viewing.signed_in;
        let buys = viewing.on_offer() && viewing.has(Mode::Sale) && site.money;
        Self {
            bar: status == Status::Active || (status == Status::Kept && viewing.mine),
            modes: (listing.modes.iter().copied())
                .filter(|mode| status == Status::Active && site.allows(*mode))
                .map(ModeView::from)
                .collect(),
            indexed: status == Status::Active,
            shareable: status != Status::Kept,
            expires: status != Status::Kept,
            barter_only: (status == Status::Kept).then_some(if viewing.mine {
                "kept-text"
            } else {
                "kept-text-laid"
            }),
            taken: taken(viewing),
            editable: viewing.editable(),
            pick: viewing.mine && free_now && listing.offer_count > 0,
            line: viewing.waits || (reserved_by_others && viewing.room.is_none()),
            offer_sheet: buys,
            buy_sheet: buys && listing.price.is_some(),
            several: several(viewing),
            wide: ListingActions::of(viewing, Bar::Wide),
            phone: ListingActions::of(viewing, Bar::Phone),
        }
    }
}

fn several(viewing: &Viewing<'_>) -> Option<String> {
    if !viewing.on_offer() || !viewing.has(Mode::Sale) || !viewing.more_for_sale {
        return None;
    }
    let slug = &viewing.listing.slug;
    Some(match viewing.signed_in {
        true => format!("/barang/{slug}/barter?cara=jual"),
        false => format!("/masuk?next=/barang/{slug}/barter%3Fcara%3Djual"),
    })
}

fn taken(viewing: &Viewing<'_>) -> Option<TakenNote> {
    let reserved = viewing.listing.status == Status::Reserved;
    let takes_part = viewing.mine || viewing.room.is_some();
    let (title, text) = match viewing.listing.status {
        Status::Active | Status::Kept => return None,
        Status::Reserved if takes_part => ("card-reserved", "taken-reserved-text"),
        Status::Reserved => ("taken-reserved", "taken-reserved-text"),
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
pub(super) mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::base::ids::RoomId;
    use crate::base::ids::{ListingId, UserId};
    use crate::config::Site;
    use crate::market::listings::ListingOut;
    use crate::market::listings::cards;
    use uuid::Uuid;

    /// A camera of Sari's, on offer.
    pub(in crate::pages) fn camera(modes: &[Mode], price: Option<i64>) -> ListingOut {
        let id = ListingId::fresh();
        serde_json::from_value(serde_json::json!({
            "id": id, "slug": "kamera-abc123", "url": "/barang/kamera-abc123", "status": "active", "title": "Kamera",
            "description": "", "flaw": "", "condition": "bagus", "modes": modes, "price": price, "original_price": null,
            "original_source": null, "brand": null, "size": null, "color": null, "tags": [], "category": "kamera",
            "parent_category": null, "delivery": ["cod"], "wanted": null,
            "seller": {"id": UserId::fresh(), "handle": "sari", "name": "Sari", "rating": null, "rating_count": 0,
                "sold": 0, "city": "Bandung", "verified": false},
            "region": {"code": "32.73.02", "province": "Jawa Barat", "city": "Kota Bandung", "district": "Coblong",
                "lat": -6.9, "lng": 107.6},
            "photos": [], "like_count": 0, "chat_count": 0, "offer_count": 0, "view_count": 0, "version": 1,
            "created_at": "2026-11-20T00:00:00Z", "expires_at": "2026-12-20T00:00:00Z",
        }))
        .unwrap()
    }

    /// Somebody signed in, who has nothing to do with it yet.
    pub(in crate::pages) fn budi<'a>(listing: &'a ListingOut, site: &'a Site) -> Viewing<'a> {
        Viewing {
            listing,
            site,
            signed_in: true,
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
    fn a_thing_on_offer_has_a_bar_and_its_ways() {
        let (site, listing) = (tawar(), camera(&[Mode::Barter, Mode::Sale], Some(1_250_000)));
        let view = ListingView::of(&budi(&listing, &site));
        assert!(view.bar && view.indexed && view.shareable && view.taken.is_none());
        let words: Vec<Mode> = view.modes.iter().map(|mode| mode.word).collect();
        assert_eq!(words, [Mode::Barter, Mode::Sale]);
        assert!(view.offer_sheet && view.buy_sheet && !view.editable);
    }

    #[test]
    fn a_way_that_the_site_does_not_offer_is_not_shown() {
        let listing = camera(&[Mode::Sale, Mode::Free], Some(1_000));
        for name in ["tawar", "barterhub", "belantara", "sampahkupilah"] {
            let site = Site::load(name).unwrap();
            let view = ListingView::of(&budi(&listing, &site));
            assert!(view.modes.iter().all(|mode| site.allows(mode.word)), "{name}");
            assert_eq!(view.offer_sheet, site.money, "{name}");
        }
    }

    #[test]
    fn whoever_has_a_part_in_a_reserved_thing_is_led_on() {
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
    fn what_is_sold_or_gone_says_so() {
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
    fn what_is_for_barter_only_is_neither_shared_nor_expires() {
        let (site, listing) = (tawar(), with(Status::Kept));
        let owner = ListingView::of(&Viewing { mine: true, ..budi(&listing, &site) });
        assert!(owner.bar && owner.editable && !owner.shareable && !owner.expires);
        assert_eq!(owner.barter_only, Some("kept-text"));
        let guest = ListingView::of(&budi(&listing, &site));
        assert_eq!((guest.bar, guest.barter_only), (false, Some("kept-text-laid")));
        assert!(guest.taken.is_none());
    }

    #[test]
    fn only_the_owner_of_a_wanted_gift_may_let_the_pick_decide() {
        let site = tawar();
        let asked = ListingOut { offer_count: 3, ..camera(&[Mode::Free], None) };
        let owner = Viewing { mine: true, ..budi(&asked, &site) };
        assert!(ListingView::of(&owner).pick);
        assert!(!ListingView::of(&budi(&asked, &site)).pick);
        let unasked = camera(&[Mode::Free], None);
        assert!(!ListingView::of(&Viewing { mine: true, ..budi(&unasked, &site) }).pick);
    }

    #[test]
    fn several_goods_of_a_seller_are_bought_at_once_after_signing_in() {
        let (site, listing) = (tawar(), camera(&[Mode::Sale], Some(1_000)));
        let more = Viewing { more_for_sale: true, ..budi(&listing, &site) };
        let several = |viewing: &Viewing<'_>| ListingView::of(viewing).several;
        assert_eq!(several(&more).unwrap(), "/barang/kamera-abc123/barter?cara=jual");
        let guest = Viewing { signed_in: false, ..more };
        assert_eq!(
            several(&guest).unwrap(),
            "/masuk?next=/barang/kamera-abc123/barter%3Fcara%3Djual"
        );
        assert_eq!(several(&budi(&listing, &site)), None);
    }

    #[test]
    fn a_card_crosses_out_only_a_higher_price() {
        let was = |price, original_price| {
            let listing = ListingOut { original_price, ..camera(&[Mode::Sale], price) };
            cards(&[listing], None, &HashSet::new()).pop().unwrap().was
        };
        assert_eq!(was(Some(900), Some(1_000)), Some(1_000));
        assert_eq!(was(Some(1_000), Some(1_000)), None);
        assert_eq!(was(None, Some(1_000)), None);
    }
}

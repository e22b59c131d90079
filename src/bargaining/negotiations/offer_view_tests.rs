//! Sari sells, Budi buys: how either of them sees an offer.

use chrono::Duration;
use uuid::Uuid;

use super::*;
use crate::bargaining::negotiations::examples::{budi, offer, sari};
use crate::bargaining::negotiations::machine::CommandKind;
use crate::bargaining::negotiations::package_view::tests::barter;
use crate::base::money;
use crate::config::Mode;
use crate::market::listings::examples::camera;

fn view(offer: &Offer, viewer: Viewer<'_>, package: Option<Package<'_>>) -> OfferView {
    let permissions = Permissions { kinds: CommandKind::ALL.to_vec(), is_turn: true };
    let facts = OfferFacts {
        offer,
        room: RoomId(Uuid::nil()),
        asking: Some(1_000_000),
        package,
        live: offer.status == OfferStatus::Pending,
        permissions: &permissions,
        methods: &[],
        viewer,
    };
    facts.view()
}

#[test]
fn it_is_the_receivers_turn_until_they_ask_for_more() {
    let pending = offer(Party::Buyer, 900_000);
    let received = view(&pending, sari(), None);
    assert_eq!(received.class, "offer theirs live-now");
    assert_eq!((received.tag, received.icon), ("tag-sell", "fa-bolt"));
    assert_eq!(received.state.key, "chat-offer-state-turn");
    let made = view(&pending, budi(), None);
    assert_eq!((made.class.as_str(), made.tag), ("offer mine", "tag-wait"));
    let asked = Offer { asked_for_more: true, ..pending };
    assert_eq!(view(&asked, budi(), None).class, "offer mine live-now");
    assert_eq!(view(&asked, sari(), None).class, "offer theirs");
}

#[test]
fn a_settled_offer_shows_its_status_and_no_button() {
    for (status, class, tag, icon, key) in [
        (
            OfferStatus::Accepted,
            "offer mine accepted",
            "tag-good",
            "fa-check",
            "chat-offer-state-accepted",
        ),
        (OfferStatus::Countered, "offer mine over", "", "fa-reply", "chat-offer-state-countered"),
        (
            OfferStatus::Declined,
            "offer mine over void",
            "tag-bad",
            "fa-xmark",
            "chat-offer-state-declined",
        ),
        (OfferStatus::Expired, "offer mine over void", "", "fa-clock", "chat-offer-state-expired"),
        (
            OfferStatus::Withdrawn,
            "offer mine over void",
            "",
            "fa-rotate-left",
            "chat-offer-state-withdrawn",
        ),
    ] {
        let view = view(&Offer { status, ..offer(Party::Buyer, 900_000) }, budi(), None);
        assert_eq!((view.class.as_str(), view.tag, view.icon), (class, tag, icon), "{status}");
        assert_eq!(view.state.key, key);
        assert!(view.actions.is_none() && view.deadline.is_none() && view.alerts.is_empty());
    }
}

#[test]
fn a_pending_offer_past_its_deadline_is_shown_as_expired() {
    let late = Viewer { now: Timestamp::UNIX_EPOCH + Duration::hours(2), ..budi() };
    assert_eq!(view(&offer(Party::Buyer, 900_000), late, None).status, OfferStatus::Expired);
}

#[test]
fn the_heading_names_who_made_which_kind_of_offer() {
    let heading = |offer: &Offer, viewer| view(offer, viewer, None).heading;
    let (first, counter) = (offer(Party::Buyer, 900_000), offer(Party::Seller, 950_000));
    assert_eq!(heading(&first, budi()), Text::new("chat-offer-mine"));
    assert_eq!(heading(&first, sari()), Text::new("chat-offer-theirs").with("name", "Budi"));
    assert_eq!(heading(&counter, sari()), Text::new("chat-offer-counter-mine"));
    assert_eq!(heading(&counter, budi()).key, "chat-offer-counter-theirs");
    let gift = offer(Party::Buyer, 0);
    assert_eq!(heading(&gift, budi()).key, "chat-offer-ask-mine");
    assert_eq!(heading(&gift, sari()).key, "chat-offer-ask-theirs");
    let assistant = Offer { assistant: true, ..counter };
    assert_eq!(heading(&assistant, budi()).key, "chat-offer-counter-assistant");
    let accepted = Offer { status: OfferStatus::Accepted, ..first };
    assert_eq!(heading(&accepted, sari()).key, "chat-offer-agreed");
}

#[test]
fn a_barter_has_words_of_its_own() {
    let (radio, vase) = (camera(&[Mode::Barter], None), camera(&[Mode::Barter], None));
    let heading = |by, viewer| {
        view(&offer(by, 50_000), viewer, Some(barter(&radio, &vase))).heading.key.into_owned()
    };
    assert_eq!(heading(Party::Buyer, budi()), "barter-offer-mine");
    assert_eq!(heading(Party::Buyer, sari()), "barter-offer-theirs");
    assert_eq!(heading(Party::Seller, budi()), "barter-offer-counter-theirs");
    let shown = view(&offer(Party::Seller, 50_000), sari(), Some(barter(&radio, &vase)));
    assert_eq!(shown.heading.key, "barter-offer-counter-mine");
    assert_eq!(shown.sum.key, "barter-word-sum");
    assert!(!shown.timed && shown.offset.is_none());
    assert_eq!(shown.class, "offer swap mine");
    let package = Package { barter: false, ..barter(&radio, &vase) };
    assert_eq!(
        view(&offer(Party::Buyer, 1), budi(), Some(package)).heading.key,
        "barter-offer-package-mine"
    );
}

#[test]
fn the_amount_is_compared_to_the_asking_price() {
    let offset = |amount| view(&offer(Party::Buyer, amount), sari(), None).offset;
    assert_eq!(offset(900_000), Some(Text::new("chat-offer-below").with("n", 10)));
    assert_eq!(offset(1_000_000), Some(Text::new("chat-offer-at-asking")));
    assert_eq!(offset(999_999), None);
    assert_eq!(offset(0), None);
    let shown = view(&offer(Party::Buyer, 900_000), sari(), None);
    let rupiah = money::rupiah(900_000);
    assert_eq!(shown.sum, Text::new("chat-offer-sum").with("amount", rupiah));
    assert_eq!(shown.maker.as_deref(), Some("Budi"));
}

#[test]
fn whoever_is_asked_or_bound_is_told_so() {
    let keys = |offer: &Offer, viewer| -> Vec<String> {
        let alerts = view(offer, viewer, None).alerts;
        alerts.into_iter().map(|alert| alert.text.key.into_owned()).collect()
    };
    let pending = offer(Party::Buyer, 900_000);
    assert!(keys(&pending, budi()).is_empty());
    let asked = Offer { asked_for_more: true, binding: true, ..pending };
    assert_eq!(keys(&asked, budi()), ["chat-offer-asked-theirs", "chat-offer-bound-mine"]);
    assert_eq!(keys(&asked, sari()), ["chat-offer-asked-mine", "chat-offer-bound-theirs"]);
    let changed = Offer { needs_reconfirmation: true, ..asked };
    assert_eq!(keys(&changed, budi()), ["chat-offer-asked-theirs", "chat-offer-changed-mine"]);
    assert_eq!(keys(&changed, sari()), ["chat-offer-asked-mine", "chat-offer-changed-theirs"]);
}

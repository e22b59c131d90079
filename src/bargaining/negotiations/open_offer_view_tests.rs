//! Sari sells, Budi buys: how either of them sees a pending offer among all of theirs.

use super::*;
use crate::bargaining::negotiations::examples::{budi, negotiation_row, offer, sari};
use crate::bargaining::negotiations::package_view::tests::barter;
use crate::config::Mode;
use crate::market::Party;
use crate::market::listings::Status;
use crate::market::listings::examples::camera;

fn view(offer: &Offer, viewer: Viewer<'_>) -> OpenOfferView {
    let listing = match offer.amount {
        0 => camera(&[Mode::Free], None),
        _ => camera(&[Mode::Sale], Some(1_000_000)),
    };
    let (negotiation, package) = (negotiation_row(), None);
    let facts =
        OpenOfferFacts { negotiation: &negotiation, offer, listing: &listing, package, viewer };
    facts.view(Uuid::nil())
}

#[test]
fn the_receiver_answers_and_the_maker_waits() {
    let pending = offer(Party::Buyer, 900_000);
    let received = view(&pending, sari());
    let answer = received.answer.unwrap();
    let accept = Text::new("chat-offer-accept").with("amount", "Rp900.000");
    assert_eq!((answer.wide, answer.accept), (false, Some(accept)));
    assert!(answer.decline);
    assert_eq!(answer.counter.unwrap().href, format!("/chat/{}#offer", Uuid::nil()));
    assert_eq!(answer.ask_more, Some("chat-offer-ask-more-price"));
    assert_eq!((received.maker, received.waiting, received.renewal), (None, None, None));
    assert!(received.withdraw.is_none());
    assert_eq!(received.offset, Some(Text::new("chat-offer-below").with("n", 10)));
    let made = view(&pending, budi());
    assert_eq!(made.maker, Some(Text::new("stall-you-to").with("name", "Sari")));
    let waiting = made.waiting.unwrap();
    assert_eq!((waiting.asked, waiting.text.key.as_ref()), (false, "stall-their-turn"));
    assert!(made.answer.is_none() && made.withdraw.is_some());
}

#[test]
fn whoever_is_asked_for_more_renews_the_offer() {
    let asked = Offer { asked_for_more: true, ..offer(Party::Buyer, 900_000) };
    let renewal = view(&asked, budi()).renewal.unwrap();
    assert_eq!(renewal.text.key, "chat-offer-asked-theirs");
    assert_eq!(renewal.link.label, "chat-offer-better");
    assert_eq!(view(&asked, sari()).answer, None);
    let waiting = view(&asked, sari()).waiting.unwrap();
    assert_eq!((waiting.asked, waiting.text.key.as_ref()), (true, "chat-offer-asked-mine"));
    let changed = Offer { needs_reconfirmation: true, ..asked };
    assert_eq!(view(&changed, budi()).renewal.unwrap().text.key, "chat-offer-changed-mine");
    assert_eq!(view(&changed, sari()).waiting.unwrap().text.key, "chat-offer-changed-theirs");
}

#[test]
fn what_the_machine_refuses_has_no_button_and_what_it_permits_keeps_one() {
    let (negotiation, offer) = (negotiation_row(), offer(Party::Buyer, 900_000));
    let answer = |listing: ListingOut| {
        let facts = OpenOfferFacts {
            negotiation: &negotiation,
            offer: &offer,
            listing: &listing,
            package: None,
            viewer: sari(),
        };
        facts.view(Uuid::nil()).answer.unwrap()
    };
    // Since the offer, Sari edited the listing: it is given away now.
    let edited = answer(camera(&[Mode::Free], None));
    assert_eq!((edited.accept, edited.counter, edited.ask_more), (None, None, None));
    assert!(edited.decline, "an offer that can no longer be accepted can be declined");
    let camera = camera(&[Mode::Sale], Some(1_000_000));
    let sold = answer(ListingOut { status: Status::Sold, ..camera });
    let buttons = (sold.accept, sold.counter, sold.decline, sold.ask_more);
    assert_eq!(buttons, (None, None, false, None), "nothing is answered about what is sold");
}

#[test]
fn a_gift_is_not_asked_to_be_more_and_the_assistants_offer_is_named() {
    assert_eq!(view(&offer(Party::Buyer, 0), sari()).answer.unwrap().ask_more, None);
    let assistant = Offer { assistant: true, ..offer(Party::Seller, 950_000) };
    assert_eq!(view(&assistant, sari()).maker, Some(Text::new("assistant-name")));
}

#[test]
fn a_barter_is_countered_on_its_own_page() {
    let (radio, vase) = (camera(&[Mode::Barter], None), camera(&[Mode::Barter], None));
    let (negotiation, offer) = (negotiation_row(), offer(Party::Buyer, 0));
    let facts = OpenOfferFacts {
        negotiation: &negotiation,
        offer: &offer,
        listing: &vase,
        package: Some(barter(&radio, &vase)),
        viewer: sari(),
    };
    let view = facts.view(Uuid::nil());
    assert!(view.comparison.is_some() && view.package.is_none() && view.offset.is_none());
    let answer = view.answer.unwrap();
    assert_eq!((answer.wide, answer.accept), (true, Some(Text::new("barter-accept"))));
    assert_eq!(answer.counter.unwrap().href, format!("/chat/{}/barter", Uuid::nil()));
    assert_eq!(answer.ask_more, Some("chat-offer-ask-more-goods"));
}

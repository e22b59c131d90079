//! Budi buys from Sari: what each of them sees of the deal.

use super::super::facts::Private;
use super::*;
use crate::config::Mode;
use crate::market::Party;
use crate::trade::deals::{Course, Deal, Outcome, Payment, examples};

const SITE: &str = "https://tawar.example";

fn deal(status: Status, mode: Mode, amount: i64) -> (Deal, Course) {
    examples::deal(mode, Delivery::Meet, amount, status)
}

fn facts((deal, course): &(Deal, Course), role: Party) -> OrderFacts<'_> {
    let other = if role == Party::Buyer { "Sari" } else { "Budi" };
    let private = Private::default();
    let now = deal.created_at;
    OrderFacts { deal, course, items: &[], role, now, other, private }
}

fn view(deal: &(Deal, Course), role: Party) -> OrderView {
    OrderView::of(&facts(deal, role), SITE)
}

fn good(mine: bool, worth: i64, asking: Option<i64>) -> GoodView {
    GoodView {
        mine,
        title: "Radio".to_owned(),
        url: String::new(),
        thumb: None,
        description: String::new(),
        flaw: String::new(),
        condition_key: "condition-bagus".to_owned(),
        photos: Vec::new(),
        worth: Some(worth),
        asking,
    }
}

#[test]
fn an_agreed_deal_asks_to_meet_before_a_deadline() {
    let deal = deal(Status::Agreed, Mode::Sale, 1_100_000);
    let shown = view(&deal, Party::Buyer);
    assert_eq!(shown.badge.class, "tag-good");
    assert_eq!(shown.badge.text.key, "deal-status-deal");
    assert_eq!(shown.title, Text::new("deal-with").with("name", "Sari"));
    assert_eq!(shown.next.text, "deal-next-deal-text");
    assert_eq!(shown.next.deadline, deal.0.state.deadline_at);
    assert_eq!(shown.chat_class, "btn-quiet", "what is to be done is on the page");
    assert_eq!((shown.price, shown.open, shown.pays), (Some(1_100_000), true, true));
    assert_eq!(shown.party, Text::new("deal-from").with("name", "Sari"));
}

#[test]
fn what_the_assistant_agreed_waits_for_the_seller() {
    let mut deal = deal(Status::Pending, Mode::Sale, 1_100_000);
    deal.0.opening = Opening::Assistant;
    deal.0.state.agreed_at = None;
    let budi = view(&deal, Party::Buyer);
    let sari = view(&deal, Party::Seller);
    assert_eq!(budi.title.key, "deal-asked-with");
    assert_eq!(sari.title.key, "deal-asked-from");
    assert_eq!(budi.next.text, "deal-next-pending-buyer-text");
    assert_eq!(sari.next.text, "deal-next-pending-seller-text");
    assert_eq!((sari.badge.class, sari.chat_class), ("tag-wait", "btn-primary"));
    let steps: Vec<_> = sari.timeline.iter().map(|step| step.now).collect();
    assert_eq!(steps, [true, false, false, false]);
}

#[test]
fn a_deal_that_was_called_off_has_no_deadline_and_no_next_step() {
    let deal = deal(Status::Cancelled, Mode::Sale, 1_100_000);
    let shown = view(&deal, Party::Seller);
    assert_eq!((shown.next.deadline, shown.next.icon, shown.next.class), (None, "fa-xmark", ""));
    assert_eq!((shown.open, shown.chat_class), (false, "btn-quiet"));
    assert_eq!(shown.timeline.len(), 2);
}

#[test]
fn a_gift_and_a_barter_have_no_price() {
    let gift = deal(Status::Agreed, Mode::Free, 0);
    let shown = view(&gift, Party::Seller);
    assert_eq!((shown.price, shown.priceless), (None, "deal-free"));
    assert_eq!(shown.next.text, "deal-next-deal-give-text");
    let taken = view(&gift, Party::Buyer);
    assert_eq!(taken.next.text, "deal-next-deal-free-text");
    assert_eq!(shown.party, Text::new("deal-to").with("name", "Budi"));
    let barter = deal(Status::Agreed, Mode::Barter, 50_000);
    let shown = view(&barter, Party::Seller);
    assert_eq!((shown.price, shown.priceless), (None, "deal-barter"));
    assert_eq!(shown.title.key, "deal-barter-with");
    assert!(shown.pays);
}

#[test]
fn a_barter_shows_what_each_side_gives_and_who_adds_money() {
    let barter = deal(Status::Agreed, Mode::Barter, 50_000);
    let goods = || vec![good(true, 400, Some(900)), good(false, 525, None), good(true, 20, None)];
    let budi = OrderTerms::of(&facts(&barter, Party::Buyer), goods());
    let shown = serde_json::to_value(&budi).unwrap();
    assert_eq!(shown["sides"][0]["label"], "deal-barter-take");
    assert_eq!(
        (&shown["sides"][0]["points"], &shown["sides"][1]["points"]),
        (&525.into(), &420.into())
    );
    assert_eq!(shown["sides"][1]["goods"][0]["asking"], serde_json::Value::Null);
    assert_eq!(shown["cash"]["key"], "deal-barter-cash-mine");
    let sari = OrderTerms::of(&facts(&barter, Party::Seller), goods());
    assert_eq!(serde_json::to_value(&sari).unwrap()["cash"]["key"], "deal-barter-cash-theirs");
}

#[test]
fn an_asking_price_above_the_agreed_amount_is_shown_beside_it() {
    let sale = deal(Status::Agreed, Mode::Sale, 1_100_000);
    let asking = |price| {
        let terms = OrderTerms::of(&facts(&sale, Party::Buyer), vec![good(false, 5, Some(price))]);
        let shown = serde_json::to_value(&terms).unwrap();
        (shown["goods"][0]["asking"].as_i64(), shown["goods"][0]["worth"].as_i64())
    };
    assert_eq!(asking(1_250_000), (Some(1_250_000), None));
    assert_eq!(asking(1_100_000), (None, None));
}

#[test]
fn a_parcel_waits_for_the_buyer_to_pay_and_then_for_the_seller_to_send() {
    let mut parcel = examples::deal(Mode::Sale, Delivery::Parcel, 1_000_000, Status::Agreed);
    let next = |deal: &(Deal, Course)| {
        let [budi, sari] = [Party::Buyer, Party::Seller].map(|role| view(deal, role));
        ((budi.next.text, budi.acts), (sari.next.text, sari.acts))
    };
    let unpaid = (("deal-next-pay-text", true), ("deal-next-unpaid-text", false));
    assert_eq!(next(&parcel), unpaid);
    (parcel.0.state.payment, parcel.1.state.payment) = (Payment::Escrow, Payment::Escrow);
    let paid = (("deal-next-unsent-text", false), ("deal-next-send-text", true));
    assert_eq!(next(&parcel), paid);
    let sari = view(&parcel, Party::Seller).payment.unwrap();
    assert_eq!((sari.total, sari.status), (950_000, "deal-payment-escrow"), "less the fee of 5 %");
    assert_eq!(view(&parcel, Party::Buyer).payment.unwrap().total, 1_000_000);
}

#[test]
fn how_a_deal_ended_is_said_in_words() {
    let mut ended = examples::deal(Mode::Sale, Delivery::Parcel, 1_000_000, Status::Cancelled);
    for (outcome, text) in [
        (Outcome::Void, "deal-next-cancelled-text"),
        (Outcome::Refunded, "deal-next-refunded-text"),
        (Outcome::Returned, "deal-next-returned-text"),
    ] {
        ended.0.state.outcome = Some(outcome);
        assert_eq!(view(&ended, Party::Buyer).next.text, text);
    }
}

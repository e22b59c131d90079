//! Budi buys from Sari: what each of them sees of the deal.

use chrono::{Duration, Utc};

use super::*;
use crate::base::ids::{DealId, ListingId, OfferId, RoomId, UserId};
use crate::config::Mode;
use crate::market::Party;
use crate::trade::deals::Deal;
use crate::trade::deals::Payment;
use crate::trade::deals::State;

fn deal(status: Status, mode: Mode, amount: i64) -> Deal {
    let now = Utc::now();
    Deal {
        id: DealId::fresh(),
        code: "ORD-20261120-X7K2".to_owned(),
        listing_id: ListingId::fresh(),
        offer_id: OfferId::fresh(),
        room_id: RoomId::fresh(),
        buyer_id: UserId::fresh(),
        seller_id: UserId::fresh(),
        mode,
        method: crate::market::terms::Delivery::Meet,
        amount,
        state: State {
            status,
            payment: Payment::None,
            cancel_reason: None,
            cancelled_by: None,
            version: 1,
            deadline_at: Some(now + Duration::days(7)),
        },
        created_at: now,
        updated_at: now,
    }
}

fn facts(deal: &Deal, role: Party) -> OrderFacts<'_> {
    let other = if role == Party::Buyer { "Sari" } else { "Budi" };
    OrderFacts { deal, items: &[], role, other, listing: None, may_call_off: true }
}

fn good(mine: bool, worth: i64, asking: Option<i64>) -> GoodView {
    GoodView {
        mine,
        title: "Radio".to_owned(),
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
    let view = OrderView::of(&facts(&deal, Party::Buyer));
    assert_eq!(view.badge.class, "tag-good");
    assert_eq!(view.badge.text.key, "deal-status-deal");
    assert_eq!(view.title, Text::new("deal-with").with("name", "Sari"));
    assert_eq!(view.next.text, Some("deal-next-deal-text"));
    assert_eq!(view.next.deadline, deal.state.deadline_at);
    assert_eq!((view.chat_label, view.chat_class), ("deal-arrange", "btn-primary"));
    assert_eq!((view.price, view.open, view.pays), (Some(1_100_000), true, true));
    assert_eq!(view.party, Text::new("deal-from").with("name", "Sari"));
}

#[test]
fn what_the_assistant_agreed_waits_for_the_seller() {
    let deal = deal(Status::Pending, Mode::Sale, 1_100_000);
    let budi = OrderView::of(&facts(&deal, Party::Buyer));
    let sari = OrderView::of(&facts(&deal, Party::Seller));
    assert_eq!(budi.title.key, "deal-asked-with");
    assert_eq!(sari.title.key, "deal-asked-from");
    assert_eq!(budi.next.text, Some("deal-next-pending-buyer-text"));
    assert_eq!(sari.next.text, Some("deal-next-pending-seller-text"));
    assert_eq!((sari.badge.class, sari.chat_label), ("tag-wait", "deal-open-chat"));
    let steps: Vec<_> = sari.timeline.iter().map(|step| step.now).collect();
    assert_eq!(steps, [true, false, false, false]);
}

#[test]
fn a_deal_that_was_called_off_has_no_deadline_and_no_next_step() {
    let deal = deal(Status::Cancelled, Mode::Sale, 1_100_000);
    let view = OrderView::of(&facts(&deal, Party::Seller));
    assert_eq!((view.next.deadline, view.next.icon, view.next.class), (None, "fa-xmark", ""));
    assert_eq!((view.open, view.chat_class), (false, "btn-quiet"));
    assert_eq!(view.timeline.len(), 2);
}

#[test]
fn a_gift_and_a_barter_have_no_price() {
    let gift = deal(Status::Agreed, Mode::Free, 0);
    let view = OrderView::of(&facts(&gift, Party::Seller));
    assert_eq!((view.price, view.priceless), (None, "deal-free"));
    assert_eq!(view.next.text, Some("deal-next-deal-give-text"));
    let taken = OrderView::of(&facts(&gift, Party::Buyer));
    assert_eq!(taken.next.text, Some("deal-next-deal-free-text"));
    assert_eq!(view.party, Text::new("deal-to").with("name", "Budi"));
    let barter = deal(Status::Agreed, Mode::Barter, 50_000);
    let view = OrderView::of(&facts(&barter, Party::Seller));
    assert_eq!((view.price, view.priceless), (None, "deal-barter"));
    assert_eq!(view.title.key, "deal-barter-with");
    assert!(view.pays);
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

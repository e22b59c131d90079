//! The rules of a negotiation, one by one.

use super::*;
use crate::base::clock::Timestamp;
use crate::base::ids::OfferId;
use crate::market::Party;
use chrono::{DateTime, Duration};

pub(super) fn noon() -> Timestamp {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap_or_default()
}

fn a_day_later() -> Timestamp {
    noon() + Duration::hours(24)
}

/// A listing for money, at 500.000.
pub(super) fn for_money() -> ListingFacts {
    ListingFacts { on_offer: true, taken: false, free: false, for_money: true, for_barter: false }
}

fn for_barter() -> ListingFacts {
    ListingFacts { for_money: false, for_barter: true, ..for_money() }
}

fn for_free() -> ListingFacts {
    ListingFacts { free: true, for_money: false, ..for_money() }
}

pub(super) fn facts(listing: ListingFacts) -> Facts {
    Facts { asking: Some(500_000), gifts_left: 1, ..Facts::permissive(listing) }
}

pub(super) fn pending(id: OfferId, by: Party, amount: i64) -> OfferState {
    OfferState {
        id,
        by,
        amount,
        status: OfferStatus::Pending,
        asked_for_more: false,
        binding: false,
        needs_reconfirmation: false,
        live: true,
        expires_at: a_day_later(),
    }
}

/// A negotiation in which this party has just offered.
fn offered(by: Party, amount: i64) -> (State, OfferId) {
    let id = OfferId::fresh();
    (State { version: 1, offer: Some(pending(id, by, amount)), ..State::new() }, id)
}

fn money(amount: i64) -> Move {
    Move::Offer { id: OfferId::fresh(), amount }
}

/// A command on the version that is there, decided at noon.
fn decided(state: &State, facts: &Facts, by: Party, step: Move) -> Result<Vec<Event>, Refusal> {
    let seen = (by != Party::System).then_some(state.version);
    decide(state, facts, by, Command { step, seen, confirmed: false }, noon())
}

/// The same about a listing for money, under no special facts.
fn plainly(state: &State, by: Party, step: Move) -> Result<Vec<Event>, Refusal> {
    decided(state, &facts(for_money()), by, step)
}

/// The state after a command that is not refused.
fn after(state: &State, by: Party, step: Move) -> State {
    let mut next = *state;
    for event in plainly(state, by, step).unwrap() {
        evolve(&mut next, &event);
    }
    next
}

fn with_offer(state: &State, change: impl FnOnce(&mut OfferState)) -> State {
    let mut state = *state;
    change(state.offer.as_mut().unwrap());
    state
}

#[test]
fn the_buyer_begins_and_the_seller_is_to_answer_within_a_day() {
    let id = OfferId::fresh();
    let events = plainly(&State::new(), Party::Buyer, Move::Offer { id, amount: 350_000 });
    let offer = pending(id, Party::Buyer, 350_000);
    assert_eq!(events, Ok(vec![Event::Offered { offer, opening: true }]));
    let state = after(&State::new(), Party::Buyer, Move::Offer { id, amount: 350_000 });
    assert_eq!((state.turn(), state.version), (Party::Seller, 1));
}

#[test]
fn what_the_assistant_passed_on_is_not_withdrawn_or_lowered_while_it_lasts() {
    let (state, id) = offered(Party::Buyer, 400_000);
    let bound = after(&state, Party::System, Move::Bind(id));
    assert_eq!(bound.version, state.version, "binding raises no version");
    assert_eq!(plainly(&bound, Party::Buyer, Move::Withdraw(id)), Err(Refusal::Bound));
    let asked = after(&bound, Party::Seller, Move::AskMore(id));
    assert_eq!(plainly(&asked, Party::Buyer, Move::Withdraw(id)), Err(Refusal::Bound));
    assert_eq!(plainly(&asked, Party::Buyer, money(399_999)), Err(Refusal::Bound));
    let less = Facts { gives_less: true, ..facts(for_money()) };
    assert_eq!(decided(&asked, &less, Party::Buyer, money(400_000)), Err(Refusal::Bound));
    let bettered = after(&asked, Party::Buyer, money(400_000));
    assert!(bettered.pending().unwrap().binding, "a bettered offer still binds");
    // It lasts a day, and ends as every offer does.
    let expire = Command::now(Move::Expire(id));
    let end = decide(&asked, &facts(for_money()), Party::System, expire, a_day_later());
    assert_eq!(end, Ok(vec![Event::Expired(id)]));
}

#[test]
fn only_a_buyers_pending_offer_can_be_bound_and_once() {
    let (state, id) = offered(Party::Buyer, 400_000);
    assert_eq!(plainly(&state, Party::System, Move::Bind(id)), Ok(vec![Event::Bound(id)]));
    let bound = after(&state, Party::System, Move::Bind(id));
    assert_eq!(plainly(&bound, Party::System, Move::Bind(id)), Ok(vec![]));
    assert_eq!(plainly(&state, Party::System, Move::Bind(OfferId::fresh())), Ok(vec![]));
    let (of_seller, id) = offered(Party::Seller, 450_000);
    assert_eq!(plainly(&of_seller, Party::System, Move::Bind(id)), Ok(vec![]));
}

#[test]
fn the_seller_may_begin_too_but_presses_no_gift_on_anybody() {
    let id = OfferId::fresh();
    assert_eq!(
        plainly(&State::new(), Party::Seller, Move::Offer { id, amount: 450_000 }),
        Ok(vec![Event::Offered { offer: pending(id, Party::Seller, 450_000), opening: false }])
    );
    assert_eq!(
        decided(&State::new(), &facts(for_free()), Party::Seller, money(0)),
        Err(Refusal::NotYourTurn)
    );
}

#[test]
fn what_begins_below_the_floor_is_declined_at_once_and_counters_are_not() {
    let floor = Facts { floor: 250_000, ..facts(for_money()) };
    let id = OfferId::fresh();
    let begin = |amount| decided(&State::new(), &floor, Party::Buyer, Move::Offer { id, amount });
    let opened =
        |amount| Event::Offered { offer: pending(id, Party::Buyer, amount), opening: true };
    assert_eq!(begin(249_999), Ok(vec![opened(249_999), Event::TooLow(id)]));
    assert_eq!(begin(250_000), Ok(vec![opened(250_000)]));
    let mut declined = State::new();
    for event in begin(249_999).unwrap() {
        evolve(&mut declined, &event);
    }
    assert_eq!((declined.pending(), declined.version), (None, 1));
    let (live, old) = offered(Party::Seller, 450_000);
    let counter = decided(&live, &floor, Party::Buyer, Move::Offer { id, amount: 1 });
    let replaced = Event::Replaced { id: old, status: OfferStatus::Countered };
    let offer = pending(id, Party::Buyer, 1);
    assert_eq!(counter, Ok(vec![replaced, Event::Offered { offer, opening: false }]));
}

#[test]
fn tries_bind_who_begins_below_the_asking_price_and_zero_is_a_fixed_price() {
    let with = |allowed, used| Facts { tries: Some(Tries { allowed, used }), ..facts(for_money()) };
    let begin = |facts: &Facts, amount| decided(&State::new(), facts, Party::Buyer, money(amount));
    assert!(begin(&with(3, 2), 400_000).is_ok());
    assert_eq!(begin(&with(3, 3), 400_000), Err(Refusal::OutOfTries));
    assert_eq!(begin(&with(0, 0), 499_999), Err(Refusal::FixedPrice));
    for (allowed, used) in [(3, 3), (3, 9), (0, 0)] {
        assert!(
            begin(&with(allowed, used), 500_000).is_ok(),
            "the asking price is always let through"
        );
    }
    assert!(begin(&facts(for_money()), 1).is_ok());
}

#[test]
fn listings_go_in_exchange_where_barter_is_wished_for_with_cash_where_the_site_allows_it() {
    let included = IncludedCounts { of_buyer: 2, of_seller: 1, unavailable: 0 };
    let offer = |facts: &Facts, amount, included| {
        let facts = Facts { included, ..*facts };
        decided(&State::new(), &facts, Party::Buyer, money(amount)).map(|events| events.len())
    };
    let barter = Facts { asking: None, ..facts(for_barter()) };
    assert_eq!(offer(&barter, 0, included), Ok(1));
    assert_eq!(offer(&barter, 50_000, included), Ok(1));
    let no_cash = Facts { cash_on_top: false, ..barter };
    assert_eq!(offer(&no_cash, 50_000, included), Err(Refusal::NoCash));
    assert_eq!(offer(&barter, 50_000, IncludedCounts::default()), Err(Refusal::BarterOnly));
    assert_eq!(offer(&facts(for_money()), 0, included), Err(Refusal::NoBarter));
    let unavailable = IncludedCounts { unavailable: 1, ..included };
    assert_eq!(offer(&barter, 0, unavailable), Err(Refusal::IncludedUnavailable));
    assert_eq!(offer(&barter, -1, included), Err(Refusal::OutOfRange));
    // More of the seller's listings for money alone.
    let more = IncludedCounts { of_buyer: 0, ..included };
    assert_eq!(offer(&facts(for_money()), 400_000, more), Ok(1));
    assert_eq!(offer(&facts(for_free()), 0, included), Err(Refusal::FreeListing));
}

#[test]
fn who_got_enough_gifts_neither_asks_for_more_nor_gets_one() {
    let full = Facts { gifts_left: 0, ..facts(for_free()) };
    let ask = decided(&State::new(), &full, Party::Buyer, money(0));
    assert_eq!(ask, Err(Refusal::GiftQuota));
    let (asked, id) = offered(Party::Buyer, 0);
    let accept = decided(&asked, &full, Party::Seller, Move::Accept(id));
    assert_eq!(accept, Err(Refusal::GiftQuota));
}

#[test]
fn an_included_listing_can_go_away_while_the_offer_is_pending() {
    let (state, id) = offered(Party::Buyer, 0);
    let with = |unavailable| Facts {
        included: IncludedCounts { of_buyer: 1, of_seller: 0, unavailable },
        ..facts(for_barter())
    };
    let accept = decided(&state, &with(1), Party::Seller, Move::Accept(id));
    assert_eq!(accept, Err(Refusal::IncludedUnavailable));
    let void = |facts| decided(&state, &facts, Party::System, Move::Void(id));
    assert_eq!(void(with(1)), Ok(vec![Event::Voided(id)]));
    assert_eq!(void(with(0)), Ok(vec![]), "what is still available stays");
}

#[test]
fn who_is_asked_for_more_betters_their_own_offer_and_it_can_still_be_accepted() {
    let (state, id) = offered(Party::Buyer, 400_000);
    assert_eq!(plainly(&state, Party::Buyer, Move::AskMore(id)), Err(Refusal::NotYourTurn));
    assert_eq!(plainly(&state, Party::Seller, Move::AskMore(id)), Ok(vec![Event::AskedMore(id)]));
    let asked = after(&state, Party::Seller, Move::AskMore(id));
    assert_eq!((asked.turn(), asked.version), (Party::Buyer, 2));
    assert_eq!(plainly(&asked, Party::Seller, Move::AskMore(id)), Err(Refusal::AskedAlready));
    let bettered = after(&asked, Party::Buyer, money(430_000));
    assert_eq!((bettered.turn(), bettered.version), (Party::Seller, 3));
    assert_eq!(plainly(&asked, Party::Seller, Move::Accept(id)), Ok(vec![Event::Accepted(id)]));
}

#[test]
fn who_edits_an_included_listing_reconfirms_and_nobody_accepts_before() {
    let (state, id) = offered(Party::Seller, 450_000);
    let edited = with_offer(&state, |offer| offer.needs_reconfirmation = true);
    assert_eq!(edited.turn(), Party::Seller);
    let accept = plainly(&edited, Party::Buyer, Move::Accept(id));
    assert_eq!(accept, Err(Refusal::NeedsReconfirmation));
    assert!(plainly(&edited, Party::Buyer, Move::Decline(id)).is_ok());
    let renewed = after(&edited, Party::Seller, money(450_000));
    assert!(!renewed.pending().unwrap().needs_reconfirmation);
}

#[test]
fn what_is_reserved_for_one_is_agreed_with_nobody_else() {
    let (state, id) = offered(Party::Buyer, 400_000);
    let reserved = Facts { reserved_elsewhere: true, ..facts(for_money()) };
    let accept = decided(&state, &reserved, Party::Seller, Move::Accept(id));
    assert_eq!(accept, Err(Refusal::ReservedElsewhere));
}

#[test]
fn who_is_suspended_neither_offers_nor_accepts_but_may_say_no() {
    let (state, id) = offered(Party::Buyer, 400_000);
    let suspended = Facts { suspended: true, ..facts(for_money()) };
    let seller = |step| decided(&state, &suspended, Party::Seller, step);
    assert_eq!(seller(Move::Accept(id)), Err(Refusal::Suspended));
    assert_eq!(seller(money(450_000)), Err(Refusal::Suspended));
    assert_eq!(seller(Move::Decline(id)), Ok(vec![Event::Declined(id)]));
}

#[test]
fn nobody_accepts_declines_or_counters_their_own_offer() {
    let (state, id) = offered(Party::Buyer, 350_000);
    for step in [Move::Accept(id), Move::Decline(id), money(1)] {
        let own = plainly(&state, Party::Buyer, step);
        assert_eq!(own, Err(Refusal::NotYourTurn), "{step:?}");
    }
    let withdraw = |by| plainly(&state, by, Move::Withdraw(id));
    assert_eq!(withdraw(Party::Seller), Err(Refusal::NotYourTurn));
    assert_eq!(withdraw(Party::Buyer), Ok(vec![Event::Withdrawn(id)]));
}

#[test]
fn a_counter_offer_takes_the_place_of_what_it_answers() {
    let (state, id) = offered(Party::Buyer, 350_000);
    let next = OfferId::fresh();
    let counter = Move::Offer { id: next, amount: 420_000 };
    let replaced = Event::Replaced { id, status: OfferStatus::Countered };
    let offer = pending(next, Party::Seller, 420_000);
    assert_eq!(
        plainly(&state, Party::Seller, counter),
        Ok(vec![replaced, Event::Offered { offer, opening: false }])
    );
    let state = after(&state, Party::Seller, counter);
    assert_eq!((state.offer, state.version), (Some(offer), 2));
}

#[test]
fn a_click_on_terms_that_changed_meanwhile_is_refused() {
    let (state, id) = offered(Party::Buyer, 350_000);
    let moved = State { version: 3, ..state };
    for step in [Move::Accept(id), Move::Decline(id), money(5)] {
        let command = Command { step, seen: Some(1), confirmed: false };
        let late = decide(&moved, &facts(for_money()), Party::Seller, command, noon());
        assert_eq!(late, Err(Refusal::Stale), "{step:?}");
    }
    let other = plainly(&state, Party::Seller, Move::Accept(OfferId::fresh()));
    assert_eq!(other, Err(Refusal::Stale));
}

#[test]
fn an_offer_can_be_accepted_for_its_day_and_not_a_second_longer() {
    let (state, id) = offered(Party::Seller, 420_000);
    let at = |by, step, now| decide(&state, &facts(for_money()), by, Command::now(step), now);
    let last = a_day_later() - Duration::seconds(1);
    assert_eq!(at(Party::Buyer, Move::Accept(id), last), Ok(vec![Event::Accepted(id)]));
    assert_eq!(at(Party::Buyer, Move::Accept(id), a_day_later()), Err(Refusal::Expired));
    assert_eq!(at(Party::System, Move::Expire(id), last), Ok(vec![]), "not due: nothing happens");
    assert_eq!(at(Party::System, Move::Expire(id), a_day_later()), Ok(vec![Event::Expired(id)]));
    // A fresh one may follow before the job has settled it, and begins anew.
    let events = at(Party::Buyer, money(9), a_day_later()).unwrap();
    let replaced = Event::Replaced { id, status: OfferStatus::Expired };
    assert_eq!(events.first(), Some(&replaced));
    assert!(matches!(events.get(1), Some(Event::Offered { opening: true, .. })));
}

#[test]
fn a_reader_sees_that_an_offer_has_expired_before_the_job_has_settled_it() {
    let (state, _) = offered(Party::Buyer, 420_000);
    assert_eq!(state.at(a_day_later() - Duration::seconds(1)), state);
    assert_eq!(state.at(a_day_later()).pending(), None);
    assert_eq!(state.at(a_day_later()).turn(), Party::Buyer);
}

#[test]
fn what_another_deal_holds_is_closed_to_offers() {
    let (state, id) = offered(Party::Seller, 420_000);
    assert_eq!(plainly(&state, Party::System, Move::Close), Ok(vec![Event::Closed]));
    let closed = after(&state, Party::System, Move::Close);
    assert_eq!(closed.offer.map(|offer| offer.status), Some(OfferStatus::Declined));
    assert_eq!((closed.phase, closed.version), (Phase::Closed, 2));
    let held = facts(ListingFacts { on_offer: false, taken: true, ..for_money() });
    assert_eq!(decided(&closed, &held, Party::Buyer, Move::Accept(id)), Err(Refusal::Taken));
    assert_eq!(
        plainly(&closed, Party::Buyer, Move::Accept(id)),
        Err(Refusal::NotOnOffer),
        "deleted"
    );
    assert_eq!(plainly(&closed, Party::System, Move::Close), Ok(vec![]));
    let off = facts(ListingFacts { on_offer: false, ..for_money() });
    assert_eq!(decided(&state, &off, Party::Buyer, Move::Accept(id)), Err(Refusal::NotOnOffer));
}

#[test]
fn when_a_deal_is_called_off_its_negotiation_is_open_and_its_offer_is_not_live() {
    let (state, id) = offered(Party::Buyer, 420_000);
    let agreed = after(&state, Party::Seller, Move::Accept(id));
    assert_eq!((agreed.phase, agreed.pending()), (Phase::Agreed, None));
    assert!(agreed.offer.is_some_and(|offer| offer.status == OfferStatus::Accepted && offer.live));
    assert_eq!(plainly(&agreed, Party::Buyer, money(1)), Err(Refusal::AgreedAlready));
    let reopened = after(&agreed, Party::System, Move::Reopen);
    assert_eq!((reopened.phase, reopened.turn()), (Phase::Open, Party::Buyer));
    assert!(
        reopened.offer.is_some_and(|offer| offer.status == OfferStatus::Accepted && !offer.live)
    );
    assert!(plainly(&reopened, Party::Buyer, money(430_000)).is_ok());
}

#[test]
fn a_free_listing_is_asked_for_not_bargained_for() {
    let free = facts(for_free());
    assert!(decided(&State::new(), &free, Party::Buyer, money(0)).is_ok());
    let priced = decided(&State::new(), &free, Party::Buyer, money(5));
    assert_eq!(priced, Err(Refusal::FreeListing));
    let (asked, id) = offered(Party::Buyer, 0);
    for step in [money(0), Move::AskMore(id)] {
        let more = decided(&asked, &free, Party::Seller, step);
        assert_eq!(more, Err(Refusal::FreeListing), "{step:?}");
    }
}

#[test]
fn the_buttons_of_budi_and_sari_follow_their_turns() {
    use CommandKind::{Accept, AskMore, Buy, Decline, Offer, Withdraw};
    let may = |state: &State, by| permitted(state, for_money(), by);
    assert_eq!(may(&State::new(), Party::Buyer), [Offer, Buy]);
    let (state, id) = offered(Party::Buyer, 400_000);
    assert_eq!(may(&state, Party::Buyer), [Buy, Withdraw]);
    assert_eq!(may(&state, Party::Seller), [Offer, AskMore, Accept, Decline]);
    let asked = after(&state, Party::Seller, Move::AskMore(id));
    assert_eq!(may(&asked, Party::Buyer), [Offer, Buy, Withdraw]);
    assert_eq!(may(&asked, Party::Seller), [Offer, Accept, Decline]);
    let bound = after(&asked, Party::System, Move::Bind(id));
    assert_eq!(may(&bound, Party::Buyer), [Offer, Buy]);
    let edited = with_offer(&state, |offer| offer.needs_reconfirmation = true);
    assert_eq!(may(&edited, Party::Seller), [Offer, AskMore, Decline]);
    let agreed = after(&state, Party::Seller, Move::Accept(id));
    for by in [Party::Buyer, Party::Seller] {
        assert!(may(&agreed, by).is_empty());
        assert!(permitted(&state, ListingFacts { on_offer: false, ..for_money() }, by).is_empty());
    }
}

#[test]
fn a_gift_is_asked_for_once_and_given_or_not() {
    use CommandKind::{Accept, Decline, Offer, Withdraw};
    let may = |state: &State, by| permitted(state, for_free(), by);
    assert_eq!(may(&State::new(), Party::Buyer), [Offer]);
    assert!(may(&State::new(), Party::Seller).is_empty());
    let (asked, _) = offered(Party::Buyer, 0);
    assert_eq!(may(&asked, Party::Buyer), [Withdraw]);
    assert_eq!(may(&asked, Party::Seller), [Accept, Decline]);
}

//! The laws of a negotiation, under a million commands in any order. They run `decide` and `evolve` as the product does.

use super::tests::{facts, for_money, noon};
use super::*;
use crate::base::clock::Timestamp;
use crate::base::ids::OfferId;
use crate::base::money::MAX_PRICE;
use crate::market::Party;
use chrono::Duration;
use proptest::prelude::*;

/// What a seller's listing and rules say.
fn some_facts() -> impl Strategy<Value = Facts> {
    let modes = prop_oneof![
        Just((false, true, false)),
        Just((false, true, true)),
        Just((false, false, true)),
        Just((true, false, false))
    ];
    let tries = proptest::option::of((0..4_i64, 0..4_i64));
    let asking = proptest::option::of(1..2_000_000_i64);
    (modes, any::<bool>(), 0..1_200_000_i64, asking, tries).prop_map(
        |((free, for_money, for_barter), cash_on_top, floor, asking, tries)| {
            let listing =
                ListingFacts { on_offer: true, taken: false, free, for_money, for_barter };
            Facts {
                cash_on_top,
                floor,
                asking: asking.filter(|_| for_money),
                tries: tries.map(|(allowed, used)| Tries { allowed, used }),
                ..facts(listing)
            }
        },
    )
}

/// Any command of the machine's language, by anybody, on any version.
#[derive(Debug, Clone, Copy)]
struct Attempt {
    who: usize,
    kind: usize,
    amount: i64,
    /// 0 and 4 up: as it is; 1: about another offer; 2: about whatever there is; 3: a version late.
    seen: u8,
    included: IncludedCounts,
    hindrance: Hindrance,
    /// Whether a counter-offer may be worse for its maker.
    confirmed: bool,
    /// What happens afterwards: at 0 an included listing is edited, at 1 everybody's permissions are tried out.
    aside: u8,
    hours: i64,
}

/// What may stand in the way of an offer.
#[derive(Debug, Clone, Copy)]
struct Hindrance {
    gives_less: bool,
    same_goods: bool,
    reserved_elsewhere: bool,
}

impl Attempt {
    fn by(&self) -> Party {
        Party::ALL[self.who]
    }

    fn facts(&self, listing: &Facts) -> Facts {
        let Hindrance { gives_less, same_goods, reserved_elsewhere } = self.hindrance;
        Facts { included: self.included, gives_less, same_goods, reserved_elsewhere, ..*listing }
    }

    fn command(&self, state: &State) -> Command {
        let there = state.pending().map(|pending| pending.id).filter(|_| self.seen != 1);
        let id = there.unwrap_or_else(OfferId::fresh);
        let step = match CommandKind::ALL[self.kind] {
            CommandKind::Offer => Move::Offer { id: OfferId::fresh(), amount: self.amount },
            CommandKind::Buy => Move::Buy { id: OfferId::fresh(), amount: self.amount },
            CommandKind::AskMore => Move::AskMore(id),
            CommandKind::Accept => Move::Accept(id),
            CommandKind::Decline => Move::Decline(id),
            CommandKind::Withdraw => Move::Withdraw(id),
            CommandKind::Expire => Move::Expire(id),
            CommandKind::Void => Move::Void(id),
            CommandKind::Bind => Move::Bind(id),
            CommandKind::Close => Move::Close,
            CommandKind::Reopen => Move::Reopen,
        };
        let seen = (self.seen != 2).then_some(state.version - i32::from(self.seen == 3));
        Command { step, seen, confirmed: self.confirmed }
    }
}

fn attempts() -> impl Strategy<Value = Attempt> {
    let amount = prop_oneof![
        Just(0_i64),
        Just(-1),
        Just(i64::MAX),
        Just(MAX_PRICE),
        Just(900_000),
        1..2_000_000_i64
    ];
    // Offers are made as often as everything else together.
    let kind = prop_oneof![Just(0_usize), 0..CommandKind::ALL.len()];
    let included = (0..3_usize, 0..3_usize, 0..10_usize).prop_map(|(of_buyer, of_seller, n)| {
        IncludedCounts { of_buyer, of_seller, unavailable: usize::from(n == 9) }
    });
    let hindrance = (0..6_u8, any::<bool>(), 0..6_u8).prop_map(|(less, same_goods, reserved)| {
        Hindrance { gives_less: less == 0, same_goods, reserved_elsewhere: reserved == 0 }
    });
    let seen = (0..8_u8, any::<bool>());
    (0..Party::ALL.len(), kind, amount, seen, included, hindrance, 0..8_u8, 0..30_i64).prop_map(
        |(who, kind, amount, (seen, confirmed), included, hindrance, aside, hours)| Attempt {
            who,
            kind,
            amount,
            seen,
            included,
            hindrance,
            confirmed,
            aside,
            hours: hours / 6,
        },
    )
}

/// One decision under judgement.
struct Decision<'a> {
    before: &'a State,
    facts: &'a Facts,
    by: Party,
    command: Command,
    events: &'a [Event],
    after: &'a State,
    now: Timestamp,
}

impl Decision<'_> {
    /// What each event is allowed to follow from.
    fn is_lawful(&self) -> Result<(), TestCaseError> {
        let pending = self.before.pending();
        let stale = self.command.seen.is_some_and(|seen| seen != self.before.version);
        let expired = pending.is_some_and(|pending| pending.has_expired(self.now));
        let (by, facts) = (self.by, self.facts);
        for event in self.events {
            match *event {
                Event::Accepted(id) => {
                    let taken = pending.filter(|p| p.id == id && p.by != by && !expired && !stale);
                    prop_assert!(taken.is_some_and(|p| !p.needs_reconfirmation));
                    prop_assert!(facts.included.unavailable == 0 && !facts.reserved_elsewhere);
                    prop_assert!(by != Party::System && self.before.phase == Phase::Open);
                }
                Event::Offered { offer, opening } => {
                    prop_assert!((0..=MAX_PRICE).contains(&offer.amount) && offer.by == by);
                    let barter = facts.included.of_buyer > 0;
                    let listing = facts.listing;
                    prop_assert!(offer.amount > 0 || listing.free || barter, "something is given");
                    prop_assert!(!barter || listing.for_barter);
                    let may = pending.is_none_or(|p| p.by != by || p.waits_for_its_maker());
                    prop_assert!(may || expired);
                    prop_assert_eq!(opening, by == Party::Buyer && (pending.is_none() || expired));
                    prop_assert!(offer.expires_at > self.now, "it has a deadline to come");
                    let answered = pending.filter(|p| p.by != by && !expired);
                    if let Some(old) = answered.filter(|old| !old.needs_reconfirmation)
                        && facts.same_goods
                    {
                        let higher = offer.amount > old.amount;
                        let better = higher == (by == Party::Seller);
                        prop_assert_ne!(offer.amount, old.amount, "that is accepted, not offered");
                        prop_assert!(better || self.command.confirmed);
                    }
                }
                Event::Bought(offer) => {
                    prop_assert!(by == Party::Buyer && facts.listing.for_money);
                    prop_assert_eq!(Some(offer.amount), facts.asking, "the price that is asked");
                    prop_assert_eq!(offer.status, OfferStatus::Accepted);
                    prop_assert!(!facts.reserved_elsewhere && self.before.phase == Phase::Open);
                }
                Event::AskedMore(id) => {
                    prop_assert!(
                        pending.is_some_and(|p| p.id == id && p.by != by && !p.asked_for_more)
                    );
                }
                Event::Withdrawn(id) => {
                    prop_assert!(
                        pending.is_some_and(|p| p.id == id && p.by == by && !p.binding && !stale)
                    );
                }
                Event::TooLow(_) => {
                    prop_assert!(by == Party::Buyer && (pending.is_none() || expired));
                }
                Event::Replaced { id, status } => {
                    prop_assert!(pending.is_some_and(|p| p.id == id));
                    let due = if expired { OfferStatus::Expired } else { OfferStatus::Countered };
                    prop_assert_eq!(status, due);
                }
                Event::Expired(_) => prop_assert!(expired && by == Party::System),
                Event::Reopened | Event::Closed | Event::Voided(_) | Event::Bound(_) => {
                    prop_assert_eq!(by, Party::System);
                }
                Event::Declined(id) => {
                    prop_assert!(pending.is_some_and(|p| p.id == id && p.by != by && !expired));
                }
            }
        }
        Ok(())
    }

    /// What holds of every state and of every step between two.
    fn keeps_the_invariants(&self) -> Result<(), TestCaseError> {
        let (before, after) = (self.before, self.after);
        let raised = self.events.iter().filter(|event| event.raises_version()).count();
        let binds = matches!(self.events, [Event::Bound(_)]);
        prop_assert_eq!(raised, usize::from(!self.events.is_empty() && !binds));
        prop_assert_eq!(after.version, before.version + i32::try_from(raised).unwrap());
        prop_assert!(after.phase == Phase::Open || after.pending().is_none());
        let accepted = after.offer.filter(|offer| offer.status == OfferStatus::Accepted);
        prop_assert_eq!(after.phase == Phase::Agreed, accepted.is_some_and(|offer| offer.live));
        // A settled offer stays as it was settled: only its deal can end.
        let settled = before.offer.filter(|offer| offer.status != OfferStatus::Pending);
        if let (Some(old), Some(new)) = (settled, after.offer)
            && old.id == new.id
        {
            prop_assert_eq!(OfferState { live: old.live, ..new }, old);
        }
        // A pending offer leaves by an event that names it, or with the negotiation that is closed.
        if let Some(old) = before.pending()
            && after.pending().is_none_or(|new| new.id != old.id)
        {
            let named = self.events.iter().any(|event| settles(event, old.id));
            prop_assert!(named || after.phase == Phase::Closed);
        }
        Ok(())
    }

    /// What did something was permitted: on the rows, or, past the deadline of an offer, to who sees that it has expired.
    fn was_permitted(&self) -> Result<(), TestCaseError> {
        let kind = self.command.step.kind();
        let may = |state: &State| permitted(state, self.facts.listing, self.by).contains(&kind);
        prop_assert!(self.events.is_empty() || may(self.before) || may(&self.before.at(self.now)));
        Ok(())
    }
}

fn settles(event: &Event, offer: OfferId) -> bool {
    match *event {
        Event::Replaced { id, .. }
        | Event::Accepted(id)
        | Event::Declined(id)
        | Event::Voided(id)
        | Event::Withdrawn(id)
        | Event::Expired(id) => id == offer,
        _ => false,
    }
}

/// Whatever is permitted can be done: with the arguments of somebody who means well.
fn can_do_all_that_is_permitted(state: &State, facts: &Facts) -> Result<(), TestCaseError> {
    let id = state.pending().map_or_else(OfferId::fresh, |pending| pending.id);
    let deadline = state.pending().map_or_else(noon, |pending| pending.expires_at);
    for by in Party::ALL.iter().copied() {
        for kind in permitted(state, facts.listing, by) {
            let unavailable = usize::from(kind == CommandKind::Void);
            let asking = (kind == CommandKind::Buy).then_some(1);
            let willing = |of_buyer| Facts {
                asking,
                included: IncludedCounts { of_buyer, of_seller: 0, unavailable },
                ..Facts::permissive(facts.listing)
            };
            let least = state.pending().map_or(0, |pending| pending.amount);
            let done = [0, least, 1].into_iter().flat_map(|amount| {
                let step = match kind {
                    CommandKind::Offer => Move::Offer { id: OfferId::fresh(), amount },
                    CommandKind::Buy => Move::Buy { id: OfferId::fresh(), amount },
                    CommandKind::AskMore => Move::AskMore(id),
                    CommandKind::Accept => Move::Accept(id),
                    CommandKind::Decline => Move::Decline(id),
                    CommandKind::Withdraw => Move::Withdraw(id),
                    CommandKind::Expire => Move::Expire(id),
                    CommandKind::Void => Move::Void(id),
                    CommandKind::Bind => Move::Bind(id),
                    CommandKind::Close => Move::Close,
                    CommandKind::Reopen => Move::Reopen,
                };
                let wait = if kind == CommandKind::Expire { 0 } else { 1 };
                let now = deadline - Duration::seconds(wait);
                let command = Command { step, seen: Some(state.version), confirmed: true };
                [0, 1].map(|of_buyer| decide(state, &willing(of_buyer), by, command, now))
            });
            let done: Vec<_> = done.collect();
            let any = done.iter().any(|done| done.as_ref().is_ok_and(|events| !events.is_empty()));
            prop_assert!(any, "{by} may {kind}, yet {state:?} answers {done:?}");
        }
    }
    Ok(())
}

/// Nothing waits for ever: whoever is to move can, and at its deadline the system settles what is pending.
fn nobody_waits_for_ever(state: &State, facts: &Facts) -> Result<(), TestCaseError> {
    if let Some(pending) = state.pending() {
        let expire = Command::now(Move::Expire(pending.id));
        let end = decide(state, facts, Party::System, expire, pending.expires_at);
        prop_assert_eq!(end, Ok(vec![Event::Expired(pending.id)]));
        let kinds = permitted(state, facts.listing, state.turn());
        prop_assert!(!kinds.is_empty(), "whose turn it is can move");
    } else if state.phase == Phase::Open {
        prop_assert!(permitted(state, facts.listing, Party::Buyer).contains(&CommandKind::Offer));
    }
    Ok(())
}

proptest! {
    // 20,000 negotiations of 50 commands: a million.
    #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

    /// Whatever is tried in whatever order about whatever listing: only who is asked answers, by the version they saw;
    /// what is agreed was offered, fits, binds and is available; only the system closes and opens; a refusal changes
    /// nothing; what is permitted can be done, and nothing else.
    #[test]
    fn no_order_of_moves_breaks_the_rules(
        listing in some_facts(),
        attempts in proptest::collection::vec(attempts(), 50),
    ) {
        let (mut state, mut now) = (State::new(), noon());
        for attempt in attempts {
            now += Duration::hours(attempt.hours);
            let (by, facts, command) = (attempt.by(), attempt.facts(&listing), attempt.command(&state));
            let decided = decide(&state, &facts, by, command, now);
            prop_assert_eq!(&decided, &decide(&state, &facts, by, command, now), "the same again");
            let Ok(events) = decided else { continue };
            let mut after = state;
            for event in &events {
                evolve(&mut after, event);
            }
            let decision =
                Decision { before: &state, facts: &facts, by, command, events: &events, after: &after, now };
            decision.is_lawful()?;
            decision.keeps_the_invariants()?;
            decision.was_permitted()?;
            state = after;
            if attempt.aside == 0
                && !listing.listing.free
                && let Some(offer) = state.offer.as_mut().filter(|offer| offer.status == OfferStatus::Pending)
            {
                // As the database's trigger does when an included listing is edited; what is free is asked for as it is.
                offer.needs_reconfirmation = true;
            }
            if attempt.aside == 1 {
                can_do_all_that_is_permitted(&state, &listing)?;
                nobody_waits_for_ever(&state, &listing)?;
            }
        }
    }

    /// An event that belongs to another state leaves offers alone: evolving is total.
    #[test]
    fn an_event_about_an_unknown_offer_changes_no_offer(kind in 0..7_usize) {
        let mut state = State::new();
        let opened = decide(
            &state,
            &facts(for_money()),
            Party::Buyer,
            Command::now(Move::Offer { id: OfferId::fresh(), amount: 1 }),
            noon(),
        );
        for event in opened.unwrap() {
            evolve(&mut state, &event);
        }
        let id = OfferId::fresh();
        let event = [
            Event::Replaced { id, status: OfferStatus::Countered },
            Event::AskedMore(id),
            Event::Declined(id),
            Event::Voided(id),
            Event::Withdrawn(id),
            Event::Expired(id),
            Event::Bound(id),
        ][kind];
        let before = state;
        evolve(&mut state, &event);
        prop_assert_eq!(state.offer, before.offer);
    }
}

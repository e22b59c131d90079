//! Which commands a party has now: what buttons and answers are made of. It asks [`decide`] itself, with arguments that
//! suit, so that no rule is written twice.

use chrono::Duration;
use uuid::Uuid;

use super::command::{Command, CommandKind, Move};
use super::decide::decide;
use super::facts::{Facts, IncludedCounts, ListingFacts};
use super::state::State;
use crate::base::clock::Timestamp;
use crate::base::ids::OfferId;
use crate::market::Party;

/// The asking price at which a purchase has its best chance.
const BUYING: i64 = 1;

/// The kinds of commands that do something for `by` now, in the order of [`CommandKind::ALL`]. Amounts, included
/// listings, quotas and deadlines are taken to suit: those are judged when the command comes.
pub fn permitted(state: &State, listing: ListingFacts, by: Party) -> Vec<CommandKind> {
    CommandKind::ALL
        .iter()
        .copied()
        .filter(|kind| {
            suitable_facts(listing, *kind).iter().any(|facts| {
                let (step, now) = suitable_move(state, listing, *kind);
                let done =
                    decide(state, facts, by, Command { step, seen: None, confirmed: true }, now);
                done.is_ok_and(|events| !events.is_empty())
            })
        })
        .collect()
}

/// Facts under which a command of this kind has its best chance: without included listings, and in exchange for one.
fn suitable_facts(listing: ListingFacts, kind: CommandKind) -> [Facts; 2] {
    let asking = (kind == CommandKind::Buy).then_some(BUYING);
    let money = Facts { asking, ..Facts::permissive(listing) };
    let unavailable = usize::from(kind == CommandKind::Void);
    let included = |of_buyer| IncludedCounts { of_buyer, of_seller: 0, unavailable };
    [Facts { included: included(0), ..money }, Facts { included: included(1), ..money }]
}

/// A command of this kind about the pending offer, and a moment that suits it.
fn suitable_move(state: &State, listing: ListingFacts, kind: CommandKind) -> (Move, Timestamp) {
    let pending = state.pending();
    let id = pending.map_or(OfferId(Uuid::nil()), |offer| offer.id);
    // Not less than the pending offer, which may bind.
    let amount = if listing.free { 0 } else { pending.map_or(1, |offer| offer.amount.max(1)) };
    let deadline = pending.map_or(Timestamp::UNIX_EPOCH, |offer| offer.expires_at);
    let before = deadline - Duration::seconds(1);
    let step = match kind {
        CommandKind::Offer => Move::Offer { id: OfferId(Uuid::nil()), amount },
        CommandKind::Buy => Move::Buy { id: OfferId(Uuid::nil()), amount: BUYING },
        CommandKind::AskMore => Move::AskMore(id),
        CommandKind::Accept => Move::Accept(id),
        CommandKind::Decline => Move::Decline(id),
        CommandKind::Withdraw => Move::Withdraw(id),
        CommandKind::Expire => return (Move::Expire(id), deadline),
        CommandKind::Void => Move::Void(id),
        CommandKind::Bind => Move::Bind(id),
        CommandKind::Close => Move::Close,
        CommandKind::Reopen => Move::Reopen,
    };
    (step, before)
}

//! The bargain's law, total over every table and every move.

use super::table::{Event, Goods, Move, Party, Pending, Refusal, State, Table, Tries};
use crate::base::clock::Timestamp;
use crate::base::ids::OfferId;
use crate::base::money::MAX_PRICE;

/// Decides one step. `seen` is the version the mover saw; the house sees the present one.
pub fn apply(
    table: &Table,
    by: Party,
    seen: Option<i32>,
    step: Move,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    match step {
        Move::Expire(id) => house(by).and_then(|()| expire(table, id, now)),
        Move::Void(id) => house(by).map(|()| void(table, id)),
        Move::Close => house(by).map(|()| close(table)),
        Move::Reopen => house(by)
            .map(|()| if table.state == State::Open { vec![] } else { vec![Event::Reopened] }),
        _ if by == Party::House => Err(Refusal::NotYours),
        _ => {
            match table.state {
                State::Agreed => return Err(Refusal::AgreedAlready),
                State::Closed => return Err(Refusal::Taken),
                State::Open if !table.on_offer => return Err(Refusal::Gone),
                State::Open => {}
            }
            if table.suspended && matches!(step, Move::Offer { .. } | Move::Accept(_)) {
                return Err(Refusal::Suspended);
            }
            match step {
                Move::Offer { id, amount, goods } => {
                    offer(table, by, seen, Proposal { id, amount, goods }, now)
                }
                Move::Accept(id) => {
                    let pending = answer(table, by, seen, id, now)?;
                    // The thing may have been rewritten since: what could not be offered now cannot be taken either.
                    fits(table, pending.amount, pending.goods)?;
                    if pending.changed {
                        Err(Refusal::Changed)
                    } else if table.promised_away {
                        Err(Refusal::PromisedAway)
                    } else {
                        Ok(vec![Event::Accepted(id)])
                    }
                }
                Move::AskMore(id) => {
                    let pending = answer(table, by, seen, id, now)?;
                    match (table.free, pending.asked) {
                        (true, _) => Err(Refusal::FreeThing),
                        (false, true) => Err(Refusal::AskedAlready),
                        (false, false) => Ok(vec![Event::AskedMore(id)]),
                    }
                }
                Move::Decline(id) => {
                    answer(table, by, seen, id, now).map(|_| vec![Event::Declined(id)])
                }
                Move::Withdraw(id) => withdraw(table, by, seen, id),
                Move::Expire(_) | Move::Void(_) | Move::Close | Move::Reopen => {
                    Err(Refusal::NotYours)
                }
            }
        }
    }
}

fn house(by: Party) -> Result<(), Refusal> {
    if by == Party::House { Ok(()) } else { Err(Refusal::NotYours) }
}

fn expire(table: &Table, id: OfferId, now: Timestamp) -> Result<Vec<Event>, Refusal> {
    match table.pending {
        Some(pending) if pending.id == id && pending.expires_at <= now => {
            Ok(vec![Event::Expired(id)])
        }
        // Answered meanwhile, or not due yet: nothing to do.
        _ => Ok(vec![]),
    }
}

fn void(table: &Table, id: OfferId) -> Vec<Event> {
    match table.pending {
        Some(pending) if pending.id == id && pending.goods.gone > 0 => vec![Event::Voided(id)],
        _ => vec![],
    }
}

fn close(table: &Table) -> Vec<Event> {
    match (table.state, table.pending) {
        (State::Open, Some(pending)) => vec![Event::Declined(pending.id), Event::Closed],
        (State::Open, None) => vec![Event::Closed],
        _ => vec![],
    }
}

/// Whether such a package can be offered for the thing as it is.
fn fits(table: &Table, amount: i64, goods: Goods) -> Result<(), Refusal> {
    if goods.gone > 0 {
        return Err(Refusal::ItemGone);
    }
    let (barter, more) = (goods.of_buyer > 0, goods.of_seller > 0);
    match (table.free, barter) {
        (true, false) if amount == 0 && !more && table.gifts_left <= 0 => Err(Refusal::GiftQuota),
        (true, false) if amount == 0 && !more => Ok(()),
        (true, _) => Err(Refusal::FreeThing),
        (false, true) if !table.for_barter => Err(Refusal::NoBarter),
        (false, true) if amount != 0 && !table.cash_on_top => Err(Refusal::NoCash),
        (false, true) if (0..=MAX_PRICE).contains(&amount) => Ok(()),
        (false, false) if !table.for_money => Err(Refusal::BarterOnly),
        (false, false) if (1..=MAX_PRICE).contains(&amount) => Ok(()),
        (false, _) => Err(Refusal::OutOfRange),
    }
}

/// What somebody lays on the table.
#[derive(Clone, Copy)]
struct Proposal {
    id: OfferId,
    amount: i64,
    goods: Goods,
}

fn offer(
    table: &Table,
    by: Party,
    seen: Option<i32>,
    new: Proposal,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    fits(table, new.amount, new.goods)?;
    match table.pending {
        // What ran out is off the table, even when the job has not come by yet.
        Some(old) if old.expires_at <= now => {
            begin(table, by, seen, new, Some(Event::Expired(old.id)))
        }
        Some(_) if table.free => Err(Refusal::FreeThing),
        Some(old) if old.by == by && !old.waits_for_its_maker() => Err(Refusal::NotYourTurn),
        Some(old) if old.by == by && takes_back(table, old, new) => Err(Refusal::Bound),
        // A counter answers what was seen; a first offer answers nothing.
        Some(_) if seen.is_some_and(|seen| seen != table.version) => Err(Refusal::Stale),
        Some(old) => Ok(vec![Event::Countered(old.id), offered(by, new)]),
        None => begin(table, by, seen, new, None),
    }
}

fn offered(by: Party, Proposal { id, amount, .. }: Proposal) -> Event {
    Event::Offered { id, by, amount }
}

/// Whether bettering an offer that binds would take some of it back.
fn takes_back(table: &Table, old: Pending, new: Proposal) -> bool {
    old.bound && (new.amount < old.amount || table.takes_back)
}

/// The first offer on an empty table. The seller's wishes bind who begins below the asking price.
fn begin(
    table: &Table,
    by: Party,
    seen: Option<i32>,
    new: Proposal,
    before: Option<Event>,
) -> Result<Vec<Event>, Refusal> {
    // The seller mostly answers: what was meant for an offer that is gone begins nothing.
    if by == Party::Seller && seen.is_some_and(|seen| seen != table.version) {
        return Err(Refusal::Stale);
    }
    // A free thing is asked for, not pressed on somebody.
    if table.free && by == Party::Seller {
        return Err(Refusal::NotYourTurn);
    }
    let mut events: Vec<Event> = before.into_iter().collect();
    events.push(offered(by, new));
    let full = table.asking.is_some_and(|asking| new.amount >= asking);
    if by == Party::Seller || table.free || full || new.goods.of_buyer > 0 {
        return Ok(events);
    }
    match table.tries {
        Some(Tries { allowed: ..=0, .. }) => return Err(Refusal::FixedPrice),
        Some(Tries { allowed, used }) if used >= allowed => return Err(Refusal::OutOfTries),
        _ => {}
    }
    if new.amount < table.floor {
        events.push(Event::TooLow(new.id));
    }
    Ok(events)
}

/// The offer on the table, if this party may answer it now.
fn answer(
    table: &Table,
    by: Party,
    seen: Option<i32>,
    id: OfferId,
    now: Timestamp,
) -> Result<Pending, Refusal> {
    let pending = table.pending.ok_or(Refusal::NothingThere)?;
    if pending.id != id || seen.is_some_and(|seen| seen != table.version) {
        return Err(Refusal::Stale);
    }
    if pending.by == by {
        return Err(Refusal::NotYourTurn);
    }
    if pending.expires_at <= now { Err(Refusal::RanOut) } else { Ok(pending) }
}

fn withdraw(
    table: &Table,
    by: Party,
    seen: Option<i32>,
    id: OfferId,
) -> Result<Vec<Event>, Refusal> {
    let pending = table.pending.ok_or(Refusal::NothingThere)?;
    if pending.id != id || seen.is_some_and(|seen| seen != table.version) {
        return Err(Refusal::Stale);
    }
    match (pending.by == by, pending.bound) {
        (false, _) => Err(Refusal::NotYourTurn),
        (true, true) => Err(Refusal::Bound),
        (true, false) => Ok(vec![Event::Withdrawn(id)]),
    }
}

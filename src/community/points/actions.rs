//! Use cases: letting the points of a deal follow its state, and reviewing closed circles.

use std::collections::HashSet;

use chrono::Duration;

use super::circles;
use super::links;
use super::model::{Facts, Kind, Period, Reason};
use super::policy::{BONUS, HandOver, REPEAT_DAYS, has_bonus};
use super::recompute::awards;
use super::steps::{self, Seen};
use super::store::{self, KnownDeal, NewEntry};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::AppResult;
use crate::base::ids::{DealId, UserId};
use crate::market::Party;
use crate::people::accounts;
use crate::trade::deals::{self, Deal, Outcome, Status};
use crate::trade::{meetups, payouts};

/// Deals from before there were points are taken up so many at a time.
const BATCH: i64 = 200;

/// Lets the points of these deals follow their state. Doing it again changes nothing.
///
/// # Errors
/// The database's errors.
pub async fn follow(db: &Db, deals: Vec<DealId>, now: Timestamp) -> AppResult<()> {
    for deal in deals {
        db.transaction(move |conn| follow_deal(conn, deal, now)).await?;
    }
    Ok(())
}

/// Takes up completed deals without facts, finds the closed circles, and takes back or returns the points of their deals.
/// Points that do not follow their deal are mended: a node of a version without points forgets the change of a deal.
///
/// # Errors
/// The database's errors.
pub async fn review(db: &Db, now: Timestamp) -> AppResult<()> {
    loop {
        let unknown = db.read(|conn| store::unknown_deals(conn, BATCH)).await?;
        if unknown.is_empty() {
            break;
        }
        follow(db, unknown.into_iter().map(|(deal, _)| deal).collect(), now).await?;
    }
    let since = circles::joining_since(now);
    let known = db.read(move |conn| store::known_deals(conn, Some(since))).await?;
    let completed = known.iter().filter(|deal| deal.is_completed());
    let completed: Vec<Facts> = completed.map(|deal| deal.facts.clone()).collect();
    let circular = circles::circular(&completed);
    let examined_since = circles::examined_since(now);
    for deal in known.into_iter().filter(|deal| deal.facts.completed_at >= examined_since) {
        let seen = seen_of(&deal, &circular);
        if steps::next(deal.last, seen).is_some() {
            db.transaction(move |conn| settle(conn, &deal.facts, seen, now)).await?;
        }
    }
    Ok(())
}

fn seen_of(deal: &KnownDeal, circular: &HashSet<DealId>) -> Seen {
    match deal.last {
        _ if !deal.is_completed() => Seen::NotCompleted,
        None | Some(Reason::Undone) => Seen::Completed,
        _ if circular.contains(&deal.facts.deal_id) => Seen::InCircle,
        _ => Seen::InOpen,
    }
}

fn is_completed(deal: &Deal) -> bool {
    deal.state.status == Status::Completed
}

fn follow_deal(conn: &mut Conn, id: DealId, now: Timestamp) -> AppResult<()> {
    let Some(deal) = deals::by_id(conn, id)? else { return Ok(()) };
    if !is_completed(&deal) && store::facts_of(conn, id)?.is_none() {
        return Ok(());
    }
    lock_people(conn, [deal.seller_id, deal.buyer_id])?;
    // Read anew: it may have changed while the locks were waited for.
    let Some(deal) = deals::by_id(conn, id)? else { return Ok(()) };
    let facts = match store::facts_of(conn, id)? {
        Some(facts) => facts,
        None if is_completed(&deal) => {
            let facts = observe(conn, &deal, now)?;
            store::insert_facts(conn, &facts)?;
            facts
        }
        None => return Ok(()),
    };
    let seen = if is_completed(&deal) { Seen::Completed } else { Seen::NotCompleted };
    advance(conn, &facts, seen, now)
}

/// Applies what a review saw, unless the deal has changed meanwhile.
fn settle(conn: &mut Conn, facts: &Facts, seen: Seen, now: Timestamp) -> AppResult<()> {
    lock_people(conn, [facts.seller_id, facts.buyer_id])?;
    match deals::by_id(conn, facts.deal_id)? {
        Some(deal) if is_completed(&deal) == (seen != Seen::NotCompleted) => {
            advance(conn, facts, seen, now)
        }
        _ => Ok(()),
    }
}

/// Two nodes, or two deals of one person, come one after the other.
fn lock_people(conn: &mut Conn, mut people: [UserId; 2]) -> AppResult<()> {
    people.sort();
    people.into_iter().try_for_each(|user| accounts::lock(conn, user))
}

/// What is known now about a deal that is completed.
fn observe(conn: &mut Conn, deal: &Deal, now: Timestamp) -> AppResult<Facts> {
    let (seller, buyer) = (deal.seller_id, deal.buyer_id);
    let sellers = links::accounts_of(conn, seller, now)?;
    let buyers = links::accounts_of(conn, buyer, now)?;
    let linked = sellers.contains(&buyer) || payouts::share_account(conn, seller, buyer)?;
    let hand_over = hand_over(conn, deal)?;
    let completed_at = hand_over.completed_at;
    let since = completed_at - Duration::days(REPEAT_DAYS);
    let items = deals::items_of(conn, &[deal.id])?;
    let goods = |side| {
        small(i64::try_from(items.iter().filter(|item| item.side == side).count()).unwrap_or(0))
    };
    Ok(Facts {
        deal_id: deal.id,
        seller_id: seller,
        buyer_id: buyer,
        mode: deal.mode,
        seller_goods: goods(Party::Seller),
        buyer_goods: goods(Party::Buyer),
        completed_at,
        proven: hand_over.is_proven(),
        linked,
        hollow: hand_over.is_hollow(),
        young: hand_over.is_young(),
        earlier: small(store::deals_between(conn, [&sellers, &buyers], since, completed_at)?),
        hollow_seller: small(store::hollow_deals(conn, &sellers)?),
        hollow_buyer: small(store::hollow_deals(conn, &buyers)?),
    })
}

fn hand_over(conn: &mut Conn, deal: &Deal) -> AppResult<HandOver> {
    let course = deals::course(conn, deal)?;
    let meeting = meetups::of_deal(conn, deal.id)?;
    let seller_since = accounts::profile(conn, deal.seller_id)?.created_at;
    let buyer_since = accounts::profile(conn, deal.buyer_id)?.created_at;
    let completed_at = deal.updated_at;
    Ok(HandOver {
        // Of money that was divided in a dispute, the site has no full fee.
        released: if deal.state.outcome == Some(Outcome::PaidOut) { deal.amount } else { 0 },
        traced: meeting.is_some_and(|meeting| meeting.agreed.is_some())
            || course.legs.iter().any(|leg| leg.tracking_no.is_some()),
        took: completed_at - deal.state.agreed_at.unwrap_or(deal.created_at),
        younger_since: seller_since.max(buyer_since),
        older_since: seller_since.min(buyer_since),
        completed_at,
    })
}

/// Numbers above what is stored mean the same as the largest.
fn small(count: i64) -> i16 {
    i16::try_from(count).unwrap_or(i16::MAX)
}

/// Adds the entries that follow, and those of the bonuses.
fn advance(conn: &mut Conn, facts: &Facts, seen: Seen, now: Timestamp) -> AppResult<()> {
    let last = store::last_of_deal(conn, facts.deal_id)?;
    let Some(reason) = steps::next(last.as_ref().map(|last| last.reason), seen) else {
        return Ok(());
    };
    let sign = if reason.gives() { 1 } else { -1 };
    let entries = awards(facts, false).map(|(user_id, kind, award)| NewEntry {
        user_id,
        deal_id: facts.deal_id,
        kind,
        reason,
        step: last.as_ref().map_or(1, |last| last.step.saturating_add(1)),
        amount: sign * award.amount,
        goods: sign * award.goods,
        month: facts.month(),
        at: now,
    });
    store::insert_entries(conn, &entries)?;
    for (user, kind) in facts.parties() {
        settle_bonus(conn, facts, user, kind, now)?;
    }
    Ok(())
}

/// Gives the bonus when enough deals count, and takes it back when they do not any more.
fn settle_bonus(
    conn: &mut Conn,
    facts: &Facts,
    user: UserId,
    kind: Kind,
    now: Timestamp,
) -> AppResult<()> {
    let totals = store::totals_of(conn, user, &Period::All)?;
    let deals = match kind {
        Kind::Seller => totals.sales,
        Kind::Buyer => totals.purchases,
    };
    let last = store::last_of_bonus(conn, user, kind)?;
    let deserved = has_bonus(kind, deals);
    let Some(reason) = steps::next_bonus(last.as_ref().map(|last| last.reason), deserved) else {
        return Ok(());
    };
    let given = last.as_ref().filter(|_| reason == Reason::MilestoneUndone);
    let entry = NewEntry {
        user_id: user,
        deal_id: facts.deal_id,
        kind,
        reason,
        step: last.as_ref().map_or(1, |last| last.step.saturating_add(1)),
        amount: if reason.gives() { BONUS } else { -BONUS },
        goods: 0,
        // It is taken from the month that it was given to.
        month: given.map_or_else(|| facts.month(), |given| given.month.clone()),
        at: now,
    };
    store::insert_entries(conn, &[entry])
}

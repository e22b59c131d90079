//! Use cases of a promotion, inside a transaction that locks its listing first.

use chrono::Duration;

use super::machine::{Command, Event, Fault, State, Status, decide, evolve};
use super::model::{CODE_PREFIX, Promotion};
use super::policy::{Offer, offers};
use super::store;
use crate::base::clock::{Timestamp, Zone};
use crate::base::crypto;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{ListingId, PromotionId, UserId};
use crate::config::PromotionTerms;
use crate::market::listings;
use crate::market::placements::{self, Placement};
use crate::trade::ledger::{self, Kind, NewTransaction};
use crate::trade::payments::gateway::Provider;
use crate::trade::payments::{self, NewPayment, Payment, Purpose};

/// How long a promotion waits for its price.
pub(super) const TO_PAY: Duration = Duration::hours(1);

/// An owner's wish for a promotion, at the price that they saw.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    pub listing: ListingId,
    pub owner: UserId,
    pub offer: Offer,
}

/// Wants a promotion and its payment; asked again for the same, it answers with the payment that is open. Another one of the
/// kind that was not paid is withdrawn. The asking price at this moment decides what is offered.
///
/// # Errors
/// `Conflict` while one of the kind runs, for a listing that is not active, and when it costs something else now; `Invalid`
/// for what is not offered; 403 or 404 for somebody else's.
pub(super) fn buy(
    conn: &mut Conn,
    wish: Wish,
    terms: &PromotionTerms,
    provider: Provider,
    now: Timestamp,
) -> AppResult<Payment> {
    let Wish { listing, owner, offer } = wish;
    let row = listings::lock_own(conn, owner, listing)?;
    if row.status != listings::Status::Active {
        return Err(AppError::conflict("promotion-not-active"));
    }
    for mut open in store::lock_open(conn, listing, Some(offer.kind))? {
        step(conn, &mut open, Command::Lapse, now)?;
        if open.state.status == Status::Running {
            return Err(AppError::conflict("promotion-runs"));
        }
        if open.state.status != Status::Unpaid {
            continue;
        }
        if (open.hours, open.amount) == (offer.hours, offer.amount) {
            return payment_of(conn, &open, provider, now);
        }
        step(conn, &mut open, Command::Withdraw, now)?;
    }
    let all = offers(terms, row.content.price);
    let same = all.iter().find(|it| (it.kind, it.hours) == (offer.kind, offer.hours));
    let same = same.ok_or_else(|| FieldErrors::one("hours", "promotion-unknown"))?;
    if same.amount != offer.amount {
        return Err(AppError::conflict("promotion-price-changed"));
    }
    let promotion = Promotion {
        id: PromotionId::fresh(),
        code: fresh_code(conn, now)?,
        listing_id: listing,
        owner_id: owner,
        kind: offer.kind,
        hours: offer.hours,
        amount: offer.amount,
        state: State::unpaid(now + TO_PAY),
        created_at: now,
        updated_at: now,
    };
    store::insert(conn, &promotion)?;
    payment_of(conn, &promotion, provider, now)
}

/// The open payment of an unpaid promotion; a new attempt when the one before failed.
fn payment_of(
    conn: &mut Conn,
    promotion: &Promotion,
    provider: Provider,
    now: Timestamp,
) -> AppResult<Payment> {
    let purpose = Purpose::Promotion(promotion.id);
    if let Some(open) = payments::open_of(conn, purpose)? {
        return Ok(open);
    }
    let wanted = NewPayment {
        purpose,
        code: &promotion.code,
        provider,
        amount: promotion.amount,
        expires_at: promotion.state.deadline_at.unwrap_or(now),
    };
    payments::start(conn, &wanted, now)
}

/// Applies a command: saves what evolved, and lets the place and the money follow. The caller has locked the promotion.
///
/// # Errors
/// `Internal` when the ledger refuses: the transaction must not commit then.
pub(super) fn step(
    conn: &mut Conn,
    promotion: &mut Promotion,
    command: Command,
    now: Timestamp,
) -> AppResult<Vec<Event>> {
    let events = decide(&promotion.state, promotion.hours, command, now);
    for event in &events {
        evolve(&mut promotion.state, *event);
        follow(conn, promotion, *event, now)?;
        tracing::info!(promotion = %promotion.code, status = %promotion.state.status, "a promotion moved");
    }
    if !events.is_empty() {
        promotion.updated_at = now;
        store::save(conn, promotion)?;
    }
    Ok(events)
}

fn follow(conn: &mut Conn, promotion: &Promotion, event: Event, now: Timestamp) -> AppResult<()> {
    let Promotion { id, amount, .. } = *promotion;
    match event {
        Event::Started { at, ends_at } => {
            let place = Placement {
                id,
                listing_id: promotion.listing_id,
                kind: promotion.kind,
                starts_at: at,
                ends_at,
                ended_at: None,
                seen: 0,
                opened: 0,
            };
            placements::insert(conn, &place)?;
            listings::keep_until(conn, promotion.listing_id, ends_at)?;
            let postings = ledger::promotion(amount)?;
            let key = format!("{}:{id}", Kind::Promotion);
            let new = NewTransaction { kind: Kind::Promotion, deal: None, key: &key, postings };
            ledger::post(conn, &new, now).map(|_posted| ())
        }
        Event::Ended => placements::end(conn, id, now),
        Event::Refunded => {
            placements::end(conn, id, now)?;
            let postings = ledger::promotion_refund(amount)?;
            let (kind, key) = (Kind::PromotionRefund, format!("{}:{id}", Kind::PromotionRefund));
            let new = NewTransaction { kind, deal: None, key: &key, postings };
            ledger::post(conn, &new, now)?;
            payments::refund(conn, Purpose::Promotion(id), now)
        }
        Event::Lapsed => Ok(()),
    }
}

/// The listing was taken down, by a caller who has locked it: its promotions end, and go back when it was nobody's fault.
///
/// # Errors
/// As [`step`].
pub fn taken_down(
    conn: &mut Conn,
    listing: ListingId,
    fault: Fault,
    now: Timestamp,
) -> AppResult<()> {
    for mut open in store::lock_open(conn, listing, None)? {
        step(conn, &mut open, Command::TakeDown(fault), now)?;
    }
    Ok(())
}

/// An unused code `IKL-YYYYMMDD-XXXX`; the date is in WIB.
fn fresh_code(conn: &mut Conn, now: Timestamp) -> AppResult<String> {
    let day = Zone::Wib.local(now).format("%Y%m%d").to_string();
    for _ in 0..20 {
        let code = format!("{CODE_PREFIX}{day}-{}", crypto::short_code(4).to_uppercase());
        if store::by_code(conn, &code)?.is_none() {
            return Ok(code);
        }
    }
    Err(AppError::Unavailable("no free promotion code today".into()))
}

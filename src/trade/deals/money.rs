//! What a deal's events do to the money: the ledger mirrors what the provider holds, and refunds are asked for.

use super::machine::{Event, Payment, Verdict};
use super::model::Deal;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::config::FeeBearer;
use crate::market::Party;
use crate::trade::ledger::{self, Fee, Kind, NewTransaction, Posting};
use crate::trade::payments::{self, Purpose};

/// Posts what follows from an event, once: a key of the ledger makes it so. The deal is as the event left it.
///
/// # Errors
/// `Internal` when the ledger refuses: the transaction must not commit then.
pub(super) fn follow(conn: &mut Conn, deal: &Deal, event: &Event, now: Timestamp) -> AppResult<()> {
    match event {
        Event::Paid { .. } | Event::PaidMeanwhile { .. } => capture(conn, deal, now),
        Event::PaidTooLate => {
            capture(conn, deal, now)?;
            give_back(conn, deal, now)
        }
        Event::Completed { .. } if deal.state.payment == Payment::Released => {
            let bearer = match deal.fee_by {
                Party::Buyer => FeeBearer::Buyer,
                Party::Seller | Party::System => FeeBearer::Seller,
            };
            let fee = Fee { amount: deal.fee, bearer };
            let seller = deal.seller_id;
            let moved = ledger::release(deal.id, seller, deal.amount, deal.state.shipping, fee)?;
            post(conn, deal, Kind::Release, moved, now)
        }
        Event::Cancelled { .. } if deal.state.payment == Payment::Refunded => {
            give_back(conn, deal, now)
        }
        Event::Divided { verdict } => divide(conn, deal, *verdict, now),
        _ => Ok(()),
    }
}

/// Divides what is held: the buyer's share goes back, the rest to the seller, less its part of the fee.
fn divide(conn: &mut Conn, deal: &Deal, verdict: Verdict, now: Timestamp) -> AppResult<()> {
    let share = deal.divided(verdict)?;
    let moved = ledger::split(deal.id, deal.seller_id, share)?;
    post(conn, deal, Kind::Split, moved, now)?;
    payments::refund_part(conn, Purpose::Deal(deal.id), share.to_buyer, now)
}

fn capture(conn: &mut Conn, deal: &Deal, now: Timestamp) -> AppResult<()> {
    let moved = ledger::capture(deal.id, deal.total())?;
    post(conn, deal, Kind::Capture, moved, now)
}

fn give_back(conn: &mut Conn, deal: &Deal, now: Timestamp) -> AppResult<()> {
    let moved = ledger::refund(deal.id, deal.total())?;
    post(conn, deal, Kind::Refund, moved, now)?;
    payments::refund(conn, Purpose::Deal(deal.id), now)
}

fn post(
    conn: &mut Conn,
    deal: &Deal,
    kind: Kind,
    postings: Vec<Posting>,
    now: Timestamp,
) -> AppResult<()> {
    let key = format!("{kind}:{}", deal.id);
    let new = NewTransaction { kind, deal: Some(deal.id), key: &key, postings };
    ledger::post(conn, &new, now).map(|_posted| ())
}

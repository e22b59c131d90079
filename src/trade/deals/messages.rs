//! The system message that a move appends to the deal's room.

use super::locked::LockedDeal;
use super::machine::{Event, Outcome, Payment, State, Status, VerdictKind};
use super::model::Deal;
use super::sheets::with_sheet;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::money;
use crate::chat::rooms::SystemMessage;
use crate::market::Party;
use crate::market::listings::Status as ListingStatus;
use crate::market::terms::Delivery;
use crate::trade::shipping::Courier;

/// The message of decided events: of the last one that others have to know of.
///
/// # Errors
/// The database's errors.
pub(super) fn message_of(
    conn: &mut Conn,
    locked: &LockedDeal,
    events: &[Event],
) -> AppResult<Option<SystemMessage>> {
    let Some(event) = events.last() else { return Ok(None) };
    let code = &locked.deal.code;
    let plain = |key: &str| SystemMessage::new(key).with("code", code);
    Ok(Some(match event {
        // What is said about a dispute, whoever changes it says.
        Event::Disputed { .. } | Event::Resumed { .. } | Event::Ruled { .. } => return Ok(None),
        Event::PaymentStarted | Event::WrongCode | Event::Appointed { .. } => return Ok(None),
        Event::Confirmed { .. } => with_sheet(conn, plain("said-confirmed"), locked.deal.id)?,
        Event::ShippingSet { amount } => {
            let text = match amount {
                0 => plain("said-deal-shipping-free"),
                _ => plain("said-deal-shipping").with("amount", money::rupiah(*amount)),
            };
            with_sheet(conn, text, locked.deal.id)?
        }
        Event::Paid { .. } | Event::PaidMeanwhile { .. } => {
            plain("said-deal-paid").with("amount", money::rupiah(locked.deal.total()))
        }
        Event::PaidTooLate => plain("said-deal-paid-late"),
        Event::Sent { sender, .. } => {
            plain("said-deal-sent-one").with("name", locked.name(conn, *sender)?)
        }
        Event::Shipped { .. } => shipped(conn, locked)?,
        Event::Arrived { sender, .. } => {
            plain("said-deal-arrived").with("name", locked.name(conn, sender.other())?)
        }
        Event::Delivered { .. } => plain("said-deal-delivered"),
        Event::Received { sender, .. } => {
            plain("said-deal-received-one").with("name", locked.name(conn, sender.other())?)
        }
        Event::Completed { .. } => plain(completed(&locked.course.state)),
        Event::Divided { verdict } => {
            let share = locked.deal.divided(*verdict)?;
            plain("said-deal-divided").with("amount", money::rupiah(share.to_buyer))
        }
        Event::Returning { .. } => plain("said-deal-returning"),
        Event::ReturnsDue { .. } => match events.first() {
            Some(Event::Sent { sender, .. }) => {
                plain("said-deal-return-sent").with("name", locked.name(conn, *sender)?)
            }
            Some(Event::CameBack { sender }) => {
                plain("said-deal-return-again").with("name", locked.name(conn, *sender)?)
            }
            Some(Event::Received { sender, .. }) => {
                plain("said-deal-received-one").with("name", locked.name(conn, sender.other())?)
            }
            _ => plain("said-deal-return-arrived"),
        },
        Event::Cancelled { .. } => cancelled(locked, events),
        Event::Lost { .. } | Event::CameBack { .. } => return Ok(None),
    }))
}

/// One parcel is named with its courier; of two it is said that both are on their way.
fn shipped(conn: &mut Conn, locked: &LockedDeal) -> AppResult<SystemMessage> {
    let code = &locked.deal.code;
    let [leg] = locked.course.legs.as_slice() else {
        return Ok(SystemMessage::new("said-deal-both-sent").with("code", code));
    };
    let courier = leg.courier.map_or("", Courier::name);
    Ok(SystemMessage::new("said-deal-sent")
        .with("name", locked.name(conn, leg.sender)?)
        .with("courier", courier)
        .with("code", code))
}

/// Key of the message of a deal that is completed.
fn completed(state: &State) -> &'static str {
    match (state.verdict, state.payment) {
        (Some(VerdictKind::ReturnBoth), _) => "said-deal-not-returned",
        (Some(VerdictKind::Damages), Payment::None) => "said-deal-damages",
        (_, Payment::Released) => "said-deal-completed-paid",
        _ => "said-deal-completed",
    }
}

/// Key of the message of a deal that a verdict ended without a hand-over; none without a verdict.
fn undone(state: &State) -> Option<&'static str> {
    Some(match (state.verdict?, state.payment) {
        (VerdictKind::ReturnBoth, Payment::Refunded) => "said-deal-all-back-refunded",
        (VerdictKind::ReturnBoth, _) => "said-deal-all-back",
        (_, Payment::Refunded) => "said-deal-off-refunded",
        _ => "said-deal-lapsed",
    })
}

fn cancelled(locked: &LockedDeal, events: &[Event]) -> SystemMessage {
    if let Some(key) = undone(&locked.course.state) {
        return SystemMessage::new(key).with("code", &locked.deal.code);
    }
    let lost = events.iter().any(|event| matches!(event, Event::Lost { .. }));
    let is_available = locked.listings.iter().any(|listing| {
        listing.id == locked.deal.listing_id && listing.status == ListingStatus::Active
    });
    let by_system = locked.course.state.cancelled_by == Some(Party::System);
    let key = match locked.course.state.outcome {
        _ if lost => "said-deal-lost",
        Some(Outcome::Returned) => "said-deal-off-returned",
        Some(Outcome::Refunded) if by_system => "said-deal-off-late-refunded",
        Some(Outcome::Refunded) => "said-deal-off-refunded",
        _ if is_available => "said-deal-off",
        _ => "said-deal-off-gone",
    };
    SystemMessage::new(key).with("code", &locked.deal.code)
}

/// What the parties are reminded of shortly before the deadline; nothing of a pending deal, whose deadline is near anyway.
pub(super) fn reminder_of(deal: &Deal) -> Option<SystemMessage> {
    let key = match (deal.state.status, deal.state.payment) {
        (Status::Agreed, Payment::Pending) => "said-deal-remind-pay",
        (Status::Agreed, _) if deal.method == Delivery::Meet => "said-deal-remind-meet",
        (Status::Agreed, _) => "said-deal-remind-send",
        (Status::Delivered, _) => "said-deal-remind-inspect",
        (Status::Disputed, _) => "said-deal-remind-return",
        (Status::Pending | Status::Shipped | Status::Completed | Status::Cancelled, _) => {
            return None;
        }
    };
    Some(SystemMessage::new(key).with("code", &deal.code))
}

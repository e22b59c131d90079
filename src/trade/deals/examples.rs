//! Deals for tests of other features.

use chrono::Duration;
use uuid::Uuid;

use super::machine::{Course, Moment, Opening, Status, Terms};
use super::model::Deal;
use crate::base::clock::Timestamp;
use crate::base::ids::{DealId, ListingId, OfferId, RoomId, UserId};
use crate::config::Mode;
use crate::market::Party;
use crate::market::terms::Delivery;

/// A deal of two people in this status, with what the machine reads of it. Money of what is sent is protected.
pub fn deal(mode: Mode, method: Delivery, amount: i64, status: Status) -> (Deal, Course) {
    let now = Timestamp::UNIX_EPOCH;
    let protected = method != Delivery::Meet && amount > 0;
    let terms = Terms { mode, method, protected, opening: Opening::Agreed };
    let later = now + Duration::days(2);
    let moment = Moment { now, ship_by: later, inspect_until: later };
    let mut course = Course::open(terms, 0, later, &moment);
    course.state.status = status;
    let deal = Deal {
        id: DealId(Uuid::nil()),
        code: "ORD-20261120-X7K2".to_owned(),
        listing_id: ListingId(Uuid::nil()),
        offer_id: OfferId(Uuid::nil()),
        room_id: RoomId(Uuid::nil()),
        buyer_id: UserId(Uuid::nil()),
        seller_id: UserId(Uuid::nil()),
        mode,
        method,
        amount,
        opening: Opening::Agreed,
        protected,
        fee: if protected { amount / 20 } else { 0 },
        fee_by: Party::Seller,
        state: course.state.clone(),
        created_at: now,
        updated_at: now,
    };
    (deal, course)
}

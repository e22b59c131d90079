//! A pending order is an offer at the asking price: whoever answers the order answers the offer.

use super::actions;
use super::context::MoveContext;
use super::machine::Move;
use super::model::{MoveCommand, MoveRequest, Mover};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::OfferId;
use crate::chat::rooms::Announcement;
use crate::trade::deals::{self, Answer, Deal};

/// Answers the offer behind a pending order.
///
/// # Errors
/// As [`actions::step`].
pub fn answer_order(
    conn: &mut Conn,
    context: &MoveContext,
    deal: &Deal,
    answer: Answer,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let offer: OfferId = deal.offer_id;
    let (mover, step, note) = match answer.by {
        deals::Mover::System => (Mover::System, Move::Expire(offer), String::new()),
        deals::Mover::Member(user, session) => {
            let step = match (answer.accepts, user == deal.buyer_id) {
                (true, _) => Move::Accept(offer),
                (false, true) => Move::Withdraw(offer),
                (false, false) => Move::Decline(offer),
            };
            (Mover::Member(user, session), step, answer.reason)
        }
    };
    let command = MoveCommand { note, ..MoveCommand::plain(uuid::Uuid::now_v7(), None, step) };
    let request = MoveRequest { room: deal.room_id, mover, command };
    Ok(actions::step(conn, context, &request, now)?.announcements)
}

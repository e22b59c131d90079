//! A wanted move: who wants what.

use super::machine::{Command, Opening, Status};
use super::model::Deal;
use crate::base::ids::{DealId, SessionId, UserId};

/// Who makes a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mover {
    Member(UserId, SessionId),
    /// At a deadline, or by a report of a payment provider or a courier.
    System,
}

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A command as it is.
    Plain(Command),
    /// Name the shipping cost.
    Shipping {
        /// Whole rupiah.
        amount: i64,
    },
    /// Complete a meeting with the digits that the buyer shows.
    HandOver { code: String },
    /// The default outcome of a deadline that has passed.
    Lapse,
}

/// A wanted move.
#[derive(Debug, Clone)]
pub struct Move {
    pub deal: DealId,
    pub by: Mover,
    /// The version that the mover saw.
    pub seen: Option<i32>,
    pub step: Step,
}

/// The answer to a pending order, which is an answer to the offer behind it.
#[derive(Debug, Clone)]
pub struct Answer {
    pub by: Mover,
    /// Whether the seller takes it; else it ends.
    pub accepts: bool,
    /// A member's words when it ends.
    pub reason: String,
}

/// The answer that a wanted move gives to a pending order; none when it gives no answer to one.
pub(super) fn answer_of(wanted: &Move, deal: &Deal) -> Option<Answer> {
    if deal.state.status != Status::Pending || deal.opening != Opening::Asked {
        return None;
    }
    let (accepts, reason) = match &wanted.step {
        Step::Plain(Command::Confirm) => (true, String::new()),
        Step::Plain(Command::CallOff { reason }) => (false, reason.clone()),
        Step::Lapse => (false, String::new()),
        _ => return None,
    };
    Some(Answer { by: wanted.by, accepts, reason })
}

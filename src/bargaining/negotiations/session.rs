//! The actor of one bargain: puts the moves of this node in a row, announces what was committed, and wakes when the
//! offer on the table runs out. It holds a clock's alarm and nothing else; rows decide.

use std::time::{Duration, Instant};

use actix::prelude::*;
use uuid::Uuid;

use super::actions::{self, Mover, Outcome};
use super::desk::Parts;
use super::machine::Move;
use super::model::MoveCommand;
use crate::base::error::AppResult;
use crate::base::ids::RoomId;

/// A session nobody moves in goes after this.
const IDLE: Duration = Duration::from_secs(600);

/// One bargain.
pub struct NegotiationSession {
    room: RoomId,
    parts: Parts,
    alarm: Option<SpawnHandle>,
    moved: Instant,
}

impl NegotiationSession {
    pub(super) fn new(room: RoomId, parts: Parts) -> Self {
        Self { room, parts, alarm: None, moved: Instant::now() }
    }

    /// Sets the alarm for the offer on the table. The job that scans deadlines is what can be relied on.
    fn set_alarm(&mut self, outcome: &Outcome, ctx: &mut Context<Self>) {
        if let Some(alarm) = self.alarm.take() {
            ctx.cancel_future(alarm);
        }
        let Some((expires_at, offer)) =
            outcome.negotiation.expires_at.zip(outcome.negotiation.offer.as_ref())
        else {
            return;
        };
        let wait = (expires_at - self.parts.clock.now()).to_std().unwrap_or_default()
            + Duration::from_millis(50);
        let offer = offer.id;
        self.alarm = Some(
            ctx.run_later(wait, move |_, ctx| ctx.notify(MakeMove::house(Move::Expire(offer)))),
        );
    }
}

impl Actor for NegotiationSession {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(64);
        ctx.run_interval(Duration::from_secs(60), |session, ctx| {
            if session.moved.elapsed() > IDLE {
                ctx.stop();
            }
        });
    }
}

/// Make this move.
#[derive(Message)]
#[rtype(result = "AppResult<Outcome>")]
pub struct MakeMove {
    /// Who.
    pub mover: Mover,
    /// What.
    pub command: MoveCommand,
}

impl MakeMove {
    /// A move of the house.
    pub fn house(step: Move) -> Self {
        Self { mover: Mover::House, command: MoveCommand::plain(Uuid::now_v7(), None, step) }
    }
}

impl Handler<MakeMove> for NegotiationSession {
    type Result = AtomicResponse<Self, AppResult<Outcome>>;

    fn handle(&mut self, message: MakeMove, _: &mut Self::Context) -> Self::Result {
        self.moved = Instant::now();
        let (parts, room) = (self.parts.clone(), self.room);
        let moving = async move {
            actions::make_move(
                &parts.db,
                &parts.books,
                room,
                message.mover,
                message.command,
                parts.clock.now(),
            )
            .await
        };
        AtomicResponse::new(Box::pin(moving.into_actor(self).map(|moved, session, ctx| {
            if let Ok(outcome) = &moved {
                session.parts.announce(&outcome.announcements);
                session.set_alarm(outcome, ctx);
            }
            moved
        })))
    }
}

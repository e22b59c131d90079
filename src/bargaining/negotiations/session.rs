//! The actor of one negotiation: makes the moves of this node one after the other, sends what was committed, and wakes
//! when the pending offer expires. It holds a timer and nothing else; rows decide.

use std::time::{Duration, Instant};

use actix::prelude::*;

use super::actions::{self, Outcome};
use super::machine::Move;
use super::model::MoveRequest;
use super::session_deps::SessionDeps;
use crate::base::error::AppResult;
use crate::base::ids::RoomId;

/// A session without a move stops after this time.
const IDLE: Duration = Duration::from_secs(600);

/// The session of one negotiation.
pub struct NegotiationSession {
    room: RoomId,
    deps: SessionDeps,
    timer: Option<SpawnHandle>,
    moved: Instant,
}

impl NegotiationSession {
    pub(super) fn new(room: RoomId, deps: SessionDeps) -> Self {
        Self { room, deps, timer: None, moved: Instant::now() }
    }

    /// Sets the timer for the pending offer. What can be relied on is the job that scans deadlines.
    fn set_timer(&mut self, outcome: &Outcome, ctx: &mut Context<Self>) {
        if let Some(timer) = self.timer.take() {
            ctx.cancel_future(timer);
        }
        let Some((expires_at, offer)) =
            outcome.negotiation.expires_at.zip(outcome.negotiation.offer.as_ref())
        else {
            return;
        };
        let wait = (expires_at - self.deps.clock.now()).to_std().unwrap_or_default()
            + Duration::from_millis(50);
        let expire = MakeMove(MoveRequest::system(self.room, Move::Expire(offer.id)));
        self.timer = Some(ctx.run_later(wait, move |_, ctx| ctx.notify(expire)));
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

/// Make this move; it is about the session's room.
#[derive(Message)]
#[rtype(result = "AppResult<Outcome>")]
pub struct MakeMove(pub MoveRequest);

impl Handler<MakeMove> for NegotiationSession {
    type Result = AtomicResponse<Self, AppResult<Outcome>>;

    fn handle(&mut self, MakeMove(request): MakeMove, _: &mut Self::Context) -> Self::Result {
        self.moved = Instant::now();
        let deps = self.deps.clone();
        let moving = async move {
            actions::make_move(&deps.db, &deps.context, request, deps.clock.now()).await
        };
        AtomicResponse::new(Box::pin(moving.into_actor(self).map(|made, session, ctx| {
            if let Ok(outcome) = &made {
                session.deps.announce(&outcome.announcements);
                session.set_timer(outcome, ctx);
            }
            made
        })))
    }
}

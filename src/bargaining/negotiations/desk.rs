//! Where every endpoint brings its moves: finds the session of a room or starts it, and sends what comes of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use actix::prelude::*;

use super::actions::Outcome;
use super::bulk::follow_listings;
use super::context::MoveContext;
use super::machine::Move;
use super::model::{MoveCommand, MoveRequest, Mover};
use super::session::{MakeMove, NegotiationSession};
use super::session_deps::SessionDeps;
use super::store;
use super::system::{self, PendingOffer};
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, OfferId, RoomId, SessionId, UserId};
use crate::base::limits::Limiter;
use crate::base::outbox::RelayWaker;
use crate::base::runtime;
use crate::chat::rooms::{Announcement, Lobby};
use crate::config::limits;

/// Deadlines of one run of a scan.
const BATCH: i64 = 100;

/// The register of running sessions; cloning shares it.
#[derive(Clone)]
pub struct Desk {
    deps: SessionDeps,
    sessions: Arc<Mutex<HashMap<RoomId, Addr<NegotiationSession>>>>,
    arbiter: ArbiterHandle,
    limiter: Limiter,
}

/// A piece of the system's work about one pending offer.
type AboutOffer =
    fn(&mut Conn, &MoveContext, PendingOffer, Timestamp) -> AppResult<Vec<Announcement>>;

impl Desk {
    /// Sessions run on an arbiter of their own. Call it inside the actix system.
    ///
    /// # Errors
    /// When the arbiter's thread cannot be started.
    pub fn new(
        db: Db,
        context: MoveContext,
        clock: Clock,
        lobby: Lobby,
        waker: RelayWaker,
        limiter: Limiter,
    ) -> anyhow::Result<Self> {
        let deps = SessionDeps { db, context, clock, lobby, waker };
        Ok(Self { deps, sessions: Arc::default(), arbiter: runtime::arbiter()?, limiter })
    }

    fn session(&self, room: RoomId) -> Addr<NegotiationSession> {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(address) = sessions.get(&room).filter(|address| address.connected()) {
            return address.clone();
        }
        sessions.retain(|_, address| address.connected());
        let deps = self.deps.clone();
        let address = NegotiationSession::start_in_arbiter(&self.arbiter, move |_| {
            NegotiationSession::new(room, deps)
        });
        sessions.insert(room, address.clone());
        address
    }

    /// Makes a member's move. Words with it count as a message, or moves would be a second way to send as many as one likes.
    ///
    /// # Errors
    /// As [`super::make_move`]; 429 for too many messages; 503 when the session stopped twice.
    pub async fn make_move(
        &self,
        user: UserId,
        session: SessionId,
        room: RoomId,
        command: MoveCommand,
    ) -> AppResult<Outcome> {
        if !command.note.trim().is_empty() {
            self.limiter.charge(limits::MESSAGE, &user.to_string())?;
        }
        self.make_campaign_move(user, session, room, command).await
    }

    /// As [`Desk::make_move`], for one of many moves with the same words; the campaign has a limit of its own.
    ///
    /// # Errors
    /// As [`super::make_move`]; 503 when the session stopped twice.
    pub(super) async fn make_campaign_move(
        &self,
        user: UserId,
        session: SessionId,
        room: RoomId,
        command: MoveCommand,
    ) -> AppResult<Outcome> {
        self.send(MoveRequest { room, mover: Mover::Member(user, session), command }).await
    }

    async fn send(&self, request: MoveRequest) -> AppResult<Outcome> {
        let room = request.room;
        // An actor that stops between the look-up and the sending is started again, once.
        let retry = MakeMove(request.clone());
        match self.session(room).send(MakeMove(request)).await {
            Ok(outcome) => outcome,
            Err(_stopped) => self
                .session(room)
                .send(retry)
                .await
                .map_err(|err| AppError::Unavailable(format!("negotiation: {err}")))?,
        }
    }

    /// Sends what was committed beside the sessions to its rooms.
    pub fn announce(&self, announcements: &[Announcement]) {
        self.deps.announce(announcements);
    }

    /// Settles offers whose deadline has come.
    ///
    /// # Errors
    /// When they cannot be read; one that cannot be settled is tried again with the next run.
    pub async fn expire_due(&self) -> AppResult<()> {
        let now = self.deps.clock.now();
        let due = self.deps.db.read(move |conn| store::due(conn, now, BATCH)).await?;
        for (offer, room) in due {
            let expire = MoveRequest::system(room, Move::Expire(offer));
            // One that fails must not hold the others up.
            if let Err(err) = self.send(expire).await {
                tracing::warn!(%room, error = %err, "an offer did not expire, it is tried again");
            }
        }
        Ok(())
    }

    /// Reminds rooms of offers that expire soon, once each.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remind_due(&self) -> AppResult<()> {
        let now = self.deps.clock.now();
        let soon = self.deps.db.read(move |conn| store::soon_due(conn, now)).await?;
        self.for_each(soon, system::remind).await
    }

    /// Does a piece of the system's work about each of these offers, a transaction each.
    async fn for_each(&self, offers: Vec<(OfferId, RoomId)>, work: AboutOffer) -> AppResult<()> {
        for (offer, room) in offers {
            let (context, now) = (self.deps.context.clone(), self.deps.clock.now());
            let about = PendingOffer { offer, room };
            let done =
                self.deps.db.transaction(move |conn| work(conn, &context, about, now)).await?;
            self.announce(&done);
        }
        Ok(())
    }

    /// Brings negotiations up to date with listings that may have changed: offers that include what is not available any
    /// more are declined, edits of what is included are asked about, negotiations close or reopen with their listing.
    ///
    /// # Errors
    /// When the database fails; calling it again is safe.
    pub async fn apply_listing_changes(&self, ids: Vec<ListingId>) -> AppResult<()> {
        let changed = ids.clone();
        let included = self.deps.db.read(move |conn| store::with_items(conn, &changed)).await?;
        for (offer, room) in included {
            // The machine decides whether everything is still available; then the offer stays.
            self.send(MoveRequest::system(room, Move::Void(offer))).await?;
        }
        let changed = ids.clone();
        let edited =
            self.deps.db.read(move |conn| store::with_unnotified_edits(conn, &changed)).await?;
        self.for_each(edited, system::ask_to_reconfirm).await?;
        let (encryption, now) = (self.deps.context.encryption.clone(), self.deps.clock.now());
        let done = self
            .deps
            .db
            .transaction(move |conn| follow_listings(conn, &encryption, &ids, now))
            .await?;
        self.announce(&done);
        Ok(())
    }
}

//! Where every door brings its moves: finds the session of a room or starts it, and announces what comes of it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use actix::prelude::*;

use super::actions::{Books, Mover, Outcome};
use super::all;
use super::announce::Announcement;
use super::house::{self, CallOff};
use super::machine::Move;
use super::model::MoveCommand;
use super::session::{MakeMove, NegotiationSession};
use super::store;
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{DealId, ListingId, RoomId, SessionId, UserId};
use crate::base::outbox::RelayWaker;
use crate::base::runtime;
use crate::chat::rooms::Lobby;
use crate::trade::deals::{self, Deal};

/// What every session works with.
#[derive(Clone)]
pub(super) struct Parts {
    pub db: Db,
    pub books: Books,
    pub clock: Clock,
    pub lobby: Lobby,
    pub waker: RelayWaker,
}

impl Parts {
    pub(super) fn announce(&self, announcements: &[Announcement]) {
        for told in announcements {
            self.lobby.announce(&told.room, &told.message, &told.events);
        }
        if !announcements.is_empty() {
            self.waker.wake();
        }
    }
}

/// The register of running sessions; cloning shares it.
#[derive(Clone)]
pub struct Desk {
    parts: Parts,
    sessions: Arc<Mutex<HashMap<RoomId, Addr<NegotiationSession>>>>,
    arbiters: Arc<Vec<ArbiterHandle>>,
    next: Arc<AtomicUsize>,
}

impl Desk {
    /// Sessions run on an arbiter of their own. Call it inside the actix system.
    pub fn new(
        db: Db,
        books: Books,
        clock: Clock,
        lobby: Lobby,
        waker: RelayWaker,
    ) -> anyhow::Result<Self> {
        let arbiters = vec![runtime::arbiter()?];
        Ok(Self {
            parts: Parts { db, books, clock, lobby, waker },
            sessions: Arc::default(),
            arbiters: Arc::new(arbiters),
            next: Arc::default(),
        })
    }

    fn session(&self, room: RoomId) -> AppResult<Addr<NegotiationSession>> {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(address) = sessions.get(&room).filter(|address| address.connected()) {
            return Ok(address.clone());
        }
        sessions.retain(|_, address| address.connected());
        let turn = self.next.fetch_add(1, Ordering::Relaxed) % self.arbiters.len().max(1);
        let arbiter =
            self.arbiters.get(turn).ok_or_else(|| AppError::Unavailable("no arbiter".into()))?;
        let parts = self.parts.clone();
        let address = NegotiationSession::start_in_arbiter(arbiter, move |_| {
            NegotiationSession::new(room, parts)
        });
        sessions.insert(room, address.clone());
        Ok(address)
    }

    /// Makes a member's move.
    pub async fn make_move(
        &self,
        user: UserId,
        session: SessionId,
        room: RoomId,
        command: MoveCommand,
    ) -> AppResult<Outcome> {
        self.send(room, MakeMove { mover: Mover::Member(user, session), command }).await
    }

    async fn send(&self, room: RoomId, message: MakeMove) -> AppResult<Outcome> {
        // An actor that stops between the look-up and the sending is started again, once.
        let retry = MakeMove { mover: message.mover, command: message.command.clone() };
        match self.session(room)?.send(message).await {
            Ok(moved) => moved,
            Err(_gone) => self
                .session(room)?
                .send(retry)
                .await
                .map_err(|err| AppError::Unavailable(format!("negotiation: {err}")))?,
        }
    }

    /// Tells rooms what was committed beside their sessions.
    pub fn announce(&self, announcements: &[Announcement]) {
        self.parts.announce(announcements);
    }

    /// Lets offers run out whose time has come.
    pub async fn expire_due(&self) -> AppResult<()> {
        let now = self.parts.clock.now();
        for (offer, room) in self.parts.db.read(move |conn| store::due(conn, now, 100)).await? {
            // One that does not work must not hold the others up.
            if let Err(err) = self.send(room, MakeMove::house(Move::Expire(offer))).await {
                tracing::warn!(%room, error = %err, "an offer did not run out, it is tried again");
            }
        }
        Ok(())
    }

    /// Reminds whose answer is awaited of offers that run out soon, once each.
    pub async fn remind_due(&self) -> AppResult<()> {
        let now = self.parts.clock.now();
        for (offer, room) in self.parts.db.read(move |conn| store::soon(conn, now)).await? {
            let books = self.parts.books.clone();
            let told = self
                .parts
                .db
                .transaction(move |conn| house::remind(conn, &books.encryption, offer, room, now))
                .await?;
            self.parts.announce(&told);
        }
        Ok(())
    }

    /// Calls a deal off for one of its parties.
    pub async fn call_off(&self, deal: DealId, user: UserId, reason: String) -> AppResult<Deal> {
        let (deal, told) = house::call_off_deal(
            &self.parts.db,
            &self.parts.books.encryption,
            deal,
            CallOff::Party(user, reason),
            self.parts.clock.now(),
        )
        .await?;
        self.parts.announce(&told);
        Ok(deal)
    }

    /// Lets deals whose deadline has come take their default: what the assistant agreed holds, the rest lapses.
    pub async fn lapse_due(&self) -> AppResult<()> {
        let now = self.parts.clock.now();
        for deal in self.parts.db.read(move |conn| deals::due(conn, now, 100)).await? {
            match house::call_off_deal(
                &self.parts.db,
                &self.parts.books.encryption,
                deal,
                CallOff::Deadline,
                now,
            )
            .await
            {
                Ok((_, told)) => self.parts.announce(&told),
                Err(err) => {
                    tracing::warn!(%deal, error = %err, "a deal did not lapse, it is tried again");
                }
            }
        }
        Ok(())
    }

    /// Closes the bargains about listings that left the market, takes offers off the tables in which they lie, and tells
    /// those at whose tables something was described anew.
    pub async fn close_gone(&self, ids: Vec<ListingId>) -> AppResult<()> {
        let asked = ids.clone();
        let laid = self.parts.db.read(move |conn| store::with_items(conn, &asked)).await?;
        for (offer, room) in laid {
            // The machine looks whether it can still be had; one that can stays.
            self.send(room, MakeMove::house(Move::Void(offer))).await?;
        }
        let asked = ids.clone();
        let changed = self.parts.db.read(move |conn| store::changed_untold(conn, &asked)).await?;
        for (offer, room) in changed {
            let (encryption, now) = (self.parts.books.encryption.clone(), self.parts.clock.now());
            let telling = self
                .parts
                .db
                .transaction(move |conn| house::tell_changed(conn, &encryption, offer, room, now));
            self.parts.announce(&telling.await?);
        }
        let told = all::close_gone(
            &self.parts.db,
            &self.parts.books.encryption,
            ids,
            self.parts.clock.now(),
        )
        .await?;
        self.parts.announce(&told);
        Ok(())
    }
}

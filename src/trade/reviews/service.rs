//! Where every endpoint brings the moves of reviews: runs them in a transaction and sends what comes of it.

use super::actions::{self, Mover};
use super::machine::Command;
use super::model::Exchange;
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::Db;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::ids::{DealId, UserId};
use crate::base::outbox::RelayWaker;
use crate::chat::rooms::Lobby;

/// A wanted move of a deal's reviews.
#[derive(Debug, Clone)]
pub struct ReviewMove {
    pub deal: DealId,
    pub user: UserId,
    pub command: Command,
}

/// The services that moves of reviews use; cloning shares them.
#[derive(Clone)]
pub struct Reviews {
    pub(super) db: Db,
    pub(super) encryption: Encryption,
    pub(super) clock: Clock,
    pub(super) lobby: Lobby,
    pub(super) waker: RelayWaker,
}

impl Reviews {
    pub fn new(
        db: Db,
        encryption: Encryption,
        clock: Clock,
        lobby: Lobby,
        waker: RelayWaker,
    ) -> Self {
        Self { db, encryption, clock, lobby, waker }
    }

    /// The present time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Makes a move, and returns how the reviews stand then.
    ///
    /// # Errors
    /// `NotFound` for who is no party of the deal, `Invalid` for a review or a reply that does not fit, `Conflict` when the
    /// deal or its reviews do not permit it.
    pub async fn make_move(&self, wanted: ReviewMove) -> AppResult<Exchange> {
        let ReviewMove { deal, user, command } = wanted;
        self.run(deal, Mover::Member(user), command).await
    }

    pub(super) async fn run(
        &self,
        deal: DealId,
        by: Mover,
        command: Command,
    ) -> AppResult<Exchange> {
        let now = self.clock.now();
        let moved = self
            .db
            .transaction(move |conn| actions::make_move(conn, deal, by, command.clone(), now))
            .await?;
        self.waker.wake();
        Ok(moved)
    }
}

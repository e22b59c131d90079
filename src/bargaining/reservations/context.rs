//! What reservations work with.

use crate::bargaining::negotiations::{Desk, MoveContext};
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::encryption::Encryption;

/// What every action here works with; cloning shares it.
#[derive(Clone)]
pub struct ReservationContext {
    /// Postgres.
    pub db: Db,
    /// For moves that are made here.
    pub moves: MoveContext,
    /// Time.
    pub clock: Clock,
    /// Sends what was committed.
    pub desk: Desk,
}

impl ReservationContext {
    pub(super) fn encryption(&self) -> Encryption {
        self.moves.encryption.clone()
    }
}

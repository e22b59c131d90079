//! The deadlines of reviews, read by a scan of any node.

use super::actions::{self, Mover};
use super::machine::Command;
use super::service::Reviews;
use super::store;
use crate::base::error::AppResult;

/// Deadlines of one run.
const BATCH: i64 = 100;

impl Reviews {
    /// Shows the hidden reviews whose time has come.
    ///
    /// # Errors
    /// When they cannot be read; one that fails is tried again with the next run.
    pub async fn reveal_due(&self) -> AppResult<()> {
        let now = self.now();
        for deal in self.db.read(move |conn| store::to_reveal(conn, now, BATCH)).await? {
            if let Err(err) = self.run(deal, Mover::System, Command::Reveal).await {
                tracing::warn!(%deal, error = %err, "reviews are shown with the next run");
            }
        }
        Ok(())
    }

    /// Asks the parties of deals for their reviews, once.
    ///
    /// # Errors
    /// When they cannot be read; one that fails is tried again with the next run.
    pub async fn remind_due(&self) -> AppResult<()> {
        let now = self.now();
        for deal in self.db.read(move |conn| store::to_remind(conn, now, BATCH)).await? {
            let encryption = self.encryption.clone();
            let reminded = self
                .db
                .transaction(move |conn| actions::remind(conn, &encryption, deal, now))
                .await;
            match reminded {
                Ok(said) => said.iter().for_each(|said| self.lobby.announce(said)),
                Err(err) => tracing::warn!(%deal, error = %err, "a reminder is tried again"),
            }
        }
        Ok(())
    }
}

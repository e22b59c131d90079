//! Realtime upkeep of a node: messages of other nodes, revocations, presence.

use std::time::Duration;

use super::App;
use crate::base::error::AppResult;
use crate::base::ids::SessionId;
use crate::base::telemetry;
use crate::chat::live::{Disconnect, NodeMessage, PresenceLease, Revocation, listen};
use crate::chat::rooms::{Ephemeral, Lobby};
use crate::people::sessions;

/// Revocations that may wait; when more arrive, the periodic scan finds them.
const MAX_REVOCATIONS: usize = 1024;

/// Handles a message of another node.
pub(super) fn on_node_message(lobby: Lobby) -> impl Fn(NodeMessage) {
    move |message| match message {
        NodeMessage::RoomAdvanced(advanced, publications) => {
            lobby.room_advanced(advanced, publications)
        }
        NodeMessage::Typing(room, user) => {
            lobby.send_ephemeral_here(room, Ephemeral::Typing(user, None))
        }
        NodeMessage::Read(room, user, seq) => {
            lobby.send_ephemeral_here(room, Ephemeral::Read(user, seq))
        }
        NodeMessage::Presence(user, online) => lobby.announce_presence(&[(user, online)]),
        // The bus handles these itself.
        NodeMessage::Interested(_) | NodeMessage::NotInterested(_) => {}
    }
}

impl App {
    /// # Errors
    /// When the thread that listens for revocations cannot be started.
    pub(super) fn start_live(&self) -> anyhow::Result<()> {
        self.every("connection check", 1, |app| async move {
            app.hub.check_connections();
            telemetry::run_upkeep();
            Ok(())
        });
        if self.bus.is_on() {
            // The bus may lose a message or be away: no room waits longer than this for what another node committed.
            self.every("rooms of other nodes", 1, |app| async move { app.lobby.poll().await });
        }
        // A revocation may be lost while the listener reconnects; and a session also ends by time.
        self.every("ended sessions", 30, |app| async move {
            app.apply_revocation(Revocation::Anybody).await
        });
        self.every("last seen", 60, |app| async move { app.touch_last_seen().await });
        self.start_presence();
        self.start_revocations()
    }

    /// Renews this node's presence lease, and announces who came online and went offline.
    fn start_presence(&self) {
        let (app, mut lease) = (self.clone(), PresenceLease::new(self.node));
        actix_web::rt::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_millis(100)).await;
                match lease.write(&app.core.db, &app.hub).await {
                    Ok(changed) => {
                        app.lobby.announce_presence(&changed);
                        for (user, online) in changed {
                            app.bus.publish(NodeMessage::Presence(user, online));
                        }
                    }
                    Err(err) => {
                        tracing::warn!(error = %err, "the presence lease was not renewed, trying again");
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                }
            }
        });
    }

    /// Listens for revocations and applies each.
    fn start_revocations(&self) -> anyhow::Result<()> {
        let (sender, mut revocations) = tokio::sync::mpsc::channel(MAX_REVOCATIONS);
        listen(self.core.db.clone(), sender)?;
        let app = self.clone();
        actix_web::rt::spawn(async move {
            while let Some(revocation) = revocations.recv().await {
                if let Err(err) = app.apply_revocation(revocation).await {
                    tracing::warn!(error = %err, "a revocation failed, trying again");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    if let Err(err) = app.apply_revocation(Revocation::Anybody).await {
                        tracing::warn!(error = %err, "a revocation is left to the periodic scan");
                    }
                }
            }
        });
        Ok(())
    }

    /// Reads from Postgres which of the affected sessions and memberships still hold, and closes the sockets of the others.
    async fn apply_revocation(&self, revocation: Revocation) -> AppResult<()> {
        let held = match revocation {
            Revocation::Session(id) => self.hub.has_session(id).then_some(id).into_iter().collect(),
            Revocation::Person(user) => self.hub.sessions(Some(user)),
            Revocation::Room(id) => return self.lobby.remove_former_members(Some(id)).await,
            Revocation::Anybody => {
                self.lobby.remove_former_members(None).await?;
                self.hub.sessions(None)
            }
        };
        if held.is_empty() {
            return Ok(());
        }
        let now = self.core.clock.now();
        let (banned, ended): (Vec<SessionId>, Vec<SessionId>) = self
            .core
            .db
            .read(move |conn| {
                let live: std::collections::HashSet<SessionId> =
                    sessions::live_among(conn, &held, now)?.into_iter().collect();
                let ended: Vec<SessionId> =
                    held.into_iter().filter(|id| !live.contains(id)).collect();
                let banned = sessions::suspended_among(conn, &ended, now)?;
                Ok(ended.into_iter().partition(|id| banned.contains(id)))
            })
            .await?;
        self.hub.close_sessions(&banned, Disconnect::Banned);
        self.hub.close_sessions(&ended, Disconnect::SignedOut);
        Ok(())
    }

    /// Sets the last-seen time of everybody with a socket on this node.
    async fn touch_last_seen(&self) -> AppResult<()> {
        let held = self.hub.sessions(None);
        if held.is_empty() {
            return Ok(());
        }
        let now = self.core.clock.now();
        self.core.db.transaction(move |conn| sessions::touch_seen(conn, &held, now)).await
    }
}

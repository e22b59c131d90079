//! The live wing's own errands: what other nodes ring, whose rights ended, who is about.

use std::time::Duration;

use super::House;
use crate::base::error::AppResult;
use crate::base::ids::SessionId;
use crate::base::telemetry;
use crate::chat::live::{Disconnect, NodeMessage, PresenceLease, Revocation, listen};
use crate::chat::rooms::{Ephemeral, Lobby};
use crate::people::sessions;

/// Cuts that may wait.
const MOST_CUTS: usize = 1024;

/// What becomes of the rings of other nodes.
pub(super) fn hear(lobby: Lobby) -> impl Fn(NodeMessage) {
    move |ring| match ring {
        NodeMessage::RoomAdvanced(news, bundles) => lobby.reached(news, bundles),
        NodeMessage::Typing(room, user) => {
            lobby.ephemeral_here(room, Ephemeral::Typing(user, None))
        }
        NodeMessage::Read(room, user, seq) => {
            lobby.ephemeral_here(room, Ephemeral::Read(user, seq))
        }
        NodeMessage::Presence(user, online) => lobby.presence(&[(user, online)]),
        // The bus keeps these itself.
        NodeMessage::Interested(_) | NodeMessage::NotInterested(_) => {}
    }
}

impl House {
    pub(super) fn start_live(&self) -> anyhow::Result<()> {
        self.every("sockets", 1, |house| async move {
            house.hub.check_connections();
            telemetry::run_upkeep();
            Ok(())
        });
        if self.bus.is_on() {
            // The bus may lose a ring or be away: nobody waits longer than this for what was committed elsewhere.
            self.every("rooms of other nodes", 1, |house| async move { house.lobby.look().await });
        }
        // Word of an ended right may be lost with the connection that listens; sessions also simply run out.
        self.every(
            "ended sessions",
            30,
            |house| async move { house.end(Revocation::Anybody).await },
        );
        self.every("seen", 60, |house| async move { house.note_seen().await });
        self.keep_book();
        self.hear_cuts()
    }

    /// Writes down who is about, and tells who came and went.
    fn keep_book(&self) {
        let (house, mut book) = (self.clone(), PresenceLease::new(self.node));
        actix_web::rt::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_millis(100)).await;
                match book.write(&house.ground.db, &house.hub).await {
                    Ok(changed) => {
                        house.lobby.presence(&changed);
                        for (user, online) in changed {
                            house.bus.publish(NodeMessage::Presence(user, online));
                        }
                    }
                    Err(err) => {
                        tracing::warn!(error = %err, "who is about is not written down, trying again");
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                }
            }
        });
    }

    fn hear_cuts(&self) -> anyhow::Result<()> {
        let (to, mut cuts) = tokio::sync::mpsc::channel(MOST_CUTS);
        listen(self.ground.db.clone(), to)?;
        let house = self.clone();
        actix_web::rt::spawn(async move {
            while let Some(cut) = cuts.recv().await {
                if let Err(err) = house.end(cut).await {
                    tracing::warn!(error = %err, "a right that ended is looked at again");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    if let Err(err) = house.end(Revocation::Anybody).await {
                        tracing::warn!(error = %err, "ended rights are found by the next look");
                    }
                }
            }
        });
        Ok(())
    }

    /// Reads the facts again for whose rights may have ended, and closes what no longer holds.
    async fn end(&self, cut: Revocation) -> AppResult<()> {
        let held = match cut {
            Revocation::Session(id) => self.hub.has_session(id).then_some(id).into_iter().collect(),
            Revocation::Person(user) => self.hub.sessions(Some(user)),
            Revocation::Room(id) => return self.lobby.expel(Some(id)).await,
            Revocation::Anybody => {
                self.lobby.expel(None).await?;
                self.hub.sessions(None)
            }
        };
        if held.is_empty() {
            return Ok(());
        }
        let now = self.ground.clock.now();
        let (banned, ended): (Vec<SessionId>, Vec<SessionId>) = self
            .ground
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

    /// Being connected is being about.
    async fn note_seen(&self) -> AppResult<()> {
        let held = self.hub.sessions(None);
        if held.is_empty() {
            return Ok(());
        }
        let now = self.ground.clock.now();
        self.ground.db.transaction(move |conn| sessions::touch_seen(conn, &held, now)).await
    }
}

//! Passes to room actors what happens outside of them: commits of other actions and other nodes, ephemeral events, changed
//! members.

use std::collections::HashMap;

use actix::prelude::SendError;

use super::actions::{self, DeleteMessage};
use super::announce::Announcement;
use super::lobby::Lobby;
use super::model::{Message, Room};
use super::room::{Committed, Ephemeral, MembersChanged, publication_of};
use super::store;
use crate::base::error::AppResult;
use crate::base::ids::{RoomId, UserId};
use crate::chat::live::{NodeMessage, Publication, RoomAdvanced};

impl Lobby {
    /// Deletes a message of the sender's own and announces it to the room; returns the message that reports the deletion, and
    /// whether it is new.
    ///
    /// # Errors
    /// 401 when the session ended, 403 for a message of somebody else, 404 outside their rooms, 409 while the message is evidence.
    pub async fn delete(&self, request: DeleteMessage) -> AppResult<(Message, bool)> {
        let (encryption, now) = (self.context.encryption.clone(), self.context.clock.now());
        let hooks = self.context.hooks;
        let (room, message, fresh) = self
            .context
            .db
            .transaction(move |conn| actions::delete(conn, &encryption, hooks, request, now))
            .await?;
        let announcement = Announcement { room, message, events: Vec::new() };
        if fresh {
            self.announce(&announcement);
        }
        Ok((announcement.message, fresh))
    }

    /// Announces what another action of this node committed, with the events that go with it, to the room, to the members'
    /// other sockets and to the other nodes. A room without an actor has no subscribers.
    pub fn announce(&self, committed: &Announcement) {
        let Announcement { room, message, events } = committed;
        let members = [room.buyer_id, room.seller_id];
        let advanced =
            RoomAdvanced { room: room.id, members, seq: message.seq, sender: message.sender_id };
        let publications = vec![publication_of(message, events)];
        self.context.bus.publish_room(advanced, &publications);
        let Some(address) = self.running(room.id) else {
            self.context.notify(advanced, Some(message.clone()), |_| false);
            return;
        };
        let committed = Committed { advanced, publications, message: Some(message.clone()) };
        if let Err(SendError::Full(committed)) = address.try_send(committed) {
            // It must not be lost, and a full mailbox drains soon.
            actix_web::rt::spawn(async move { address.send(committed).await });
        }
    }

    /// Another node committed messages in a room. An actor of this node takes the publications and reads what is missing.
    pub fn room_advanced(&self, advanced: RoomAdvanced, publications: Vec<Publication>) {
        match self.running(advanced.room) {
            Some(address) => {
                if publications.is_empty() {
                    // The sender does not know that this node needs the room's publications.
                    self.context.bus.publish(NodeMessage::Interested(advanced.room));
                }
                // Lost when the mailbox is full; then the next poll of Postgres finds it.
                let _ = address.try_send(Committed { advanced, publications, message: None });
            }
            None => {
                if !publications.is_empty() {
                    self.context.bus.publish(NodeMessage::NotInterested(advanced.room));
                }
                self.context.notify(advanced, None, |_| false);
            }
        }
    }

    /// Polls the newest sequence numbers of the rooms that run here, which finds what the bus lost.
    pub async fn poll(&self) -> AppResult<()> {
        let running: Vec<RoomId> = self.lock().keys().copied().collect();
        self.refresh(&running).await
    }

    /// Reads in Postgres how far these rooms have come; those that run here catch up with what they have not delivered.
    pub async fn refresh(&self, rooms: &[RoomId]) -> AppResult<()> {
        let running: Vec<RoomId> =
            rooms.iter().copied().filter(|room| self.running(*room).is_some()).collect();
        if running.is_empty() {
            return Ok(());
        }
        let rows = self.context.db.read(move |conn| store::heads(conn, &running)).await?;
        for (room, seq) in rows {
            if let Some(address) = self.running(room) {
                // No notice is sent: there was one at the commit, or there is one with the next message.
                let advanced = RoomAdvanced {
                    room,
                    members: [UserId(uuid::Uuid::nil()); 2],
                    seq,
                    sender: None,
                };
                let _ = address.try_send(Committed {
                    advanced,
                    publications: Vec::new(),
                    message: None,
                });
            }
        }
        Ok(())
    }

    /// Sends an ephemeral event to the sockets of this node and to the other nodes.
    pub fn send_ephemeral(&self, id: RoomId, event: Ephemeral) {
        if self.context.bus.is_on() {
            match &event {
                Ephemeral::Typing(user, _) => {
                    self.context.bus.publish(NodeMessage::Typing(id, *user))
                }
                Ephemeral::Read(user, seq) => {
                    self.context.bus.publish(NodeMessage::Read(id, *user, *seq))
                }
                Ephemeral::Presence(..) => {}
            }
        }
        self.send_ephemeral_here(id, event);
    }

    /// Sends an ephemeral event to the sockets of this node, unless the room's mailbox is full.
    pub fn send_ephemeral_here(&self, id: RoomId, event: Ephemeral) {
        if let Some(address) = self.running(id) {
            // Ephemeral events may be lost.
            let _ = address.try_send(event);
        }
    }

    /// Announces to the rooms of this node who came online (`true`) or went offline (`false`).
    pub fn announce_presence(&self, changed: &[(UserId, bool)]) {
        let mut affected = Vec::new();
        for room in self.lock().values() {
            for (user, online) in changed {
                if room.members.contains(user) {
                    affected.push((room.address.clone(), Ephemeral::Presence(*user, *online)));
                }
            }
        }
        for (address, event) in affected {
            let _ = address.try_send(event);
        }
    }

    /// The members of a room may have changed: removes the sockets of people who are no member any more. Without an id, checks
    /// all rooms that run here.
    ///
    /// # Errors
    /// When Postgres does not answer.
    pub async fn remove_former_members(&self, only: Option<RoomId>) -> AppResult<()> {
        let running: Vec<RoomId> = match only {
            Some(id) => self.running(id).map(|_| id).into_iter().collect(),
            None => self.lock().keys().copied().collect(),
        };
        if running.is_empty() {
            return Ok(());
        }
        let ids = running.clone();
        let mut rows: HashMap<RoomId, Room> =
            self.context.db.read(move |conn| store::by_ids(conn, &ids)).await?;
        for id in running {
            let row = rows.remove(&id);
            if let Some(room) = self.lock().get_mut(&id)
                && let Some(row) = &row
            {
                room.members = [row.buyer_id, row.seller_id];
            }
            if let Some(address) = self.running(id) {
                address.send(MembersChanged(row)).await.ok();
            }
        }
        Ok(())
    }
}

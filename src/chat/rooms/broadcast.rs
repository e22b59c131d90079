//! What reaches rooms from beside them: commits of other actions and other nodes, hints, and members who left.

use std::collections::HashMap;

use actix::prelude::SendError;

use super::actions;
use super::lobby::Lobby;
use super::model::{Message, Room as RoomRow};
use super::room::{Committed, Ephemeral, Expel, bundle_of};
use super::store;
use crate::base::error::AppResult;
use crate::base::ids::{MessageId, RoomId, SessionId, UserId};
use crate::chat::live::{Event, NodeMessage, Publication, RoomAdvanced};

impl Lobby {
    /// Takes one's own message back and tells the room; answers the message that tells it, and whether it is new.
    pub async fn delete(
        &self,
        room: RoomId,
        who: (UserId, SessionId),
        id: MessageId,
        seq: i64,
    ) -> AppResult<(Message, bool)> {
        let (encryption, now) = (self.parts.encryption.clone(), self.parts.clock.now());
        let (row, message, fresh) = self
            .parts
            .db
            .transaction(move |conn| actions::delete(conn, &encryption, who, room, (id, seq), now))
            .await?;
        if fresh {
            self.announce(&row, &message, &[]);
        }
        Ok((message, fresh))
    }

    /// Tells a room what this node committed elsewhere: a message and what goes with it. A room that is not running has
    /// nobody in it; its members' other sockets hear the bell. The other nodes hear of it too.
    pub fn announce(&self, room: &RoomRow, message: &Message, also: &[Event]) {
        let members = [room.buyer_id, room.seller_id];
        let news =
            RoomAdvanced { room: room.id, members, seq: message.seq, sender: message.sender_id };
        let bundles = vec![bundle_of(message, also)];
        self.parts.bus.publish_room(news, &bundles);
        let Some(address) = self.running(room.id) else {
            self.parts.bell(news, Some(message.clone()), |_| false);
            return;
        };
        let committed = Committed { news, bundles, message: Some(message.clone()) };
        if let Err(SendError::Full(committed)) = address.try_send(committed) {
            // It must not be lost: the mailbox drains soon.
            actix_web::rt::spawn(async move { address.send(committed).await });
        }
    }

    /// Another node committed in a room; if it runs here it takes what was told and reads what was not.
    pub fn reached(&self, news: RoomAdvanced, bundles: Vec<Publication>) {
        match self.running(news.room) {
            Some(address) => {
                if bundles.is_empty() {
                    // Whoever rings does not know that its frames are wanted here.
                    self.parts.bus.publish(NodeMessage::Interested(news.room));
                }
                // Lost when the mailbox is full: the next look at Postgres finds it.
                let _ = address.try_send(Committed { news, bundles, message: None });
            }
            None => {
                if !bundles.is_empty() {
                    self.parts.bus.publish(NodeMessage::NotInterested(news.room));
                }
                self.parts.bell(news, None, |_| false);
            }
        }
    }

    /// Looks in Postgres how far the rooms that run here have come: what the bus lost is found by this.
    pub async fn look(&self) -> AppResult<()> {
        let running: Vec<RoomId> = self.lock().keys().copied().collect();
        if running.is_empty() {
            return Ok(());
        }
        let rows = self.parts.db.read(move |conn| store::heads(conn, &running)).await?;
        for (room, seq) in rows {
            if let Some(address) = self.running(room) {
                // The bell rang when it was committed, or will with the next message.
                let news = RoomAdvanced {
                    room,
                    members: [UserId(uuid::Uuid::nil()); 2],
                    seq,
                    sender: None,
                };
                let _ = address.try_send(Committed { news, bundles: Vec::new(), message: None });
            }
        }
        Ok(())
    }

    /// Passes something fleeting on, here and to the other nodes.
    pub fn hint(&self, id: RoomId, hint: Ephemeral) {
        if self.parts.bus.is_on() {
            match &hint {
                Ephemeral::Typing(user, _) => {
                    self.parts.bus.publish(NodeMessage::Typing(id, *user))
                }
                Ephemeral::Read(user, seq) => {
                    self.parts.bus.publish(NodeMessage::Read(id, *user, *seq))
                }
                Ephemeral::Presence(..) => {}
            }
        }
        self.ephemeral_here(id, hint);
    }

    /// Passes something fleeting on to the sockets of this node, if the room runs and has the time.
    pub fn ephemeral_here(&self, id: RoomId, hint: Ephemeral) {
        if let Some(address) = self.running(id) {
            // Lost when the mailbox is full, as hints may be.
            let _ = address.try_send(hint);
        }
    }

    /// Tells the rooms of this node that people came or went.
    pub fn presence(&self, changed: &[(UserId, bool)]) {
        let mut told = Vec::new();
        for room in self.lock().values() {
            for (user, online) in changed {
                if room.members.contains(user) {
                    told.push((room.address.clone(), Ephemeral::Presence(*user, *online)));
                }
            }
        }
        for (address, hint) in told {
            let _ = address.try_send(hint);
        }
    }

    /// A room's row changed: who is no member any more has to go. Without a name, all that run here are looked at.
    pub async fn expel(&self, only: Option<RoomId>) -> AppResult<()> {
        let running: Vec<RoomId> = match only {
            Some(id) => self.running(id).map(|_| id).into_iter().collect(),
            None => self.lock().keys().copied().collect(),
        };
        if running.is_empty() {
            return Ok(());
        }
        let asked = running.clone();
        let mut rows: HashMap<RoomId, RoomRow> =
            self.parts.db.read(move |conn| store::by_ids(conn, &asked)).await?;
        for id in running {
            let row = rows.remove(&id);
            if let Some(room) = self.lock().get_mut(&id)
                && let Some(row) = &row
            {
                room.members = [row.buyer_id, row.seller_id];
            }
            if let Some(address) = self.running(id) {
                address.send(Expel(row)).await.ok();
            }
        }
        Ok(())
    }
}

//! How a room handles messages: posts, commits made elsewhere, ephemeral events, changed members.

use std::time::Instant;

use actix::prelude::*;

use super::super::model::Message as MessageRow;
#[cfg(debug_assertions)]
use super::messages::Crash;
use super::messages::{Committed, Ephemeral, MembersChanged, PostRequest};
use super::pending::{PendingPost, PostSender};
use super::{RoomActor, error};
use crate::base::error::AppError;
use crate::base::ids::UserId;
use crate::chat::live::{ConnectionId, Event, Frame, RoomAdvanced};

/// Messages of all senders that may wait for the journal; more are refused.
const MAX_WAITING: usize = 256;

impl Handler<PostRequest> for RoomActor {
    type Result = ();

    fn handle(&mut self, request: PostRequest, ctx: &mut Self::Context) {
        let PostRequest { message, connection, reply, in_flight } = request;
        if self.waiting.len() >= MAX_WAITING {
            let refused = AppError::TooMany { retry_after: 1 };
            if let Some(connection) = &connection {
                let text = error(Some(message.id.0), Some(self.id()), &refused, connection.lang());
                let _ = connection.send(Frame::Text(text));
            }
            if let Some(reply) = reply {
                let _ = reply.send(Err(refused));
            }
            return;
        }
        let sender = PostSender {
            id: message.id,
            connection,
            reply,
            _in_flight: in_flight,
            since: Instant::now(),
        };
        self.waiting.push_back(PendingPost { message, sender });
        self.write(ctx);
    }
}

impl Handler<Committed> for RoomActor {
    type Result = ();

    fn handle(&mut self, committed: Committed, ctx: &mut Self::Context) {
        let Committed { advanced, publications, message } = committed;
        if self.sequencer.note_committed(advanced.seq) {
            self.notify_members(advanced, message);
        }
        // A late announcement may still fill a gap: later sequence numbers may be known before earlier messages arrive.
        self.take(publications, ctx);
    }
}

impl Handler<Ephemeral> for RoomActor {
    type Result = ();

    fn handle(&mut self, ephemeral: Ephemeral, _: &mut Self::Context) {
        let room = self.id();
        let (event, except) = match ephemeral {
            Ephemeral::Typing(user, Some(from)) => {
                if !self.subscribers.0.contains_key(&from) {
                    return;
                }
                (Event::Typing { room, user }, Some(from))
            }
            Ephemeral::Typing(user, None) => (Event::Typing { room, user }, None),
            Ephemeral::Read(user, seq) => (Event::Read { room, user, seq }, None),
            Ephemeral::Presence(user, online) => {
                // Not sent to the sockets of the person themselves.
                let text = Event::Presence { room, user, online }.encode();
                self.subscribers.send_ephemeral_to_others(&text, user);
                return;
            }
        };
        self.subscribers.send_ephemeral(&event.encode(), except);
    }
}

impl Handler<MembersChanged> for RoomActor {
    type Result = ();

    fn handle(&mut self, changed: MembersChanged, ctx: &mut Self::Context) {
        let room = self.id();
        self.subscribers.0.retain(|_, subscriber| {
            let is_member =
                changed.0.as_ref().is_some_and(|row| row.side(subscriber.user).is_some());
            if !is_member {
                let lang = subscriber.connection.lang();
                let not_found = error(None, Some(room), &AppError::NotFound, lang);
                subscriber.connection.send_lossy(&not_found);
            }
            is_member
        });
        match changed.0 {
            Some(row) => self.row = row,
            None => ctx.stop(),
        }
    }
}

#[cfg(debug_assertions)]
impl Handler<Crash> for RoomActor {
    type Result = ();

    #[expect(clippy::panic, reason = "that is what it is for")]
    fn handle(&mut self, _: Crash, _: &mut Self::Context) {
        panic!("a room panics because a test asked for it");
    }
}

impl RoomActor {
    /// The announcement that the room has advanced to a sequence number.
    pub(super) fn advanced_to(&self, seq: i64, sender: Option<UserId>) -> RoomAdvanced {
        RoomAdvanced {
            room: self.id(),
            members: [self.row.buyer_id, self.row.seller_id],
            seq,
            sender,
        }
    }

    /// Sends a notice to the members' sockets that have not joined the room.
    pub(super) fn notify_members(&self, advanced: RoomAdvanced, message: Option<MessageRow>) {
        let has_joined = |id: &ConnectionId| self.subscribers.0.contains_key(id);
        self.context.notify(self.advanced_to(advanced.seq, advanced.sender), message, has_joined);
    }
}

//! What reaches a room: words, news of what was committed elsewhere, hints, and who is to go.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use actix::prelude::*;
use tokio::sync::oneshot;

use super::super::actions::PostMessage;
use super::super::model::{Message as Row, Room as RoomRow};
use super::writes::{Asker, Waiting};
use super::{Room, error};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::UserId;
use crate::chat::live::{ConnectionHandle, ConnectionId, Event, Frame, Publication, RoomAdvanced};

/// Waiting messages of all senders; more is pushed back.
const MOST_WAITING: usize = 256;

/// A command under way; it is over when this is dropped.
pub struct InFlight(Arc<AtomicUsize>);

impl InFlight {
    /// Counts one more.
    pub fn take(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count.clone())
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Somebody says something, over a socket (`line`) or over HTTP (`reply`).
#[derive(Message)]
#[rtype(result = "()")]
pub struct Say {
    /// What.
    pub said: PostMessage,
    /// Where the ack goes.
    pub line: Option<ConnectionHandle>,
    /// Who waits for the outcome.
    pub reply: Option<oneshot::Sender<AppResult<Row>>>,
    /// Its place among the commands under way.
    pub ticket: Option<InFlight>,
}

impl Handler<Say> for Room {
    type Result = ();

    fn handle(&mut self, say: Say, ctx: &mut Self::Context) {
        if self.waiting.len() >= MOST_WAITING {
            let refused = AppError::TooMany { retry_after: 1 };
            if let Some(line) = &say.line {
                let text = error(Some(say.said.id.0), Some(self.id()), &refused, line.lang());
                let _ = line.send(Frame::Text(text));
            }
            if let Some(reply) = say.reply {
                let _ = reply.send(Err(refused));
            }
            return;
        }
        let asker = Asker {
            id: say.said.id,
            line: say.line,
            reply: say.reply,
            _ticket: say.ticket,
            since: Instant::now(),
        };
        self.waiting.push_back(Waiting { said: say.said, asker });
        self.write(ctx);
    }
}

/// Something was committed elsewhere: by another action of this node, or by another node.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Committed {
    /// How far the room has come.
    pub news: RoomAdvanced,
    /// The frames, as far as they were told.
    pub bundles: Vec<Publication>,
    /// The last message, when it is at hand.
    pub message: Option<Row>,
}

impl Handler<Committed> for Room {
    type Result = ();

    fn handle(&mut self, committed: Committed, ctx: &mut Self::Context) {
        let Committed { news, bundles, message } = committed;
        if self.stream.hear(news.seq) {
            self.notify_members(news, message);
        }
        // Old news may still bring what is missing: the room knows of later messages before it has earlier ones.
        self.take(bundles, ctx);
    }
}

/// Something fleeting.
#[derive(Message, Clone)]
#[rtype(result = "()")]
pub enum Ephemeral {
    /// Fingers on the keys; through which socket, when it is one of this node.
    Typing(UserId, Option<ConnectionId>),
    /// Read up to here.
    Read(UserId, i64),
    /// Came or went.
    Presence(UserId, bool),
}

impl Handler<Ephemeral> for Room {
    type Result = ();

    fn handle(&mut self, hint: Ephemeral, _: &mut Self::Context) {
        let room = self.id();
        let (event, but) = match hint {
            Ephemeral::Typing(user, Some(from)) => {
                if !self.peers.0.contains_key(&from) {
                    return;
                }
                (Event::Typing { room, user }, Some(from))
            }
            Ephemeral::Typing(user, None) => (Event::Typing { room, user }, None),
            Ephemeral::Read(user, seq) => (Event::Read { room, user, seq }, None),
            Ephemeral::Presence(user, online) => {
                // Whoever comes knows it.
                let text = Event::Presence { room, user, online }.encode();
                self.peers.ephemeral_others(&text, user);
                return;
            }
        };
        self.peers.hint(&event.encode(), but);
    }
}

/// The room's row changed: who is no member any more has to go.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Expel(pub Option<RoomRow>);

impl Handler<Expel> for Room {
    type Result = ();

    fn handle(&mut self, expel: Expel, ctx: &mut Self::Context) {
        let room = self.id();
        self.peers.0.retain(|_, peer| {
            let stays = expel.0.as_ref().is_some_and(|row| row.side(peer.user).is_some());
            if !stays {
                let gone = error(None, Some(room), &AppError::NotFound, peer.line.lang());
                peer.line.send_lossy(&gone);
            }
            stays
        });
        match expel.0 {
            Some(row) => self.row = row,
            None => ctx.stop(),
        }
    }
}

/// A fault of ours, made for tests.
#[cfg(debug_assertions)]
#[derive(Message)]
#[rtype(result = "()")]
pub struct Crash;

#[cfg(debug_assertions)]
impl Handler<Crash> for Room {
    type Result = ();

    #[expect(clippy::panic, reason = "that is what it is for")]
    fn handle(&mut self, _: Crash, _: &mut Self::Context) {
        panic!("a room panics because a test asked for it");
    }
}

impl Room {
    /// The word that the room has come to a place.
    pub(super) fn news(&self, seq: i64, sender: Option<UserId>) -> RoomAdvanced {
        RoomAdvanced {
            room: self.id(),
            members: [self.row.buyer_id, self.row.seller_id],
            seq,
            sender,
        }
    }

    /// BusLink the bell at the members' sockets that are not in the room.
    pub(super) fn notify_members(&self, news: RoomAdvanced, message: Option<Row>) {
        let here = |id: &ConnectionId| self.peers.0.contains_key(id);
        self.parts.bell(self.news(news.seq, news.sender), message, here);
    }
}

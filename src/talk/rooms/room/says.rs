//! What reaches a room: words, what was committed elsewhere, and hints.

use actix::prelude::*;
use tokio::sync::oneshot;

use super::super::actions::{self, Utterance};
use super::super::model::Message as Row;
use super::bundle::Bundle;
use super::{MOST_WAITING, Room, error};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::UserId;
use crate::talk::live::{ConnectionId, Event, Line};

/// Somebody says something, over a socket (`line`) or over HTTP (`reply`).
#[derive(Message)]
#[rtype(result = "()")]
pub struct Say {
    /// What.
    pub said: Utterance,
    /// Where the ack goes.
    pub line: Option<(ConnectionId, Line)>,
    /// Who waits for the outcome.
    pub reply: Option<oneshot::Sender<AppResult<Row>>>,
}

impl Handler<Say> for Room {
    type Result = ();

    fn handle(&mut self, mut say: Say, ctx: &mut Self::Context) {
        let refused = match actions::clean(&say.said.text) {
            Ok(_) if self.waiting.len() >= MOST_WAITING => AppError::TooMany { retry_after: 1 },
            Ok(text) => {
                say.said.text = text;
                self.waiting.push_back((say.said, say.line, say.reply));
                self.write(ctx);
                return;
            }
            Err(err) => err,
        };
        if let Some((_, line)) = &say.line {
            line.send(&error(Some(say.said.id.0), Some(self.id()), &refused));
        }
        if let Some(reply) = say.reply {
            let _ = reply.send(Err(refused));
        }
    }
}

/// Something was committed elsewhere (a move in the bargain, the house spoke).
#[derive(Message)]
#[rtype(result = "()")]
pub struct Committed {
    /// The frames.
    pub bundle: Bundle,
    /// The message they belong to, for the bell.
    pub message: Row,
}

impl Handler<Committed> for Room {
    type Result = ();

    fn handle(&mut self, committed: Committed, ctx: &mut Self::Context) {
        let here: Vec<ConnectionId> = self.peers.keys().copied().collect();
        self.parts.notify(&self.row, &committed.message, &here);
        self.take(committed.bundle, ctx);
    }
}

/// Something fleeting.
#[derive(Message, Clone)]
#[rtype(result = "()")]
pub enum Hint {
    /// Fingers on the keys.
    Typing(UserId, ConnectionId),
    /// Read up to here.
    Read(UserId, i64),
    /// Came or went.
    Presence(UserId, bool),
}

impl Handler<Hint> for Room {
    type Result = ();

    fn handle(&mut self, hint: Hint, _: &mut Self::Context) {
        let room = self.id();
        match hint {
            Hint::Typing(user, from) if self.peers.contains_key(&from) => {
                self.hint(&Event::Typing { room, user }, Some(from));
            }
            Hint::Typing(..) => {}
            Hint::Read(user, seq) => self.hint(&Event::Read { room, user, seq }, None),
            Hint::Presence(user, online) => {
                self.hint(&Event::Presence { room, user, online }, None)
            }
        }
    }
}

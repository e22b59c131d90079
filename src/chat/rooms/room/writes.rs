//! Posting: waiting messages go to the journal; after the commit they are acked and delivered.

use std::collections::HashMap;
use std::time::Duration;

use actix::prelude::*;
use bytestring::ByteString;
use tokio::sync::oneshot;

use super::super::append_request::{AppendRequest, AppendResult};
use super::super::model::Message;
use super::super::store;
use super::pending::{PendingPost, PostSender};
use super::publication::publication_of;
use super::{RoomActor, error};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{RoomId, SessionId};
use crate::chat::live::{ConnectionHandle, ConnectionId, Event, Frame, Publication, live_metrics};

/// Messages of one append request.
const MAX_APPENDED: usize = 128;
/// How long the room waits when the journal's queue is full.
const QUEUE_FULL_DELAY: Duration = Duration::from_millis(25);

/// Acks and errors by socket, so that each socket is sent one frame.
#[derive(Default)]
struct Replies(HashMap<ConnectionId, (ConnectionHandle, Vec<ByteString>)>);

impl Replies {
    fn push(&mut self, connection: &ConnectionHandle, text: ByteString) {
        let entry = self.0.entry(connection.id).or_insert_with(|| (connection.clone(), Vec::new()));
        entry.1.push(text);
    }

    fn send(self) {
        for (connection, texts) in self.0.into_values() {
            // When an ack is lost, the client sends the message again under the same id.
            let _ = connection.send(Frame::texts(texts));
        }
    }
}

impl RoomActor {
    /// Passes waiting messages to the journal; while they are committed, the next ones wait.
    pub(super) fn write(&mut self, ctx: &mut Context<Self>) {
        if self.writing || self.waiting.is_empty() {
            return;
        }
        let (room, now) = (self.id(), self.context.clock.now());
        let (mut drafts, mut senders) = (Vec::new(), Vec::new());
        let mut replies = Replies::default();
        for PendingPost { message, sender } in
            self.waiting.drain(..self.waiting.len().min(MAX_APPENDED))
        {
            let draft = message.clean().and_then(|(new, session)| {
                Ok((store::draft(&self.context.encryption, room, new, now)?, session))
            });
            match draft {
                Ok(draft) => {
                    drafts.push(draft);
                    senders.push(sender);
                }
                Err(err) => reply(sender, Err(err), room, &mut replies),
            }
        }
        replies.send();
        if drafts.is_empty() {
            return self.write(ctx);
        }
        self.writing = true;
        self.append(drafts, senders, ctx);
    }

    fn append(
        &mut self,
        drafts: Vec<(store::Draft, SessionId)>,
        senders: Vec<PostSender>,
        ctx: &mut Context<Self>,
    ) {
        let (reply, outcome) = oneshot::channel();
        let request = AppendRequest { room: self.id(), drafts, reply, wait_for_lock: false };
        match self.context.journal.append(request) {
            Ok(()) => {
                ctx.spawn(outcome.into_actor(self).map(move |results, room, ctx| {
                    room.writing = false;
                    room.finish(senders, results.unwrap_or_default(), ctx);
                    room.write(ctx);
                }));
            }
            Err(returned) => {
                ctx.run_later(QUEUE_FULL_DELAY, move |room, ctx| {
                    room.append(returned.drafts, senders, ctx);
                });
            }
        }
    }

    /// After the commit: acks to the senders, then the messages to everybody.
    fn finish(
        &mut self,
        senders: Vec<PostSender>,
        results: Vec<AppendResult>,
        ctx: &mut Context<Self>,
    ) {
        let mut results = results.into_iter();
        let (mut replies, mut fresh) = (Replies::default(), Vec::with_capacity(senders.len()));
        for sender in senders {
            let result = results
                .next()
                .unwrap_or_else(|| Err(AppError::Unavailable("not committed".into())));
            let outcome = match result {
                Ok((message, true)) => {
                    live_metrics().ack.record(sender.since.elapsed());
                    fresh.push(message.clone());
                    Ok(message)
                }
                Ok((message, false)) => {
                    self.reply_to_repetition(sender, message, ctx);
                    continue;
                }
                Err(err) => Err(err),
            };
            reply(sender, outcome, self.id(), &mut replies);
        }
        replies.send();
        let Some(last) = fresh.last() else { return };
        live_metrics().messages.increment(u64::try_from(fresh.len()).unwrap_or(0));
        let advanced = self.advanced_to(last.seq, last.sender_id);
        let publications: Vec<Publication> =
            fresh.iter().map(|message| publication_of(message, &[])).collect();
        self.context.bus.publish_room(advanced, &publications);
        self.notify_members(advanced, Some(last.clone()));
        self.take(publications, ctx);
    }

    /// Replies to a message whose id was committed before: with what was committed, unless that is another message.
    fn reply_to_repetition(&self, sender: PostSender, repeated: Message, ctx: &mut Context<Self>) {
        let (db, encryption) = (self.context.db.clone(), self.context.encryption.clone());
        let (room, seq) = (self.id(), repeated.seq);
        let reading = async move {
            db.read(move |conn| store::messages_at(conn, &encryption, room, &[seq])).await
        };
        ctx.spawn(reading.into_actor(self).map(move |found, room, _ctx| {
            let outcome = found.and_then(|mut found| {
                let stored = found.remove(&seq).ok_or(AppError::NotFound)?;
                match stored.deleted || stored.says_the_same(&repeated) {
                    true => Ok(stored),
                    false => Err(AppError::conflict("message-id-taken")),
                }
            });
            let mut replies = Replies::default();
            reply(sender, outcome, room.id(), &mut replies);
            replies.send();
        }));
    }
}

fn reply(sender: PostSender, outcome: AppResult<Message>, room: RoomId, replies: &mut Replies) {
    if let Some(connection) = &sender.connection {
        let text = match &outcome {
            Ok(message) => {
                Event::Ack { room, id: message.id, seq: message.seq, at: message.at }.encode()
            }
            Err(err) => error(Some(sender.id.0), Some(room), err, connection.lang()),
        };
        replies.push(connection, text);
    }
    if let Some(reply) = sender.reply {
        // The HTTP request may have ended.
        let _ = reply.send(outcome);
    }
}

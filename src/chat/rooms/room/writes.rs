//! Saying: what waits goes to the journal, what comes back is acked and handed on.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use actix::prelude::*;
use bytestring::ByteString;
use tokio::sync::oneshot;

use super::super::actions::PostMessage;
use super::super::journal::{AppendRequest, AppendResult};
use super::super::model::Message;
use super::super::store;
use super::{InFlight, Room, bundle_of, error};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::MessageId;
use crate::chat::live::{ConnectionHandle, ConnectionId, Event, Frame, Publication, live_metrics};

/// Messages of one letter.
const LETTER: usize = 128;
/// The journal was full: try again after this.
const PRESSED: Duration = Duration::from_millis(25);

/// Who waits for the outcome of something that was said.
pub(super) struct Asker {
    pub id: MessageId,
    /// Where the ack goes.
    pub line: Option<ConnectionHandle>,
    /// Who waits over HTTP.
    pub reply: Option<oneshot::Sender<AppResult<Message>>>,
    /// Counts as under way at its socket until it is dropped.
    pub _ticket: Option<InFlight>,
    pub since: Instant,
}

/// Something said that waits for the journal.
pub(super) struct Waiting {
    pub said: PostMessage,
    pub asker: Asker,
}

/// Acks and refusals by line: one frame each.
#[derive(Default)]
struct Answers(HashMap<ConnectionId, (ConnectionHandle, Vec<ByteString>)>);

impl Answers {
    fn put(&mut self, line: &ConnectionHandle, text: ByteString) {
        let entry = self.0.entry(line.id).or_insert_with(|| (line.clone(), Vec::new()));
        entry.1.push(text);
    }

    fn send(self) {
        for (line, texts) in self.0.into_values() {
            // An ack that is lost is asked for again, under the same id.
            let _ = line.send(Frame::texts(texts));
        }
    }
}

impl Room {
    /// FormDeps what waits to the journal; while it commits, the next letter gathers.
    pub(super) fn write(&mut self, ctx: &mut Context<Self>) {
        if self.writing || self.waiting.is_empty() {
            return;
        }
        let (room, now) = (self.id(), self.parts.clock.now());
        let (mut said, mut askers) = (Vec::new(), Vec::new());
        let mut answers = Answers::default();
        for Waiting { said: utterance, asker } in
            self.waiting.drain(..self.waiting.len().min(LETTER))
        {
            let ready = utterance.clean().and_then(|(new, session)| {
                Ok((store::draft(&self.parts.encryption, room, new, now)?, session))
            });
            match ready {
                Ok(ready) => {
                    said.push(ready);
                    askers.push(asker);
                }
                Err(err) => tell(asker, Err(err), room, &mut answers),
            }
        }
        answers.send();
        if said.is_empty() {
            return self.write(ctx);
        }
        self.writing = true;
        self.post(said, askers, ctx);
    }

    fn post(
        &mut self,
        said: Vec<(store::Draft, crate::base::ids::SessionId)>,
        askers: Vec<Asker>,
        ctx: &mut Context<Self>,
    ) {
        let (reply, outcome) = oneshot::channel();
        match self.parts.journal.post(AppendRequest {
            room: self.id(),
            said,
            reply,
            held_up: false,
        }) {
            Ok(()) => {
                ctx.spawn(outcome.into_actor(self).map(move |fates, room, ctx| {
                    room.writing = false;
                    room.answer(askers, fates.unwrap_or_default(), ctx);
                    room.write(ctx);
                }));
            }
            Err(back) => {
                ctx.run_later(PRESSED, move |room, ctx| room.post(back.said, askers, ctx));
            }
        }
    }

    /// After the commit: acks to the senders, then the messages to everybody.
    fn answer(&mut self, askers: Vec<Asker>, fates: Vec<AppendResult>, ctx: &mut Context<Self>) {
        let mut fates = fates.into_iter();
        let (mut answers, mut fresh) = (Answers::default(), Vec::with_capacity(askers.len()));
        for asker in askers {
            let fate =
                fates.next().unwrap_or_else(|| Err(AppError::Unavailable("not committed".into())));
            let outcome = match fate {
                Ok((message, new)) => {
                    live_metrics().ack.record(asker.since.elapsed());
                    if new {
                        fresh.push(message.clone());
                    }
                    Ok(message)
                }
                Err(err) => Err(err),
            };
            tell(asker, outcome, self.id(), &mut answers);
        }
        answers.send();
        let Some(last) = fresh.last() else { return };
        live_metrics().messages.increment(u64::try_from(fresh.len()).unwrap_or(0));
        let news = self.news(last.seq, last.sender_id);
        let bundles: Vec<Publication> =
            fresh.iter().map(|message| bundle_of(message, &[])).collect();
        self.parts.bus.publish_room(news, &bundles);
        self.notify_members(news, Some(last.clone()));
        self.take(bundles, ctx);
    }
}

fn tell(
    asker: Asker,
    outcome: AppResult<Message>,
    room: crate::base::ids::RoomId,
    answers: &mut Answers,
) {
    if let Some(line) = &asker.line {
        let text = match &outcome {
            Ok(message) => {
                Event::Ack { room, id: message.id, seq: message.seq, at: message.at }.encode()
            }
            Err(err) => error(Some(asker.id.0), Some(room), err, line.lang()),
        };
        answers.put(line, text);
    }
    if let Some(reply) = asker.reply {
        // Who asked may have gone.
        let _ = reply.send(outcome);
    }
}

//! What each command of a socket does: checks limits, and either answers at once or hands back a step to be run in its
//! lane. Knows no WebSocket.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::web;
use bytestring::ByteString;
use futures_util::future::LocalBoxFuture;
use uuid::Uuid;

use crate::bargaining::negotiations::{self, Desk, Move, MoveCommand};
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::i18n::{Lang, t};
use crate::base::ids::{MessageId, PhotoId, RoomId, SessionId, UserId};
use crate::base::limits::Limiter;
use crate::chat::live::{Command, ConnectionHandle, Event, Frame, Hub};
use crate::chat::parsing;
use crate::chat::rooms::{self, Ephemeral, InFlight, Join, Lobby, PostMessage, Say, error_frame};
use crate::config::limits;

/// Commands a socket may have under way.
const IN_FLIGHT: usize = 32;
/// Rooms a socket may have joined.
const MOST_ROOMS: usize = 100;

/// What a socket works with.
pub struct Parts {
    /// Postgres.
    pub db: Db,
    /// The sockets of this node.
    pub hub: Hub,
    /// The rooms.
    pub lobby: Lobby,
    /// The bargains.
    pub desk: Desk,
    /// Time.
    pub clock: Clock,
    /// How often is too often.
    pub limiter: Limiter,
}

/// Steps of one lane run one after the other; lanes run beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Queue {
    /// Coming, going and speaking: what one person says keeps its order.
    Talk,
    /// Moves in bargains.
    Table,
    /// Read marks.
    Marks,
}

/// A step to run, and what it is called when it goes wrong.
pub(super) struct Step {
    pub id: Option<Uuid>,
    pub room: RoomId,
    pub work: LocalBoxFuture<'static, AppResult<()>>,
}

/// What comes of a command at once.
pub(super) enum Next {
    /// Nothing more.
    Done,
    /// This answer.
    Answer(ByteString),
    /// A step, in its lane.
    Run(Queue, Step),
}

/// Somebody at a socket.
pub(super) struct CommandHandler {
    pub user: UserId,
    pub session: SessionId,
    pub lang: Lang,
    pub line: ConnectionHandle,
    pub rooms: Vec<RoomId>,
    in_flight: Arc<AtomicUsize>,
    /// The furthest mark of each room that is not written yet.
    marks: Rc<RefCell<HashMap<RoomId, i64>>>,
    parts: web::Data<Parts>,
}

impl CommandHandler {
    pub fn new(
        user: UserId,
        session: SessionId,
        lang: Lang,
        line: ConnectionHandle,
        parts: web::Data<Parts>,
    ) -> Self {
        let (in_flight, marks) = (Arc::default(), Rc::default());
        Self { user, session, lang, line, rooms: Vec::new(), in_flight, marks, parts }
    }

    /// An error with a sentence of the catalogue.
    pub fn complaint(&self, id: Option<Uuid>, code: &str, key: &'static str) -> ByteString {
        let message = t(self.lang, key);
        Event::Error { id, room: None, code: code.to_owned(), message }.encode()
    }

    pub fn refusal(&self, id: Option<Uuid>, room: Option<RoomId>, err: &AppError) -> ByteString {
        error_frame(id, room, err, self.lang)
    }

    /// Takes a command in. `free` says whether the talk lane is empty.
    pub fn hear(&mut self, text: &str, free: bool) -> Next {
        if let Err(err) = self.charge(limits::COMMAND) {
            return Next::Answer(self.refusal(id_in(text), None, &err));
        }
        let command = match crate::base::http::from_json::<Command>(text.as_bytes()) {
            Ok(command) => command,
            Err(err) => {
                tracing::debug!(error = %err, "a command is not understood");
                let id = id_in(text);
                return Next::Answer(self.complaint(id, "bad_command", "error-socket-command"));
            }
        };
        let id = command.id();
        let light = matches!(
            command,
            Command::Ping
                | Command::Leave { .. }
                | Command::Typing { .. }
                | Command::Presence { .. }
        );
        if !light && self.in_flight.load(Ordering::Relaxed) >= IN_FLIGHT {
            return Next::Answer(self.refusal(id, None, &AppError::TooMany { retry_after: 1 }));
        }
        self.obey(command, free)
            .unwrap_or_else(|(room, err)| Next::Answer(self.refusal(id, Some(room), &err)))
    }

    fn charge(&self, limit: crate::base::limits::Limit) -> AppResult<()> {
        if !self.parts.limiter.is_on() {
            return Ok(());
        }
        self.parts.limiter.charge(limit, &self.user.to_string())
    }

    fn obey(&mut self, command: Command, free: bool) -> Result<Next, (RoomId, AppError)> {
        let id = command.id();
        Ok(match command {
            Command::Ping => Next::Answer(Event::Pong { at: self.parts.clock.now() }.encode()),
            Command::Join { room, since, epoch } => {
                if !self.rooms.contains(&room) {
                    if self.rooms.len() >= MOST_ROOMS {
                        return Err((room, AppError::TooMany { retry_after: 1 }));
                    }
                    self.rooms.push(room);
                }
                let (lobby, user) = (self.parts.lobby.clone(), self.user);
                let join = Join { user, line: self.line.clone(), since, epoch };
                self.step(Queue::Talk, None, room, async move { lobby.join(room, join).await })
            }
            Command::Leave { room } => {
                self.rooms.retain(|joined| *joined != room);
                let (lobby, line) = (self.parts.lobby.clone(), self.line.id);
                self.step(Queue::Talk, None, room, async move {
                    lobby.leave(room, line);
                    Ok(())
                })
            }
            Command::Send { room, id, text, photo, quote } => {
                self.charge(limits::MESSAGE).map_err(|err| (room, err))?;
                if photo.is_none() && parsing::command(&text).is_some() {
                    return self.offer_in_words(room, id, text);
                }
                self.say(room, id, (text, photo, quote), free)
            }
            Command::Delete { room, id, seq } => {
                self.charge(limits::MESSAGE).map_err(|err| (room, err))?;
                self.delete(room, id, seq)
            }
            Command::Typing { room } => {
                if self.rooms.contains(&room) {
                    self.parts.lobby.hint(room, Ephemeral::Typing(self.user, Some(self.line.id)));
                }
                Next::Done
            }
            Command::Read { room, seq } => self.read(room, seq),
            Command::Presence { online } => {
                self.parts.hub.look(self.user, self.line.id, online);
                Next::Done
            }
            Command::Offer { room, id: offer, amount, items, note, version } => {
                let command = MoveCommand::offer(offer, version, amount, note);
                self.bargain(room, id, MoveCommand { items, ..command })?
            }
            Command::Accept { room, id: moved, offer, version } => {
                self.bargain(room, id, plain(moved, version, Move::Accept(offer)))?
            }
            Command::Decline { room, id: moved, offer, version, note } => {
                let command = plain(moved, version, Move::Decline(offer));
                self.bargain(room, id, MoveCommand { note, ..command })?
            }
            Command::AskMore { room, id: moved, offer, version, note } => {
                let command = plain(moved, version, Move::AskMore(offer));
                self.bargain(room, id, MoveCommand { note, ..command })?
            }
            Command::Withdraw { room, id: moved, offer, version } => {
                self.bargain(room, id, plain(moved, version, Move::Withdraw(offer)))?
            }
        })
    }

    fn step(
        &self,
        lane: Queue,
        id: Option<Uuid>,
        room: RoomId,
        work: impl Future<Output = AppResult<()>> + 'static,
    ) -> Next {
        let ticket = InFlight::take(&self.in_flight);
        let work = Box::pin(async move {
            let done = work.await;
            drop(ticket);
            done
        });
        Next::Run(lane, Step { id, room, work })
    }

    fn say(
        &self,
        room: RoomId,
        id: MessageId,
        (text, photo, quote): (String, Option<PhotoId>, Option<i64>),
        free: bool,
    ) -> Next {
        let said =
            PostMessage { id, sender: self.user, session: self.session, text, photo: None, quote };
        let ticket = Some(InFlight::take(&self.in_flight));
        let mut say = Say { said, line: Some(self.line.clone()), reply: None, ticket };
        // The usual way: words for a room that runs, with nothing said before that still waits here.
        if photo.is_none() && free {
            match self.parts.lobby.try_say(room, say) {
                Ok(()) => return Next::Done,
                Err(back) => say = *back,
            }
        }
        let (parts, user) = (self.parts.clone(), self.user);
        let work = Box::pin(async move {
            if let Some(photo) = photo {
                let found = parts.db.read(move |conn| rooms::photo_of(conn, user, photo)).await?;
                say.said.photo = Some(found);
            }
            parts.lobby.say(room, say).await
        });
        Next::Run(Queue::Talk, Step { id: Some(id.0), room, work })
    }

    fn delete(&self, room: RoomId, id: MessageId, seq: i64) -> Next {
        let (parts, line, who) = (self.parts.clone(), self.line.clone(), (self.user, self.session));
        self.step(Queue::Talk, Some(id.0), room, async move {
            let (message, _) = parts.lobby.delete(room, who, id, seq).await?;
            let ack = Event::Ack { room, id, seq: message.seq, at: message.at };
            let _ = line.send(Frame::Text(ack.encode()));
            Ok(())
        })
    }

    /// Marks of one room gather while one is written.
    fn read(&self, room: RoomId, seq: i64) -> Next {
        let mut marks = self.marks.borrow_mut();
        if let Some(waiting) = marks.get_mut(&room) {
            *waiting = (*waiting).max(seq);
            return Next::Done;
        }
        marks.insert(room, seq);
        drop(marks);
        let (parts, user, marks) = (self.parts.clone(), self.user, self.marks.clone());
        self.step(Queue::Marks, None, room, async move {
            let Some(seq) = marks.borrow_mut().remove(&room) else { return Ok(()) };
            let (_, moved) =
                parts.db.transaction(move |conn| rooms::mark_read(conn, room, user, seq)).await?;
            if let Some(seq) = moved {
                parts.lobby.hint(room, Ephemeral::Read(user, seq));
            }
            Ok(())
        })
    }

    /// A line that is an offer (`@tawar <listing> <harga>`).
    fn offer_in_words(
        &self,
        room: RoomId,
        id: MessageId,
        text: String,
    ) -> Result<Next, (RoomId, AppError)> {
        self.charge(limits::MOVE).map_err(|err| (room, err))?;
        let (parts, user, session) = (self.parts.clone(), self.user, self.session);
        let line = self.line.clone();
        Ok(self.step(Queue::Table, Some(id.0), room, async move {
            let command = negotiations::chat_command(&parts.db, room, user, id.0, &text).await?;
            let command = command.ok_or(AppError::NotFound)?;
            let moved = parts.desk.make_move(user, session, room, command).await?;
            let ack = Event::Ack { room, id, seq: moved.seq, at: parts.clock.now() };
            let _ = line.send(Frame::Text(ack.encode()));
            Ok(())
        }))
    }

    fn bargain(
        &self,
        room: RoomId,
        id: Option<Uuid>,
        command: MoveCommand,
    ) -> Result<Next, (RoomId, AppError)> {
        self.charge(limits::MOVE).map_err(|err| (room, err))?;
        let (parts, user, session) = (self.parts.clone(), self.user, self.session);
        let (line, said) = (self.line.clone(), MessageId(command.id));
        Ok(self.step(Queue::Table, id, room, async move {
            let moved = parts.desk.make_move(user, session, room, command).await?;
            // The ack comes after the commit, also for a move that was made before: its client learns that it stands.
            let ack = Event::Ack { room, id: said, seq: moved.seq, at: parts.clock.now() };
            let _ = line.send(Frame::Text(ack.encode()));
            Ok(())
        }))
    }

    /// The socket is gone: out of every room.
    pub fn go(&self) {
        for room in &self.rooms {
            self.parts.lobby.leave(*room, self.line.id);
        }
        self.parts.hub.disconnect(self.user, self.line.id);
    }
}

/// The client's id in a text that is not taken as a command, so that it knows which one.
fn id_in(text: &str) -> Option<Uuid> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    value.get("id")?.as_str()?.parse().ok()
}

fn plain(id: Uuid, version: i32, step: Move) -> MoveCommand {
    MoveCommand::plain(id, Some(version), step)
}

//! Parses the commands of one socket, checks limits, and either replies at once or returns a step for one of its queues.
//! Knows no WebSocket.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::web;
use bytestring::ByteString;
use uuid::Uuid;

use super::context::SocketContext;
use super::steps::{Queue, Response, Step};
use crate::base::error::{AppError, AppResult};
use crate::base::i18n::{Lang, t};
use crate::base::ids::{RoomId, SessionId, UserId};
use crate::base::limits::Limit;
use crate::chat::live::{Command, ConnectionHandle, Event};
use crate::chat::rooms::{InFlight, error_frame};
use crate::config::limits;

/// Commands that one socket may have in flight.
const MAX_IN_FLIGHT: usize = 32;

/// A command that was refused before any work was queued.
pub(super) struct RefusedCommand {
    pub room: RoomId,
    pub error: AppError,
}

/// The signed-in person at one socket, and the state of the socket's commands.
pub(super) struct CommandHandler {
    pub user: UserId,
    pub session: SessionId,
    pub lang: Lang,
    pub connection: ConnectionHandle,
    /// The rooms this socket has joined.
    pub joined: Vec<RoomId>,
    /// For each room, the highest read mark that is not written yet.
    pub pending_marks: Rc<RefCell<HashMap<RoomId, i64>>>,
    pub context: web::Data<SocketContext>,
    in_flight: Arc<AtomicUsize>,
}

impl CommandHandler {
    pub fn new(
        user: UserId,
        session: SessionId,
        lang: Lang,
        connection: ConnectionHandle,
        context: web::Data<SocketContext>,
    ) -> Self {
        let (in_flight, pending_marks) = (Arc::default(), Rc::default());
        Self {
            user,
            session,
            lang,
            connection,
            joined: Vec::new(),
            pending_marks,
            context,
            in_flight,
        }
    }

    /// An error frame with a message of the catalogue.
    pub fn catalogue_error(&self, id: Option<Uuid>, code: &str, key: &'static str) -> ByteString {
        let message = t(self.lang, key);
        Event::Error { id, room: None, code: code.to_owned(), message }.encode()
    }

    pub fn error(&self, id: Option<Uuid>, room: Option<RoomId>, err: &AppError) -> ByteString {
        error_frame(id, room, err, self.lang)
    }

    /// Handles a text frame. `messages_idle` says whether the queue of messages is empty.
    pub fn handle(&mut self, text: &str, messages_idle: bool) -> Response {
        if let Err(err) = self.charge(limits::COMMAND) {
            return Response::Reply(self.error(id_in(text), None, &err));
        }
        let command = match crate::base::http::from_json::<Command>(text.as_bytes()) {
            Ok(command) => command,
            Err(err) => {
                tracing::debug!(error = %err, "a command could not be parsed");
                let id = id_in(text);
                return Response::Reply(self.catalogue_error(
                    id,
                    "bad_command",
                    "error-socket-command",
                ));
            }
        };
        let id = command.id();
        if needs_work(&command) && self.in_flight.load(Ordering::Relaxed) >= MAX_IN_FLIGHT {
            return Response::Reply(self.error(id, None, &AppError::TooMany { retry_after: 1 }));
        }
        self.dispatch(command, messages_idle).unwrap_or_else(|refused| {
            Response::Reply(self.error(id, Some(refused.room), &refused.error))
        })
    }

    fn charge(&self, limit: Limit) -> AppResult<()> {
        if !self.context.limiter.is_on() {
            return Ok(());
        }
        self.context.limiter.charge(limit, &self.user.to_string())
    }

    /// Charges a limit for a command of a room.
    pub fn charge_in(&self, room: RoomId, limit: Limit) -> Result<(), RefusedCommand> {
        self.charge(limit).map_err(|error| RefusedCommand { room, error })
    }

    /// Counts a command as in flight until the returned value is dropped.
    pub fn start_command(&self) -> InFlight {
        InFlight::start(&self.in_flight)
    }

    /// A step whose command counts as in flight until it is done.
    pub fn step(
        &self,
        queue: Queue,
        id: Option<Uuid>,
        room: RoomId,
        work: impl Future<Output = AppResult<()>> + 'static,
    ) -> Response {
        let in_flight = self.start_command();
        let work = Box::pin(async move {
            let done = work.await;
            drop(in_flight);
            done
        });
        Response::Enqueue(queue, Step { id, room, work })
    }

    /// Leaves every room and the hub; called once, when the socket has ended.
    pub fn disconnect(&self) {
        for room in &self.joined {
            self.context.lobby.leave(*room, self.connection.id);
        }
        self.context.hub.disconnect(self.user, self.connection.id);
    }
}

/// Whether a command queues work that may wait for Postgres.
fn needs_work(command: &Command) -> bool {
    !matches!(
        command,
        Command::Ping | Command::Leave { .. } | Command::Typing { .. } | Command::Presence { .. }
    )
}

/// The `id` in a text that is not a valid command, so that its sender can tell which one failed. The text may be no JSON: a
/// browser sends half of a character that was cut in two.
fn id_in(text: &str) -> Option<Uuid> {
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(text) {
        return value.get("id")?.as_str()?.parse().ok();
    }
    let (_, after) = text.split_once("\"id\"")?;
    let value = after.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    value.split_once('"')?.0.parse().ok()
}

//! Commands of the chat: joining and leaving rooms, messages, read marks.

use super::command_handler::{CommandHandler, RefusedCommand};
use super::steps::{Queue, Response, Step};
use crate::base::error::AppError;
use crate::base::ids::{MessageId, PhotoId, RoomId};
use crate::chat::live::{Event, Frame};
use crate::chat::rooms::{self, DeleteMessage, Ephemeral, Join, PostMessage, PostRequest};

/// Rooms that one socket may have joined.
const MAX_ROOMS: usize = 100;

/// The message of a `send` command.
pub(super) struct SentMessage {
    pub id: MessageId,
    pub text: String,
    pub photo: Option<PhotoId>,
    /// The sequence number of the message it replies to.
    pub quote: Option<i64>,
}

impl CommandHandler {
    pub(super) fn join(&mut self, room: RoomId, join: Join) -> Result<Response, RefusedCommand> {
        if !self.joined.contains(&room) {
            if self.joined.len() >= MAX_ROOMS {
                return Err(RefusedCommand { room, error: AppError::TooMany { retry_after: 1 } });
            }
            self.joined.push(room);
        }
        let lobby = self.context.lobby.clone();
        Ok(self.step(Queue::Messages, None, room, async move { lobby.join(room, join).await }))
    }

    pub(super) fn leave(&mut self, room: RoomId) -> Response {
        self.joined.retain(|joined| *joined != room);
        let (lobby, connection) = (self.context.lobby.clone(), self.connection.id);
        self.step(Queue::Messages, None, room, async move {
            lobby.leave(room, connection);
            Ok(())
        })
    }

    pub(super) fn post(&self, room: RoomId, sent: SentMessage, messages_idle: bool) -> Response {
        let SentMessage { id, text, photo, quote } = sent;
        let message =
            PostMessage { id, sender: self.user, session: self.session, text, photo: None, quote };
        let in_flight = Some(self.start_command());
        let mut request = PostRequest {
            message,
            connection: Some(self.connection.clone()),
            reply: None,
            in_flight,
        };
        // The usual case: a text for a room whose actor runs, while no earlier message waits. No step is allocated.
        if photo.is_none() && messages_idle {
            match self.context.lobby.try_post(room, request) {
                Ok(()) => return Response::Nothing,
                Err(returned) => request = *returned,
            }
        }
        let (context, user) = (self.context.clone(), self.user);
        let work = Box::pin(async move {
            if let Some(photo) = photo {
                let found = context.db.read(move |conn| rooms::photo_of(conn, user, photo)).await?;
                request.message.photo = Some(found);
            }
            context.lobby.post(room, request).await
        });
        Response::Enqueue(Queue::Messages, Step { id: Some(id.0), room, work })
    }

    pub(super) fn delete(&self, room: RoomId, id: MessageId, seq: i64) -> Response {
        let (context, connection) = (self.context.clone(), self.connection.clone());
        let (user, session) = (self.user, self.session);
        let request = DeleteMessage { id, room, user, session, seq };
        self.step(Queue::Messages, Some(id.0), room, async move {
            let (message, _) = context.lobby.delete(request).await?;
            let ack = Event::Ack { room, id, seq: message.seq, at: message.at };
            let _ = connection.send(Frame::Text(ack.encode()));
            Ok(())
        })
    }

    pub(super) fn typing(&self, room: RoomId) {
        if self.joined.contains(&room) {
            self.context
                .lobby
                .send_ephemeral(room, Ephemeral::Typing(self.user, Some(self.connection.id)));
        }
    }

    /// While one mark of a room is written, later ones of the room are combined into one.
    pub(super) fn mark_read(&self, room: RoomId, seq: i64) -> Response {
        let mut marks = self.pending_marks.borrow_mut();
        if let Some(pending) = marks.get_mut(&room) {
            *pending = (*pending).max(seq);
            return Response::Nothing;
        }
        marks.insert(room, seq);
        drop(marks);
        let (context, user, marks) = (self.context.clone(), self.user, self.pending_marks.clone());
        self.step(Queue::ReadMarks, None, room, async move {
            let Some(seq) = marks.borrow_mut().remove(&room) else { return Ok(()) };
            let (_, moved) =
                context.db.transaction(move |conn| rooms::mark_read(conn, room, user, seq)).await?;
            if let Some(seq) = moved {
                context.lobby.send_ephemeral(room, Ephemeral::Read(user, seq));
            }
            Ok(())
        })
    }
}

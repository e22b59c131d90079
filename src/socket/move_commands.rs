//! Commands that make moves in a negotiation.

use super::command_handler::{CommandHandler, RefusedCommand};
use super::steps::{Queue, Response};
use crate::bargaining::negotiations::{self, MoveCommand};
use crate::base::error::AppError;
use crate::base::ids::{MessageId, RoomId};
use crate::chat::live::{Event, Frame};
use crate::config::limits;

impl CommandHandler {
    pub(super) fn make_move(
        &self,
        room: RoomId,
        command: MoveCommand,
    ) -> Result<Response, RefusedCommand> {
        self.charge_in(room, limits::MOVE)?;
        let (context, user, session) = (self.context.clone(), self.user, self.session);
        let (connection, id) = (self.connection.clone(), command.id);
        Ok(self.step(Queue::Moves, Some(id), room, async move {
            let moved = context.desk.make_move(user, session, room, command).await?;
            // Sent after the commit, also for a move that was made before under this id: the client learns that it stands.
            let ack =
                Event::Ack { room, id: MessageId(id), seq: moved.seq, at: context.clock.now() };
            let _ = connection.send(Frame::Text(ack.encode()));
            Ok(())
        }))
    }

    /// A message that is an offer (`@tawar <listing> <price>`).
    pub(super) fn offer_as_text(
        &self,
        room: RoomId,
        id: MessageId,
        text: String,
    ) -> Result<Response, RefusedCommand> {
        self.charge_in(room, limits::MOVE)?;
        let (context, user, session) = (self.context.clone(), self.user, self.session);
        let connection = self.connection.clone();
        Ok(self.step(Queue::Moves, Some(id.0), room, async move {
            let command = negotiations::chat_command(&context.db, room, user, id.0, &text).await?;
            let command = command.ok_or(AppError::NotFound)?;
            let moved = context.desk.make_move(user, session, room, command).await?;
            let ack = Event::Ack { room, id, seq: moved.seq, at: context.clock.now() };
            let _ = connection.send(Frame::Text(ack.encode()));
            Ok(())
        }))
    }
}

//! Which method of the [`CommandHandler`] carries out a command.

use uuid::Uuid;

use super::chat_commands::SentMessage;
use super::command_handler::{CommandHandler, RefusedCommand};
use super::steps::Response;
use crate::bargaining::negotiations::{Move, MoveCommand};
use crate::chat::live::{Command, Event};
use crate::chat::parsing;
use crate::chat::rooms::Join;
use crate::config::limits;

impl CommandHandler {
    pub(super) fn dispatch(
        &mut self,
        command: Command,
        messages_idle: bool,
    ) -> Result<Response, RefusedCommand> {
        Ok(match command {
            Command::Ping => Response::Reply(Event::Pong { at: self.context.clock.now() }.encode()),
            Command::Join { room, since, epoch } => {
                let connection = self.connection.clone();
                self.join(room, Join { user: self.user, connection, since, epoch })?
            }
            Command::Leave { room } => self.leave(room),
            Command::Send { room, id, text, photo, quote } => {
                self.charge_in(room, limits::MESSAGE)?;
                if photo.is_none() && parsing::offer_command(&text).is_some() {
                    return self.offer_as_text(room, id, text);
                }
                self.post(room, SentMessage { id, text, photo, quote }, messages_idle)
            }
            Command::Delete { room, id, seq } => {
                self.charge_in(room, limits::MESSAGE)?;
                self.delete(room, id, seq)
            }
            Command::Typing { room } => {
                self.typing(room);
                Response::Nothing
            }
            Command::Read { room, seq } => self.mark_read(room, seq),
            Command::Presence { online } => {
                self.context.hub.set_visible(self.user, self.connection.id, online);
                Response::Nothing
            }
            Command::Offer {
                room,
                id,
                amount,
                items,
                note,
                version,
                confirm: confirmed,
                method,
            } => {
                let offer = MoveCommand::offer(id, version, amount, note);
                self.make_move(room, MoveCommand { items, confirmed, method, ..offer })?
            }
            Command::Accept { room, id, offer, version, method } => {
                let accept = plain(id, version, Move::Accept(offer));
                self.make_move(room, MoveCommand { method, ..accept })?
            }
            Command::Decline { room, id, offer, version, note } => {
                let decline = plain(id, version, Move::Decline(offer));
                self.make_move(room, MoveCommand { note, ..decline })?
            }
            Command::AskMore { room, id, offer, version, note } => {
                let ask_more = plain(id, version, Move::AskMore(offer));
                self.make_move(room, MoveCommand { note, ..ask_more })?
            }
            Command::Withdraw { room, id, offer, version } => {
                self.make_move(room, plain(id, version, Move::Withdraw(offer)))?
            }
        })
    }
}

/// A move on the version that the client saw, without a note.
fn plain(id: Uuid, version: i32, step: Move) -> MoveCommand {
    MoveCommand::plain(id, Some(version), step)
}

//! Notices: members get one for a new message at their sockets that have not joined the room.

use bytestring::ByteString;

use super::context::RoomContext;
use super::model::{Message, MessageKind};
use super::{actions, store};
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::ids::UserId;
use crate::chat::live::{ConnectionId, Event, RoomAdvanced};

/// Notices that may be read from Postgres at once.
pub(super) const MAX_CONCURRENT: usize = 4;

impl RoomContext {
    /// Sends a notice to the members' sockets for which `has_joined` is false; not to the sender's. The message is read when
    /// it is not passed. While too many notices are being read none is sent: the next message has one again.
    pub(super) fn notify(
        &self,
        advanced: RoomAdvanced,
        message: Option<Message>,
        has_joined: impl Fn(&ConnectionId) -> bool,
    ) {
        for user in advanced.members {
            if Some(user) == advanced.sender {
                continue;
            }
            let mut connections = self.hub.connections(user);
            connections.retain(|connection| !has_joined(&connection.id));
            if connections.is_empty() {
                continue;
            }
            let Ok(permit) = self.notice_permits.clone().try_acquire_owned() else { return };
            let (db, encryption, message) =
                (self.db.clone(), self.encryption.clone(), message.clone());
            actix_web::rt::spawn(async move {
                let read =
                    db.read(move |conn| notice(conn, &encryption, user, advanced, message)).await;
                drop(permit);
                let Ok(Some(notice)) = read else { return };
                for connection in connections {
                    connection.send_lossy(&notice);
                }
            });
        }
    }
}

/// `None` when there is no message, or one that needs no notice.
fn notice(
    conn: &mut Conn,
    encryption: &Encryption,
    user: UserId,
    advanced: RoomAdvanced,
    message: Option<Message>,
) -> AppResult<Option<ByteString>> {
    let message = match message {
        Some(message) => Some(message),
        None => store::messages_after(conn, encryption, advanced.room, advanced.seq - 1, 1)?.pop(),
    };
    let Some(message) = message else { return Ok(None) };
    let kind = match message.kind {
        MessageKind::Offer => "offer",
        MessageKind::System => "deal",
        MessageKind::Deleted => return Ok(None),
        MessageKind::Text | MessageKind::Photo => "message",
    };
    let title = match message.sender_id {
        Some(id) => crate::people::accounts::profile(conn, id)?.name,
        None => String::new(),
    };
    let text: String = message.text_in(crate::base::i18n::Lang::Id).chars().take(120).collect();
    let (room, unread) = (advanced.room, actions::unread_of(conn, user)?);
    let url = format!("/chat/{room}");
    Ok(Some(Event::Notice { kind, room, unread, title, text, url }.encode()))
}

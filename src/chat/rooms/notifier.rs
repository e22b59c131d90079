//! The bell: members whose sockets are elsewhere hear that something was said.

use bytestring::ByteString;

use super::lobby::Parts;
use super::model::{Kind, Message};
use super::{actions, store};
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::ids::UserId;
use crate::chat::live::{ConnectionId, Event, RoomAdvanced};

/// Bells that may be read for at once.
pub(super) const AT_ONCE: usize = 4;

impl Parts {
    /// BusLink the bell at the members' sockets that are not in the room (`here` are). The message is read again when it
    /// is not at hand. With too many bells under way it stays silent: the next message rings again.
    pub(super) fn bell(
        &self,
        news: RoomAdvanced,
        message: Option<Message>,
        here: impl Fn(&ConnectionId) -> bool,
    ) {
        for user in news.members {
            if Some(user) == news.sender {
                continue;
            }
            let mut lines = self.hub.connections(user);
            lines.retain(|line| !here(&line.id));
            if lines.is_empty() {
                continue;
            }
            let Ok(turn) = self.bells.clone().try_acquire_owned() else { return };
            let (db, encryption, message) =
                (self.db.clone(), self.encryption.clone(), message.clone());
            actix_web::rt::spawn(async move {
                let read =
                    db.read(move |conn| notice(conn, &encryption, user, news, message)).await;
                drop(turn);
                let Ok(Some(notice)) = read else { return };
                for line in lines {
                    line.send_lossy(&notice);
                }
            });
        }
    }
}

fn notice(
    conn: &mut Conn,
    encryption: &Encryption,
    user: UserId,
    news: RoomAdvanced,
    message: Option<Message>,
) -> AppResult<Option<ByteString>> {
    let message = match message {
        Some(message) => Some(message),
        None => store::messages_after(conn, encryption, news.room, news.seq - 1, 1)?.pop(),
    };
    let Some(message) = message else { return Ok(None) };
    let kind = match message.kind {
        Kind::Offer => "offer",
        Kind::System => "deal",
        Kind::Deleted => return Ok(None),
        Kind::Text | Kind::Photo => "message",
    };
    let title = match message.sender_id {
        Some(id) => crate::people::accounts::profile(conn, id)?.name,
        None => String::new(),
    };
    let text: String = message.words(crate::base::i18n::Lang::Id).chars().take(120).collect();
    let (room, unread) = (news.room, actions::unread_of(conn, user)?);
    let url = format!("/chat/{room}");
    Ok(Some(Event::Notice { kind, room, unread, title, text, url }.encode()))
}

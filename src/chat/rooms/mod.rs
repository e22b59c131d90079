//! Rooms: one per listing and buyer. Invariants: `seq` is counted on the room's row under its lock, so a room has no gaps and
//! no doubles; only its two members read or write it; a message is acked and announced after its commit, never before.

mod actions;
mod announce;
mod api;
mod append_request;
mod batch;
mod broadcast;
pub mod chain;
mod context;
mod hooks;
mod journal;
mod lobby;
mod model;
mod notifier;
mod reader;
mod room;
mod store;

pub use actions::{DeleteMessage, PostMessage};
pub use actions::{
    clean, create, find, mark_read, open, photo_of, remove, unread_by_room, unread_of,
};
pub use announce::{Announcement, MessageWithEvents, announce, announce_all, system_message};
pub use api::{
    ChatOut, HistoryQuery, PostedMessageOut, chat_out, delete_api, events, history, mark_read_api,
    parse_id,
};
pub use hooks::RoomHooks;
pub use lobby::{Lobby, LobbyDeps};
pub use model::{Message, MessageKind, Room, STAFF_MESSAGE, SystemMessage};
pub use room::{Ephemeral, InFlight, Join, PostRequest};
pub use store::{
    EncryptedMessage, NewMessage, append, begun_since, by_id, epoch, inbox, insert_many, lock_many,
    message_for, message_of_other, messages_after, messages_at, messages_before, of,
    others_of_listing, reencryption,
};

pub(crate) use room::error as error_frame;

#[doc(hidden)]
pub use api::{__path_delete_api, __path_events, __path_history, __path_mark_read_api};

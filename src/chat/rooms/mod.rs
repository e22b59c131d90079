//! Rooms: one per listing and buyer. Invariants: `seq` is counted on the room's row under its lock, so a room has no gaps and
//! no doubles; only its two members read or write it; a message is acked and announced after its commit, never before.

mod actions;
mod api;
mod broadcast;
pub mod chain;
mod context;
mod journal;
mod lobby;
mod model;
mod notifier;
mod reader;
mod room;
mod store;
mod views;

pub use actions::PostMessage;
pub use actions::{announce_new, delete, mark_read, open, photo_of, unread_of};
pub use api::{
    ChatOut, RoomList, chat_get, chat_post, delete_api, events, history, inbox_api, mark_read_api,
};
pub use lobby::Lobby;
pub use model::{Kind, Message, Room as RoomRow, Side, SystemMessage};
pub use room::{Ephemeral, InFlight, Join, PostRequest};
pub use store::{
    NewMessage, Row as SealedRow, append, append_all, by_id, epoch, insert_many, lock_many,
    messages_after, messages_at, messages_before, of, others_of_listing, reseal,
};
pub use views::{InboxRow, OtherOut, inbox_rows};

pub(crate) use room::error as error_frame;

#[doc(hidden)]
pub use api::{
    __path_chat_get, __path_chat_post, __path_delete_api, __path_events, __path_history,
    __path_inbox_api, __path_mark_read_api,
};

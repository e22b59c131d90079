//! The inbox: the list of the reader's rooms, the page of a room, and posting a message by form and JSON. It is above the
//! rooms and the negotiations, since it shows both and parses the commands that a message may be.

mod api;
mod day_line;
mod forms;
mod list_page;
mod message_view;
mod order_messages;
mod price_chips;
mod room_header;
mod room_page;
mod room_side;
mod room_view;
mod row_view;
mod rows;
mod system_text;

pub use api::{PostMessageIn, RoomList, chat_get, chat_post, chat_put, inbox_api};
pub use forms::{delete_post, message_post};
pub use list_page::inbox_page;
pub use order_messages::{order_message_api, order_messages_api, order_messages_query_api};
pub use room_page::{older, refresh, room_page};
pub use rows::{InboxPage, InboxQuery, InboxRow, OtherOut, inbox_rows};

#[doc(hidden)]
pub use api::{__path_chat_get, __path_chat_post, __path_chat_put, __path_inbox_api};
#[doc(hidden)]
pub use order_messages::{
    __path_order_message_api, __path_order_messages_api, __path_order_messages_query_api,
};

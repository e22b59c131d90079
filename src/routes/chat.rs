//! The addresses of chat: rooms and messages.

use super::entry::table;
use crate::chat::rooms;

table! {
    api {
        GET "/rooms/{room}/messages" Member READ => rooms::history,
        GET "/rooms/{room}/events" Member READ => rooms::events,
        PUT "/messages/{id}/read" Member WRITE => rooms::mark_read_api,
        DELETE "/messages/{id}" Member MESSAGE => rooms::delete_api,
    }
}

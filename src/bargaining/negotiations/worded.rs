//! `@tawar <listing> <harga>`, said in the chat, is an offer.

use uuid::Uuid;

use super::model::MoveCommand;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{OfferId, RoomId, UserId};
use crate::chat::parsing;
use crate::chat::rooms;
use crate::market::listings;

/// The offer that a line makes in a room, under the line's own id; none when it makes none. A line about another thing
/// than the room's is refused: offers lie on the table of their own room.
pub async fn worded(
    db: &Db,
    (room, user): (RoomId, UserId),
    id: Uuid,
    text: &str,
) -> AppResult<Option<MoveCommand>> {
    let Some((name, amount)) = parsing::offer_command(text) else { return Ok(None) };
    let name = name.to_lowercase();
    let about = db
        .read(move |conn| {
            let room = rooms::by_id(conn, room)?.ok_or(AppError::NotFound)?;
            // Who is no member learns nothing, not even what the room is about.
            room.side(user).ok_or(AppError::NotFound)?;
            let listing = listings::by_id(conn, room.listing_id)?.ok_or(AppError::NotFound)?;
            // An address ends in the first letters of the id; these are enough.
            Ok(listing.id.to_string() == name
                || listing.slug == name
                || (name.len() >= 4 && listing.slug.ends_with(&format!("-{name}"))))
        })
        .await?;
    if !about {
        return Err(AppError::conflict("assistant-command-elsewhere"));
    }
    Ok(Some(MoveCommand::offer(OfferId(id), None, amount, String::new())))
}

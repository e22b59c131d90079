//! `@tawar <listing> <harga>`: a message in the chat that is an offer.

use uuid::Uuid;

use super::model::MoveCommand;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{OfferId, RoomId, UserId};
use crate::chat::parsing;
use crate::chat::rooms;
use crate::market::listings;

/// The offer that a message makes in a room, under the message's own id; none when it makes none.
///
/// # Errors
/// 404 for who is no member of the room; 409 when the message names another listing than the room's, since an offer
/// belongs to the room of its listing.
pub async fn chat_command(
    db: &Db,
    room: RoomId,
    user: UserId,
    id: Uuid,
    text: &str,
) -> AppResult<Option<MoveCommand>> {
    let Some((name, amount)) = parsing::offer_command(text) else { return Ok(None) };
    let name = name.to_lowercase();
    let is_about_it = db
        .read(move |conn| {
            let room = rooms::by_id(conn, room)?.ok_or(AppError::NotFound)?;
            // Who is no member learns nothing, not even what the room is about.
            room.side(user).ok_or(AppError::NotFound)?;
            let listing = listings::by_id(conn, room.listing_id)?.ok_or(AppError::NotFound)?;
            // A slug ends in the first letters of the id; these are enough.
            Ok(listing.id.to_string() == name
                || listing.slug == name
                || (name.len() >= 4 && listing.slug.ends_with(&format!("-{name}"))))
        })
        .await?;
    if !is_about_it {
        return Err(AppError::conflict("assistant-command-elsewhere"));
    }
    Ok(Some(MoveCommand::offer(OfferId(id), None, amount, String::new())))
}

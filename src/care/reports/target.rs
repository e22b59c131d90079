//! Finding what somebody reports, as far as they may see it.

use uuid::Uuid;

use super::model::{Quote, TargetKind};
use crate::base::crypto;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, MessageId, ReviewId, RoomId, UserId};
use crate::chat::rooms::{self, MessageKind};
use crate::market::listings;
use crate::people::accounts;
use crate::trade::reviews;

/// What somebody wants to report: exactly one of these is named.
#[derive(Debug, Clone, Default)]
pub struct TargetWish {
    /// An id or a slug.
    pub listing: Option<String>,
    /// An id or a handle.
    pub user: Option<String>,
    pub message: Option<String>,
    pub review: Option<String>,
}

/// A target that was found.
#[derive(Debug)]
pub(super) struct Target {
    pub kind: TargetKind,
    pub id: Uuid,
    /// Who answers for it.
    pub owner: UserId,
    /// Of a message.
    pub quote: Option<Quote>,
}

impl Target {
    fn plain(kind: TargetKind, id: Uuid, owner: UserId) -> Self {
        Self { kind, id, owner, quote: None }
    }
}

/// The target that is meant.
///
/// # Errors
/// `NotFound` for what there is not, or what the reporter may not see, and unless exactly one is named.
pub(super) fn find(
    conn: &mut Conn,
    encryption: &Encryption,
    wish: &TargetWish,
    reporter: UserId,
) -> AppResult<Target> {
    let named = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    match (named(&wish.listing), named(&wish.user), named(&wish.message), named(&wish.review)) {
        (Some(listing), None, None, None) => {
            let found = match listing.parse::<ListingId>() {
                Ok(id) => listings::by_id(conn, id)?,
                Err(_slug) => listings::by_slug(conn, &listing)?,
            };
            let found = found.filter(|row| row.status.is_public()).ok_or(AppError::NotFound)?;
            Ok(Target::plain(TargetKind::Listing, found.id.0, found.seller_id))
        }
        (None, Some(user), None, None) => {
            let handle = user.trim().to_lowercase();
            let found = match handle.parse::<UserId>() {
                Ok(id) => accounts::profiles(conn, &[id])?.pop(),
                Err(_handle) => accounts::by_handle(conn, &handle)?,
            };
            let found = found.ok_or(AppError::NotFound)?;
            Ok(Target::plain(TargetKind::User, found.id.0, found.id))
        }
        (None, None, Some(message), None) => {
            let id = message.parse().map_err(|_no_id| AppError::NotFound)?;
            message_of(conn, encryption, id, reporter)
        }
        (None, None, None, Some(review)) => {
            let id: ReviewId = review.parse().map_err(|_no_id| AppError::NotFound)?;
            let (author, _subject) = reviews::shown_by(conn, id)?.ok_or(AppError::NotFound)?;
            Ok(Target::plain(TargetKind::Review, id.0, author))
        }
        _ => Err(AppError::NotFound),
    }
}

/// A message that somebody else wrote in a room of the reporter. Its id is its place in the room: the ids that clients make are
/// unique only for each sender.
fn message_of(
    conn: &mut Conn,
    encryption: &Encryption,
    id: MessageId,
    reporter: UserId,
) -> AppResult<Target> {
    let Some((room, seq)) = rooms::message_of_other(conn, id, reporter)? else {
        let own = rooms::message_for(conn, id, reporter)?;
        return Err(own.map_or(AppError::NotFound, |_own| AppError::forbidden("report-own")));
    };
    let found = rooms::messages_at(conn, encryption, room, &[seq])?.remove(&seq);
    let found = found.filter(|message| {
        !message.deleted && matches!(message.kind, MessageKind::Text | MessageKind::Photo)
    });
    let found = found.ok_or(AppError::NotFound)?;
    let owner = found.sender_id.ok_or(AppError::NotFound)?;
    let quote = Some(Quote { room, seq, text: found.text });
    Ok(Target { quote, ..Target::plain(TargetKind::Message, place_of(room, seq), owner) })
}

/// One id for each message of each room.
fn place_of(room: RoomId, seq: i64) -> Uuid {
    let hash = crypto::fingerprint([room.0.as_bytes().as_slice(), &seq.to_be_bytes()].concat());
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(hash).for_each(|(byte, own)| *byte = own);
    Uuid::from_bytes(bytes)
}

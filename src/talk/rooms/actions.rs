//! Use cases: opening a room, saying something, reading.

use super::model::{Kind, Message, Room, Side};
use super::store::{self, NewMessage};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::i18n::Text;
use crate::base::ids::{ListingId, MessageId, RoomId, SessionId, UserId};
use crate::market::listings;
use crate::people::sessions;

/// Longest message, in bytes.
const MOST_BYTES: usize = 8192;

/// The caller's room about a listing: a buyer's is made on first use; the seller names the buyer.
pub fn open(
    conn: &mut Conn,
    user: UserId,
    listing: ListingId,
    buyer: Option<UserId>,
    now: Timestamp,
) -> AppResult<Room> {
    let row = listings::must_be_visible(conn, listing, Some(user)).or_else(|err| {
        // A room outlives the listing's page: its members still find it.
        match store::of(conn, listing, buyer.unwrap_or(user))? {
            Some(room) if room.side(user).is_some() => listings::by_id(conn, listing)?.ok_or(err),
            _ => Err(err),
        }
    })?;
    if row.seller_id == user {
        let buyer = buyer.ok_or_else(|| FieldErrors::one("buyer", "room-which-buyer"))?;
        return store::of(conn, listing, buyer)?.ok_or(AppError::NotFound);
    }
    if let Some(room) = store::of(conn, listing, user)? {
        return Ok(room);
    }
    if row.status != listings::Status::Active {
        return Err(AppError::conflict("offer-taken"));
    }
    let room = Room {
        id: RoomId::fresh(),
        listing_id: listing,
        buyer_id: user,
        seller_id: row.seller_id,
        last_seq: 0,
        buyer_read: 0,
        seller_read: 0,
        last_at: None,
    };
    if announce_new(conn, &room, now)? {
        return Ok(room);
    }
    store::of(conn, listing, user)?.ok_or(AppError::NotFound)
}

/// Makes a room's row and counts it on the listing.
pub fn announce_new(conn: &mut Conn, room: &Room, _now: Timestamp) -> AppResult<bool> {
    let made = store::make(conn, room)?;
    if made {
        listings::bump_counts(conn, room.listing_id, 1, 0)?;
        listings::announce_change(conn, room.listing_id)?;
    }
    Ok(made)
}

/// A message somebody wants to say.
#[derive(Debug, Clone)]
pub struct Utterance {
    /// The client's id.
    pub id: MessageId,
    /// Who.
    pub sender: UserId,
    /// Through which session; it must still hold.
    pub session: SessionId,
    /// What.
    pub text: String,
}

/// Checks the words of a message.
pub(super) fn clean(text: &str) -> AppResult<String> {
    let text: String = text
        .trim()
        .replace("\r\n", "\n")
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    if text.is_empty() {
        return Err(FieldErrors::one("text", "message-empty"));
    }
    if text.len() > MOST_BYTES {
        return Err(FieldErrors::one("text", Text::new("message-too-long").with("max", 8000)));
    }
    Ok(text)
}

/// How one of several messages fared.
pub type Fate = AppResult<(Message, bool)>;

/// Says a batch in a room: one transaction. Who is no member any more, or whose session ended, is refused alone.
pub async fn say(
    db: &Db,
    room: RoomId,
    batch: Vec<Utterance>,
    now: Timestamp,
) -> AppResult<Vec<Fate>> {
    db.transaction(move |conn| {
        let mut rooms = store::lock_many(conn, &[room])?;
        let row = rooms.get_mut(&room).ok_or(AppError::NotFound)?;
        let mut fates: Vec<Option<AppError>> = Vec::with_capacity(batch.len());
        let mut new = Vec::with_capacity(batch.len());
        let mut live: Vec<(SessionId, bool)> = Vec::new();
        for said in &batch {
            let holds = match live.iter().find(|(id, _)| *id == said.session) {
                Some((_, holds)) => *holds,
                None => {
                    let holds = sessions::actions::is_live(conn, said.session, now)?;
                    live.push((said.session, holds));
                    holds
                }
            };
            if row.side(said.sender).is_none() {
                fates.push(Some(AppError::NotFound));
            } else if !holds {
                fates.push(Some(AppError::SignedOut));
            } else {
                fates.push(None);
                new.push(NewMessage {
                    id: said.id,
                    sender: Some(said.sender),
                    kind: Kind::Text,
                    text: said.text.clone(),
                    offer: None,
                    photo: None,
                });
            }
        }
        let mut done = store::append(conn, row, new, now)?.into_iter();
        Ok(fates
            .into_iter()
            .map(|fate| match fate {
                Some(err) => Err(err),
                None => done
                    .next()
                    .ok_or_else(|| AppError::Internal(anyhow::anyhow!("a message lost its place"))),
            })
            .collect())
    })
    .await
}

/// Moves a reader's mark; returns it when it moved, and the side it is on.
pub fn mark_read(
    conn: &mut Conn,
    room: RoomId,
    user: UserId,
    seq: i64,
) -> AppResult<(Side, Option<i64>)> {
    let row = store::by_id(conn, room)?.ok_or(AppError::NotFound)?;
    let side = row.side(user).ok_or(AppError::NotFound)?;
    Ok((side, store::set_read(conn, room, side, seq)?))
}

/// Unread messages of a person.
pub fn unread_of(conn: &mut Conn, user: UserId) -> AppResult<i64> {
    store::unread(conn, user)
}

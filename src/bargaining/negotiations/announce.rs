//! What is said of a bargain in its room, with the events that go along: written in the transaction, told after it.

use std::collections::HashMap;

use super::store;
use super::views::snapshot;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{MessageId, OfferId, RoomId};
use crate::chat::live::{DealChange, Event, NegotiationOut};
use crate::chat::rooms::{self, Kind, Message, NewMessage, RoomRow, SystemMessage};
use crate::trade::deals::Deal;

/// A message in a room and what goes with it, to be announced after the commit.
#[derive(Debug, Clone)]
pub struct Announcement {
    /// The room.
    pub room: RoomRow,
    /// What was said in it.
    pub message: Message,
    /// What changed with it.
    pub events: Vec<Event>,
}

/// What the house says in a room.
pub fn house(said: &SystemMessage) -> NewMessage {
    NewMessage {
        id: MessageId::fresh(),
        sender: None,
        kind: Kind::System,
        text: said.kept(),
        offer: None,
        photo: None,
        about: None,
    }
}

/// Writes a message and says what goes with it.
pub fn announce(
    conn: &mut Conn,
    encryption: &Encryption,
    room: &mut RoomRow,
    new: NewMessage,
    talk: Option<&NegotiationOut>,
    deal: Option<&Deal>,
    now: Timestamp,
) -> AppResult<Announcement> {
    let (message, fresh) = rooms::append(conn, encryption, room, new, now)?;
    if !fresh {
        // The client said something with this id before: the offer would have no place of its own.
        return Err(AppError::conflict("offer-id-taken"));
    }
    let events = events_of(&message, talk, deal, now);
    Ok(Announcement { room: room.clone(), message, events })
}

/// Something to be said in a room, and what goes with it.
pub(super) struct News<'a> {
    pub room: RoomId,
    pub new: NewMessage,
    pub talk: Option<NegotiationOut>,
    pub deal: Option<&'a Deal>,
}

/// [`announce`] in many locked rooms at once, in the order of their ids.
pub(super) fn announce_all(
    conn: &mut Conn,
    encryption: &Encryption,
    locked: &mut HashMap<RoomId, RoomRow>,
    mut news: Vec<News<'_>>,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    news.retain(|one| locked.contains_key(&one.room));
    news.sort_by_key(|one| one.room);
    let said = news.iter().map(|one| (one.room, one.new.clone())).collect();
    let said = rooms::append_all(conn, encryption, locked, said, now)?;
    let told = |(one, message): (News<'_>, Message)| {
        let room = locked.get(&one.room)?.clone();
        let events = events_of(&message, one.talk.as_ref(), one.deal, now);
        Some(Announcement { room, message, events })
    };
    Ok(news.into_iter().zip(said).filter_map(told).collect())
}

/// What goes with a message.
fn events_of(
    message: &Message,
    talk: Option<&NegotiationOut>,
    deal: Option<&Deal>,
    now: Timestamp,
) -> Vec<Event> {
    let talk = talk.map(|talk| Event::Negotiation { seq: message.seq, at: now, now: talk.clone() });
    let deal = deal.map(|deal| {
        Event::Deal(DealChange {
            room: message.room_id,
            seq: message.seq,
            code: deal.code.clone(),
            status: deal.status.word(),
            amount: deal.amount,
        })
    });
    talk.into_iter().chain(deal).collect()
}

/// Holds the maker of an offer to it for as long as it lasts; answers how the bargain stands. The caller holds the locks.
pub fn bind(conn: &mut Conn, room: RoomId, offer: OfferId) -> AppResult<Option<NegotiationOut>> {
    store::set_bound(conn, offer)?;
    snapshot(conn, room)
}

//! What happens to all bargains about a thing at once: they close when it is taken or gone, and open when it is free
//! again. However many rooms talk about it, so many statements.

use std::collections::HashMap;

use super::announce::{Announcement, News, announce_all, house};
use super::machine::{self, Event, Move};
use super::model::{Negotiation, OfferStatus, TalkState};
use super::store;
use super::writes::count_offers;
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, NegotiationId, OfferId, RoomId};
use crate::chat::live::NegotiationOut;
use crate::chat::rooms::{self, RoomRow, SystemMessage};
use crate::market::listings::{self, Listing, Status};
use crate::trade::deals::Deal;

/// Closes bargains about a locked thing, or opens them, as the machine says; how each of them stands then.
fn step_all(
    conn: &mut Conn,
    talks: Vec<Negotiation>,
    listing: &Listing,
    step: Move,
    now: Timestamp,
) -> AppResult<HashMap<RoomId, NegotiationOut>> {
    let ids: Vec<NegotiationId> = talks.iter().map(|talk| talk.id).collect();
    let mut newest = store::newest_of(conn, &ids)?;
    let (mut moved, mut declined): (Vec<NegotiationId>, Vec<OfferId>) = (Vec::new(), Vec::new());
    let mut state = None;
    let mut standing = HashMap::new();
    for mut talk in talks {
        let offer = newest.get_mut(&talk.id);
        let pending = offer.as_deref().filter(|offer| offer.status == OfferStatus::Pending);
        let table = talk.table(listing, pending);
        let events = machine::apply(&table, machine::Party::House, None, step, now)?;
        for event in &events {
            match *event {
                Event::Declined(id) => declined.push(id),
                Event::Closed => talk.state = TalkState::Closed,
                Event::Reopened => talk.state = TalkState::Open,
                other => {
                    return Err(AppError::Internal(anyhow::anyhow!("no step of all: {other:?}")));
                }
            }
        }
        if !events.is_empty() {
            (talk.turn, talk.version) = (rooms::Side::Buyer, talk.version + 1);
            moved.push(talk.id);
            state = Some(talk.state);
        }
        if let Some(offer) = offer
            && declined.contains(&offer.id)
        {
            offer.status = OfferStatus::Declined;
        }
        standing.insert(talk.room_id, talk.out(newest.get(&talk.id)));
    }
    if let Some(state) = state {
        store::decline_all(conn, &declined, now)?;
        store::move_all(conn, &moved, state, now)?;
    }
    Ok(standing)
}

/// The thing is taken: every other room about it hears so at once, and bargains in them close.
pub(super) fn close_others(
    conn: &mut Conn,
    encryption: &Encryption,
    listing: &Listing,
    but: &RoomRow,
    locked: &mut HashMap<RoomId, RoomRow>,
    announcements: &mut Vec<Announcement>,
    now: Timestamp,
) -> AppResult<()> {
    let mut talks = store::others(conn, listing.id, Some(but.id), TalkState::Open)?;
    talks.retain(|talk| locked.contains_key(&talk.room_id));
    let mut standing = step_all(conn, talks, listing, Move::Close, now)?;
    let told = locked.values().filter(|room| room.listing_id == listing.id);
    let news = told
        .map(|room| News {
            room: room.id,
            new: house(&SystemMessage::new("said-taken")),
            talk: standing.remove(&room.id),
            deal: None,
        })
        .collect();
    announcements.extend(announce_all(conn, encryption, locked, news, now)?);
    Ok(())
}

/// Who heard that something was taken hears that it is free; what nobody can have any more is not offered to them.
pub(super) fn free_again(
    conn: &mut Conn,
    encryption: &Encryption,
    deal: &Deal,
    items: &[ListingId],
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let mut things = listings::by_ids(conn, items)?;
    things.retain(|thing| thing.id == deal.listing_id || thing.status == Status::Active);
    let free =
        things.iter().any(|thing| thing.id == deal.listing_id && thing.status == Status::Active);
    let mut ids = vec![deal.room_id];
    for thing in things.iter().filter(|thing| thing.status == Status::Active) {
        ids.extend(rooms::others_of_listing(conn, thing.id, deal.room_id)?);
    }
    let mut locked = rooms::lock_many(conn, &ids)?;
    let mut news = Vec::new();
    for thing in &things {
        let about: Vec<RoomId> = locked
            .values()
            .filter(|room| room.listing_id == thing.id)
            .map(|room| room.id)
            .collect();
        let talks = store::of_rooms(conn, &about)?;
        let mut standing = step_all(conn, talks, thing, Move::Reopen, now)?;
        for room in about {
            let own = room == deal.room_id;
            let said = match (own, free) {
                (true, true) => SystemMessage::new("said-deal-off").with("code", &deal.code),
                (true, false) => SystemMessage::new("said-deal-off-gone").with("code", &deal.code),
                (false, _) => SystemMessage::new("said-free-again"),
            };
            let (talk, deal) = (standing.remove(&room), Some(deal).filter(|_| own));
            news.push(News { room, new: house(&said), talk, deal });
        }
    }
    announce_all(conn, encryption, &mut locked, news, now)
}

/// Opens or closes these bargains about a thing and says so in their rooms.
fn tell_all(
    conn: &mut Conn,
    encryption: &Encryption,
    talks: Vec<Negotiation>,
    (listing, step, said): (&Listing, Move, &'static str),
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let rooms: Vec<RoomId> = talks.iter().map(|talk| talk.room_id).collect();
    let mut locked = rooms::lock_many(conn, &rooms)?;
    let mut standing = step_all(conn, talks, listing, step, now)?;
    let news = rooms
        .into_iter()
        .map(|room| News {
            room,
            new: house(&SystemMessage::new(said)),
            talk: standing.remove(&room),
            deal: None,
        })
        .collect();
    announce_all(conn, encryption, &mut locked, news, now)
}

/// Closes the bargains about listings that left the market, opens those about listings that came back with no deal that
/// holds them, telling their rooms.
pub async fn close_gone(
    db: &Db,
    encryption: &Encryption,
    ids: Vec<ListingId>,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let encryption = encryption.clone();
    db.transaction(move |conn| {
        let mut announcements = Vec::new();
        for id in &ids {
            let Some(listing) = listings::lock(conn, *id)? else { continue };
            match listing.status {
                Status::Reserved => {}
                Status::Active => {
                    let closed = store::others(conn, listing.id, None, TalkState::Closed)?;
                    let how = (&listing, Move::Reopen, "said-free-again");
                    announcements.extend(tell_all(conn, &encryption, closed, how, now)?);
                }
                _ => {
                    // A bargain without an offer on the table has nobody waiting: it is left as it is.
                    let open = store::with_pending(conn, listing.id)?;
                    let how = (&listing, Move::Close, "said-gone");
                    announcements.extend(tell_all(conn, &encryption, open, how, now)?);
                    count_offers(conn, &listing)?;
                }
            }
        }
        Ok(announcements)
    })
    .await
}

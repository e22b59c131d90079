//! What happens to all negotiations about a listing at once: they close when it is taken or leaves the market, and reopen
//! when it is back. However many rooms are about it, the number of statements is the same.

use std::collections::HashMap;

use super::announce::event;
use super::effects::count_offers;
use super::machine::{Command, Facts, ListingFacts, Move, Phase, decide, evolve};
use super::model::Negotiation;
use super::store::{self, OfferChange};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, NegotiationId, OfferId, RoomId};
use crate::chat::live::NegotiationOut;
use crate::chat::rooms::{
    self, Announcement, MessageWithEvents, Room, SystemMessage, system_message,
};
use crate::market::Party;
use crate::market::listings::{self, Listing, Status};
use crate::trade::deals::{self, Deal, FollowUp};

/// Decides one move of the system in many negotiations about a locked listing, and saves what evolved; answers how each
/// of them stands then.
fn step_all(
    conn: &mut Conn,
    mut negotiations: Vec<Negotiation>,
    listing: &Listing,
    step: Move,
    now: Timestamp,
) -> AppResult<HashMap<RoomId, NegotiationOut>> {
    let ids: Vec<NegotiationId> = negotiations.iter().map(|it| it.id).collect();
    let mut current = store::current_of(conn, &ids)?;
    let facts = Facts::permissive(ListingFacts::of(listing.status, &listing.content.modes));
    let mut moved = Vec::new();
    let mut changes: Vec<(OfferId, OfferChange)> = Vec::new();
    for negotiation in &mut negotiations {
        let offer = current.get_mut(&negotiation.id);
        let mut state = negotiation.state(offer.as_deref());
        let command = Command::now(step);
        let events = decide(&state, &facts, Party::System, command, now)?;
        for event in &events {
            evolve(&mut state, event);
        }
        if events.is_empty() {
            continue;
        }
        negotiation.set_state(&state);
        moved.push(negotiation.clone());
        if let (Some(offer), Some(after)) = (offer, &state.offer) {
            let change = OfferChange::between(&offer.state(), after, "", now);
            changes.extend(change.map(|change| (offer.id, change)));
            offer.set_state(after);
        }
    }
    store::save_offers(conn, &changes)?;
    let ended: Vec<OfferId> = changes.iter().map(|(offer, _)| *offer).collect();
    deals::end_asked(conn, &ended, Party::System, now)?;
    store::save_all(conn, &moved, now)?;
    let out = |it: &Negotiation| (it.room_id, it.out(current.get(&it.id)));
    Ok(negotiations.iter().map(out).collect())
}

/// Locked rooms in which something is posted.
pub(super) struct Bulk<'a> {
    pub encryption: &'a Encryption,
    pub rooms: &'a mut HashMap<RoomId, Room>,
    pub now: Timestamp,
}

impl Bulk<'_> {
    /// A message of the system for a locked room, with how its negotiation stands; none for a room that is not locked.
    fn message(
        &self,
        room: RoomId,
        text: &SystemMessage,
        out: Option<NegotiationOut>,
    ) -> Option<(RoomId, MessageWithEvents)> {
        let seq = self.rooms.get(&room)?.next_seq();
        let events = out.map(|out| event(out, seq, self.now)).into_iter().collect();
        Some((room, MessageWithEvents { message: system_message(text), events }))
    }

    fn append(
        &mut self,
        conn: &mut Conn,
        new: Vec<(RoomId, MessageWithEvents)>,
    ) -> AppResult<Vec<Announcement>> {
        rooms::announce_all(conn, self.encryption, self.rooms, new, self.now)
    }

    /// The listing is taken: negotiations about it in all rooms but one close, and every one of these rooms is notified.
    pub fn close_others(
        &mut self,
        conn: &mut Conn,
        listing: &Listing,
        but: RoomId,
    ) -> AppResult<Vec<Announcement>> {
        let mut open = store::others_in(conn, listing.id, Some(but), Phase::Open)?;
        open.retain(|negotiation| self.rooms.contains_key(&negotiation.room_id));
        let mut standing = step_all(conn, open, listing, Move::Close, self.now)?;
        let text = SystemMessage::new("said-taken");
        let about = self.rooms.values().filter(|room| room.listing_id == listing.id);
        let new = about
            .filter_map(|room| self.message(room.id, &text, standing.remove(&room.id)))
            .collect();
        self.append(conn, new)
    }

    /// Closes or reopens these negotiations about a listing and notifies their rooms, which are locked here.
    fn step_and_notify(
        &mut self,
        conn: &mut Conn,
        negotiations: Vec<Negotiation>,
        listing: &Listing,
        step: Move,
    ) -> AppResult<Vec<Announcement>> {
        let rooms: Vec<RoomId> = negotiations.iter().map(|it| it.room_id).collect();
        *self.rooms = rooms::lock_many(conn, &rooms)?;
        let mut standing = step_all(conn, negotiations, listing, step, self.now)?;
        let text =
            SystemMessage::new(if step == Move::Reopen { "said-free-again" } else { "said-gone" });
        let new = rooms
            .into_iter()
            .filter_map(|room| self.message(room, &text, standing.remove(&room)))
            .collect();
        self.append(conn, new)
    }
}

/// What follows for negotiations when a deal ends without a hand-over: its own reopens, and so do those that it closed.
/// Buyers who were notified that a listing is taken are notified that it is back, unless it left the market meanwhile.
pub fn reopen_after(
    conn: &mut Conn,
    encryption: &Encryption,
    deal: &Deal,
    held: &[Listing],
    now: Timestamp,
) -> AppResult<FollowUp> {
    let back = |listing: &&Listing| listing.status == Status::Active;
    let mut ids = vec![deal.room_id];
    for listing in held.iter().filter(back) {
        ids.extend(rooms::others_of_listing(conn, listing.id, deal.room_id)?);
    }
    let mut locked = rooms::lock_many(conn, &ids)?;
    let mut bulk = Bulk { encryption, rooms: &mut locked, now };
    let (mut own, mut new) = (None, Vec::new());
    let text = SystemMessage::new("said-free-again");
    for listing in held.iter().filter(|it| it.id == deal.listing_id || back(it)) {
        let about: Vec<RoomId> = bulk
            .rooms
            .values()
            .filter(|room| room.listing_id == listing.id)
            .map(|room| room.id)
            .collect();
        let negotiations = store::of_rooms(conn, &about)?;
        let mut standing = step_all(conn, negotiations, listing, Move::Reopen, now)?;
        own = own.or(standing.remove(&deal.room_id));
        let others = about.into_iter().filter(|room| *room != deal.room_id);
        new.extend(others.filter_map(|room| bulk.message(room, &text, standing.remove(&room))));
    }
    let announcements = bulk.append(conn, new)?;
    let room = locked.remove(&deal.room_id).ok_or(AppError::NotFound)?;
    let events = own.map(|out| event(out, room.next_seq(), now)).into_iter().collect();
    Ok(FollowUp { room, events, announcements })
}

/// Brings negotiations up to date with listings that may have changed: those about a listing that left the market close,
/// those about one that came back, with no deal that holds it, reopen. A piece of a transaction.
pub(super) fn follow_listings(
    conn: &mut Conn,
    encryption: &Encryption,
    ids: &[ListingId],
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let mut announcements = Vec::new();
    for id in ids {
        let Some(listing) = listings::lock(conn, *id)? else { continue };
        let mut bulk = Bulk { encryption, rooms: &mut HashMap::new(), now };
        match listing.status {
            Status::Reserved => {}
            Status::Active => {
                let closed = store::others_in(conn, listing.id, None, Phase::Closed)?;
                let step = Move::Reopen;
                announcements.extend(bulk.step_and_notify(conn, closed, &listing, step)?);
            }
            _ => {
                // In a negotiation without a pending offer nobody waits for an answer: it is left as it is.
                let open = store::with_pending(conn, listing.id)?;
                announcements.extend(bulk.step_and_notify(conn, open, &listing, Move::Close)?);
                count_offers(conn, &listing)?;
            }
        }
    }
    Ok(announcements)
}

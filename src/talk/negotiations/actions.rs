//! The one place where a move is made. Locks: listing, then negotiation, then rooms by id.

use chrono::Duration;
use diesel::result::Error as DieselError;

use super::house::close_others;
use super::machine::{self, Event as Made, Move};
use super::model::{MoveCommand, Negotiation, Offer, OfferStatus, TalkState, kind_of, party, side};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db, violates};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{MessageId, OfferId, RoomId, SessionId, UserId};
use crate::base::money;
use crate::base::vault::Vault;
use crate::config::Mode;
use crate::market::categories::Categories;
use crate::market::listings::{self, Listing};
use crate::people::accounts;
use crate::people::sessions;
use crate::talk::live::{DealChange, Event, NegotiationOut};
use crate::talk::rooms::{self, Kind, Message, NewMessage, RoomRow, Said, Side};
use crate::trade::deals::{self, Deal};

/// An offer binds this long.
const HOURS: i64 = 24;

/// Who makes a move.
#[derive(Debug, Clone, Copy)]
pub enum Mover {
    /// A member of the room, through a session that must still hold.
    Member(UserId, SessionId),
    /// The seller's assistant, by the seller's mandate.
    Assistant(Mandated),
    /// A deadline.
    House,
}

/// What an assistant's acceptance comes to.
#[derive(Debug, Clone, Copy)]
pub struct Mandated {
    /// Never more than this, whole rupiah: the asking price.
    pub most: i64,
    /// Minutes in which the seller may still say no.
    pub minutes: i64,
}

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

/// What came of a move.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// How the bargain stands now.
    pub negotiation: NegotiationOut,
    /// The deal that was opened.
    pub deal: Option<Deal>,
    /// The place in the room that tells of it.
    pub seq: i64,
    /// What is to be told.
    pub announcements: Vec<Announcement>,
}

/// Makes a move in a room: decides by the machine, writes everything in one transaction, announces nothing.
pub async fn make_move(
    db: &Db,
    (kinds, vault): (&Categories, &Vault),
    room: RoomId,
    mover: Mover,
    command: MoveCommand,
    now: Timestamp,
) -> AppResult<Outcome> {
    let (kinds, vault) = (kinds.clone(), vault.clone());
    db.transaction(move |conn| step(conn, (&kinds, &vault), room, mover, &command, now)).await
}

/// A move as a piece of a transaction; announces nothing.
pub fn step(
    conn: &mut Conn,
    (kinds, vault): (&Categories, &Vault),
    room: RoomId,
    mover: Mover,
    command: &MoveCommand,
    now: Timestamp,
) -> AppResult<Outcome> {
    let room = rooms::by_id(conn, room)?.ok_or(AppError::NotFound)?;
    let by = match mover {
        Mover::Member(user, session) => {
            let side = room.side(user).ok_or(AppError::NotFound)?;
            if !sessions::actions::is_live(conn, session, now)? {
                return Err(AppError::SignedOut);
            }
            party(side)
        }
        Mover::Assistant(_) => machine::Party::Seller,
        Mover::House => machine::Party::House,
    };
    if command.note.chars().count() > 500 {
        return Err(FieldErrors::one("note", "offer-note-long"));
    }
    let listing = listings::lock(conn, room.listing_id)?.ok_or(AppError::NotFound)?;
    let mut talk = store::lock_of_room(conn, &room)?;
    if store::was_made(conn, talk.id, command.id)? {
        // The same move again: nothing changes, the answer is how things stand.
        return standing(conn, &talk);
    }
    if let Move::Offer { id, .. } = command.step
        && store::owner_of(conn, id)?.is_some()
    {
        return Err(AppError::conflict("offer-id-taken"));
    }
    let newest = store::newest(conn, talk.id)?;
    let pending = newest.as_ref().filter(|offer| offer.status == OfferStatus::Pending);
    let table = talk.table(&listing, pending);
    let events = machine::apply(&table, by, command.seen, command.step, now)
        .map_err(|refusal| with_state(refusal.into(), &talk, newest.as_ref()))?;
    if events.is_empty() {
        return standing(conn, &talk);
    }
    let mut ids = vec![room.id];
    let accepting = events.iter().any(|event| matches!(event, Made::Accepted(_)));
    if accepting {
        ids.extend(rooms::others_of_listing(conn, listing.id, room.id)?);
    }
    let mut locked = rooms::lock_many(conn, &ids)?;
    let mut row = locked.remove(&room.id).ok_or(AppError::NotFound)?;
    let mut deal = None;
    let mut said = None;
    for event in &events {
        if let Made::Accepted(offer) = event {
            deal = Some(agree(conn, kinds, (&listing, mover), &row, *offer, newest.as_ref(), now)?);
        }
        said = Some(write(conn, &mut talk, *event, command, mover, deal.as_ref(), now)?);
    }
    talk.version += 1;
    talk.turn = side(talk.table(&listing, pending_now(conn, &talk)?.as_ref()).turn())
        .unwrap_or(Side::Buyer);
    store::save(conn, &talk, now)?;
    let (by, offer) = (side(by).unwrap_or(talk.turn), offer_of(&command.step));
    if let Some(offer) = offer {
        let made = store::Made {
            negotiation: talk.id,
            id: command.id,
            by,
            kind: kind_of(&command.step),
            offer,
            version: talk.version,
            now,
        };
        store::note_move(conn, &made)?;
    }
    let out = talk.out(store::newest(conn, talk.id)?.as_ref());
    let mut announcements = Vec::new();
    if let Some(new) = said {
        announcements.push(announce(conn, vault, &mut row, new, Some(&out), deal.as_ref(), now)?);
    }
    if accepting {
        close_others(conn, vault, &listing, &room, &mut locked, &mut announcements, now)?;
    }
    count_offers(conn, &listing)?;
    let seq = announcements.first().map_or(row.last_seq, |told| told.message.seq);
    Ok(Outcome { negotiation: out, deal, seq, announcements })
}

fn standing(conn: &mut Conn, talk: &Negotiation) -> AppResult<Outcome> {
    let newest = store::newest(conn, talk.id)?;
    let deal = deals::by_room(conn, talk.room_id)?.filter(|_| talk.state == TalkState::Agreed);
    let seq = rooms::by_id(conn, talk.room_id)?.map_or(0, |room| room.last_seq);
    Ok(Outcome { negotiation: talk.out(newest.as_ref()), deal, seq, announcements: Vec::new() })
}

/// A conflict tells how things stand, so that the loser sees the new terms at once.
fn with_state(err: AppError, talk: &Negotiation, newest: Option<&Offer>) -> AppError {
    match err {
        AppError::Conflict { text, .. } => {
            AppError::Conflict { text, state: serde_json::to_value(talk.out(newest)).ok() }
        }
        other => other,
    }
}

fn offer_of(step: &Move) -> Option<OfferId> {
    match *step {
        Move::Offer { id, .. } => Some(id),
        Move::Accept(id) | Move::Decline(id) | Move::Withdraw(id) | Move::Expire(id) => Some(id),
        Move::Close | Move::Reopen => None,
    }
}

pub(super) fn pending_now(conn: &mut Conn, talk: &Negotiation) -> AppResult<Option<Offer>> {
    Ok(store::newest(conn, talk.id)?.filter(|offer| offer.status == OfferStatus::Pending))
}

fn agree(
    conn: &mut Conn,
    kinds: &Categories,
    (listing, mover): (&Listing, Mover),
    room: &RoomRow,
    offer: OfferId,
    newest: Option<&Offer>,
    now: Timestamp,
) -> AppResult<Deal> {
    let amount = newest
        .filter(|pending| pending.id == offer)
        .map(|pending| pending.amount)
        .ok_or(AppError::NotFound)?;
    let (amount, minutes) = match mover {
        Mover::Assistant(mandated) => (amount.min(mandated.most), mandated.minutes),
        _ => (amount, 0),
    };
    let mode = if listing.modes.contains(&Mode::Free) { Mode::Free } else { Mode::Sale };
    let agreed = deals::actions::Agreed {
        listing,
        offer,
        room: room.id,
        buyer: room.buyer_id,
        mode,
        amount,
        minutes,
    };
    deals::actions::open(conn, kinds, &agreed, now)
}

/// Writes one event's rows; answers the message that tells it.
pub(super) fn write(
    conn: &mut Conn,
    talk: &mut Negotiation,
    event: Made,
    command: &MoveCommand,
    mover: Mover,
    deal: Option<&Deal>,
    now: Timestamp,
) -> AppResult<NewMessage> {
    let mut settle = |offer, status| {
        store::settle(conn, offer, status, now).map_err(|err: DieselError| {
            if violates(&err, "offers_one_accepted") {
                AppError::conflict("offer-taken")
            } else {
                err.into()
            }
        })
    };
    let said = match event {
        Made::Offered { id, by, amount } => {
            let by = side(by).unwrap_or(Side::Buyer);
            let offer = Offer {
                id,
                negotiation_id: talk.id,
                listing_id: talk.listing_id,
                by,
                amount,
                note: command.note.trim().to_owned(),
                status: OfferStatus::Pending,
                expires_at: now + Duration::hours(HOURS),
                created_at: now,
                assistant: matches!(mover, Mover::Assistant(_)),
            };
            store::insert_offer(conn, &offer)?;
            let sender = match mover {
                Mover::Member(user, _) => Some(user),
                Mover::Assistant(_) | Mover::House => None,
            };
            return Ok(NewMessage {
                id: MessageId(id.0),
                sender,
                kind: Kind::Offer,
                text: money::rupiah(amount),
                offer: Some(id),
                photo: None,
                about: None,
            });
        }
        Made::Countered(id) => {
            settle(id, OfferStatus::Countered)?;
            Said::new("said-countered")
        }
        Made::Accepted(id) => {
            settle(id, OfferStatus::Accepted)?;
            talk.state = TalkState::Agreed;
            let (amount, code) =
                deal.map(|deal| (deal.amount, deal.code.clone())).unwrap_or_default();
            let key = if amount == 0 { "said-agreed-free" } else { "said-agreed" };
            Said::new(key).with("amount", money::rupiah(amount)).with("code", code)
        }
        Made::Declined(id) => {
            settle(id, OfferStatus::Declined)?;
            match mover {
                Mover::Assistant(_) => Said::new("said-declined-assistant"),
                _ => Said::new("said-declined").with("name", name_of(conn, mover)?),
            }
        }
        Made::Withdrawn(id) => {
            settle(id, OfferStatus::Withdrawn)?;
            Said::new("said-withdrawn").with("name", name_of(conn, mover)?)
        }
        Made::Expired(id) => {
            settle(id, OfferStatus::Expired)?;
            Said::new("said-expired")
        }
        Made::Closed => {
            talk.state = TalkState::Closed;
            Said::new("said-taken")
        }
        Made::Reopened => {
            talk.state = TalkState::Open;
            Said::new("said-reopened")
        }
    };
    Ok(house(&said))
}

fn name_of(conn: &mut Conn, mover: Mover) -> AppResult<String> {
    match mover {
        Mover::Member(user, _) => Ok(accounts::profile(conn, user)?.name),
        Mover::Assistant(_) | Mover::House => Ok(String::new()),
    }
}

/// What the house says in a room.
pub fn house(said: &Said) -> NewMessage {
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
    vault: &Vault,
    room: &mut RoomRow,
    new: NewMessage,
    talk: Option<&NegotiationOut>,
    deal: Option<&Deal>,
    now: Timestamp,
) -> AppResult<Announcement> {
    let (message, fresh) = rooms::append(conn, vault, room, new, now)?;
    if !fresh {
        // The client said something with this id before: the offer would have no place of its own.
        return Err(AppError::conflict("offer-id-taken"));
    }
    let mut events = Vec::new();
    if let Some(talk) = talk {
        events.push(Event::Negotiation { seq: message.seq, at: now, now: talk.clone() });
    }
    if let Some(deal) = deal {
        events.push(Event::Deal(DealChange {
            room: room.id,
            seq: message.seq,
            code: deal.code.clone(),
            status: deal.status.word(),
            amount: deal.amount,
        }));
    }
    Ok(Announcement { room: room.clone(), message, events })
}

/// Keeps the number of pending offers that the card shows.
pub(super) fn count_offers(conn: &mut Conn, listing: &Listing) -> AppResult<()> {
    let pending = store::count_pending(conn, listing.id)?;
    if pending != listing.offer_count {
        listings::bump_counts(conn, listing.id, 0, pending - listing.offer_count)?;
        listings::announce_change(conn, listing.id)?;
    }
    Ok(())
}

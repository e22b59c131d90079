//! The one place where a move is made. Locks: listing, then negotiation, then rooms by id.

use super::all::close_others;
use super::announce::{Announcement, announce};
use super::facts::{Known, lock, look_around, offer_of, party_of, with_state, words_fit};
use super::machine::{self, Event as Made, Move};
use super::model::{MoveCommand, Negotiation, Offer, OfferStatus, TalkState, kind_of, side};
use super::store;
use super::writes::{Making, count_offers, write};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{RoomId, SessionId, UserId};
use crate::chat::live::NegotiationOut;
use crate::chat::rooms::{self, NewMessage, Side};
use crate::config::Mode;
use crate::market::categories::Categories;
use crate::market::listings::Listing;
use crate::trade::deals::{self, Deal};

/// What every move needs to know of the house; cloning shares it.
#[derive(Clone)]
pub struct Books {
    /// For the terms of a deal.
    pub kinds: Categories,
    /// For what is said of moves.
    pub encryption: Encryption,
    /// Whether money may lie on top of a barter here.
    pub cash: bool,
}

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
    books: &Books,
    room: RoomId,
    mover: Mover,
    command: MoveCommand,
    now: Timestamp,
) -> AppResult<Outcome> {
    let books = books.clone();
    db.transaction(move |conn| step(conn, &books, room, mover, &command, now)).await
}

/// A move as a piece of a transaction; announces nothing.
pub fn step(
    conn: &mut Conn,
    books: &Books,
    room: RoomId,
    mover: Mover,
    command: &MoveCommand,
    now: Timestamp,
) -> AppResult<Outcome> {
    let room = rooms::by_id(conn, room)?.ok_or(AppError::NotFound)?;
    let by = party_of(conn, &room, mover, now)?;
    words_fit(command)?;
    let (listing, goods) = lock(conn, &room, command)?;
    let mut talk = store::lock_of_room(conn, &room)?;
    if let Some(made) = store::made(conn, talk.id, command.id)? {
        // The same move again: nothing changes, the answer is how things stand.
        return match is_same(conn, &made, side(by), command)? {
            true => standing(conn, &talk),
            false => {
                let newest = store::newest(conn, talk.id)?;
                let taken = AppError::conflict("offer-id-taken");
                Err(with_state(taken, &talk, newest.as_ref()))
            }
        };
    }
    let Known { table, step, goods, newest } =
        look_around(conn, books, (&room, &listing, &talk), goods, (command, mover), now)?;
    let events = machine::apply(&table, by, command.seen, step, now)
        .map_err(|refusal| with_state(refusal.into(), &talk, newest.as_ref()))?;
    if events.is_empty() {
        return standing(conn, &talk);
    }
    let accepted = events.iter().any(|event| matches!(event, Made::Accepted(_)));
    let held: Vec<&Listing> = match accepted {
        true => std::iter::once(&listing).chain(&goods).collect(),
        false => Vec::new(),
    };
    let mut ids = vec![room.id];
    for thing in &held {
        ids.extend(rooms::others_of_listing(conn, thing.id, room.id)?);
    }
    let mut locked = rooms::lock_many(conn, &ids)?;
    let mut row = locked.remove(&room.id).ok_or(AppError::NotFound)?;
    let empty = table.pending.is_none_or(|pending| pending.expires_at <= now);
    let opening = empty && by == machine::Party::Buyer;
    // What is bettered still binds.
    let bound = table.pending.is_some_and(|old| old.bound && old.by == by) && !empty;
    let making = Making { listing: &listing, goods: &goods, command, mover, opening, bound, now };
    let (said, deal) =
        write_all(conn, books, &mut talk, &events, (&making, &held), newest.as_ref())?;
    talk.version += 1;
    talk.turn = side(talk.table(&listing, pending_now(conn, &talk)?.as_ref()).turn())
        .unwrap_or(Side::Buyer);
    store::save(conn, &talk, now)?;
    remember(conn, &talk, side(by), command, now)?;
    let out = talk.out(store::newest(conn, talk.id)?.as_ref());
    let mut announcements = Vec::new();
    for new in said {
        announcements.push(announce(
            conn,
            &books.encryption,
            &mut row,
            new,
            Some(&out),
            deal.as_ref(),
            now,
        )?);
    }
    for thing in &held {
        close_others(conn, &books.encryption, thing, &room, &mut locked, &mut announcements, now)?;
        count_offers(conn, thing)?;
    }
    if !accepted {
        count_offers(conn, &listing)?;
    }
    let seq = announcements.first().map_or(row.last_seq, |told| told.message.seq);
    Ok(Outcome { negotiation: out, deal, seq, announcements })
}

/// Whether a command is the one that was made under its id: by the same side, the same move, with the same content.
fn is_same(
    conn: &mut Conn,
    made: &store::Before,
    by: Option<Side>,
    command: &MoveCommand,
) -> AppResult<bool> {
    let same = by.is_none_or(|by| by == made.by)
        && made.kind == kind_of(&command.step)
        && offer_of(&command.step) == Some(made.offer);
    let Move::Offer { amount, .. } = command.step else { return Ok(same) };
    let offer = store::offer(conn, made.offer)?;
    let same_content = |offer: Offer| {
        offer.amount == amount && offer.items == command.items && offer.note == command.note.trim()
    };
    Ok(same && offer.is_some_and(same_content))
}

/// Writes what follows from a move; answers what is to be said of it, and the deal it opened.
fn write_all(
    conn: &mut Conn,
    books: &Books,
    talk: &mut Negotiation,
    events: &[Made],
    (making, held): (&Making<'_>, &[&Listing]),
    newest: Option<&Offer>,
) -> AppResult<(Vec<NewMessage>, Option<Deal>)> {
    let (mut said, mut deal) = (Vec::new(), None);
    for (n, event) in events.iter().enumerate() {
        if let Made::Accepted(offer) = event {
            let taken = newest.filter(|pending| pending.id == *offer).ok_or(AppError::NotFound)?;
            deal = Some(agree(conn, books, (held, talk), (taken, making.mover), making.now)?);
        }
        let told = write(conn, talk, *event, making, deal.as_ref())?;
        // What another offer takes the place of needs no words of its own.
        if n + 1 == events.len() || matches!(event, Made::Offered { .. }) {
            said.push(told);
        }
    }
    Ok((said, deal))
}

/// Notes the command, so that sending it again changes nothing.
fn remember(
    conn: &mut Conn,
    talk: &Negotiation,
    by: Option<Side>,
    command: &MoveCommand,
    now: Timestamp,
) -> AppResult<()> {
    let Some(offer) = offer_of(&command.step) else { return Ok(()) };
    let made = store::Made {
        negotiation: talk.id,
        id: command.id,
        by: by.unwrap_or(talk.turn),
        kind: kind_of(&command.step),
        offer,
        version: talk.version,
        now,
    };
    store::note_move(conn, &made)
}

fn standing(conn: &mut Conn, talk: &Negotiation) -> AppResult<Outcome> {
    let newest = store::newest(conn, talk.id)?;
    let deal = deals::by_room(conn, talk.room_id)?.filter(|_| talk.state == TalkState::Agreed);
    let seq = rooms::by_id(conn, talk.room_id)?.map_or(0, |room| room.last_seq);
    Ok(Outcome { negotiation: talk.out(newest.as_ref()), deal, seq, announcements: Vec::new() })
}

pub(super) fn pending_now(conn: &mut Conn, talk: &Negotiation) -> AppResult<Option<Offer>> {
    Ok(store::newest(conn, talk.id)?.filter(|offer| offer.status == OfferStatus::Pending))
}

fn agree(
    conn: &mut Conn,
    books: &Books,
    (held, talk): (&[&Listing], &Negotiation),
    (offer, mover): (&Offer, Mover),
    now: Timestamp,
) -> AppResult<Deal> {
    let (amount, minutes) = match mover {
        Mover::Assistant(mandated) => (offer.amount.min(mandated.most), mandated.minutes),
        _ => (offer.amount, 0),
    };
    let side = |thing: &Listing| match thing.seller_id == talk.buyer_id {
        true => deals::Party::Buyer,
        false => deals::Party::Seller,
    };
    let items: Vec<(deals::Party, &Listing)> =
        held.iter().map(|thing| (side(thing), *thing)).collect();
    let barter = items.iter().any(|(side, _)| *side == deals::Party::Buyer);
    let free = held.first().is_some_and(|thing| thing.modes.contains(&Mode::Free));
    let mode = match (barter, free) {
        (true, _) => Mode::Barter,
        (false, true) => Mode::Free,
        (false, false) => Mode::Sale,
    };
    let agreed = deals::actions::Agreed {
        items: &items,
        offer: offer.id,
        room: talk.room_id,
        buyer: talk.buyer_id,
        mode,
        amount,
        minutes,
    };
    for thing in held {
        store::end_promise(conn, thing.id)?;
    }
    deals::actions::open(conn, &books.kinds, &agreed, now)
}

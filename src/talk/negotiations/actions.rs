//! The one place where a move is made. Locks: listing, then negotiation, then rooms by id.

use chrono::Duration;

use super::goods;
use super::house::close_others;
use super::machine::{self, Event as Made, Move};
use super::model::{MoveCommand, Negotiation, Offer, OfferStatus, TalkState, kind_of, party, side};
use super::store;
use super::wishes;
use super::writes::{Announcement, Making, announce, count_offers, write};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{ListingId, OfferId, RoomId, SessionId, UserId};
use crate::base::vault::Vault;
use crate::config::Mode;
use crate::market::categories::Categories;
use crate::market::listings::{self, Listing};
use crate::people::sessions;
use crate::talk::live::NegotiationOut;
use crate::talk::rooms::{self, RoomRow, Side};
use crate::trade::deals::{self, Deal};

/// Tries are counted over this.
const DAY: Duration = Duration::hours(24);

/// So many gifts one person gets in so many days.
const GIFTS: i64 = 3;
const GIFT_DAYS: Duration = Duration::days(30);

/// What every move needs to know of the house; cloning shares it.
#[derive(Clone)]
pub struct Books {
    /// For the terms of a deal.
    pub kinds: Categories,
    /// For what is said of moves.
    pub vault: Vault,
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
    if let Some(meant) = command.answers
        && pending.is_none_or(|offer| offer.id != meant)
    {
        return Err(with_state(machine::Refusal::Stale.into(), &talk, newest.as_ref()));
    }
    let mut table = talk.table(&listing, pending);
    table.cash_on_top = books.cash;
    if table.free {
        let got = deals::gifts_to(conn, &[talk.buyer_id], now - GIFT_DAYS)?;
        table.gifts_left = GIFTS - got.get(&talk.buyer_id).copied().unwrap_or(0);
    }
    let (step, goods) = match (command.step, mover) {
        (Move::Offer { id, amount, .. }, Mover::Member(user, _)) => {
            let goods = goods::named(conn, &talk, user, &command.items)?;
            look_up_wishes(conn, &mut table, (&listing, &goods), &talk, now)?;
            let counted = goods::count(&command.items, &goods, &talk);
            (Move::Offer { id, amount, goods: counted }, goods)
        }
        (step, _) => {
            let there = pending.map(|offer| goods::count(&offer.items, &goods, &talk));
            if let (Some(pending), Some(there)) = (table.pending.as_mut(), there) {
                pending.goods = there;
            }
            table.promised_away =
                store::promised_away(conn, &things(&listing, &goods), room.id, now)?;
            (step, goods)
        }
    };
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
    let making = Making { listing: &listing, goods: &goods, command, mover, opening, now };
    let mut deal = None;
    let mut said = Vec::new();
    for (n, event) in events.iter().enumerate() {
        if let Made::Accepted(offer) = event {
            let taken = newest.as_ref().filter(|pending| pending.id == *offer);
            let taken = taken.ok_or(AppError::NotFound)?;
            deal = Some(agree(conn, books, (&held, &talk), (taken, mover), now)?);
        }
        let told = write(conn, &mut talk, *event, &making, deal.as_ref())?;
        // What another offer takes the place of needs no words of its own.
        if n + 1 == events.len() || matches!(event, Made::Offered { .. }) {
            said.push(told);
        }
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
    for new in said {
        announcements.push(announce(
            conn,
            &books.vault,
            &mut row,
            new,
            Some(&out),
            deal.as_ref(),
            now,
        )?);
    }
    for thing in &held {
        close_others(conn, &books.vault, thing, &room, &mut locked, &mut announcements, now)?;
        count_offers(conn, thing)?;
    }
    if !accepted {
        count_offers(conn, &listing)?;
    }
    let seq = announcements.first().map_or(row.last_seq, |told| told.message.seq);
    Ok(Outcome { negotiation: out, deal, seq, announcements })
}

/// As whom the mover sits at the table; a member's session must still hold.
fn party_of(
    conn: &mut Conn,
    room: &RoomRow,
    mover: Mover,
    now: Timestamp,
) -> AppResult<machine::Party> {
    match mover {
        Mover::Member(user, session) => {
            let side = room.side(user).ok_or(AppError::NotFound)?;
            if !sessions::actions::is_live(conn, session, now)? {
                return Err(AppError::SignedOut);
            }
            Ok(party(side))
        }
        Mover::Assistant(_) => Ok(machine::Party::Seller),
        Mover::House => Ok(machine::Party::House),
    }
}

fn words_fit(command: &MoveCommand) -> AppResult<()> {
    let long = |most| command.note.chars().count() > most;
    match command.step {
        Move::Offer { .. } if long(500) => Err(FieldErrors::one("note", "offer-note-long")),
        Move::Offer { .. } => Ok(()),
        _ if long(140) => Err(FieldErrors::one("note", "offer-reason-long")),
        _ => Ok(()),
    }
}

/// Locks the thing, and with it whatever lies in the offer that is answered.
fn lock(
    conn: &mut Conn,
    room: &RoomRow,
    command: &MoveCommand,
) -> AppResult<(Listing, Vec<Listing>)> {
    let mut ids = vec![room.listing_id];
    if let Move::Accept(offer) | Move::Void(offer) = command.step {
        ids.extend(store::items_of(conn, offer)?);
    }
    let (thing, goods): (Vec<_>, Vec<_>) = listings::lock_many(conn, &ids)?
        .into_iter()
        .partition(|listing| listing.id == room.listing_id);
    let thing = thing.into_iter().next().ok_or(AppError::NotFound)?;
    Ok((thing, goods))
}

fn things(listing: &Listing, goods: &[Listing]) -> Vec<ListingId> {
    std::iter::once(listing).chain(goods).map(|thing| thing.id).collect()
}

/// Looks up what the seller wishes of who begins a bargain.
fn look_up_wishes(
    conn: &mut Conn,
    table: &mut machine::Table,
    (listing, goods): (&Listing, &[Listing]),
    talk: &Negotiation,
    now: Timestamp,
) -> AppResult<()> {
    let wished = wishes::of(conn, listing.id)?;
    let bundle = match goods::sold_together(listing, goods) {
        true => wishes::bundle_percent(conn, listing.seller_id)?,
        false => 0,
    };
    table.asking = goods::asking(listing, goods, bundle);
    table.floor = table.asking.map_or(0, |asking| wished.floor(asking));
    if let Some(allowed) = wished.tries {
        let used = store::openings(conn, talk.id, now - DAY)?;
        table.tries = Some(machine::Tries { allowed: allowed.into(), used });
    }
    Ok(())
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
        Move::Accept(id)
        | Move::Decline(id)
        | Move::AskMore(id)
        | Move::Withdraw(id)
        | Move::Expire(id)
        | Move::Void(id) => Some(id),
        Move::Close | Move::Reopen => None,
    }
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

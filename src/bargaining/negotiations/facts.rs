//! What a move needs to know before it is decided: who makes it, on which locked things, and what the seller wishes.

use chrono::Duration;

use super::actions::{Books, Mover};
use super::goods;
use super::machine::{self, Move};
use super::model::{MoveCommand, Negotiation, Offer, OfferStatus, party};
use super::offer_rules;
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{ListingId, OfferId};
use crate::chat::rooms::RoomRow;
use crate::market::listings::{self, Listing};
use crate::people::{accounts, sessions};
use crate::trade::deals;

/// So many gifts one person gets in so many days.
const GIFTS: i64 = 3;
const GIFT_DAYS: Duration = Duration::days(30);

/// Tries are counted over this.
const DAY: Duration = Duration::hours(24);

/// All that a move depends on.
pub(super) struct Known {
    pub table: machine::Table,
    /// The move, with its goods counted.
    pub step: Move,
    /// What lies in the offer that is made, or answered.
    pub goods: Vec<Listing>,
    /// The newest offer, on the table or settled.
    pub newest: Option<Offer>,
}

/// Looks at everything a move depends on; `goods` lie in the offer that is made or answered, and are locked.
pub(super) fn look_around(
    conn: &mut Conn,
    books: &Books,
    (room, listing, talk): (&RoomRow, &Listing, &Negotiation),
    goods: Vec<Listing>,
    (command, mover): (&MoveCommand, Mover),
    now: Timestamp,
) -> AppResult<Known> {
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
        return Err(with_state(machine::Refusal::Stale.into(), talk, newest.as_ref()));
    }
    let mut table = talk.table(listing, pending);
    table.cash_on_top = books.cash;
    if matches!(command.step, Move::Offer { .. } | Move::Accept(_)) {
        let two = [talk.buyer_id, talk.seller_id];
        table.suspended = accounts::anyone_suspended(conn, &two, now)?;
    }
    if table.free {
        // Asked for and given in a row, so that two givers cannot both give the last one, whichever account gets it.
        let mut person = sessions::linked(conn, talk.buyer_id, now)?;
        person.sort();
        for user in &person {
            accounts::hold(conn, *user)?;
        }
        let got = deals::gifts_to(conn, &person, now - GIFT_DAYS)?;
        table.gifts_left = GIFTS - got.values().sum::<i64>();
    }
    if let (Move::Offer { id, amount, .. }, Mover::Member(user, _)) = (command.step, mover) {
        let goods = goods::named(conn, talk, user, &command.items)?;
        look_up_wishes(conn, &mut table, (listing, &goods), talk, now)?;
        table.takes_back =
            pending.is_some_and(|lies| gives_less(lies, &command.items, &goods, talk));
        let counted = goods::count(&command.items, &goods, talk);
        let step = Move::Offer { id, amount, goods: counted };
        return Ok(Known { table, step, goods, newest });
    }
    let there = pending.map(|offer| goods::count(&offer.items, &goods, talk));
    if let (Some(pending), Some(there)) = (table.pending.as_mut(), there) {
        pending.goods = there;
    }
    table.promised_away = store::promised_away(conn, &things(listing, &goods), room.id, now)?;
    Ok(Known { table, step: command.step, goods, newest })
}

/// Whether a package leaves out something of the one that lies there, or asks for more of the seller.
fn gives_less(lies: &Offer, items: &[ListingId], goods: &[Listing], talk: &Negotiation) -> bool {
    let more = |good: &Listing| good.seller_id == talk.seller_id && !lies.items.contains(&good.id);
    !lies.items.iter().all(|item| items.contains(item)) || goods.iter().any(more)
}

/// As whom the mover sits at the table; a member's session must still hold.
pub(super) fn party_of(
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

pub(super) fn words_fit(command: &MoveCommand) -> AppResult<()> {
    let long = |most| command.note.chars().count() > most;
    match command.step {
        Move::Offer { .. } if long(500) => Err(FieldErrors::one("note", "offer-note-long")),
        Move::Offer { .. } => Ok(()),
        _ if long(140) => Err(FieldErrors::one("note", "offer-reason-long")),
        _ => Ok(()),
    }
}

/// Locks the thing, and with it whatever lies in the offer that is made or answered.
pub(super) fn lock(
    conn: &mut Conn,
    room: &RoomRow,
    command: &MoveCommand,
) -> AppResult<(Listing, Vec<Listing>)> {
    let mut ids = vec![room.listing_id];
    match command.step {
        Move::Accept(offer) | Move::Void(offer) => ids.extend(store::items_of(conn, offer)?),
        // Held until the offer is written: who takes one of them meanwhile sees the offer, and takes it off the table.
        Move::Offer { .. } => ids.extend(command.items.iter().take(goods::MOST)),
        _ => {}
    }
    let (thing, goods): (Vec<_>, Vec<_>) = listings::lock_many(conn, &ids)?
        .into_iter()
        .partition(|listing| listing.id == room.listing_id);
    let thing = thing.into_iter().next().ok_or(AppError::NotFound)?;
    Ok((thing, goods))
}

pub(super) fn things(listing: &Listing, goods: &[Listing]) -> Vec<ListingId> {
    std::iter::once(listing).chain(goods).map(|thing| thing.id).collect()
}

/// Looks up what the seller wishes of who begins a bargain.
pub(super) fn look_up_wishes(
    conn: &mut Conn,
    table: &mut machine::Table,
    (listing, goods): (&Listing, &[Listing]),
    talk: &Negotiation,
    now: Timestamp,
) -> AppResult<()> {
    let wished = offer_rules::of(conn, listing.id)?;
    let bundle = match goods::sold_together(listing, goods) {
        true => offer_rules::bundle_percent(conn, listing.seller_id)?,
        false => 0,
    };
    table.asking = goods::asking(listing, goods, bundle);
    table.floor = table.asking.map_or(0, |asking| wished.floor(asking));
    if let Some(allowed) = wished.tries {
        let person = sessions::linked(conn, talk.buyer_id, now)?;
        let used = store::openings(conn, listing.id, &person, now - DAY)?;
        table.tries = Some(machine::Tries { allowed: allowed.into(), used });
    }
    Ok(())
}

/// A conflict tells how things stand, so that the loser sees the new terms at once.
pub(super) fn with_state(err: AppError, talk: &Negotiation, newest: Option<&Offer>) -> AppError {
    match err {
        AppError::Conflict { text, .. } => {
            AppError::Conflict { text, state: serde_json::to_value(talk.out(newest)).ok() }
        }
        other => other,
    }
}

pub(super) fn offer_of(step: &Move) -> Option<OfferId> {
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

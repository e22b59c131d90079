//! What a move needs before it is decided: its locks, who makes it, and the facts that the decision reads.

use chrono::Duration;

use super::machine::{Facts, ListingFacts, Move, OfferStatus, Refusal, Tries};
use super::model::{MoveCommand, MoveRequest, Mover, Negotiation, Offer};
use super::offer_rules;
use super::package;
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::i18n::Text;
use crate::base::ids::{ListingId, UserId};
use crate::base::lengths;
use crate::base::text::{block_fits, clean_block};
use crate::chat::rooms::Room;
use crate::market::Party;
use crate::market::listings::{self, Listing};
use crate::people::{accounts, sessions};
use crate::trade::deals::{self, OpeningContext};

/// So many free listings one person gets in [`GIFT_PERIOD`].
const GIFTS: i64 = 3;
const GIFT_PERIOD: Duration = Duration::days(30);

/// Tries are counted over this.
const DAY: Duration = Duration::hours(24);

/// What every move works with; cloning shares it.
#[derive(Clone)]
pub struct MoveContext {
    /// For the terms of a deal.
    pub opening: OpeningContext,
    /// For the messages of moves.
    pub encryption: Encryption,
    /// Whether the site lets money go on top of a barter.
    pub cash_on_top: bool,
}

/// What a move is about. The listings and the negotiation are locked, the room is not yet.
pub(super) struct Locked {
    pub room: Room,
    pub listing: Listing,
    /// What the offer that is made or answered includes.
    pub items: Vec<Listing>,
    pub negotiation: Negotiation,
}

/// What a decision reads.
pub(super) struct Loaded {
    pub facts: Facts,
    /// The pending offer, else the newest.
    pub current: Option<Offer>,
}

impl Locked {
    /// Locks the listing, with it whatever the offer that is made or answered includes, then the negotiation.
    pub fn lock(conn: &mut Conn, room: Room, command: &MoveCommand) -> AppResult<Self> {
        let mut ids = vec![room.listing_id];
        match command.step {
            Move::Accept(offer) | Move::Void(offer) => ids.extend(store::items_of(conn, offer)?),
            // Held until the offer is written: who accepts one of them meanwhile sees the offer, and declines it.
            Move::Offer { .. } => ids.extend(command.items.iter().take(package::MAX_INCLUDED)),
            _ => {}
        }
        let (own, items): (Vec<_>, Vec<_>) = listings::lock_many(conn, &ids)?
            .into_iter()
            .partition(|listing| listing.id == room.listing_id);
        let listing = own.into_iter().next().ok_or(AppError::NotFound)?;
        let negotiation = store::lock_of_room(conn, &room)?;
        Ok(Self { room, listing, items, negotiation })
    }

    /// Every listing that changes its owner when the offer is accepted.
    pub fn listings(&self) -> impl Iterator<Item = &Listing> {
        std::iter::once(&self.listing).chain(&self.items)
    }
}

/// Loads what the decision about a move reads; `locked.items` become what the offer that is made names.
///
/// # Errors
/// 409 when the offer's id is in use, or the offer that a counter-offer is meant for is not pending; 422 for what an offer
/// cannot include.
pub(super) fn load_context(
    conn: &mut Conn,
    context: &MoveContext,
    locked: &mut Locked,
    request: &MoveRequest,
    now: Timestamp,
) -> AppResult<Loaded> {
    let MoveRequest { command, mover, .. } = request;
    if let Move::Offer { id, .. } | Move::Buy { id, .. } = command.step
        && store::is_in_use(conn, id)?
    {
        return Err(AppError::conflict("offer-id-taken"));
    }
    let current = store::current(conn, locked.negotiation.id)?;
    let pending = current.as_ref().filter(|offer| offer.status == OfferStatus::Pending);
    if let Some(meant) = command.answers
        && pending.is_none_or(|offer| offer.id != meant)
    {
        return Err(with_state(Refusal::Stale.into(), &locked.negotiation, current.as_ref()));
    }
    method_fits(&locked.listing, pending, command)?;
    let listing = ListingFacts::of(locked.listing.status, &locked.listing.content.modes);
    let mut facts = Facts { cash_on_top: context.cash_on_top, ..Facts::permissive(listing) };
    if matches!(command.step, Move::Offer { .. } | Move::Buy { .. } | Move::Accept(_)) {
        let Negotiation { buyer_id, seller_id, .. } = locked.negotiation;
        let restricted = accounts::restricted(conn, &[buyer_id, seller_id], now)?;
        facts.suspended = !restricted.suspended.is_empty();
        facts.muted = matches!(mover, Mover::Member(user, _) if restricted.muted.contains(user));
        if facts.listing.free {
            facts.gifts_left = gifts_left(conn, buyer_id, now)?;
        }
    }
    match (command.step, mover) {
        (Move::Offer { .. }, Mover::Member(user, _)) => {
            locked.items = package::named(conn, &locked.negotiation, *user, &command.items)?;
            load_offer_rules(conn, &mut facts, locked, now)?;
            facts.gives_less = pending.is_some_and(|offer| gives_less(offer, locked));
            facts.same_goods = pending.is_some_and(|offer| has_same_goods(offer, &command.items));
            facts.included = package::count(&command.items, &locked.items, &locked.negotiation);
        }
        (Move::Accept(_) | Move::Void(_), _) => {
            let items = pending.map(|offer| offer.items.as_slice()).unwrap_or_default();
            facts.included = package::count(items, &locked.items, &locked.negotiation);
        }
        _ => {}
    }
    if let Move::Buy { .. } = command.step {
        facts.asking = package::asking(&locked.listing, &[], 0);
    }
    if matches!(command.step, Move::Accept(_) | Move::Buy { .. }) {
        let ids: Vec<ListingId> = locked.listings().map(|listing| listing.id).collect();
        facts.reserved_elsewhere = store::is_reserved_elsewhere(conn, &ids, locked.room.id, now)?;
    }
    Ok(Loaded { facts, current })
}

/// Whether the named way of handing over is one of the listing's, and at an acceptance the one of the offer.
fn method_fits(listing: &Listing, pending: Option<&Offer>, command: &MoveCommand) -> AppResult<()> {
    let Some(method) = command.method else { return Ok(()) };
    let offered = pending.and_then(|offer| offer.method).filter(|_| command.step.is_acceptance());
    match listing.content.delivery.contains(&method) && offered.is_none_or(|own| own == method) {
        true => Ok(()),
        false => Err(FieldErrors::one("method", "offer-method")),
    }
}

/// How many free listings a person may still get, whichever account of theirs gets them. Their accounts are locked, so
/// that two givers cannot both give the last one.
fn gifts_left(conn: &mut Conn, buyer: UserId, now: Timestamp) -> AppResult<i64> {
    let mut person = sessions::linked_accounts(conn, buyer, now)?;
    person.sort();
    for user in &person {
        accounts::lock(conn, *user)?;
    }
    let got = deals::gifts_to(conn, &person, now - GIFT_PERIOD)?;
    Ok(GIFTS - got.values().sum::<i64>())
}

/// Loads the seller's rules for a buyer who begins a negotiation.
fn load_offer_rules(
    conn: &mut Conn,
    facts: &mut Facts,
    locked: &Locked,
    now: Timestamp,
) -> AppResult<()> {
    let Locked { listing, items, negotiation, .. } = locked;
    let rules = offer_rules::of(conn, listing.id)?;
    let percent_off = match package::sold_together(listing, items) {
        true => offer_rules::bundle_percent(conn, listing.seller_id)?,
        false => 0,
    };
    facts.asking = package::asking(listing, items, percent_off);
    facts.floor = facts.asking.map_or(0, |asking| rules.floor(asking));
    if let Some(allowed) = rules.tries {
        let person = sessions::linked_accounts(conn, negotiation.buyer_id, now)?;
        let used = store::openings(conn, listing.id, &person, now - DAY)?;
        facts.tries = Some(Tries { allowed: allowed.into(), used });
    }
    Ok(())
}

/// Whether the offer that is made includes less than a pending one, or asks for more of the seller.
fn gives_less(pending: &Offer, locked: &Locked) -> bool {
    let named: Vec<ListingId> = locked.items.iter().map(|item| item.id).collect();
    let asks_for_more = |item: &Listing| {
        item.seller_id == locked.negotiation.seller_id && !pending.items.contains(&item.id)
    };
    !pending.items.iter().all(|item| named.contains(item)) || locked.items.iter().any(asks_for_more)
}

/// Whether an offer names exactly what the pending one includes.
fn has_same_goods(pending: &Offer, items: &[ListingId]) -> bool {
    pending.items.len() == items.len() && pending.items.iter().all(|item| items.contains(item))
}

/// Which party the mover is.
///
/// # Errors
/// 404 for who is no member of the room, 401 when the member's session has ended.
pub(super) fn party_of(
    conn: &mut Conn,
    room: &Room,
    mover: Mover,
    now: Timestamp,
) -> AppResult<Party> {
    match mover {
        Mover::Member(user, session) => {
            let party = room.side(user).ok_or(AppError::NotFound)?;
            if !sessions::actions::is_live(conn, session, now)? {
                return Err(AppError::SignedOut);
            }
            Ok(party)
        }
        Mover::Assistant(_) => Ok(Party::Seller),
        Mover::System => Ok(Party::System),
    }
}

/// The request with the words of its move as they are stored.
///
/// # Errors
/// 422 when the words are too long.
pub(super) fn with_clean_note(request: &MoveRequest) -> AppResult<MoveRequest> {
    let (max, key) = match request.command.step {
        Move::Offer { .. } => (lengths::OFFER_NOTE, "offer-note-long"),
        _ => (lengths::ANSWER_NOTE, "offer-reason-long"),
    };
    if !block_fits(&request.command.note, max) {
        return Err(FieldErrors::one("note", Text::new(key).with("max", max)));
    }
    let note = clean_block(&request.command.note);
    let command = MoveCommand { note, ..request.command.clone() };
    Ok(MoveRequest { command, ..request.clone() })
}

/// A conflict carries the present state, so that the loser sees the new terms at once.
pub(super) fn with_state(
    err: AppError,
    negotiation: &Negotiation,
    current: Option<&Offer>,
) -> AppError {
    match err {
        AppError::Conflict { text, .. } => {
            AppError::Conflict { text, state: serde_json::to_value(negotiation.out(current)).ok() }
        }
        other => other,
    }
}

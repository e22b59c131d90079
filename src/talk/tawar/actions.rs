//! Use cases: giving a mandate, answering offers, and trying out what would be answered.

use chrono::Duration;
use uuid::Uuid;

use super::model::{Mandate, Receipt, Wish};
use super::policy::{Case, Decision, decide};
use super::{store, words};
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, OfferId, RoomId, UserId};
use crate::base::vault::Vault;
use crate::config;
use crate::market::categories::Categories;
use crate::market::listings::{self, Listing};
use crate::talk::negotiations::{
    self, Announcement, Desk, Mandated, Move, MoveCommand, Mover, announce, house,
};
use crate::talk::rooms;

/// An answer comes so long after its offer, whatever it is.
const DELAY: Duration = Duration::seconds(3);
/// Who was not seen for so long is away.
const AWAY: Duration = Duration::hours(1);
/// Tries are counted over this.
const DAY: Duration = Duration::hours(24);

/// The assistant; cloning shares what it works with.
#[derive(Clone)]
pub struct Assistant {
    /// Postgres.
    pub db: Db,
    /// For the words it says.
    pub vault: Vault,
    /// For the terms of a deal.
    pub kinds: Categories,
    /// The moment.
    pub clock: Clock,
    /// Who tells the rooms.
    pub desk: Desk,
}

/// The caller's own listing, if it is for sale.
pub(super) fn own(conn: &mut Conn, id: ListingId, me: UserId) -> AppResult<(Listing, i64)> {
    let listing = listings::by_id(conn, id)?.ok_or(AppError::NotFound)?;
    if listing.seller_id != me {
        return Err(if listing.status.is_public() {
            AppError::forbidden("listing-not-yours")
        } else {
            AppError::NotFound
        });
    }
    let asking = asking(&listing).ok_or_else(|| AppError::conflict("assistant-not-for-sale"))?;
    Ok((listing, asking))
}

/// The public price of a thing that money is bargained for.
fn asking(listing: &Listing) -> Option<i64> {
    listing.price.filter(|_| listing.modes.contains(&config::Mode::Sale))
}

/// Gives, changes or takes back the mandate for a listing.
pub(super) fn allow(
    conn: &mut Conn,
    id: ListingId,
    me: UserId,
    wish: &Wish,
    now: Timestamp,
) -> AppResult<Mandate> {
    let listing = listings::own(conn, me, id)?;
    if asking(&listing).is_none() {
        return Err(AppError::conflict("assistant-not-for-sale"));
    }
    let mut mandate = wish.mandate(&listing, now)?;
    if let Some(before) = store::mandate(conn, id)? {
        mandate.given_at = before.given_at;
    }
    store::save(conn, &mandate)?;
    Ok(mandate)
}

impl Assistant {
    /// Answers what waits. One that does not work does not hold the others up.
    pub async fn answer_due(&self) -> AppResult<()> {
        let now = self.clock.now();
        let waiting =
            self.db.read(move |conn| store::waiting(conn, None, now, DELAY, AWAY)).await?;
        for waits in waiting {
            if let Err(err) = self.answer(waits.offer, waits.room).await {
                tracing::warn!(room = %waits.room, error = %err, "an offer was not answered, it is tried again");
            }
        }
        Ok(())
    }

    /// Answers one offer at once, if it is for the assistant to answer.
    pub(super) async fn answer_now(&self, offer: OfferId) -> AppResult<Option<Decision>> {
        let now = self.clock.now();
        let waits =
            self.db.read(move |conn| store::waiting(conn, Some(offer), now, DELAY, AWAY)).await?;
        match waits.first() {
            Some(waits) => self.answer(waits.offer, waits.room).await,
            None => Ok(None),
        }
    }

    async fn answer(&self, offer: OfferId, room: RoomId) -> AppResult<Option<Decision>> {
        let (kinds, vault, now) = (self.kinds.clone(), self.vault.clone(), self.clock.now());
        let (decision, told) = self
            .db
            .transaction(move |conn| answer(conn, (&kinds, &vault), (offer, room), now))
            .await?;
        self.desk.announce(&told);
        Ok(decision)
    }
}

/// Decides on locked rows, makes the move, says why, and leaves a receipt.
fn answer(
    conn: &mut Conn,
    (kinds, vault): (&Categories, &Vault),
    (offer, room): (OfferId, RoomId),
    now: Timestamp,
) -> AppResult<(Option<Decision>, Vec<Announcement>)> {
    let nothing = Ok((None, Vec::new()));
    let Some((_, listing, _)) = store::pending(conn, offer)? else { return nothing };
    let listing = listings::lock(conn, listing)?.ok_or(AppError::NotFound)?;
    // Under the lock everything is looked at again: the seller may have come back, or said no to all of it.
    let waits = store::waiting(conn, Some(offer), now, DELAY, AWAY)?;
    let (Some((talk, _, amount)), Some(asking), false) =
        (store::pending(conn, offer)?, asking(&listing), waits.is_empty())
    else {
        return nothing;
    };
    let mandate = store::mandate(conn, listing.id)?.ok_or(AppError::NotFound)?;
    let (tries, round) = store::counts(conn, talk, now - DAY)?;
    let case = Case { offer: amount, asking, tries, round: usize::try_from(round).unwrap_or(0) };
    let decision = decide(&case, &mandate.limits(&listing));
    let mut told = Vec::new();
    if let Some(step) = step_of(decision, offer) {
        let mover =
            Mover::Assistant(Mandated { most: asking, minutes: i64::from(mandate.minutes) });
        let id = match step {
            Move::Offer { id, .. } => id.0,
            _ => Uuid::now_v7(),
        };
        let command = MoveCommand { id, seen: None, step, note: String::new() };
        told = negotiations::step(conn, (kinds, vault), room, mover, &command, now)?.announcements;
    }
    let mut locked = rooms::lock_many(conn, &[room])?;
    let row = locked.get_mut(&room).ok_or(AppError::NotFound)?;
    let words = house(&words::said(decision, offer.0));
    told.push(announce(conn, vault, row, words, None, None, now)?);
    store::write(
        conn,
        &Receipt {
            offer_id: offer,
            listing_id: listing.id,
            room_id: room,
            decision: decision.word().to_owned(),
            reason: decision.reason().to_owned(),
            amount: decision.amount(),
            mandate: serde_json::to_value(&mandate)?,
            at: now,
        },
    )?;
    Ok((Some(decision), told))
}

fn step_of(decision: Decision, offer: OfferId) -> Option<Move> {
    match decision {
        Decision::AcceptAsking(_) | Decision::AcceptAllowed(_) => Some(Move::Accept(offer)),
        Decision::TooLow => Some(Move::Decline(offer)),
        Decision::Counter(amount) => Some(Move::Offer { id: OfferId::fresh(), amount }),
        Decision::OutOfTries | Decision::Near => None,
    }
}

//! The fair pick among those who ask for a gift: whoever got the fewest gifts lately, and among those by lot.

use chrono::Duration;
use uuid::Uuid;

use super::context::ReservationContext;
use super::store::{self, Asking};
use crate::bargaining::negotiations::{
    self, Move, MoveCommand, MoveContext, MoveRequest, Mover, Outcome,
};
use crate::base::clock::Timestamp;
use crate::base::crypto;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, OfferId, RoomId, SessionId, UserId};
use crate::chat::rooms::{self, Announcement, MessageWithEvents, SystemMessage, system_message};
use crate::config::Mode;
use crate::market::listings;
use crate::people::sessions;
use crate::trade::deals;

/// Gifts of this period count.
const PERIOD: Duration = Duration::days(90);

/// A person who asks for a gift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asker {
    /// Their pending offer.
    pub offer: OfferId,
    /// Where.
    pub room: RoomId,
    /// Gifts they got in the last 90 days.
    pub got: i64,
}

/// The fair pick: the one whom `lot` falls on among those who got the fewest. The order of the askers plays no part.
pub fn fairest(askers: &[Asker], lot: u64) -> Option<Asker> {
    let fewest = askers.iter().map(|asker| asker.got).min()?;
    let mut equal: Vec<Asker> =
        askers.iter().copied().filter(|asker| asker.got == fewest).collect();
    equal.sort_by_key(|asker| asker.offer);
    let many = u64::try_from(equal.len()).ok()?;
    equal.get(usize::try_from(lot % many).ok()?).copied()
}

/// A seller's wish to give a listing to the fairest of those who ask for it.
#[derive(Debug, Clone, Copy)]
pub struct PickRequest {
    /// What is given away.
    pub listing: ListingId,
    /// Its owner.
    pub seller: UserId,
    /// Through which session; it must still be live.
    pub session: SessionId,
}

/// Gives a listing to the fairest of those who ask for it. The acceptance and the message of how it was picked are one
/// transaction. Answers what came of it, and among how many was picked.
///
/// # Errors
/// 403 or 404 for who does not own the listing, 409 when it is not free or nobody who asks can get it.
pub async fn pick(context: &ReservationContext, wish: PickRequest) -> AppResult<(Outcome, usize)> {
    let now = context.clock.now();
    let mut askers = context.db.read(move |conn| askers(conn, wish, now)).await?;
    let among = askers.len();
    while let Some(picked) = fairest(&askers, crypto::random_number()) {
        let moves = context.moves.clone();
        let given = context
            .db
            .transaction(move |conn| give(conn, &moves, wish, Picked { picked, among }, now));
        match given.await {
            Ok((outcome, message)) => {
                context.desk.announce(&outcome.announcements);
                context.desk.announce(&[message]);
                return Ok((outcome, among));
            }
            // Withdrawn meanwhile, or their quota is full: the next one.
            Err(AppError::Conflict { .. }) => askers.retain(|asker| asker.offer != picked.offer),
            Err(err) => return Err(err),
        }
    }
    Err(AppError::conflict("pick-nobody"))
}

/// Everybody who asks for a free listing of the caller's own, with the gifts they got lately.
fn askers(conn: &mut Conn, wish: PickRequest, now: Timestamp) -> AppResult<Vec<Asker>> {
    let listing = listings::by_id(conn, wish.listing)?.ok_or(AppError::NotFound)?;
    if listing.seller_id != wish.seller {
        return Err(match listing.status.is_public() {
            true => AppError::forbidden("listing-not-yours"),
            false => AppError::NotFound,
        });
    }
    if !listing.content.modes.contains(&Mode::Free) {
        return Err(AppError::conflict("pick-not-free"));
    }
    let asking = store::asking(conn, wish.listing, now)?;
    let users: Vec<UserId> = asking.iter().map(|asking| asking.buyer).collect();
    // Gifts that a person got by another account count as well.
    let accounts = sessions::linked_accounts_of_each(conn, &users, now)?;
    let all: Vec<UserId> = accounts.values().flatten().copied().collect();
    let gifts = deals::gifts_to(conn, &all, now - PERIOD)?;
    let got = |user: UserId| {
        let own = accounts.get(&user).into_iter().flatten();
        own.filter_map(|account| gifts.get(account)).sum::<i64>()
    };
    let asker = |Asking { offer, room, buyer }| Asker { offer, room, got: got(buyer) };
    Ok(asking.into_iter().map(asker).collect())
}

/// Who was picked, among how many.
#[derive(Clone, Copy)]
struct Picked {
    picked: Asker,
    among: usize,
}

/// Accepts the picked offer and posts in its room how it was picked.
fn give(
    conn: &mut Conn,
    moves: &MoveContext,
    wish: PickRequest,
    Picked { picked, among }: Picked,
    now: Timestamp,
) -> AppResult<(Outcome, Announcement)> {
    let request = MoveRequest {
        room: picked.room,
        mover: Mover::Member(wish.seller, wish.session),
        command: MoveCommand::plain(Uuid::now_v7(), None, Move::Accept(picked.offer)),
    };
    let outcome = negotiations::step(conn, moves, &request, now)?;
    let mut locked = rooms::lock_many(conn, &[picked.room])?;
    let room = locked.get_mut(&picked.room).ok_or(AppError::NotFound)?;
    let message = system_message(&SystemMessage::new("said-picked").with("n", among));
    let new = MessageWithEvents { message, events: Vec::new() };
    let announcement = rooms::announce(conn, &moves.encryption, room, new, now)?;
    Ok((outcome, announcement))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn askers() -> impl Strategy<Value = Vec<Asker>> {
        let asker = (any::<u128>(), 0..4_i64).prop_map(|(id, got)| Asker {
            offer: OfferId(Uuid::from_u128(id)),
            room: RoomId::fresh(),
            got,
        });
        proptest::collection::vec(asker, 0..12)
    }

    proptest! {
        #[test]
        fn nobody_who_got_more_is_picked_and_the_order_of_asking_plays_no_part(
            askers in askers(), lot in any::<u64>(),
        ) {
            let picked = fairest(&askers, lot);
            prop_assert_eq!(picked.is_none(), askers.is_empty());
            if let Some(picked) = picked {
                prop_assert!(askers.iter().all(|asker| asker.got >= picked.got));
            }
            let turned: Vec<Asker> = askers.iter().rev().copied().collect();
            prop_assert_eq!(fairest(&turned, lot).map(|asker| asker.offer), picked.map(|asker| asker.offer));
        }

        #[test]
        fn every_one_of_the_equal_gets_their_share_of_the_lots(askers in askers()) {
            let fewest = askers.iter().map(|asker| asker.got).min().unwrap_or(0);
            let equal = askers.iter().filter(|asker| asker.got == fewest).count();
            let many = u64::try_from(equal).unwrap();
            let mut picked: Vec<OfferId> =
                (0..many).filter_map(|lot| fairest(&askers, lot)).map(|asker| asker.offer).collect();
            picked.sort();
            picked.dedup();
            prop_assert_eq!(picked.len(), equal);
        }
    }
}

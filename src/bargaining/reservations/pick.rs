//! The fair pick among those who ask for a gift: whoever got the fewest gifts lately, and among those by lot.

use chrono::Duration;
use uuid::Uuid;

use super::store;
use crate::bargaining::negotiations::{Desk, Move, MoveCommand, Outcome, announce, house};
use crate::base::clock::Timestamp;
use crate::base::crypto;
use crate::base::db::Db;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, OfferId, RoomId, SessionId, UserId};
use crate::chat::rooms::{self, SystemMessage};
use crate::config::Mode;
use crate::market::listings;
use crate::people::sessions;
use crate::trade::deals;

/// Gifts of so many days count.
const DAYS: i64 = 90;

/// Somebody who asks for a gift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asker {
    /// What they laid on the table.
    pub offer: OfferId,
    /// Where.
    pub room: RoomId,
    /// Gifts they got lately.
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

/// Gives a thing to the fairest of those who ask for it, and says in their room how it was picked. Answers what came of
/// it, and among how many was picked.
pub async fn pick(
    (db, encryption, desk): (&Db, &Encryption, &Desk),
    thing: ListingId,
    (seller, session): (UserId, SessionId),
    now: Timestamp,
) -> AppResult<(Outcome, usize)> {
    let mut askers = db
        .read(move |conn| {
            let listing = listings::by_id(conn, thing)?.ok_or(AppError::NotFound)?;
            if listing.seller_id != seller {
                let public = listing.status.is_public();
                return Err(match public {
                    true => AppError::forbidden("listing-not-yours"),
                    false => AppError::NotFound,
                });
            }
            if !listing.modes.contains(&Mode::Free) {
                return Err(AppError::conflict("pick-not-free"));
            }
            let asking = store::asking(conn, thing, now)?;
            let users: Vec<UserId> = asking.iter().map(|(_, _, user)| *user).collect();
            // What somebody got by another account counts as well.
            let accounts = sessions::linked_each(conn, &users, now)?;
            let all: Vec<UserId> = accounts.values().flatten().copied().collect();
            let got = deals::gifts_to(conn, &all, now - Duration::days(DAYS))?;
            let asker = |(offer, room, user): (OfferId, RoomId, UserId)| Asker {
                offer,
                room,
                got: accounts
                    .get(&user)
                    .into_iter()
                    .flatten()
                    .filter_map(|one| got.get(one))
                    .sum::<i64>(),
            };
            Ok(asking.into_iter().map(asker).collect::<Vec<_>>())
        })
        .await?;
    let among = askers.len();
    while let Some(picked) = fairest(&askers, crypto::random_number()) {
        let step = Move::Accept(picked.offer);
        let command = MoveCommand::plain(Uuid::now_v7(), None, step);
        match desk.make_move(seller, session, picked.room, command).await {
            Ok(outcome) => {
                let encryption = encryption.clone();
                let told = db
                    .transaction(move |conn| {
                        let mut locked = rooms::lock_many(conn, &[picked.room])?;
                        let row = locked.get_mut(&picked.room).ok_or(AppError::NotFound)?;
                        let said = SystemMessage::new("said-picked").with("n", among);
                        announce(conn, &encryption, row, house(&said), None, None, now)
                    })
                    .await?;
                desk.announce(&[told]);
                return Ok((outcome, among));
            }
            // Taken back meanwhile, or their quota is full: the next one.
            Err(AppError::Conflict { .. }) => askers.retain(|asker| asker.offer != picked.offer),
            Err(err) => return Err(err),
        }
    }
    Err(AppError::conflict("pick-nobody"))
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

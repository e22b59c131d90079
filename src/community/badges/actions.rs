//! Computing badges, together with the track records that they follow from.

use std::collections::HashMap;

use super::rules::{Facts, earned};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::AppResult;
use crate::base::ids::UserId;
use crate::market::listings;
use crate::people::accounts::{self, Profile};
use crate::trade::track_record;

/// People of one run.
const BATCH: i64 = 50;

/// Computes the track records that are due and the badges of these people; returns how many people's badges changed.
///
/// # Errors
/// The database's errors.
pub async fn refresh_due(db: &Db, now: Timestamp) -> AppResult<usize> {
    db.transaction(move |conn| refresh(conn, now)).await
}

fn refresh(conn: &mut Conn, now: Timestamp) -> AppResult<usize> {
    let records = track_record::refresh_due(conn, now, BATCH)?;
    let ids: Vec<UserId> = records.iter().map(|record| record.user_id).collect();
    let suspended = accounts::suspended_of(conn, &ids, now)?;
    let profiles: HashMap<UserId, Profile> =
        accounts::profiles(conn, &ids)?.into_iter().map(|profile| (profile.id, profile)).collect();
    let mut changed = 0;
    for record in &records {
        let Some(profile) = profiles.get(&record.user_id) else { continue };
        let suspended = suspended.contains(&profile.id);
        let badges = earned(&Facts { record, profile, suspended, now });
        if badges != profile.badges {
            accounts::set_badges(conn, profile.id, &badges)?;
            // Their cards show them.
            listings::announce_seller(conn, profile.id)?;
            changed += 1;
        }
    }
    Ok(changed)
}

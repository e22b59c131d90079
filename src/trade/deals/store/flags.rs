//! What looks like fraud: flags that wait for somebody to look at them.

use diesel::prelude::*;

use super::legs::others_with_tracking;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::DealId;
use crate::base::schema::fraud_flags;

/// Flags the deals in which somebody sent a parcel with the same tracking number.
///
/// # Errors
/// The database's errors.
pub(in super::super) fn look_for_copies(
    conn: &mut Conn,
    deal: DealId,
    number: &str,
    now: Timestamp,
) -> AppResult<()> {
    let rows: Vec<_> = others_with_tracking(conn, deal, number)?
        .into_iter()
        .map(|other| {
            (
                fraud_flags::id.eq(uuid::Uuid::now_v7()),
                fraud_flags::kind.eq("same_tracking_no"),
                fraud_flags::deal_id.eq(deal),
                fraud_flags::other_deal_id.eq(other),
                fraud_flags::created_at.eq(now),
            )
        })
        .collect();
    if !rows.is_empty() {
        tracing::warn!(%deal, copies = rows.len(), "a tracking number was used before");
    }
    diesel::insert_into(fraud_flags::table).values(rows).on_conflict_do_nothing().execute(conn)?;
    Ok(())
}

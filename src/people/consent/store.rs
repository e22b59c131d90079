//! The ledger in Postgres.

use diesel::prelude::*;
use serde::Serialize;
use uuid::Uuid;

use super::Channel;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::UserId;
use crate::base::schema::consents;

/// One consent, as its owner sees it.
#[derive(Debug, Clone, Serialize, Queryable, Selectable)]
#[diesel(table_name = consents)]
pub struct Consent {
    /// `terms` or `privacy`.
    pub document: String,
    /// Which wording.
    pub version: String,
    /// When.
    pub at: Timestamp,
}

pub(super) fn insert(
    conn: &mut Conn,
    user: UserId,
    document: &str,
    version: &str,
    hash: &[u8],
    channel: Channel,
    now: Timestamp,
) -> AppResult<()> {
    diesel::insert_into(consents::table)
        .values((
            consents::id.eq(Uuid::now_v7()),
            consents::user_id.eq(user),
            consents::document.eq(document),
            consents::version.eq(version),
            consents::text_hash.eq(hash),
            consents::channel.eq(channel),
            consents::at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// What a person has agreed to, the newest first.
pub fn of_user(conn: &mut Conn, user: UserId) -> AppResult<Vec<Consent>> {
    Ok(consents::table
        .filter(consents::user_id.eq(user))
        .order(consents::at.desc())
        .select(Consent::as_select())
        .load(conn)?)
}

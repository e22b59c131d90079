//! Consents in Postgres.

use diesel::prelude::*;
use serde::Serialize;
use uuid::Uuid;

use super::Channel;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::UserId;
use crate::base::schema::consents;

/// A consent, as its person sees it.
#[derive(Debug, Clone, Serialize, Queryable, Selectable)]
#[diesel(table_name = consents)]
pub struct Consent {
    /// `terms` or `privacy`.
    pub document: String,
    /// As [`super::TERMS_VERSION`].
    pub version: String,
    pub at: Timestamp,
}

#[derive(Insertable)]
#[diesel(table_name = consents)]
pub(super) struct NewConsent<'a> {
    pub id: Uuid,
    pub user_id: UserId,
    pub document: &'a str,
    pub version: &'a str,
    /// SHA-256 of the document's text.
    pub text_hash: Vec<u8>,
    pub channel: Channel,
    pub at: Timestamp,
}

pub(super) fn insert(conn: &mut Conn, consent: &NewConsent<'_>) -> AppResult<()> {
    diesel::insert_into(consents::table).values(consent).execute(conn)?;
    Ok(())
}

/// A person's consents, the newest first.
///
/// # Errors
/// The database's errors.
pub fn of_user(conn: &mut Conn, user: UserId) -> AppResult<Vec<Consent>> {
    Ok(consents::table
        .filter(consents::user_id.eq(user))
        .order(consents::at.desc())
        .select(Consent::as_select())
        .load(conn)?)
}

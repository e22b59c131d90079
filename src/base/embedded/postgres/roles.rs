//! The two roles of a private cluster: its superuser owns the schema, the other one serves.

use diesel::connection::{Connection, SimpleConnection};
use diesel::pg::PgConnection;

use super::super::error::EmbeddedError;

/// The superuser, which owns the database and its schema.
pub(super) const OWNER: &str = "tawar";

/// The role that serves.
pub(super) const SERVING: &str = "tawar_serve";

/// Creates the serving role when it is missing: in a new cluster, and in one of a version that had a single role. Two
/// processes may do it at the same time.
///
/// # Errors
/// `RoleNotCreated` when the server does not answer or refuses.
pub(super) fn create_serving(owner_url: &str) -> Result<(), EmbeddedError> {
    let create = format!(
        "do $$ begin if not exists (select from pg_roles where rolname = '{SERVING}') then \
           create role {SERVING} login; end if; \
         exception when duplicate_object or unique_violation then null; end $$"
    );
    let failed = |detail: String| EmbeddedError::RoleNotCreated { role: SERVING, detail };
    let mut conn = PgConnection::establish(owner_url).map_err(|err| failed(err.to_string()))?;
    conn.batch_execute(&create).map_err(|err| failed(err.to_string()))
}

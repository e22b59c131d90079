//! Use cases of an existing account. Each is one transaction, or a piece of the caller's.

use super::store::ProfileChange;
use super::{policy, store};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppResult, FieldErrors};
use crate::base::i18n::{Lang, Text};
use crate::base::ids::{SessionId, UserId};
use crate::base::lengths;
use crate::base::text::{block_fits, clean_block};
use crate::people::regions;
use crate::people::sessions;
use crate::web::Role;

/// What a person may change of their own account, as it was typed.
#[derive(Debug, Clone)]
pub(super) struct ProfileEdit {
    pub name: String,
    pub bio: String,
    /// Kemendagri code; blank for none.
    pub region: Option<String>,
    pub lang: Lang,
}

/// Changes a person's profile.
///
/// # Errors
/// `Invalid` with every error of the input.
pub(super) async fn edit_profile(db: &Db, user: UserId, edit: ProfileEdit) -> AppResult<()> {
    let name = policy::clean_name(&edit.name);
    let mut errors = FieldErrors::default();
    policy::check_name(&name, &mut errors);
    let bio = clean_block(&edit.bio);
    let too_long = Text::new("settings-bio-length").with("max", lengths::BIO);
    errors.check(block_fits(&edit.bio, lengths::BIO), "bio", too_long);
    errors.into_result()?;
    db.transaction(move |conn| {
        let region = edit.region.as_deref().filter(|code| !code.is_empty());
        if let Some(code) = region
            && regions::find(conn, code)?.is_none()
        {
            return Err(FieldErrors::one("region", "region-unknown"));
        }
        let change = ProfileChange { name: &name, bio: &bio, region, lang: edit.lang.code() };
        store::set_profile(conn, user, &change)
    })
    .await
}

/// Sets a person's role; only the command line calls it.
///
/// # Errors
/// The database's errors.
pub fn change_role(conn: &mut Conn, user: UserId, role: Role) -> AppResult<()> {
    store::set_role(conn, user, role)
}

/// Ends a person's sessions and refuses sign-ins until a time; with `None` permits sign-ins again. Returns the sessions
/// that ended.
///
/// # Errors
/// The database's errors.
pub fn suspend(
    conn: &mut Conn,
    user: UserId,
    until: Option<Timestamp>,
    now: Timestamp,
) -> AppResult<Vec<SessionId>> {
    store::set_suspended(conn, user, until)?;
    if until.is_some() { sessions::actions::close_all(conn, user, now) } else { Ok(Vec::new()) }
}

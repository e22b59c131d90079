//! Use cases about an account that is there. Each is one transaction.

use super::{policy, store};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppResult, FieldErrors};
use crate::base::i18n::Lang;
use crate::base::ids::{SessionId, UserId};
use crate::people::regions;
use crate::people::sessions;
use crate::web::Role;

/// A person's own words about themselves.
#[derive(Debug, Clone)]
pub(super) struct ProfileEdit {
    pub name: String,
    pub bio: String,
    pub region: Option<String>,
    pub lang: Lang,
}

/// Changes one's own profile.
pub(super) async fn edit_profile(db: &Db, user: UserId, edit: ProfileEdit) -> AppResult<()> {
    let name = policy::clean_name(&edit.name);
    let mut errors = FieldErrors::default();
    errors.check((1..=60).contains(&name.chars().count()), "name", "signup-name-length");
    errors.check(!policy::is_reserved(&name), "name", "signup-name-reserved");
    errors.check(edit.bio.chars().count() <= 500, "bio", "settings-bio-length");
    errors.into_result()?;
    db.transaction(move |conn| {
        let region = edit.region.as_deref().filter(|code| !code.is_empty());
        if let Some(code) = region
            && regions::find(conn, code)?.is_none()
        {
            return Err(FieldErrors::one("region", "region-unknown"));
        }
        store::set_profile(conn, user, &name, edit.bio.trim(), region, edit.lang.code())
    })
    .await
}

/// Grants or takes a role; the command line's business.
pub fn change_role(conn: &mut Conn, user: UserId, role: Role) -> AppResult<()> {
    store::set_role(conn, user, role)
}

/// Signs a person out everywhere and keeps them out until then; `None` lets them in again.
pub fn suspend(
    conn: &mut Conn,
    user: UserId,
    until: Option<Timestamp>,
    now: Timestamp,
) -> AppResult<Vec<SessionId>> {
    store::set_suspended(conn, user, until)?;
    if until.is_some() {
        sessions::actions::close_all(conn, user, None, now)
    } else {
        Ok(Vec::new())
    }
}

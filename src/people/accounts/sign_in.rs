//! Use cases: checking a password and opening a session.

use super::attempts::SignInAttempt;
use super::model::User;
use super::policy::{Identifier, normalised_password};
use super::request_context::RequestContext;
use super::{password, store};
use crate::base::clock::Timestamp;
use crate::base::crypto::SecretKey;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{SessionId, UserId};
use crate::base::limits;
use crate::people::sessions::{self, NewSession, OpenedSession};
use crate::web::{Me, Via};

/// The password of every demo account. It is public, so it opens an account on the machine of a developer only.
pub const DEMO_PASSWORD: &str = "tawar-demo";

/// An identifier (e-mail address, phone number or handle) and a password, as they were typed.
pub(super) struct PasswordLogin {
    pub identifier: String,
    pub password: String,
}

/// The account of an identifier and its password. Every failure has the same error and takes the same time, so that
/// neither tells whether the account exists.
///
/// # Errors
/// `Invalid` when there is no such account or the password is wrong, `TooMany` when the limit of the account or of the network is
/// exceeded.
pub(super) async fn check_password(
    db: &Db,
    login: PasswordLogin,
    context: &RequestContext,
    now: Timestamp,
) -> AppResult<Checked> {
    let identifier = Identifier::parse(&login.identifier);
    let (named, browser) = (identifier.clone(), context.browser.clone());
    let (account, known_browser) = db
        .read(move |conn| {
            let account = store::by_identifier(conn, &named)?;
            let known = match (&account, browser) {
                (Some(user), Some(token)) => {
                    sessions::is_known_browser(conn, user.id, &token, now)?.then_some(token)
                }
                _ => None,
            };
            Ok((account, known))
        })
        .await?;
    let id = account.as_ref().map(|user| user.id);
    let attempt =
        SignInAttempt { identifier: &identifier, account: id, known_browser, ip: context.ip };
    if context.limited {
        limits::charge_first(db, attempt.charges(), now).await?;
    }
    let open = context.demo || login.password != DEMO_PASSWORD;
    let account = account.filter(|user| open && is_way_in(user, &identifier));
    let checked =
        password::limited(move || Ok(with_this_password(account, &login.password))).await?;
    let user = checked.ok_or_else(|| FieldErrors::one("_", "signin-failed"))?;
    let (id, bucket) = (user.id, attempt.account_bucket());
    let until = db
        .transaction(move |conn| {
            limits::reset(conn, std::slice::from_ref(&bucket))?;
            store::suspended_until(conn, id)
        })
        .await?;
    Ok(match until.is_some_and(|until| until > now) {
        true => Checked::Suspended(user.id),
        false => Checked::May(Box::new(user)),
    })
}

/// Somebody who has given the right password.
pub(super) enum Checked {
    /// They may sign in.
    May(Box<User>),
    /// They may not for now, but read why, and appeal.
    Suspended(UserId),
}

impl Checked {
    /// # Errors
    /// `Forbidden` for who may not sign in.
    pub(super) fn must_be_let_in(self) -> AppResult<User> {
        match self {
            Self::May(user) => Ok(*user),
            Self::Suspended(_) => Err(AppError::forbidden("signin-suspended")),
        }
    }
}

/// Whether this identifier of an account is a way in. Once an address or number is proved, one that is not is none: somebody
/// else may have written it down.
fn is_way_in(user: &User, identifier: &Identifier) -> bool {
    let (email, phone) = (user.email_verified_at.is_some(), user.phone_verified_at.is_some());
    match identifier {
        Identifier::Handle(_) => true,
        Identifier::Email(_) => email || !phone,
        Identifier::Phone(_) => phone || !email,
    }
}

/// The account if it exists and has this password; takes the same time when it does not exist.
fn with_this_password(account: Option<User>, typed: &str) -> Option<User> {
    let password = normalised_password(typed);
    let Some(user) = account else {
        password::simulate_verification(&password);
        return None;
    };
    // A hash of the time before passwords were normalised is of the spelling that was typed then.
    let matches = password::verify(&password, &user.password_hash)
        || (password != typed && password::verify(typed, &user.password_hash));
    matches.then_some(user)
}

/// What opens sessions.
pub(super) struct SessionOpener<'a> {
    pub db: &'a Db,
    pub key: &'a SecretKey,
    pub context: &'a RequestContext,
}

/// A session that was opened, and the one of the same browser that ended for it.
pub(super) struct Opened {
    pub session: OpenedSession,
    /// For [`sessions::SessionRevoker::revoke`].
    pub ended: Vec<SessionId>,
}

impl SessionOpener<'_> {
    /// Opens a session for a person who just signed up or in, records the browser, and ends the session that the browser
    /// had: a browser has one, so that signing out leaves none.
    pub async fn open(
        &self,
        user: UserId,
        via: Via,
        before: Option<&Me>,
        now: Timestamp,
    ) -> AppResult<Opened> {
        let (key, context) = (self.key.clone(), self.context.clone());
        let before = before.map(|me| (me.id, me.session));
        self.db
            .transaction(move |conn| {
                let ended = match before {
                    Some((user, session)) => sessions::actions::close(conn, user, session, now)?,
                    None => Vec::new(),
                };
                if let Some(token) = &context.browser {
                    sessions::record_browser(conn, user, token, now)?;
                }
                let new = NewSession { user, via, device: &context.device };
                let session = sessions::actions::open(conn, &key, &new, now)?;
                Ok(Opened { session, ended })
            })
            .await
    }
}

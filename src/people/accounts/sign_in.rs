//! Use cases: checking a password and opening a session.

use super::model::User;
use super::request_context::RequestContext;
use super::{password, store};
use crate::base::clock::Timestamp;
use crate::base::crypto::SecretKey;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::UserId;
use crate::base::limits::{self, Rate};
use crate::people::sessions::{self, NewSession, OpenedSession};
use crate::web::Via;

/// Attempts to sign in with one identifier, until one succeeds.
const ATTEMPTS: Rate = Rate { actions: 10, seconds: 900 };
/// Attempts to sign in from one network.
const ATTEMPTS_PER_NETWORK: Rate = Rate { actions: 60, seconds: 900 };
/// Characters of an identifier that name its bucket.
const BUCKET_CHARACTERS: usize = 120;

/// An identifier (e-mail address, phone number or handle) and a password, as they were typed.
pub(super) struct PasswordLogin {
    pub identifier: String,
    pub password: String,
}

/// The account of an identifier and its password. Every failure has the same error and takes the same time, so that
/// neither tells whether the account exists.
///
/// # Errors
/// `Invalid` when there is no such account or the password is wrong, `Forbidden` while the person is suspended, `TooMany`
/// when the limit of the identifier or of the network is exceeded.
pub(super) async fn check_password(
    db: &Db,
    login: PasswordLogin,
    context: &RequestContext,
    now: Timestamp,
) -> AppResult<User> {
    let PasswordLogin { identifier, password } = login;
    let lower: String = identifier.trim().to_lowercase().chars().take(BUCKET_CHARACTERS).collect();
    let bucket = format!("signin:{lower}");
    let network_bucket = format!("signin-net:{}", limits::network(context.ip));
    let (limited, charged) = (context.limited, bucket.clone());
    let account = db
        .transaction(move |conn| {
            if limited {
                limits::charge_stored(conn, &charged, ATTEMPTS)?;
                limits::charge_stored(conn, &network_bucket, ATTEMPTS_PER_NETWORK)?;
            }
            store::by_identifier(conn, &identifier)
        })
        .await?;
    let checked = password::limited(move || Ok(with_this_password(account, &password))).await?;
    let user = checked.ok_or_else(|| FieldErrors::one("_", "signin-failed"))?;
    db.transaction(move |conn| limits::reset(conn, &bucket)).await?;
    let id = user.id;
    let until = db.read(move |conn| store::suspended_until(conn, id)).await?;
    if until.is_some_and(|until| until > now) {
        return Err(AppError::forbidden("signin-suspended"));
    }
    Ok(user)
}

/// The account if it exists and has this password; takes the same time when it does not exist.
fn with_this_password(account: Option<User>, password: &str) -> Option<User> {
    match account {
        Some(user) => password::verify(password, &user.password_hash).then_some(user),
        None => {
            password::simulate_verification(password);
            None
        }
    }
}

/// What opens sessions.
pub(super) struct SessionOpener<'a> {
    pub db: &'a Db,
    pub key: &'a SecretKey,
    pub context: &'a RequestContext,
}

impl SessionOpener<'_> {
    /// Opens a session for a person who just signed up or in, and records the browser.
    pub async fn open(&self, user: UserId, via: Via, now: Timestamp) -> AppResult<OpenedSession> {
        let (key, context) = (self.key.clone(), self.context.clone());
        self.db
            .transaction(move |conn| {
                if let Some(token) = &context.browser {
                    sessions::record_browser(conn, user, token, now)?;
                }
                let new = NewSession { user, via, device: &context.device };
                sessions::actions::open(conn, &key, &new, now)
            })
            .await
    }
}

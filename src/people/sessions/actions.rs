//! Opening, finding and ending sessions.

use chrono::Duration;

use super::cookie_token;
use super::jwt::{self, Claims};
use super::model::{NewSession, OpenedSession, UnreadCounter};
use super::store::{self, SessionInsert, SessionKey};
use crate::base::clock::Timestamp;
use crate::base::crypto::{self, SecretKey};
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{SessionId, UserId};
use crate::people::regions;
use crate::web::{Me, Via};

/// Days after which a browser must sign in again.
const COOKIE_DAYS: i64 = 60;
/// Days after which an API token expires.
const BEARER_DAYS: i64 = 7;
/// A session's last use is written at most once in this time.
const TOUCH_INTERVAL: Duration = Duration::seconds(60);
/// The longest description of a device, in characters.
const DEVICE_CHARACTERS: usize = 160;
/// Sessions that ended are deleted after this, browsers that nobody signed in by after the other.
const ENDED_DAYS: i64 = 30;
const BROWSER_DAYS: i64 = 180;

/// What a browser or client sends to prove its session.
pub enum Credentials {
    /// The value of the session cookie.
    Cookie(String),
    /// The token after `Bearer`.
    Bearer(String),
}

impl Credentials {
    /// Whether this server issued them, which takes no query; they need not prove a live session.
    pub(super) fn may_be_ours(&self, key: &SecretKey, now: Timestamp) -> bool {
        match self {
            Self::Cookie(token) => cookie_token::is_ours(key, token),
            Self::Bearer(token) => jwt::read(key, token, now).is_some(),
        }
    }
}

/// Opens a session: 60 days for a cookie, 7 days for a bearer token.
///
/// # Errors
/// `Internal` when the token cannot be signed; the database's errors.
pub fn open(
    conn: &mut Conn,
    key: &SecretKey,
    new: &NewSession<'_>,
    now: Timestamp,
) -> AppResult<OpenedSession> {
    let (id, user) = (SessionId::fresh(), new.user);
    let (days, token, token_hash) = match new.via {
        Via::Cookie => {
            let token = cookie_token::issue(key);
            let hash = crypto::fingerprint(&token);
            (COOKIE_DAYS, token, Some(hash))
        }
        Via::Bearer => {
            let exp = (now + Duration::days(BEARER_DAYS)).timestamp();
            let claims = Claims { sub: user, sid: id, iat: now.timestamp(), exp };
            let token = jwt::issue(key, &claims).ok_or_else(|| {
                AppError::Internal(anyhow::anyhow!("a token could not be signed"))
            })?;
            (BEARER_DAYS, token, None)
        }
    };
    let expires_at = now + Duration::days(days);
    let device: String =
        new.device.chars().filter(|c| !c.is_control()).take(DEVICE_CHARACTERS).collect();
    let row = SessionInsert {
        id,
        user_id: user,
        kind: new.via,
        token_hash,
        device: &device,
        created_at: now,
        last_used_at: now,
        expires_at,
    };
    store::insert(conn, &row)?;
    Ok(OpenedSession { id, token, expires_at })
}

/// The person of the session that the credentials prove; `None` when they prove no live session.
///
/// # Errors
/// The database's errors, and those of `unread`.
pub fn find(
    conn: &mut Conn,
    key: &SecretKey,
    credentials: &Credentials,
    unread: &UnreadCounter,
    now: Timestamp,
) -> AppResult<Option<Me>> {
    let session_key = match credentials {
        Credentials::Cookie(token) => SessionKey::TokenHash(crypto::fingerprint(token)),
        Credentials::Bearer(token) => match jwt::read(key, token, now) {
            Some(claims) => SessionKey::BearerId(claims.sid),
            None => return Ok(None),
        },
    };
    let Some(found) = store::find(conn, &session_key, now)? else { return Ok(None) };
    if now - found.last_used_at > TOUCH_INTERVAL {
        store::touch_seen(conn, &[found.id], now)?;
    }
    let unread = (unread.0)(conn, found.person.id)?;
    Ok(Some(Me {
        id: found.person.id,
        session: found.id,
        via: found.kind,
        person: found.person,
        region_short: found.region_label.as_deref().map(regions::short_label),
        region_label: found.region_label,
        unread,
    }))
}

/// Whether a session is live: not ended, not expired, its person not suspended.
///
/// # Errors
/// The database's errors.
pub fn is_live(conn: &mut Conn, session: SessionId, now: Timestamp) -> AppResult<bool> {
    store::is_live(conn, session, now)
}

/// Ends one session of a person; returns what ended, for [`super::SessionRevoker::revoke`].
///
/// # Errors
/// The database's errors.
pub fn close(
    conn: &mut Conn,
    user: UserId,
    session: SessionId,
    now: Timestamp,
) -> AppResult<Vec<SessionId>> {
    store::revoke(conn, user, Some(session), now)
}

/// Ends all sessions of a person; returns what ended, for [`super::SessionRevoker::revoke`].
///
/// # Errors
/// The database's errors.
pub fn close_all(conn: &mut Conn, user: UserId, now: Timestamp) -> AppResult<Vec<SessionId>> {
    store::revoke(conn, user, None, now)
}

/// Deletes sessions that ended a month ago and browsers that nobody signed in by for half a year; returns the number of
/// sessions.
///
/// # Errors
/// The database's errors.
pub fn sweep(conn: &mut Conn, now: Timestamp) -> AppResult<usize> {
    store::delete_browsers_before(conn, now - Duration::days(BROWSER_DAYS))?;
    store::delete_ended_before(conn, now - Duration::days(ENDED_DAYS))
}

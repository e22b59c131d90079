//! Opening, finding and ending sessions.

use chrono::Duration;

use super::jwt::{self, Claims};
use super::model::{Opened, Unread};
use super::store::{self, Fresh, Proof};
use crate::base::clock::Timestamp;
use crate::base::crypto::{self, SecretKey};
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::i18n::Lang;
use crate::base::ids::{SessionId, UserId};
use crate::people::regions;
use crate::web::{Me, Via};

/// Browsers stay signed in this long.
const COOKIE_DAYS: i64 = 60;
/// API tokens hold this long.
const BEARER_DAYS: i64 = 7;

/// What a browser or client sends to prove a session.
pub enum Credentials {
    /// The cookie's value.
    Cookie(String),
    /// The token after `Bearer`.
    Bearer(String),
}

/// Opens a session for a person whose password or code was just checked.
pub fn open(
    conn: &mut Conn,
    key: &SecretKey,
    user: UserId,
    via: Via,
    device: &str,
    now: Timestamp,
) -> AppResult<Opened> {
    let id = SessionId::fresh();
    let (days, token, token_hash) = match via {
        Via::Cookie => {
            let token = crypto::token();
            let hash = crypto::fingerprint(&token);
            (COOKIE_DAYS, token, Some(hash))
        }
        Via::Bearer => {
            let exp = (now + Duration::days(BEARER_DAYS)).timestamp();
            let token = jwt::issue(key, &Claims { sub: user, sid: id, iat: now.timestamp(), exp })
                .ok_or_else(|| {
                    AppError::Internal(anyhow::anyhow!("a token could not be signed"))
                })?;
            (BEARER_DAYS, token, None)
        }
    };
    let expires_at = now + Duration::days(days);
    let device: String = device.chars().filter(|c| !c.is_control()).take(160).collect();
    store::insert(conn, &Fresh { id, user, via, token_hash, device: &device, now, expires_at })?;
    Ok(Opened { id, token, expires_at, lang: Lang::default() })
}

/// Who shows this, if the session still holds.
pub fn find(
    conn: &mut Conn,
    key: &SecretKey,
    credentials: &Credentials,
    unread: &Unread,
    now: Timestamp,
) -> AppResult<Option<Me>> {
    let proof = match credentials {
        Credentials::Cookie(token) => Proof::Cookie(crypto::fingerprint(token)),
        Credentials::Bearer(token) => match jwt::read(key, token, now) {
            Some(claims) => Proof::Bearer(claims.sid),
            None => return Ok(None),
        },
    };
    let Some((session, via, used, person, region_label)) = store::find(conn, &proof, now)? else {
        return Ok(None);
    };
    if now - used > Duration::seconds(60) {
        store::touch_seen(conn, &[session], now)?;
    }
    let unread = (unread.0)(conn, person.id)?;
    let region_short = region_label.as_deref().map(|label| regions::short_label(label).to_owned());
    Ok(Some(Me { id: person.id, session, via, person, region_label, region_short, unread }))
}

/// Whether a session still holds.
pub fn is_live(conn: &mut Conn, session: SessionId, now: Timestamp) -> AppResult<bool> {
    store::is_live(conn, session, now)
}

/// Ends one session of a person; returns what ended, for cutting its sockets.
pub fn close(
    conn: &mut Conn,
    user: UserId,
    session: SessionId,
    now: Timestamp,
) -> AppResult<Vec<SessionId>> {
    store::revoke(conn, user, Some(session), None, now)
}

/// Ends all sessions of a person, except perhaps one.
pub fn close_all(
    conn: &mut Conn,
    user: UserId,
    but: Option<SessionId>,
    now: Timestamp,
) -> AppResult<Vec<SessionId>> {
    store::revoke(conn, user, None, but, now)
}

/// Deletes sessions that ended a month ago.
pub fn sweep(conn: &mut Conn, now: Timestamp) -> AppResult<usize> {
    store::sweep_browsers(conn, now - Duration::days(180))?;
    store::sweep(conn, now - Duration::days(30))
}

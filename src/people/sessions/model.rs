//! The plain types.

use std::sync::Arc;

use diesel::prelude::*;
use serde::Serialize;

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{SessionId, UserId};
use crate::base::schema::sessions;
use crate::web::Via;

/// Counts a person's unread messages. `app` provides the function, because rooms are in a higher wing.
#[derive(Clone)]
pub struct UnreadCounter(pub Arc<UnreadCount>);

/// The function of an [`UnreadCounter`].
pub type UnreadCount = dyn Fn(&mut Conn, UserId) -> AppResult<i64> + Send + Sync;

/// Closes the sockets of sessions that ended. `app` provides the function, because sockets are in a higher wing.
#[derive(Clone)]
pub struct SessionRevoker(pub Arc<RevokeSessions>);

/// The function of a [`SessionRevoker`].
pub type RevokeSessions = dyn Fn(&[SessionId]) + Send + Sync;

impl SessionRevoker {
    /// Call it after the commit that ended the sessions.
    pub fn revoke(&self, ended: &[SessionId]) {
        (self.0)(ended);
    }
}

/// A session, as its person sees it in the settings.
#[derive(Debug, Clone, Serialize, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    pub id: SessionId,
    /// The browser or client in a few words: `Chrome di Android`.
    pub device: String,
    /// At most a minute too old.
    pub last_used_at: Timestamp,
}

/// A session to open, for a person whose password or code was just checked.
#[derive(Debug, Clone, Copy)]
pub struct NewSession<'a> {
    pub user: UserId,
    pub via: Via,
    /// The browser or client in a few words; control characters are removed, the rest is cut to 160 characters.
    pub device: &'a str,
}

/// An opened session and the token that proves it, which is not stored.
#[derive(Debug)]
pub struct OpenedSession {
    pub id: SessionId,
    /// The value of the cookie, or of the Authorization header after `Bearer`.
    pub token: String,
    pub expires_at: Timestamp,
}

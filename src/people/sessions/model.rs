//! The plain types.

use std::sync::Arc;

use diesel::prelude::*;
use serde::Serialize;

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::Lang;
use crate::base::ids::{SessionId, UserId};
use crate::base::schema::sessions;

/// Counts a person's unread messages. The rooms live on a higher floor, which hands this in.
#[derive(Clone)]
pub struct Unread(pub Arc<UnreadCount>);

/// What [`Unread`] holds.
pub type UnreadCount = dyn Fn(&mut Conn, UserId) -> AppResult<i64> + Send + Sync;

/// A session, as its owner sees it.
#[derive(Debug, Clone, Serialize, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    /// Its id.
    pub id: SessionId,
    /// The browser or client, in words.
    pub device: String,
    /// When it was last used.
    pub last_used_at: Timestamp,
}

/// A fresh session and the token that proves it; the token is shown once.
#[derive(Debug)]
pub struct Opened {
    /// Its id.
    pub id: SessionId,
    /// Goes into the cookie or the Authorization header.
    pub token: String,
    /// Until when it holds.
    pub expires_at: Timestamp,
    /// What the person speaks.
    pub lang: Lang,
}

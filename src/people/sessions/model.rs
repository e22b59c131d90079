//! The plain types.

use std::sync::Arc;

use diesel::prelude::*;
use serde::Serialize;

use crate::base::clock::{Timestamp, Zone};
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::i18n::Lang;
use crate::base::ids::{SessionId, UserId, words};
use crate::base::schema::{sessions, users};

words! {
    /// What a person may do.
    Role {
        /// Buys and sells.
        Member = "member",
        /// Also keeps order.
        Moderator = "moderator",
        /// Also runs the house.
        Owner = "owner",
    }
}

words! {
    /// How a session proves itself.
    Via {
        /// A browser's cookie.
        Cookie = "cookie",
        /// An API client's token.
        Bearer = "bearer",
    }
}

/// The person behind a request, read afresh for it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// The name in addresses.
    pub handle: String,
    /// The name on screen.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Their e-mail address.
    pub email: Option<String>,
    /// When they proved that it is theirs.
    pub email_verified_at: Option<Timestamp>,
    /// Code of the place they live in.
    pub region: Option<String>,
    /// Signed out and kept out until then.
    pub suspended_until: Option<Timestamp>,
    /// When they were last about.
    pub last_seen_at: Option<Timestamp>,
}

/// Who is asking, and through which session.
#[derive(Debug, Clone)]
pub struct Me {
    /// Who.
    pub id: UserId,
    /// The session that proves it.
    pub session: SessionId,
    /// Cookie or Bearer.
    pub via: Via,
    /// The person's row.
    pub person: Person,
    /// `Coblong, Kota Bandung, Jawa Barat`.
    pub region_label: Option<String>,
    /// Messages not read yet, in all rooms.
    pub unread: i64,
}

impl Me {
    /// The zone of the clocks where they live.
    pub fn zone(&self) -> Zone {
        self.person.region.as_deref().map_or(Zone::Wib, Zone::of_region)
    }

    /// 403 unless they may do what `role` may.
    pub fn must_be(&self, role: Role) -> AppResult<()> {
        if self.person.role >= role { Ok(()) } else { Err(AppError::forbidden("error-403")) }
    }
}

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

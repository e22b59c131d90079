//! Who is asking.

use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use diesel::prelude::*;

use crate::base::clock::{Timestamp, Zone};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{SessionId, UserId, words};
use crate::base::schema::users;

words! {
    /// What a person may do.
    Role {
        /// Buys and sells.
        Member = "member",
        /// Also keeps order.
        Moderator = "moderator",
        /// Also administers the site.
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
    /// The label of their region: `Coblong, Kota Bandung, Jawa Barat`.
    pub region_label: Option<String>,
    /// Its short form: `Coblong, Bandung`.
    pub region_short: Option<String>,
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

/// The person a request comes from; 401 when there is none.
#[derive(Clone)]
pub struct SignedIn(pub Arc<Me>);

impl Deref for SignedIn {
    type Target = Me;
    fn deref(&self) -> &Me {
        &self.0
    }
}

impl FromRequest for SignedIn {
    type Error = AppError;
    type Future = std::future::Ready<Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(
            req.extensions().get::<Arc<Me>>().cloned().map(Self).ok_or(AppError::SignedOut),
        )
    }
}

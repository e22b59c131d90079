//! The signed-in person of a request.

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
        /// Also moderates.
        Moderator = "moderator",
        /// Also administers the site.
        Owner = "owner",
    }
}

words! {
    /// How a request proves its session.
    Via {
        /// A browser's cookie.
        Cookie = "cookie",
        /// An API client's token.
        Bearer = "bearer",
    }
}

/// The signed-in person's columns of `users`, read for each request.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct Person {
    pub id: UserId,
    /// The name in addresses.
    pub handle: String,
    /// The name on screen.
    pub name: String,
    pub role: Role,
    pub email: Option<String>,
    pub email_verified_at: Option<Timestamp>,
    /// The Kemendagri code of the region they live in.
    pub region: Option<String>,
    /// Sign-ins are refused until then.
    pub suspended_until: Option<Timestamp>,
    /// Whether there is a decision of the staff about them that they have not read.
    pub unread_ruling: bool,
    /// When they last made a request; at most a minute too old.
    pub last_seen_at: Option<Timestamp>,
}

/// The signed-in person of a request, and the session that proves it.
#[derive(Debug, Clone)]
pub struct Me {
    pub id: UserId,
    pub session: SessionId,
    pub via: Via,
    pub person: Person,
    /// The label of their region: `Coblong, Kota Bandung, Jawa Barat`.
    pub region_label: Option<String>,
    /// Its short form: `Coblong, Bandung`.
    pub region_short: Option<String>,
    /// Unread messages in all rooms.
    pub unread: i64,
}

impl Me {
    /// The time zone of the region they live in; WIB when it is unknown.
    pub fn zone(&self) -> Zone {
        self.person.region.as_deref().map_or(Zone::Wib, Zone::of_region)
    }

    /// # Errors
    /// `Forbidden` when the person's role is below `role`.
    pub fn must_be(&self, role: Role) -> AppResult<()> {
        if self.person.role >= role { Ok(()) } else { Err(AppError::forbidden("error-403")) }
    }
}

/// Extracts the signed-in person; without one the request is answered with 401.
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
        let me = req.extensions().get::<Arc<Me>>().cloned();
        std::future::ready(me.map(Self).ok_or(AppError::SignedOut))
    }
}

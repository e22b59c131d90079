//! The plain types.

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::ids::{UserId, words};
use crate::base::schema::users;
use crate::web::Role;

words! {
    /// What a person signs up for; it only decides which page they see first.
    Intent {
        /// Buying.
        Buy = "pembeli",
        /// Selling.
        Sell = "penjual",
    }
}

/// A sign-up as it was typed.
#[derive(Debug, Clone)]
pub struct SignUp {
    /// The name on screen.
    pub name: String,
    /// At least one of e-mail address and phone number is required.
    pub email: Option<String>,
    pub phone: Option<String>,
    /// In the clear; only its hash is stored.
    pub password: String,
    pub intent: Intent,
    pub accept_terms: bool,
}

/// An account's row. It is not serialisable, so that a response contains only what a view type names.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = users)]
pub struct User {
    pub id: UserId,
    /// The name in addresses; never changes.
    pub handle: String,
    /// The name on screen.
    pub name: String,
    /// Lower case.
    pub email: Option<String>,
    /// E.164.
    pub phone: Option<String>,
    /// argon2id, PHC string.
    pub password_hash: String,
    pub role: Role,
    pub intent: Intent,
    /// Their text about themselves; may be empty.
    pub bio: String,
    /// The Kemendagri code of the region they live in.
    pub region: Option<String>,
    /// `id` or `en`.
    pub lang: String,
    /// When they proved the e-mail address.
    pub email_verified_at: Option<Timestamp>,
    /// When they proved the phone number.
    pub phone_verified_at: Option<Timestamp>,
    /// When they last made a request; at most a minute too old.
    pub last_seen_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// A person is online until this long after their last request.
const ONLINE_PERIOD: chrono::Duration = chrono::Duration::minutes(2);

impl User {
    /// Whether they made a request in the last two minutes.
    pub fn online(&self, now: Timestamp) -> bool {
        is_online(self.last_seen_at, now)
    }
}

/// The public columns of an account.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct Profile {
    pub id: UserId,
    /// The name in addresses.
    pub handle: String,
    /// The name on screen.
    pub name: String,
    /// Their text about themselves; may be empty.
    pub bio: String,
    /// The Kemendagri code of the region they live in.
    pub region: Option<String>,
    /// When they proved the e-mail address.
    pub email_verified_at: Option<Timestamp>,
    /// When they proved the phone number.
    pub phone_verified_at: Option<Timestamp>,
    /// Listings that they sold.
    pub sold_count: i32,
    /// The sum of all ratings, 1 to 5 each.
    pub rating_sum: i32,
    pub rating_count: i32,
    /// When they last made a request; at most a minute too old.
    pub last_seen_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

impl Profile {
    /// The average rating with one decimal, rounded down: `4,8`. `None` without ratings.
    pub fn rating(&self) -> Option<String> {
        (self.rating_count > 0).then(|| {
            let tenths = self.rating_sum * 10 / self.rating_count;
            format!("{},{}", tenths / 10, tenths % 10)
        })
    }

    /// Whether they proved the e-mail address or the phone number.
    pub fn verified(&self) -> bool {
        self.email_verified_at.is_some() || self.phone_verified_at.is_some()
    }

    /// Whether they made a request in the last two minutes.
    pub fn online(&self, now: Timestamp) -> bool {
        is_online(self.last_seen_at, now)
    }
}

fn is_online(last_seen_at: Option<Timestamp>, now: Timestamp) -> bool {
    last_seen_at.is_some_and(|at| now - at < ONLINE_PERIOD)
}

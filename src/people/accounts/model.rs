//! The plain types.

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::ids::{UserId, words};
use crate::base::schema::users;
use crate::web::Role;

words! {
    /// What somebody came for first; chooses the first steps, nothing else.
    Intent {
        /// Buying.
        Buy = "pembeli",
        /// Selling.
        Sell = "penjual",
    }
}

/// An account as it is kept. Never serialised: views say what may be shown.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = users)]
pub struct User {
    /// Who.
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
    /// What they may do.
    pub role: Role,
    /// What they came for.
    pub intent: Intent,
    /// A few words about themselves.
    pub bio: String,
    /// Code of the place they live in.
    pub region: Option<String>,
    /// `id` or `en`.
    pub lang: String,
    /// When the address was proved.
    pub email_verified_at: Option<Timestamp>,
    /// When they were last about.
    pub last_seen_at: Option<Timestamp>,
    /// When they signed up.
    pub created_at: Timestamp,
}

/// Who was seen within so many minutes is about.
const LATELY: chrono::Duration = chrono::Duration::minutes(2);

impl User {
    /// Whether they were here in the last minutes.
    pub fn seen_lately(&self, now: Timestamp) -> bool {
        self.last_seen_at.is_some_and(|at| now - at < LATELY)
    }
}

/// What anybody may see of a person.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct Profile {
    /// Who.
    pub id: UserId,
    /// The name in addresses.
    pub handle: String,
    /// The name on screen.
    pub name: String,
    /// A few words about themselves.
    pub bio: String,
    /// Code of the place they live in.
    pub region: Option<String>,
    /// Set when the address was proved.
    pub email_verified_at: Option<Timestamp>,
    /// Set when the number was proved.
    pub phone_verified_at: Option<Timestamp>,
    /// Things handed over.
    pub sold_count: i32,
    /// Sum of all ratings, 1 to 5 each.
    pub rating_sum: i32,
    /// How many ratings.
    pub rating_count: i32,
    /// When they were last about.
    pub last_seen_at: Option<Timestamp>,
    /// Since when.
    pub created_at: Timestamp,
}

impl Profile {
    /// `4,8`; none without ratings.
    pub fn rating(&self) -> Option<String> {
        (self.rating_count > 0).then(|| {
            let tenths = self.rating_sum * 10 / self.rating_count;
            format!("{},{}", tenths / 10, tenths % 10)
        })
    }

    /// Whether an address or a number was proved.
    pub fn verified(&self) -> bool {
        self.email_verified_at.is_some() || self.phone_verified_at.is_some()
    }

    /// Whether they were about in the last two minutes.
    pub fn online(&self, now: Timestamp) -> bool {
        self.last_seen_at.is_some_and(|at| now - at < LATELY)
    }
}

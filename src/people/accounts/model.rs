//! The plain types.

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::ids::{UserId, words};
use crate::base::schema::users;
use crate::base::view;
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

words! {
    /// What somebody has shown by how they trade. `community/badges` has the rules.
    #[schema(as = PersonBadge)]
    Badge {
        /// Sends soon after the payment or the agreement.
        FastSender = "penjual_cepat",
        /// Answers soon.
        Responsive = "responsif",
        /// Well reviewed by many, and finishes what they agree on.
        Trusted = "terpercaya",
        /// Trades these weeks.
        Active = "aktif",
    }
}

impl Badge {
    /// Catalogue key of its name.
    pub fn label_key(self) -> &'static str {
        match self {
            Self::FastSender => "badge-fast-sender",
            Self::Responsive => "badge-responsive",
            Self::Trusted => "badge-trusted",
            Self::Active => "badge-active",
        }
    }

    /// The Font Awesome icon.
    pub fn icon(self) -> &'static str {
        match self {
            Self::FastSender => "fa-truck-fast",
            Self::Responsive => "fa-comment-dots",
            Self::Trusted => "fa-shield-halved",
            Self::Active => "fa-bolt",
        }
    }

    /// It as a label of a page.
    pub fn view(self) -> view::Badge {
        view::Badge::new("tag-good", self.icon(), self.label_key())
    }
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
    /// The number of reviews of them that are shown.
    pub rating_count: i32,
    /// The mean over their partners of each one's mean rating, in hundredths; 0 without reviews.
    pub rating_mean: i32,
    /// The number of people who reviewed them.
    pub rating_partners: i32,
    /// In the order of their declaration.
    pub badges: Vec<Badge>,
    /// When they last made a request; at most a minute too old.
    pub last_seen_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

impl Profile {
    /// The average rating with one decimal, rounded down: `4,8`. `None` without ratings.
    pub fn rating(&self) -> Option<String> {
        (self.rating_count > 0).then(|| one_decimal(self.rating_mean))
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

/// Hundredths with one decimal, rounded down.
fn one_decimal(hundredths: i32) -> String {
    format!("{},{}", hundredths / 100, hundredths % 100 / 10)
}

fn is_online(last_seen_at: Option<Timestamp>, now: Timestamp) -> bool {
    last_seen_at.is_some_and(|at| now - at < ONLINE_PERIOD)
}

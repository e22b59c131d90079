//! The plain types.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::policy::{Case, Decision, Limits, Style, decide};
use crate::bargaining::negotiations::offer_rules::Wishes;
use crate::base::clock::Timestamp;
use crate::base::error::{AppResult, FieldErrors};
use crate::base::ids::{ListingId, OfferId, RoomId, UserId, words};
use crate::base::schema::{mandates, receipts};
use crate::market::listings::Listing;

words! {
    /// When it answers.
    Mode {
        /// Never.
        Off = "off",
        /// When the seller has been away for an hour.
        Away = "away",
        /// Always.
        Always = "always",
    }
}

/// What a seller allows for one listing.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset, Serialize)]
#[diesel(table_name = mandates, treat_none_as_null = true)]
pub struct Mandate {
    /// The thing.
    pub listing_id: ListingId,
    /// Who allows it.
    pub seller_id: UserId,
    /// When it answers.
    pub mode: Mode,
    /// How fast it gives way.
    pub style: Style,
    /// Whether it may accept at or over the minimum.
    pub auto_accept: bool,
    /// Offers of one buyer a day before the seller is called, 0 to 3.
    pub tries: i16,
    /// Minutes in which the seller may undo an acceptance, 0 to 60.
    pub minutes: i16,
    /// Until when it is allowed; none until taken back.
    pub until: Option<Timestamp>,
    /// When it was given first.
    pub given_at: Timestamp,
    /// When it was changed last.
    pub changed_at: Timestamp,
}

/// What a seller writes into a mandate; what is left out keeps its default, and 0 stays 0.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
pub struct Wish {
    /// When it answers.
    pub mode: Mode,
    /// How fast it gives way.
    pub style: Option<Style>,
    /// Whether it may accept at or over the minimum.
    #[serde(default)]
    pub auto_accept: bool,
    /// What begins below so many percent is declined at once, 0 to 100: the listing's wish, kept when left out.
    pub floor_percent: Option<i64>,
    /// Offers of one buyer a day before the seller is called, 0 to 3; 3 when left out.
    pub tries: Option<i64>,
    /// Minutes in which the seller may undo an acceptance, 0 to 60; 10 when left out.
    pub minutes: Option<i64>,
    /// Days it is allowed for, 1 to 365; until taken back when left out.
    pub days: Option<i64>,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            mode: Mode::Off,
            style: None,
            auto_accept: false,
            floor_percent: None,
            tries: None,
            minutes: None,
            days: None,
        }
    }
}

impl Wish {
    /// The mandate this makes, or what is wrong with it, field by field.
    pub fn mandate(&self, listing: &Listing, now: Timestamp) -> AppResult<Mandate> {
        let mut errors = FieldErrors::default();
        let mut within = |name: &'static str, value: Option<i64>, default: i64, most: i64, key| {
            let value = value.unwrap_or(default);
            if !(0..=most).contains(&value) {
                errors.add(name, key);
            }
            i16::try_from(value).unwrap_or(0)
        };
        within("floor_percent", self.floor_percent, 50, 100, "assistant-floor-range");
        let tries = within("tries", self.tries, 3, 3, "assistant-tries-range");
        let minutes = within("minutes", self.minutes, 10, 60, "assistant-minutes-range");
        if self.days.is_some_and(|days| !(1..=365).contains(&days)) {
            errors.add("days", "assistant-days-range");
        }
        if self.auto_accept && listing.min_price.0.is_none() {
            errors.add("auto_accept", "assistant-needs-minimum");
        }
        errors.into_result()?;
        Ok(Mandate {
            listing_id: listing.id,
            seller_id: listing.seller_id,
            mode: self.mode,
            style: self.style.unwrap_or(Style::Easy),
            auto_accept: self.auto_accept,
            tries,
            minutes,
            until: self.days.map(|days| now + chrono::Duration::days(days)),
            given_at: now,
            changed_at: now,
        })
    }
}

impl Mandate {
    /// Whether it holds now.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.mode != Mode::Off && self.until.is_none_or(|until| until > now)
    }

    /// The limits for the pure table.
    pub fn limits(&self, listing: &Listing, wishes: Wishes) -> Limits {
        Limits {
            minimum: listing.min_price.0,
            auto_accept: self.auto_accept,
            floor_percent: i64::from(wishes.floor_percent),
            tries: i64::from(self.tries),
            style: self.style,
        }
    }

    /// What it would answer to a first offer.
    pub fn would_answer(
        &self,
        listing: &Listing,
        wishes: Wishes,
        (asking, offer): (i64, i64),
    ) -> Decision {
        decide(
            &Case { offer, asking, tries: 1, round: 0, gap: None },
            &self.limits(listing, wishes),
        )
    }
}

/// What was decided about an offer.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = receipts)]
pub struct Receipt {
    /// The offer.
    pub offer_id: OfferId,
    /// The thing.
    pub listing_id: ListingId,
    /// Where they talk.
    pub room_id: RoomId,
    /// `accept`, `counter`, `decline` or `hand`.
    pub decision: String,
    /// The row of the table.
    pub reason: String,
    /// The price it named, whole rupiah.
    pub amount: Option<i64>,
    /// The mandate as it was; the minimum is not in it.
    pub mandate: serde_json::Value,
    /// When.
    pub at: Timestamp,
}

impl Receipt {
    /// The receipt for a decision about an offer, by this mandate.
    pub fn new(
        offer_id: OfferId,
        (listing_id, room_id): (ListingId, RoomId),
        decision: Decision,
        mandate: &Mandate,
        at: Timestamp,
    ) -> AppResult<Self> {
        Ok(Self {
            offer_id,
            listing_id,
            room_id,
            decision: decision.word().to_owned(),
            reason: decision.reason().to_owned(),
            amount: decision.amount(),
            mandate: serde_json::to_value(mandate)?,
            at,
        })
    }

    /// The decision it tells of.
    pub fn decided(&self) -> Option<Decision> {
        match (self.reason.as_str(), self.amount) {
            ("asking", Some(amount)) => Some(Decision::AcceptAsking(amount)),
            ("allowed", Some(amount)) => Some(Decision::AcceptAllowed(amount)),
            ("curve", Some(amount)) => Some(Decision::Counter(amount)),
            ("too_low", _) => Some(Decision::TooLow),
            ("tries", _) => Some(Decision::OutOfTries),
            ("near", _) => Some(Decision::Near),
            ("promised", _) => Some(Decision::Promised),
            // The gap is of the moment; the room keeps what was said of it.
            ("package", _) => Some(Decision::Package(0)),
            _ => None,
        }
    }
}

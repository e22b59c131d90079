//! The plain types.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::policy::{Case, Decision, Limits, Style, decide};
use crate::bargaining::negotiations::offer_rules::OfferRules;
use crate::base::clock::Timestamp;
use crate::base::error::{AppResult, FieldErrors};
use crate::base::ids::{ListingId, OfferId, RoomId, UserId, words};
use crate::base::schema::{mandates, receipts};
use crate::config;
use crate::market::listings::Listing;

words! {
    /// When the assistant answers.
    #[schema(as = MandateMode)]
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
    /// The listing it is for.
    pub listing_id: ListingId,
    /// The listing's owner, who gives the mandate.
    pub seller_id: UserId,
    /// When the assistant answers.
    pub mode: Mode,
    /// How fast its counter-offers fall.
    pub style: Style,
    /// Whether it may accept at or over the minimum.
    pub auto_accept: bool,
    /// Offers of one buyer in 24 hours before it escalates to the seller, 0 to 3.
    pub tries: i16,
    /// Minutes in which the seller may undo an acceptance, 0 to 60; 0 makes it final at once.
    pub minutes: i16,
    /// When it ends; `None`: until the seller revokes it.
    pub until: Option<Timestamp>,
    /// When it was first given.
    pub given_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

/// A mandate as the seller sends it. A missing field takes its default; 0 stays 0.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[schema(as = Wish)]
pub struct MandateIn {
    /// When the assistant answers.
    pub mode: Mode,
    /// How fast its counter-offers fall; `luwes` by default.
    pub style: Option<Style>,
    /// Whether it may accept at or over the minimum.
    #[serde(default)]
    pub auto_accept: bool,
    /// Opening offers below so many percent of the asking price are declined at once, 0 to 100; the listing's offer rule,
    /// unchanged when missing.
    pub floor_percent: Option<i64>,
    /// Offers of one buyer in 24 hours before it escalates to the seller, 0 to 3; 3 by default.
    pub tries: Option<i64>,
    /// Minutes in which the seller may undo an acceptance, 0 to 60; 10 by default.
    pub minutes: Option<i64>,
    /// Days it lasts, 1 to 365; until revoked when missing.
    pub days: Option<i64>,
}

impl Default for MandateIn {
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

impl MandateIn {
    /// Builds the mandate.
    ///
    /// # Errors
    /// 422 with every field that is out of range.
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

/// The asking price of a listing that is sold for money, whole rupiah.
pub(super) fn asking(listing: &Listing) -> Option<i64> {
    listing.content.price.filter(|_| listing.content.modes.contains(&config::Mode::Sale))
}

impl Mandate {
    /// Whether it is in force.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.mode != Mode::Off && self.until.is_none_or(|until| until > now)
    }

    /// The limits that [`decide`] takes.
    pub fn limits(&self, listing: &Listing, rules: OfferRules) -> Limits {
        Limits {
            minimum: listing.min_price.0,
            auto_accept: self.auto_accept,
            floor_percent: i64::from(rules.floor_percent),
            tries: i64::from(self.tries),
            style: self.style,
        }
    }

    /// The answer to a buyer's first offer; `asking` and `offer` in whole rupiah.
    pub fn would_answer(
        &self,
        listing: &Listing,
        rules: OfferRules,
        asking: i64,
        offer: i64,
    ) -> Decision {
        decide(&Case { offer, asking, tries: 1, round: 0, gap: None }, &self.limits(listing, rules))
    }
}

/// The record of one decision.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = receipts)]
pub struct Receipt {
    /// The offer decided about.
    pub offer_id: OfferId,
    /// The listing the mandate is for.
    pub listing_id: ListingId,
    /// The room of the negotiation.
    pub room_id: RoomId,
    /// `accept`, `counter`, `decline` or `hand`.
    pub decision: String,
    /// The row of the decision table, as [`Decision::reason`] names it.
    pub reason: String,
    /// The price in the answer, whole rupiah.
    pub amount: Option<i64>,
    /// A snapshot of the mandate; it does not hold the minimum.
    pub mandate: serde_json::Value,
    /// When it was decided.
    pub at: Timestamp,
}

impl Receipt {
    /// The receipt for a decision by this mandate.
    ///
    /// # Errors
    /// Internal, when the mandate does not serialise.
    pub fn new(
        offer_id: OfferId,
        room_id: RoomId,
        decision: Decision,
        mandate: &Mandate,
        at: Timestamp,
    ) -> AppResult<Self> {
        Ok(Self {
            offer_id,
            listing_id: mandate.listing_id,
            room_id,
            decision: decision.word().to_owned(),
            reason: decision.reason().to_owned(),
            amount: decision.amount(),
            mandate: serde_json::to_value(mandate)?,
            at,
        })
    }

    /// The decision recorded here.
    pub fn decision(&self) -> Option<Decision> {
        match (self.reason.as_str(), self.amount) {
            ("asking", Some(amount)) => Some(Decision::AcceptAsking(amount)),
            ("allowed", Some(amount)) => Some(Decision::AcceptAllowed(amount)),
            ("curve", Some(amount)) => Some(Decision::Counter(amount)),
            ("too_low", _) => Some(Decision::TooLow),
            ("tries", _) => Some(Decision::OutOfTries),
            ("near", _) => Some(Decision::Near),
            ("promised", _) => Some(Decision::Promised),
            // The gap is not recorded; the system message in the room states it.
            ("package", _) => Some(Decision::Package(0)),
            _ => None,
        }
    }
}

//! What @tawar answers: one total table, the first row that fits decides. Pure: no clock, no database, no randomness.
//!
//! | the offer | the answer |
//! |---|---|
//! | goods for goods | state the gap in worth, escalate to the seller |
//! | at or over the asking price | accept, at the asking price |
//! | at or over the minimum, and the mandate allows it | accept |
//! | below the floor | decline: too low |
//! | one more than the allowed tries | escalate to the seller |
//! | at or over its next counter-offer | escalate to the seller |
//! | anything else | counter |
//!
//! A counter-offer depends on the asking price, the style and the round only. Where the curve would fall below the
//! minimum, the last counter-offer above it is repeated; so the minimum shows only in where the curve stops.

use crate::base::ids::words;

words! {
    /// How fast counter-offers fall.
    Style {
        /// Slowly.
        Firm = "tegas",
        /// Step by step.
        Easy = "luwes",
        /// Fast.
        Quick = "cepat",
    }
}

/// The limits of a mandate. Whole rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The secret minimum; without one nothing below the asking price is accepted.
    pub minimum: Option<i64>,
    /// Whether it may accept at or over the minimum.
    pub auto_accept: bool,
    /// Offers below so many percent of the asking price are declined; 0 declines none.
    pub floor_percent: i64,
    /// Offers a buyer may make before it escalates; 0 escalates at once.
    pub tries: i64,
    /// How fast counter-offers fall.
    pub style: Style,
}

/// The offer to answer. Whole rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// The amount offered.
    pub offer: i64,
    /// The public price.
    pub asking: i64,
    /// Offers of this buyer in 24 hours, this one included.
    pub tries: i64,
    /// Counters made to this buyer so far.
    pub round: usize,
    /// For goods: how many worth points the buyer's goods are short; negative when they exceed.
    pub gap: Option<i64>,
}

/// The answer: one row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// Accepted at the asking price.
    AcceptAsking(i64),
    /// Accepted, as the seller allowed.
    AcceptAllowed(i64),
    /// Declined: too low.
    TooLow,
    /// No tries left: escalated to the seller.
    OutOfTries,
    /// Close enough that the seller should decide.
    Near,
    /// A counter-offer.
    Counter(i64),
    /// Goods for goods, with this gap in points: escalated to the seller.
    Package(i64),
    /// Promised to another buyer: escalated to the seller.
    Promised,
}

impl Decision {
    /// Its kind on the wire and in receipts: `accept`, `decline`, `hand` (escalated) or `counter`.
    pub fn word(self) -> &'static str {
        match self {
            Self::AcceptAsking(_) | Self::AcceptAllowed(_) => "accept",
            Self::TooLow => "decline",
            Self::OutOfTries | Self::Near | Self::Package(_) | Self::Promised => "hand",
            Self::Counter(_) => "counter",
        }
    }

    /// The row of the table on the wire and in receipts.
    pub fn reason(self) -> &'static str {
        match self {
            Self::AcceptAsking(_) => "asking",
            Self::AcceptAllowed(_) => "allowed",
            Self::TooLow => "too_low",
            Self::OutOfTries => "tries",
            Self::Near => "near",
            Self::Counter(_) => "curve",
            Self::Package(_) => "package",
            Self::Promised => "promised",
        }
    }

    /// The price in the answer, whole rupiah.
    pub fn amount(self) -> Option<i64> {
        match self {
            Self::AcceptAsking(amount) | Self::AcceptAllowed(amount) | Self::Counter(amount) => {
                Some(amount)
            }
            Self::TooLow | Self::OutOfTries | Self::Near | Self::Package(_) | Self::Promised => {
                None
            }
        }
    }
}

/// Decides about an offer; total over every case and every limit.
pub fn decide(case: &Case, limits: &Limits) -> Decision {
    let Case { offer, asking, tries, round, gap } = *case;
    if let Some(gap) = gap {
        return Decision::Package(gap);
    }
    if offer >= asking {
        return Decision::AcceptAsking(asking);
    }
    if limits.auto_accept && limits.minimum.is_some_and(|minimum| offer >= minimum) {
        return Decision::AcceptAllowed(offer);
    }
    if below_floor(offer, asking, limits.floor_percent) {
        return Decision::TooLow;
    }
    if tries > limits.tries {
        return Decision::OutOfTries;
    }
    let counter = counter(asking, limits.style, round, limits.minimum);
    if offer >= counter { Decision::Near } else { Decision::Counter(counter) }
}

/// Whether an offer is so low that it is declined at once.
pub fn below_floor(offer: i64, asking: i64, percent: i64) -> bool {
    i128::from(offer) * 100 < i128::from(asking) * i128::from(percent)
}

/// Counter-offers in thousandths of the asking price, by round; the last one repeats.
fn curve(style: Style) -> &'static [i64] {
    match style {
        Style::Firm => &[980, 965, 955, 950],
        Style::Easy => &[950, 920, 900, 880],
        Style::Quick => &[930, 880, 850, 830],
    }
}

/// The counter-offer of a round: the lowest point of the curve so far that is not below the minimum, else the asking price.
pub fn counter(asking: i64, style: Style, round: usize, minimum: Option<i64>) -> i64 {
    curve(style)
        .iter()
        .take(round.saturating_add(1))
        .map(|thousandths| rounded(asking, *thousandths))
        .take_while(|amount| minimum.is_none_or(|minimum| *amount >= minimum))
        .last()
        .unwrap_or(asking)
}

/// Thousandths of a price, rounded up to a round amount, never above the price.
fn rounded(asking: i64, thousandths: i64) -> i64 {
    let step = match asking {
        ..20_000 => 500,
        20_000..200_000 => 1_000,
        200_000..2_000_000 => 5_000,
        _ => 50_000,
    };
    let exact = i128::from(asking) * i128::from(thousandths) / 1000;
    let up = (exact + i128::from(step) - 1) / i128::from(step) * i128::from(step);
    i64::try_from(up).unwrap_or(asking).min(asking)
}

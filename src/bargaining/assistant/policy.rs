//! What @tawar answers: one total table, read from the top. Pure: no clock, no database, no chance, and no words.
//!
//! | the offer | the answer |
//! |---|---|
//! | goods for goods | explain the gap in worth, hand to the seller |
//! | at or over the asking price | accept, at the asking price |
//! | at or over the minimum, and the seller allowed it | accept |
//! | below the floor | decline: too low |
//! | one more than the tries | hand to the seller |
//! | at or over what it would answer now | hand to the seller |
//! | anything else | counter |
//!
//! A counter follows a curve of the asking price, the style and the round only. Where the curve would pass the minimum
//! the last counter above it stands; so the minimum shows in nothing but where the curve stops.

use crate::base::ids::words;

words! {
    /// How fast it gives way.
    Style {
        /// Hardly.
        Firm = "tegas",
        /// Bit by bit.
        Easy = "luwes",
        /// At once.
        Quick = "cepat",
    }
}

/// What the seller allowed. Whole rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Never below this; without one it accepts nothing under the asking price.
    pub minimum: Option<i64>,
    /// Whether it may accept at or over the minimum.
    pub auto_accept: bool,
    /// Offers below so many percent of the asking price are declined; 0 declines none.
    pub floor_percent: i64,
    /// Offers a buyer may make before the seller is called; 0 calls at once.
    pub tries: i64,
    /// How fast it gives way.
    pub style: Style,
}

/// An offer to be answered. Whole rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// What is offered.
    pub offer: i64,
    /// The public price.
    pub asking: i64,
    /// Offers of this buyer, with this one.
    pub tries: i64,
    /// Counters made to this buyer so far.
    pub round: usize,
    /// For goods: worth points that the buyer's count less than the seller's; below 0 when they count more.
    pub gap: Option<i64>,
}

/// Why it answers so: the row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// Accepted at the asking price.
    AcceptAsking(i64),
    /// Accepted, as the seller allowed.
    AcceptAllowed(i64),
    /// Declined: too low.
    TooLow,
    /// The tries are used up: the seller decides.
    OutOfTries,
    /// Near enough that the seller should decide.
    Near,
    /// Another price.
    Counter(i64),
    /// Goods for goods, with this gap: the seller decides.
    Package(i64),
    /// Promised to somebody else: the seller decides.
    Promised,
}

impl Decision {
    /// The word for what happens: `accept`, `decline`, `hand` or `counter`.
    pub fn word(self) -> &'static str {
        match self {
            Self::AcceptAsking(_) | Self::AcceptAllowed(_) => "accept",
            Self::TooLow => "decline",
            Self::OutOfTries | Self::Near | Self::Package(_) | Self::Promised => "hand",
            Self::Counter(_) => "counter",
        }
    }

    /// The word for why.
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

    /// The price it names.
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

/// Decides.
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

/// The curve: thousandths of the asking price, round by round; the last one stays.
fn curve(style: Style) -> &'static [i64] {
    match style {
        Style::Firm => &[980, 965, 955, 950],
        Style::Easy => &[950, 920, 900, 880],
        Style::Quick => &[930, 880, 850, 830],
    }
}

/// What is answered in a round: the lowest point of the curve so far that is not below the minimum, else the asking price.
pub fn counter(asking: i64, style: Style, round: usize, minimum: Option<i64>) -> i64 {
    curve(style)
        .iter()
        .take(round.saturating_add(1))
        .map(|thousandths| rounded(asking, *thousandths))
        .take_while(|amount| minimum.is_none_or(|minimum| *amount >= minimum))
        .last()
        .unwrap_or(asking)
}

/// So many thousandths of a price, up to the next step people name, never over it.
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

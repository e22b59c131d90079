//! The line above the first message of a day.

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::clock::{Timestamp, Zone, day_label};
use crate::base::i18n::Lang;

/// The server draws it, so that nothing moves when the scripts start; `chat/when.js` draws its twin above live messages.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct DayLine {
    /// In the reader's time zone.
    pub day: NaiveDate,
    label: String,
}

impl DayLine {
    pub fn of(at: Timestamp, zone: Zone, now: Timestamp, lang: Lang) -> Self {
        Self { day: zone.local(at).date_naive(), label: day_label(zone, at, now, lang) }
    }
}

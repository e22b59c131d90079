//! Deadlines that are counted in working days.

use chrono::{Duration, NaiveDate};

use super::WorkingDays;
use crate::base::clock::{Timestamp, Zone};

/// The least time to inspect what was delivered.
const TIME_TO_INSPECT: Duration = Duration::hours(72);
/// The working days within which the goods are sent, and at least as many to inspect them.
const DAYS: i64 = 2;

impl WorkingDays {
    /// The last second (23:59:59 in the zone) of the `n`-th working day after the day of `start`; `n` below 1 counts as 1.
    pub fn end_of_working_day_after(&self, start: Timestamp, n: i64, zone: Zone) -> Timestamp {
        let mut day = zone.local(start).date_naive();
        let mut left = n.max(1);
        while left > 0 {
            // The last day that `chrono` knows has none after it: the count ends there.
            day = day.succ_opt().unwrap_or(day);
            if self.is_working_day(day) || day == NaiveDate::MAX {
                left -= 1;
            }
        }
        end_of_day(day, start, zone)
    }

    /// Until when the receiver may report a fault: 72 hours after the delivery, but not before the end of the second
    /// working day after it in the receiver's zone.
    pub fn inspection_deadline(&self, delivered_at: Timestamp, zone: Zone) -> Timestamp {
        let working_days = self.end_of_working_day_after(delivered_at, DAYS, zone);
        working_days.max(delivered_at + TIME_TO_INSPECT)
    }

    /// Until when the sender must send what was paid at `paid_at`: the end of the second working day after it in the
    /// sender's zone.
    pub fn ship_by(&self, paid_at: Timestamp, zone: Zone) -> Timestamp {
        self.end_of_working_day_after(paid_at, DAYS, zone)
    }
}

/// The last second of a day in a zone; `start` gives the zone's distance from UTC, which never changes.
fn end_of_day(day: NaiveDate, start: Timestamp, zone: Zone) -> Timestamp {
    let offset = *zone.local(start).offset();
    day.and_hms_opt(23, 59, 59)
        .and_then(|last| last.and_local_timezone(offset).single())
        .map_or(start, |last| last.to_utc())
}

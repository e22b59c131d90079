//! When the parties are reminded of an agreed meeting: a day and an hour before.

use chrono::Duration;

use crate::base::clock::Timestamp;

/// A reminder of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reminder {
    DayBefore,
    HourBefore,
}

impl Reminder {
    /// The reminder that is due at `now` for a meeting at `at`. One that comes late says what is still true: within an hour
    /// of the meeting it is the later one. `None` once the meeting has begun.
    pub fn due(at: Timestamp, now: Timestamp) -> Option<Self> {
        match at - now {
            left if left <= Duration::zero() => None,
            left if left <= Duration::hours(1) => Some(Self::HourBefore),
            _ => Some(Self::DayBefore),
        }
    }
}

/// When the parties are reminded next of a meeting at `at`; `None` within the last hour.
pub fn next_reminder(at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    [at - Duration::days(1), at - Duration::hours(1)].into_iter().find(|time| *time > now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meeting_has_two_reminders_and_one_soon_has_fewer() {
        let at: Timestamp = "2026-12-05T07:00:00Z".parse().unwrap();
        let (day, hour) = (at - Duration::days(1), at - Duration::hours(1));
        assert_eq!(next_reminder(at, at - Duration::days(3)), Some(day));
        assert_eq!(next_reminder(at, day), Some(hour));
        assert_eq!(next_reminder(at, at - Duration::hours(5)), Some(hour));
        assert_eq!(next_reminder(at, hour), None);
        assert_eq!(Reminder::due(at, day), Some(Reminder::DayBefore));
        assert_eq!(Reminder::due(at, hour), Some(Reminder::HourBefore));
        assert_eq!(Reminder::due(at, at - Duration::minutes(3)), Some(Reminder::HourBefore));
        assert_eq!(Reminder::due(at, at), None);
    }
}

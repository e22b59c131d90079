//! The plain types, and from how many cases on a number says something.

use diesel::prelude::*;

use crate::base::ids::UserId;
use crate::base::schema::track_records;

/// A median of fewer cases is not shown.
const MEDIAN_MIN: i32 = 5;
/// A share of fewer cases is not shown.
const SHARE_MIN: i32 = 5;
/// Meetings are counted from the second on.
const MEETINGS_MIN: i32 = 2;

/// How somebody has traded.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = track_records, treat_none_as_null = true)]
pub struct TrackRecord {
    pub user_id: UserId,
    /// Answers to somebody who wrote, of 90 days.
    pub replies: i32,
    /// The median of how long those took, in seconds.
    pub reply_seconds: Option<i32>,
    /// Chats of 90 days that others began, and that are answered or older than a day.
    pub chats_asked: i32,
    /// Those of them that were answered.
    pub chats_answered: i32,
    /// What was sent, or handed over, of 180 days.
    pub sendings: i32,
    /// The median of how long it took from the payment, else from the agreement, in seconds.
    pub send_seconds: Option<i32>,
    /// Deals of a year that were completed.
    pub completed: i32,
    /// Deals that were completed in 60 days.
    pub completed_lately: i32,
    /// Agreed deals of a year that this person called off.
    pub called_off: i32,
    /// Agreed deals of a year that ended because this person did not pay or send in time.
    pub let_lapse: i32,
    /// Agreed meetings of a year to which this person came.
    pub meetings_kept: i32,
    /// Agreed meetings of a year of which the other reported that this person did not come.
    pub meetings_missed: i32,
}

impl TrackRecord {
    /// Of somebody of whom nothing is known yet.
    pub fn new(user_id: UserId) -> Self {
        Self {
            user_id,
            replies: 0,
            reply_seconds: None,
            chats_asked: 0,
            chats_answered: 0,
            sendings: 0,
            send_seconds: None,
            completed: 0,
            completed_lately: 0,
            called_off: 0,
            let_lapse: 0,
            meetings_kept: 0,
            meetings_missed: 0,
        }
    }

    /// Agreed deals that this person completed or let fall through.
    pub fn agreed(&self) -> i32 {
        self.completed.saturating_add(self.called_off).saturating_add(self.let_lapse)
    }

    /// The share of agreed deals that were completed, in percent, rounded down; `None` when there are fewer than five.
    pub fn completion_percent(&self) -> Option<i32> {
        let agreed = self.agreed();
        (agreed >= SHARE_MIN).then(|| self.completed.saturating_mul(100) / agreed)
    }

    /// The median of replies in seconds; `None` when there are fewer than five.
    pub fn reply_median(&self) -> Option<i32> {
        self.reply_seconds.filter(|_| self.replies >= MEDIAN_MIN)
    }

    /// The share of new chats that were answered, in percent, rounded down; `None` when there are fewer than five.
    pub fn answered_percent(&self) -> Option<i32> {
        let asked = self.chats_asked;
        (asked >= SHARE_MIN).then(|| self.chats_answered.saturating_mul(100) / asked)
    }

    /// The median of sendings in seconds; `None` when there are fewer than five.
    pub fn send_median(&self) -> Option<i32> {
        self.send_seconds.filter(|_| self.sendings >= MEDIAN_MIN)
    }

    /// The meetings to which this person came, and all of them; `None` when there are fewer than two.
    pub fn meetings(&self) -> Option<(i32, i32)> {
        let all = self.meetings_kept.saturating_add(self.meetings_missed);
        (all >= MEETINGS_MIN).then_some((self.meetings_kept, all))
    }
}

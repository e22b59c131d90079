//! Where a page of the inbox ended. Rooms are in the order of their last messages, so a position that counts rows would skip
//! some whenever a room moves up.

use std::fmt;
use std::str::FromStr;

use chrono::DateTime;

use crate::base::clock::Timestamp;
use crate::base::ids::RoomId;

/// The last room of a page; written as `<microseconds>_<room>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InboxCursor {
    /// The time of its last message.
    pub at: Timestamp,
    pub room: RoomId,
}

impl fmt::Display for InboxCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.at.timestamp_micros(), self.room)
    }
}

/// A text that is no cursor.
#[derive(Debug, PartialEq, Eq)]
pub struct InvalidCursor;

impl FromStr for InboxCursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let (micros, room) = text.split_once('_').ok_or(InvalidCursor)?;
        let micros = micros.parse().map_err(|_no_number| InvalidCursor)?;
        let at = DateTime::from_timestamp_micros(micros).ok_or(InvalidCursor)?;
        let room = room.parse().map_err(|_no_id| InvalidCursor)?;
        // Beyond these years Postgres has no time.
        (1970..10_000)
            .contains(&chrono::Datelike::year(&at))
            .then_some(Self { at, room })
            .ok_or(InvalidCursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let at = DateTime::from_timestamp_micros(1_795_000_000_123_456).unwrap();
        let cursor = InboxCursor { at, room: RoomId::fresh() };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "_", "1", "x_0198c000-0000-7000-8000-000000000000", "1_x"] {
            assert_eq!(text.parse::<InboxCursor>(), Err(InvalidCursor), "{text}");
        }
        let far = format!("{}_{}", i64::MAX, cursor.room);
        assert_eq!(far.parse::<InboxCursor>(), Err(InvalidCursor));
    }
}

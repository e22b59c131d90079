//! Where a page of a list in the order of time ended. A position that counts rows would skip some whenever rows of the pages
//! before vanish or move.

use std::fmt;
use std::str::FromStr;

use chrono::DateTime;

use uuid::Uuid;

use super::clock::Timestamp;
use super::error::{AppResult, FieldErrors};

/// The last row of a page; written as `<microseconds>_<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The time by which the list is ordered.
    pub at: Timestamp,
    /// The id, for rows of the same time.
    pub id: Uuid,
}

impl Cursor {
    /// The cursor of a query string; blank is none.
    ///
    /// # Errors
    /// `Invalid` for the field `after` when the text is no cursor.
    pub fn of_query(text: Option<&str>) -> AppResult<Option<Self>> {
        match text.filter(|text| !text.is_empty()) {
            None => Ok(None),
            Some(text) => match text.parse() {
                Ok(cursor) => Ok(Some(cursor)),
                Err(InvalidCursor) => Err(FieldErrors::one("after", "page-unknown")),
            },
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.at.timestamp_micros(), self.id)
    }
}

/// A text that is no cursor.
#[derive(Debug, PartialEq, Eq)]
pub struct InvalidCursor;

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let (micros, id) = text.split_once('_').ok_or(InvalidCursor)?;
        let micros = micros.parse().map_err(|_no_number| InvalidCursor)?;
        let at = DateTime::from_timestamp_micros(micros).ok_or(InvalidCursor)?;
        let id = id.parse().map_err(|_no_id| InvalidCursor)?;
        // Beyond these years Postgres has no time.
        (1970..10_000)
            .contains(&chrono::Datelike::year(&at))
            .then_some(Self { at, id })
            .ok_or(InvalidCursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let at = DateTime::from_timestamp_micros(1_795_000_000_123_456).unwrap();
        let cursor = Cursor { at, id: Uuid::now_v7() };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "_", "1", "x_0198c000-0000-7000-8000-000000000000", "1_x"] {
            assert_eq!(text.parse::<Cursor>(), Err(InvalidCursor), "{text}");
        }
        let far = format!("{}_{}", i64::MAX, cursor.id);
        assert_eq!(far.parse::<Cursor>(), Err(InvalidCursor));
    }
}

//! Why a bundle does not hold, and which row shows it first.

use std::fmt;

/// The first row of a bundle that is not what the site exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// No row: the bundle itself.
    Bundle,
    /// The sequence number of a message.
    Message(i64),
    /// An offer beside the messages.
    Offer,
    /// A move beside the messages.
    Move,
    /// The code of a deal beside the messages.
    Deal(String),
}

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// It is no bundle, or of a version that is not known here.
    NotABundle,
    /// Another server signed it.
    OtherKey,
    /// The row cannot be parsed.
    Malformed,
    /// The row is missing.
    Missing,
    /// Another row stands in its place.
    Misplaced,
    /// Its text is another one.
    Text,
    /// Its text was taken out.
    TakenOut,
    /// Its text had been deleted before the export and was put in.
    PutBack,
    /// It was changed where it was stored, before the export.
    Stored,
    /// It was changed, or a row before it was left out or put in.
    Linked,
    /// It contradicts the daily seal.
    Seal,
    /// Message and row of an offer contradict each other.
    Offer,
    /// It was put in at the end.
    Added,
    /// Its own signature does not hold.
    Row,
    /// The signature of the whole does not hold.
    Signature,
    /// There is something in it that the site did not write.
    Foreign,
}

/// Why a bundle does not hold; printed as an English sentence that names the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub row: Row,
    pub reason: Reason,
    pub(super) sentence: String,
}

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

/// Something that is wrong with a message, before it is known which one it is.
#[derive(Debug)]
pub(super) struct Fault {
    pub reason: Reason,
    pub what: String,
}

impl Fault {
    pub fn new(reason: Reason, what: impl Into<String>) -> Self {
        Self { reason, what: what.into() }
    }

    /// Of this message of this room.
    pub fn of_message(self, n: i64, room: impl fmt::Display) -> Changed {
        let sentence = format!("message {n} of room {room}: {}", self.what);
        Changed { row: Row::Message(n), reason: self.reason, sentence }
    }

    /// Of the bundle as a whole.
    pub fn of_bundle(self) -> Changed {
        Changed { row: Row::Bundle, reason: self.reason, sentence: self.what }
    }
}

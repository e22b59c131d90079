//! Who reads a negotiation.

use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::ids::UserId;
use crate::market::Party;

/// The member who reads a negotiation, and the time.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'a> {
    /// A member, never the system.
    pub party: Party,
    pub user: UserId,
    /// The other member's name.
    pub other: &'a str,
    pub now: Timestamp,
}

impl Viewer<'_> {
    /// A text that names the other member.
    pub fn named(&self, key: &'static str) -> Text {
        Text::new(key).with("name", self.other)
    }
}

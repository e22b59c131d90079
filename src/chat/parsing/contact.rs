//! Ways around the chat: numbers to call, addresses to open, accounts to pay to.

use super::tokens::{fold, tokens};
use super::{account, link, phone, trigger};

/// What kind of way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A number to call or write to.
    Phone,
    /// An address to open.
    Link,
    /// A bank or wallet account, or a name on another site.
    Account,
}

/// A way around the chat that a line hands over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    /// What kind.
    pub kind: Kind,
    /// How sure, 1 to 100.
    pub score: u8,
}

/// What a line hands over, the surest first; empty when nothing. At most one of a kind.
pub fn contacts(text: &str) -> Vec<Contact> {
    if !trigger::digit(text) && !trigger::sign(text) && !trigger::WAYS.any(text) {
        return Vec::new();
    }
    let text = fold(text);
    let tokens = tokens(&text);
    let mut found = Vec::new();
    for (kind, score) in [
        (Kind::Phone, phone::score(&text, &tokens)),
        (Kind::Link, link::score(&text)),
        (Kind::Account, account::score(&text, &tokens)),
    ] {
        if score > 0 {
            found.push(Contact { kind, score });
        }
    }
    found.sort_by_key(|contact| std::cmp::Reverse(contact.score));
    found
}

/// The score of a line for moderation, 0 to 100: that of the surest thing it hands over.
pub fn score(text: &str) -> i16 {
    contacts(text).first().map_or(0, |contact| i16::from(contact.score))
}

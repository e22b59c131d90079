//! Off-platform contacts in a message: phone numbers, links, payment accounts, names on other platforms.

use super::tokens::{fold, tokens};
use super::{accounts, links, phones, prefilter};

/// The kind of an off-platform contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContactKind {
    /// A phone number.
    Phone,
    /// A web or mail address.
    Link,
    /// A bank or wallet account, or a name on another platform.
    Account,
}

/// An off-platform contact that a message probably contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    /// What it is.
    pub kind: ContactKind,
    /// The probability in percent, 1 to 100.
    pub score: u8,
}

/// The contacts in a message, the highest score first, at most one of a kind; empty when there are none.
pub fn contacts(text: &str) -> Vec<Contact> {
    if !prefilter::has_digit(text)
        && !prefilter::has_address_mark(text)
        && !prefilter::CONTACTS.any(text)
    {
        return Vec::new();
    }
    let text = fold(text);
    let tokens = tokens(&text);
    let mut found = Vec::new();
    for (kind, score) in [
        (ContactKind::Phone, phones::score(&text, &tokens)),
        (ContactKind::Link, links::score(&text)),
        (ContactKind::Account, accounts::score(&text, &tokens)),
    ] {
        if score > 0 {
            found.push(Contact { kind, score });
        }
    }
    found.sort_by_key(|contact| std::cmp::Reverse(contact.score));
    found
}

/// A text whose score reaches this is shown with a note about contacts.
const NOTED_SCORE: i16 = 60;

/// Whether a text names an off-platform contact so plainly that its readers get a note about it.
pub fn names_contact(text: &str) -> bool {
    contact_score(text) >= NOTED_SCORE
}

/// The highest score among the contacts of a message, for moderation; 0 when there are none.
pub fn contact_score(text: &str) -> i16 {
    contacts(text).first().map_or(0, |contact| i16::from(contact.score))
}

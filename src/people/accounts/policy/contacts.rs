//! Phone numbers and e-mail addresses, and what a person signs in with: each has one spelling that is stored and compared.

use crate::base::mail;
use crate::base::text::clean_identifier;

/// What somebody typed to name an account. The kind follows from the text alone, so that nobody's handle can be taken for
/// somebody else's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identifier {
    /// An e-mail address in lower case; it may be none that a mail can go to.
    Email(String),
    /// E.164.
    Phone(String),
    /// A handle in lower case.
    Handle(String),
}

impl Identifier {
    /// The kind and the one spelling of a text.
    pub fn parse(text: &str) -> Self {
        let text = clean_identifier(text).to_lowercase();
        if let Some(phone) = phone_number(&text) {
            return Self::Phone(phone);
        }
        match text.strip_prefix('@') {
            Some(handle) => Self::Handle(handle.to_owned()),
            None if text.contains('@') => Self::Email(text),
            None => Self::Handle(text),
        }
    }

    /// The spelling, for the name of a bucket.
    pub fn text(&self) -> &str {
        match self {
            Self::Email(text) | Self::Phone(text) | Self::Handle(text) => text,
        }
    }
}

/// An address that a mail can go to, in lower case.
pub fn email_address(text: &str) -> Option<String> {
    let address = clean_identifier(text).to_lowercase();
    mail::is_address(&address).then_some(address)
}

/// `0812…`, `62812…`, `62 0812…`, `+62 (0)812-…` → `+62812…`; `None` when the text is no phone number.
pub fn phone_number(text: &str) -> Option<String> {
    let text = clean_identifier(text);
    let plus = text.starts_with('+');
    if text.chars().any(|c| !(c.is_ascii_digit() || is_separator(c))) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let full = match (plus, digits.strip_prefix('0')) {
        (false, Some(rest)) => format!("62{rest}"),
        _ => digits,
    };
    // After the country code the 0 of numbers within the country is left out.
    let full = match full.strip_prefix("620") {
        Some(rest) => format!("62{rest}"),
        None => full,
    };
    let fits = match full.strip_prefix("62") {
        Some(rest) => (8..=12).contains(&rest.len()) && !rest.starts_with('0'),
        None => plus && (8..=15).contains(&full.len()) && !full.starts_with('0'),
    };
    fits.then(|| format!("+{full}"))
}

/// What people write between the digits; the dashes of Unicode come from pasting.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '+' | '-' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_are_parsed_the_way_people_write_them() {
        for text in [
            "081234567890",
            "6281234567890",
            "+62 812-3456-7890",
            "(0812) 3456.7890",
            "+62 (0)812 3456 7890",
            "62 0812 3456 7890",
            "+62 0812-3456-7890",
            "０８１２３４５６７８９０",
            "\u{202a}+62 812\u{2011}3456\u{2011}7890\u{202c}",
            "0812\u{a0}3456\u{a0}7890",
            "0812\u{200b}34567890",
        ] {
            assert_eq!(phone_number(text).as_deref(), Some("+6281234567890"), "{text}");
        }
        for text in [
            "",
            "0812",
            "halo",
            "+62",
            "812345678901234567890",
            "0812x4567890",
            "+62 00812345678",
            "+0812345678",
        ] {
            assert_eq!(phone_number(text), None, "{text}");
        }
        assert_eq!(phone_number("+65 9123 4567").as_deref(), Some("+6591234567"));
    }

    #[test]
    fn the_kind_of_an_identifier_follows_from_its_text() {
        let phone = Identifier::Phone("+6281234567890".into());
        for text in ["0812-3456-7890", " +62 812 3456 7890", "6281234567890"] {
            assert_eq!(Identifier::parse(text), phone, "{text}");
        }
        for text in [" Sari@Contoh.ID", "sari\u{200b}@contoh.id"] {
            assert_eq!(
                Identifier::parse(text),
                Identifier::Email("sari@contoh.id".into()),
                "{text}"
            );
        }
        for text in ["Sari", "@sari", "sari"] {
            assert_eq!(Identifier::parse(text), Identifier::Handle("sari".into()), "{text}");
        }
    }

    #[test]
    fn addresses_that_no_mail_can_go_to_are_refused() {
        for text in ["Sari@Contoh.ID", "sari+tawar@mail.contoh.co.id", "s.a-r_i@contoh.id"] {
            assert!(email_address(text).is_some(), "{text}");
        }
        for text in [
            "sari@localhost",
            "a.b@localhost",
            "sari@[127.0.0.1]",
            "sari@127.0.0.1",
            "sari@сontoh.id",
            "sari@contoh.1",
            "sari@-contoh.id",
            "sari@contoh..id",
            "sari@contoh",
            "sari@mesin.local",
            "sari @contoh.id",
            "\"sa ri\"@contoh.id",
            "särı@contoh.id",
            "@contoh.id",
            "sari",
        ] {
            assert_eq!(email_address(text), None, "{text}");
        }
    }
}

//! A tracking number as a person types or pastes it, in one spelling.

use crate::base::i18n::Text;
use crate::base::text::clean_identifier;

/// The characters of a tracking number.
const SHORTEST: usize = 6;
const LONGEST: usize = 30;

/// A tracking number: 6 to 30 of A-Z and 0-9. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TrackingNumber(String);

/// Why a text is no tracking number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrackingRefusal {
    /// Nothing was typed.
    Empty,
    /// Fewer than 6 characters.
    TooShort,
    /// More than 30 characters.
    TooLong,
    /// A character other than letters and digits.
    Characters,
}

impl From<TrackingRefusal> for Text {
    fn from(refusal: TrackingRefusal) -> Self {
        match refusal {
            TrackingRefusal::Empty => Self::new("shipping-number-empty"),
            TrackingRefusal::TooShort => Self::new("shipping-number-too-short").with("n", SHORTEST),
            TrackingRefusal::TooLong => Self::new("shipping-number-too-long").with("n", LONGEST),
            TrackingRefusal::Characters => Self::new("shipping-number-characters"),
        }
    }
}

impl TrackingNumber {
    /// Reads what was typed: in capitals, without the spaces, dots and dashes that couriers print between groups.
    ///
    /// # Errors
    /// Why it is no tracking number.
    pub fn parse(text: &str) -> Result<Self, TrackingRefusal> {
        let number: String = clean_identifier(text)
            .chars()
            .filter(|c| !c.is_whitespace() && !is_separator(*c))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if number.is_empty() {
            Err(TrackingRefusal::Empty)
        } else if !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
            Err(TrackingRefusal::Characters)
        } else if number.len() < SHORTEST {
            Err(TrackingRefusal::TooShort)
        } else if number.len() > LONGEST {
            Err(TrackingRefusal::TooLong)
        } else {
            Ok(Self(number))
        }
    }

    /// The number, in capitals without separators. Parsing it again gives the same number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A dot, a hyphen or one of the dashes that phones make of it.
fn is_separator(c: char) -> bool {
    matches!(c, '.' | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

impl std::fmt::Debug for TrackingNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TrackingNumber(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::Lang;
    use proptest::prelude::*;

    fn parsed(text: &str) -> Result<String, TrackingRefusal> {
        TrackingNumber::parse(text).map(|number| number.as_str().to_owned())
    }

    #[test]
    fn one_parcel_has_one_spelling() {
        for text in [
            "JP1234567890",
            " jp1234567890 ",
            "JP 1234-5678 90",
            "jp–1234—567.890",
            "ＪＰ１２３４５６７８９０",
        ] {
            assert_eq!(parsed(text).as_deref(), Ok("JP1234567890"), "{text:?}");
        }
        assert_eq!(parsed("11-19-5470676").as_deref(), Ok("11195470676"));
    }

    #[test]
    fn what_is_no_number_is_refused_with_a_text() {
        let long = "1".repeat(31);
        for (text, refusal) in [
            ("", TrackingRefusal::Empty),
            (" - \u{200b}", TrackingRefusal::Empty),
            ("JP123", TrackingRefusal::TooShort),
            (&long, TrackingRefusal::TooLong),
            ("resi: JP1234567890", TrackingRefusal::Characters),
            ("https://jet.co.id/track", TrackingRefusal::Characters),
            ("JP12345678é", TrackingRefusal::Characters),
        ] {
            assert_eq!(parsed(text), Err(refusal), "{text:?}");
            for lang in [Lang::Id, Lang::En] {
                assert!(Text::from(refusal).localized(lang).contains(' '), "{refusal:?}");
            }
        }
    }

    #[test]
    fn a_number_is_not_printed() {
        let number = TrackingNumber::parse("JP1234567890").unwrap();
        assert_eq!(format!("{number:?}"), "TrackingNumber(…)");
    }

    proptest! {
        #[test]
        fn parsing_again_changes_nothing(text in "\\PC{0,40}|[A-Za-z0-9 .-]{0,40}") {
            if let Ok(number) = TrackingNumber::parse(&text) {
                prop_assert!((SHORTEST..=LONGEST).contains(&number.as_str().len()));
                prop_assert!(number.as_str().bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()));
                prop_assert_eq!(TrackingNumber::parse(number.as_str()), Ok(number));
            }
        }
    }
}

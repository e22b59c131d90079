//! Passwords: what is guessed first is refused, and one password has one spelling.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::base::i18n::Text;
use crate::base::text::is_blank;

/// The fewest characters of a password.
const MIN_CHARACTERS: usize = 8;
/// The most bytes of a password.
const MAX_BYTES: usize = 200;
/// A password that repeats so few characters is guessed like one of that length.
const REPEATED: usize = 4;

/// Passwords that are guessed first, in lower case; those that are too short are left out.
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../../../../seed/common-passwords.txt").lines().collect());

/// The spelling that is hashed: keyboards write `é` as one character or as two.
pub fn normalised_password(password: &str) -> String {
    password.nfc().collect()
}

/// What is wrong with a password; `None` when it is accepted.
pub fn password_problem(password: &str) -> Option<Text> {
    let password = normalised_password(password);
    let key = if password.chars().count() < MIN_CHARACTERS {
        "signup-password-short"
    } else if password.len() > MAX_BYTES {
        "signup-password-long"
    } else if is_easily_guessed(&password.to_lowercase()) {
        "signup-password-common"
    } else {
        return None;
    };
    Some(Text::new(key))
}

fn is_easily_guessed(password: &str) -> bool {
    is_blank(password) || COMMON.contains(password.trim()) || repeats(password)
}

/// Whether a few characters are repeated: `aaaaaaaa`, `abab abab`, `12341234`.
fn repeats(password: &str) -> bool {
    let characters: Vec<char> = password.chars().collect();
    (1..=REPEATED)
        .any(|unit| characters.iter().zip(characters.iter().skip(unit)).all(|(a, b)| a == b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guessed_first_is_refused() {
        for password in [
            "password",
            "Password123",
            "12345678",
            "qwertyuiop",
            "bismillah",
            "aaaaaaaa",
            "abababab",
            "12341234",
            "        ",
            "\u{3164}\u{3164}\u{3164}\u{3164}\u{3164}\u{3164}\u{3164}\u{3164}",
            "trustno1",
            "superman",
        ] {
            let problem = password_problem(password);
            assert_eq!(problem, Some(Text::new("signup-password-common")), "{password:?}");
        }
        for password in ["kopi tubruk", "teh botol", "sepeda-biru-7"] {
            assert_eq!(password_problem(password), None, "{password:?}");
        }
        assert_eq!(password_problem("kopi"), Some(Text::new("signup-password-short")));
        assert_eq!(password_problem(&"xyz".repeat(80)), Some(Text::new("signup-password-long")));
        assert!(COMMON.len() > 10_000);
    }

    #[test]
    fn an_accent_has_one_spelling() {
        assert_eq!(normalised_password("kafe\u{301} susu"), normalised_password("kaf\u{e9} susu"));
    }
}

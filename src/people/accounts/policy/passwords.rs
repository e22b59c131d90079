//! Passwords: what is guessed first is refused, and one password has one spelling.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::base::i18n::Text;
use crate::base::lengths;
use crate::base::text::{is_blank, length};

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
    if length(password) < lengths::PASSWORD_MIN {
        return Some(Text::new("signup-password-short").with("min", lengths::PASSWORD_MIN));
    }
    if length(password) > lengths::PASSWORD {
        return Some(Text::new("signup-password-long").with("max", lengths::PASSWORD));
    }
    let common = is_easily_guessed(&normalised_password(password).to_lowercase());
    common.then(|| Text::new("signup-password-common"))
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
        let key = |password: &str| password_problem(password).map(|text| text.key);
        assert_eq!(key("kopi").as_deref(), Some("signup-password-short"));
        assert_eq!(key(&"xyz".repeat(80)).as_deref(), Some("signup-password-long"));
        assert_eq!(key(&format!("{}é", "xyz ".repeat(49))), None, "not counted in bytes");
        assert!(COMMON.len() > 10_000);
    }

    #[test]
    fn an_accent_has_one_spelling() {
        assert_eq!(normalised_password("kafe\u{301} susu"), normalised_password("kaf\u{e9} susu"));
    }
}

//! Pure rules: which names, addresses, numbers and passwords are accepted.

use super::model::SignUp;
use crate::base::error::FieldErrors;
use crate::base::i18n::Text;
use crate::base::mail;

/// Names that nobody may have: a page has the address, or people would take the person for staff.
const RESERVED: &[&str] = &[
    "saya",
    "admin",
    "tawar",
    "owner",
    "moderator",
    "bantuan",
    "support",
    "help",
    "resmi",
    "official",
    "sistem",
    "system",
    "cs",
    "api",
    "asisten",
    "barterhub",
    "belantara",
    "sampahkupilah",
    "root",
    "staff",
    "null",
    "undefined",
    "me",
];

/// Passwords that are guessed first.
const COMMON: &[&str] = &[
    "password",
    "password1",
    "12345678",
    "123456789",
    "1234567890",
    "qwerty123",
    "11111111",
    "sayangku",
    "indonesia",
    "bismillah",
    "iloveyou",
    "rahasia123",
    "password123",
    "qwertyuiop",
    "87654321",
    "00000000",
];

/// The most characters of a name.
const NAME_MAX: usize = 60;
/// The fewest characters of a password.
const PASSWORD_MIN: usize = 8;
/// The most bytes of a password.
const PASSWORD_MAX: usize = 200;

/// The normalised fields of an accepted sign-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CheckedSignUp {
    pub name: String,
    /// Lower case.
    pub email: Option<String>,
    /// E.164.
    pub phone: Option<String>,
}

/// Normalises and checks the fields of a sign-up.
///
/// # Errors
/// Every error of every field.
pub(super) fn check(input: &SignUp) -> Result<CheckedSignUp, FieldErrors> {
    let mut errors = FieldErrors::default();
    let name = clean_name(&input.name);
    check_name(&name, &mut errors);
    let email = input.email.as_deref().map(|e| e.trim().to_lowercase()).filter(|e| !e.is_empty());
    let typed_phone = input.phone.as_deref().map(str::trim).filter(|p| !p.is_empty());
    let phone = typed_phone.and_then(phone_number);
    errors.check(email.is_some() || typed_phone.is_some(), "email", "signup-need-contact");
    if let Some(email) = &email {
        errors.check(mail::is_address(email), "email", "signup-email-shape");
    }
    errors.check(typed_phone.is_none() || phone.is_some(), "phone", "signup-phone-shape");
    if let Some(text) = password_problem(&input.password) {
        errors.add("password", text);
    }
    errors.check(input.accept_terms, "accept_terms", "signup-need-terms");
    if errors.0.is_empty() { Ok(CheckedSignUp { name, email, phone }) } else { Err(errors) }
}

/// Checks a name that [`clean_name`] returned.
pub(super) fn check_name(name: &str, errors: &mut FieldErrors) {
    errors.check((1..=NAME_MAX).contains(&name.chars().count()), "name", "signup-name-length");
    errors.check(!is_reserved(name), "name", "signup-name-reserved");
}

/// A name without control characters, invisible characters and repeated spaces.
pub(super) fn clean_name(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect()
}

/// What is wrong with a password; `None` when it is accepted.
pub(super) fn password_problem(password: &str) -> Option<Text> {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        Some(Text::new("signup-password-short"))
    } else if password.len() > PASSWORD_MAX {
        Some(Text::new("signup-password-long"))
    } else if COMMON.contains(&password.to_lowercase().as_str()) {
        Some(Text::new("signup-password-common"))
    } else {
        None
    }
}

/// `0812…`, `62812…`, `+62 812-…` → `+62812…`; `None` when the text is no phone number.
pub(super) fn phone_number(text: &str) -> Option<String> {
    let plus = text.trim_start().starts_with('+');
    if text.chars().any(|c| !(c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '.' | '(' | ')')))
    {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let full = match (plus, digits.strip_prefix('0')) {
        (false, Some(rest)) => format!("62{rest}"),
        _ => digits,
    };
    let fits = if full.starts_with("62") {
        (10..=14).contains(&full.len())
    } else {
        plus && (8..=15).contains(&full.len())
    };
    fits.then(|| format!("+{full}"))
}

/// The letters and digits of a text in lower case, joined by single dashes; empty when it has none.
pub fn slugify(text: &str) -> String {
    slug::slugify(text)
}

/// The handle for a name, at most 22 characters before the suffix: `sari`, or with a suffix `sari-x7k2`. `warga` replaces a
/// name that is too short or reserved.
pub(super) fn handle(name: &str, suffix: Option<&str>) -> String {
    let base: String = slugify(name).chars().take(22).collect();
    let base = base.trim_matches('-');
    match suffix {
        None if base.len() >= 3 && !is_reserved(base) => base.to_owned(),
        _ => {
            let base = if base.len() < 2 || is_reserved(base) { "warga" } else { base };
            format!("{base}-{}", suffix.unwrap_or("id"))
        }
    }
}

/// Whether a name is in [`RESERVED`], however it is written.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&slugify(name).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::accounts::model::Intent;

    fn sign_up(name: &str, email: Option<&str>, password: &str) -> SignUp {
        SignUp {
            name: name.into(),
            email: email.map(Into::into),
            phone: None,
            password: password.into(),
            intent: Intent::Buy,
            accept_terms: true,
        }
    }

    #[test]
    fn phone_numbers_are_parsed_the_way_people_write_them() {
        for text in ["081234567890", "6281234567890", "+62 812-3456-7890", "(0812) 3456.7890"] {
            assert_eq!(phone_number(text).as_deref(), Some("+6281234567890"), "{text}");
        }
        for text in ["", "0812", "halo", "+62", "812345678901234567890", "0812x4567890"] {
            assert_eq!(phone_number(text), None, "{text}");
        }
    }

    #[test]
    fn a_sign_up_reports_every_error_at_once() {
        let input = SignUp { accept_terms: false, ..sign_up("  ", None, "1234") };
        let errors = check(&input).unwrap_err();
        assert_eq!(
            errors.0.keys().map(String::as_str).collect::<Vec<_>>(),
            ["accept_terms", "email", "name", "password"]
        );
        let valid = sign_up(" Sari  Wulandari ", Some("Sari@Contoh.ID"), "kopi tubruk");
        let checked = CheckedSignUp {
            name: "Sari Wulandari".into(),
            email: Some("sari@contoh.id".into()),
            phone: None,
        };
        assert_eq!(check(&valid).unwrap(), checked);
        let reserved = sign_up("Admin", Some("a@b.id"), "kopi tubruk");
        assert!(check(&reserved).is_err(), "nobody is called Admin");
        assert!(check(&sign_up("Sari", Some("bukan surel"), "kopi tubruk")).is_err());
    }

    #[test]
    fn handles_are_readable_and_never_the_address_of_a_page() {
        assert_eq!(handle("Sari Wulandari", None), "sari-wulandari");
        assert_eq!(handle("Saya", Some("x7k2")), "warga-x7k2");
        assert_eq!(handle("!!", Some("x7k2")), "warga-x7k2");
    }
}

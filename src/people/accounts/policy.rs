//! Pure rules: what a name, an address, a number, a password must be like.

use crate::base::error::FieldErrors;
use crate::base::i18n::Text;
use crate::base::mail;

/// Names in addresses that nobody may take, because pages live there or people would be fooled.
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

/// Passwords that everybody tries first.
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

/// What a sign-up says, cleaned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clean {
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
}

/// Cleans and checks the fields of a sign-up.
pub(super) fn check(
    name: &str,
    email: Option<&str>,
    phone: Option<&str>,
    password: &str,
    accepted: bool,
) -> Result<Clean, FieldErrors> {
    let mut errors = FieldErrors::default();
    let name = clean_name(name);
    errors.check((1..=60).contains(&name.chars().count()), "name", "signup-name-length");
    errors.check(!is_reserved(&name), "name", "signup-name-reserved");
    let email = email.map(|e| e.trim().to_lowercase()).filter(|e| !e.is_empty());
    let phone_given = phone.map(str::trim).filter(|p| !p.is_empty());
    let phone = phone_given.and_then(phone_number);
    errors.check(email.is_some() || phone_given.is_some(), "email", "signup-need-contact");
    if let Some(email) = &email {
        errors.check(mail::is_address(email), "email", "signup-email-shape");
    }
    errors.check(phone_given.is_none() || phone.is_some(), "phone", "signup-phone-shape");
    if let Some(text) = password_problem(password) {
        errors.add("password", text);
    }
    errors.check(accepted, "accept_terms", "signup-need-terms");
    if errors.0.is_empty() { Ok(Clean { name, email, phone }) } else { Err(errors) }
}

/// A name without control characters and doubled spaces.
pub(super) fn clean_name(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect()
}

/// What is wrong with a password, if anything.
pub(super) fn password_problem(password: &str) -> Option<Text> {
    let length = password.chars().count();
    if length < 8 {
        Some(Text::new("signup-password-short"))
    } else if password.len() > 200 {
        Some(Text::new("signup-password-long"))
    } else if COMMON.contains(&password.to_lowercase().as_str()) {
        Some(Text::new("signup-password-common"))
    } else {
        None
    }
}

/// `0812…`, `62812…`, `+62 812-…` → `+62812…`; `None` when it is no phone number.
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

/// Letters and digits of a text, joined by single dashes; empty when it has none.
pub fn slugged(text: &str) -> String {
    slug::slugify(text)
}

/// A handle made of a name, and the next tries when it is taken: `sari`, `sari-x7k2`.
pub(super) fn handle(name: &str, suffix: Option<&str>) -> String {
    let base: String = slugged(name).chars().take(22).collect();
    let base = base.trim_matches('-');
    match suffix {
        None if base.len() >= 3 && !is_reserved(base) => base.to_owned(),
        _ => {
            let base = if base.len() < 2 || is_reserved(base) { "warga" } else { base };
            format!("{base}-{}", suffix.unwrap_or("id"))
        }
    }
}

/// Whether a name could be taken for one of the site's staff.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&slugged(name).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for text in ["081234567890", "6281234567890", "+62 812-3456-7890", "(0812) 3456.7890"] {
            assert_eq!(phone_number(text).as_deref(), Some("+6281234567890"), "{text}");
        }
        for text in ["", "0812", "halo", "+62", "812345678901234567890", "0812x4567890"] {
            assert_eq!(phone_number(text), None, "{text}");
        }
    }

    #[test]
    fn a_sign_up_tells_all_that_is_wrong_at_once() {
        let Err(errors) = check("  ", None, None, "1234", false) else { panic!("accepted") };
        assert_eq!(
            errors.0.keys().map(String::as_str).collect::<Vec<_>>(),
            ["accept_terms", "email", "name", "password"]
        );
        let fine = check(" Sari  Wulandari ", Some("Sari@Contoh.ID"), None, "kopi tubruk", true);
        assert_eq!(
            fine.ok(),
            Some(Clean {
                name: "Sari Wulandari".into(),
                email: Some("sari@contoh.id".into()),
                phone: None
            })
        );
        assert!(
            check("Admin", Some("a@b.id"), None, "kopi tubruk", true).is_err(),
            "nobody is called Admin"
        );
        assert!(check("Sari", Some("bukan surel"), None, "kopi tubruk", true).is_err());
    }

    #[test]
    fn handles_are_readable_and_never_a_page_of_ours() {
        assert_eq!(handle("Sari Wulandari", None), "sari-wulandari");
        assert_eq!(handle("Saya", Some("x7k2")), "warga-x7k2");
        assert_eq!(handle("!!", Some("x7k2")), "warga-x7k2");
    }
}

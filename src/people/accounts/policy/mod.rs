//! Pure rules: which names, addresses, numbers and passwords are accepted.

mod contacts;
mod names;
mod passwords;

pub(super) use contacts::email_address;
pub use contacts::{Identifier, phone_number};
pub use names::slugify;
pub(super) use names::{check_name, clean_name, handle};
pub(super) use passwords::{normalised_password, password_problem};

use super::model::SignUp;
use crate::base::error::FieldErrors;

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
    let typed = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let (typed_email, typed_phone) = (typed(&input.email), typed(&input.phone));
    let email = typed_email.as_deref().and_then(email_address);
    let phone = typed_phone.as_deref().and_then(phone_number);
    errors.check(typed_email.is_some() || typed_phone.is_some(), "email", "signup-need-contact");
    errors.check(typed_email.is_none() || email.is_some(), "email", "signup-email-shape");
    errors.check(typed_phone.is_none() || phone.is_some(), "phone", "signup-phone-shape");
    if let Some(text) = password_problem(&input.password) {
        errors.add("password", text);
    }
    errors.check(input.accept_terms, "accept_terms", "signup-need-terms");
    if errors.0.is_empty() { Ok(CheckedSignUp { name, email, phone }) } else { Err(errors) }
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
        assert!(check(&sign_up("Admin", Some("a@b.id"), "kopi tubruk")).is_err());
        assert!(check(&sign_up("Sari", Some("bukan surel"), "kopi tubruk")).is_err());
    }
}

//! The view types of the account pages.

use serde::Serialize;

use crate::base::i18n::{Lang, Text};
use crate::base::view::Badge;
use crate::people::consent::Consent;
use crate::web::Me;

/// The message that says what an account is needed for, by the page that follows.
pub(super) fn reason_for_account(next: &str) -> Option<&'static str> {
    let (path, part) = next.split_once('#').unwrap_or((next, ""));
    let path = path.split('?').next().unwrap_or_default();
    match (path, part) {
        ("/jual", _) => Some("account-why-sell"),
        ("/suka", _) => Some("account-why-liked"),
        (path, _) if path.starts_with("/jual/") => Some("account-why-own"),
        (path, _) if path.starts_with("/chat") => Some("account-why-chats"),
        (path, _) if path.starts_with("/pesanan") => Some("account-why-orders"),
        (path, "offer") if path.starts_with("/barang/") => Some("account-why-offer"),
        (path, "beli") if path.starts_with("/barang/") => Some("account-why-buy"),
        (path, _) if path.starts_with("/barang/") && path.ends_with("/barter") => {
            Some("account-why-barter")
        }
        (path, _) if path.starts_with("/barang/") => Some("account-why-contact"),
        _ => None,
    }
}

/// The progress of proving an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verification {
    /// A link was sent.
    Sent,
    /// The link with this token was opened.
    LinkOpened(String),
    /// A link was used in time.
    Done,
    /// The link was used before or has expired.
    Failed,
}

/// The signed-in reader of `accounts/verify.html`.
#[derive(Debug, Clone, Copy)]
pub(super) struct VerificationReader<'a> {
    email: Option<&'a str>,
    verified: bool,
}

impl<'a> VerificationReader<'a> {
    pub(super) fn of(me: &'a Me) -> Self {
        Self { email: me.person.email.as_deref(), verified: me.person.email_verified_at.is_some() }
    }
}

/// `accounts/verify.html`.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct VerificationView {
    heading: &'static str,
    lead: Text,
    /// The class of the button that sends another link; `None` when the address is proved already.
    resend: Option<&'static str>,
    sign_in: bool,
    /// The token that the button to confirm sends.
    confirm: Option<String>,
    home_class: &'static str,
}

impl VerificationView {
    pub(super) fn of(state: Verification, reader: Option<VerificationReader<'_>>) -> Self {
        let (heading, lead) = match (&state, reader.and_then(|reader| reader.email)) {
            (Verification::LinkOpened(_), _) => {
                ("verify-ask-heading", Text::new("verify-ask-lead"))
            }
            (Verification::Done, _) => ("verify-done-heading", Text::new("verify-done-lead")),
            (Verification::Failed, _) => ("verify-bad-heading", Text::new("verify-bad-lead")),
            (Verification::Sent, Some(email)) => {
                ("verify-sent-heading", Text::new("verify-sent-lead").with("email", email))
            }
            (Verification::Sent, None) => {
                ("verify-sent-heading", Text::new("verify-sent-lead-plain"))
            }
        };
        let failed = state == Verification::Failed;
        let unverified = reader.is_some_and(|reader| !reader.verified);
        let resend = unverified && matches!(state, Verification::Sent | Verification::Failed);
        let confirm = match state {
            Verification::LinkOpened(token) => Some(token),
            _ => None,
        };
        Self {
            heading,
            lead,
            resend: resend.then_some(if failed { "btn-primary" } else { "btn-quiet" }),
            sign_in: failed && reader.is_none(),
            home_class: if failed || confirm.is_some() { "btn-quiet" } else { "btn-primary" },
            confirm,
        }
    }
}

/// The form that adds or replaces an address or a number.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct ContactFormView {
    /// Catalogue keys.
    summary: &'static str,
    label: &'static str,
    action: &'static str,
    id: &'static str,
    /// The type of the input.
    kind: &'static str,
    autocomplete: &'static str,
}

impl ContactFormView {
    /// `has`: whether the account has an address already.
    pub fn email(has: bool) -> Self {
        Self {
            summary: if has { "credentials-email-change" } else { "credentials-email-add" },
            label: "credentials-email-new",
            action: "/akun/email",
            id: "new-email",
            kind: "email",
            autocomplete: "email",
        }
    }

    /// `has`: whether the account has a number already.
    pub fn phone(has: bool) -> Self {
        Self {
            summary: if has { "credentials-phone-change" } else { "credentials-phone-add" },
            label: "credentials-phone-new",
            action: "/akun/telepon",
            id: "new-phone",
            kind: "tel",
            autocomplete: "tel",
        }
    }
}

/// The badge that tells whether an address or number is proved.
pub(super) fn contact_badge(verified: bool) -> Badge {
    match verified {
        true => Badge::new("tag-good", "fa-check", "settings-email-verified"),
        false => Badge::new("tag-wait", "fa-hourglass-half", "settings-email-unverified"),
    }
}

/// A consent, as its person sees it.
#[derive(Debug, Serialize)]
pub(super) struct ConsentView {
    page: &'static str,
    label: &'static str,
    version: String,
    at: crate::base::clock::Timestamp,
}

impl From<Consent> for ConsentView {
    fn from(consent: Consent) -> Self {
        let (page, label) = match consent.document.as_str() {
            "privacy" | "privasi" => ("/privasi", "settings-consent-privacy"),
            _ => ("/syarat", "settings-consent-terms"),
        };
        Self { page, label, version: consent.version, at: consent.at }
    }
}

/// One option of the language choice.
#[derive(Debug, Serialize)]
pub(super) struct LanguageChoice {
    code: &'static str,
    label: &'static str,
    checked: bool,
}

/// Every language; the chosen one is checked.
pub(super) fn language_choices(chosen: Lang) -> [LanguageChoice; 2] {
    [(Lang::Id, "settings-language-id"), (Lang::En, "settings-language-en")]
        .map(|(lang, label)| LanguageChoice { code: lang.code(), label, checked: lang == chosen })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SARI: VerificationReader<'static> =
        VerificationReader { email: Some("sari@contoh.id"), verified: false };

    #[test]
    fn sari_reads_which_address_the_link_was_sent_to_and_may_request_another() {
        let view = VerificationView::of(Verification::Sent, Some(SARI));
        assert_eq!(view.lead, Text::new("verify-sent-lead").with("email", "sari@contoh.id"));
        assert_eq!(view.resend, Some("btn-quiet"));
        let without_email = VerificationReader { email: None, ..SARI };
        let view = VerificationView::of(Verification::Sent, Some(without_email));
        assert_eq!(view.lead, Text::new("verify-sent-lead-plain"));
    }

    #[test]
    fn an_expired_link_offers_another_or_to_sign_in() {
        let view = VerificationView::of(Verification::Failed, Some(SARI));
        assert_eq!((view.resend, view.sign_in), (Some("btn-primary"), false));
        let stranger = VerificationView::of(Verification::Failed, None);
        assert_eq!((stranger.resend, stranger.sign_in), (None, true));
        assert_eq!(stranger.home_class, "btn-quiet");
    }

    #[test]
    fn an_opened_link_asks_for_one_click() {
        let view = VerificationView::of(Verification::LinkOpened("token".into()), Some(SARI));
        assert_eq!((view.confirm.as_deref(), view.resend), (Some("token"), None));
        assert_eq!(view.home_class, "btn-quiet");
        assert_eq!(VerificationView::of(Verification::Sent, Some(SARI)).confirm, None);
    }

    #[test]
    fn a_verified_address_is_not_verified_again() {
        let verified = VerificationReader { verified: true, ..SARI };
        for state in [Verification::Sent, Verification::Done, Verification::Failed] {
            assert_eq!(
                VerificationView::of(state.clone(), Some(verified)).resend,
                None,
                "{state:?}"
            );
        }
        assert_eq!(VerificationView::of(Verification::Done, Some(SARI)).resend, None);
    }

    #[test]
    fn a_consent_links_to_the_document_it_is_about() {
        let consent = |document: &str| {
            ConsentView::from(Consent {
                document: document.to_owned(),
                version: "2026-11-20.3".to_owned(),
                at: chrono::Utc::now(),
            })
        };
        assert_eq!(consent("privacy").page, "/privasi");
        assert_eq!(consent("terms").page, "/syarat");
    }

    #[test]
    fn the_chosen_language_is_checked() {
        let checked = |lang| language_choices(lang).map(|choice| choice.checked);
        assert_eq!(checked(Lang::Id), [true, false]);
        assert_eq!(checked(Lang::En), [false, true]);
    }
}

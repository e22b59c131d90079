//! What the account pages show, decided from plain facts.

use serde::Serialize;

use crate::base::i18n::{Lang, Text};
use crate::base::view::Badge;
use crate::people::consent::Consent;
use crate::web::Me;

/// How the proof of an address stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verification {
    /// A link was mailed.
    Sent,
    /// The link was followed in time.
    Done,
    /// The link was used before or came too late.
    Failed,
}

/// The reader of the page about a proof, as far as it matters there.
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
    /// Class of the button that mails another link; none where there is nothing to prove.
    resend: Option<&'static str>,
    sign_in: bool,
    home_class: &'static str,
}

impl VerificationView {
    pub(super) fn of(state: Verification, reader: Option<VerificationReader<'_>>) -> Self {
        let (heading, lead) = match (state, reader.and_then(|reader| reader.email)) {
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
        let unproved = reader.is_some_and(|reader| !reader.verified);
        Self {
            heading,
            lead,
            resend: (unproved && state != Verification::Done).then_some(if failed {
                "btn-primary"
            } else {
                "btn-quiet"
            }),
            sign_in: failed && reader.is_none(),
            home_class: if failed { "btn-quiet" } else { "btn-primary" },
        }
    }
}

/// Whether the address of an account is proved.
pub(super) fn email_badge(verified: bool) -> Badge {
    match verified {
        true => Badge::new("tag-good", "fa-check", "settings-email-verified"),
        false => Badge::new("tag-wait", "fa-hourglass-half", "settings-email-unverified"),
    }
}

/// A consent as its giver sees it.
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

/// One choice of the language switch.
#[derive(Debug, Serialize)]
pub(super) struct LanguageChoice {
    code: &'static str,
    label: &'static str,
    checked: bool,
}

/// The languages of the product; the one in use is checked.
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
    fn sari_reads_where_the_link_went_and_may_ask_for_another() {
        let view = VerificationView::of(Verification::Sent, Some(SARI));
        assert_eq!(view.lead, Text::new("verify-sent-lead").with("email", "sari@contoh.id"));
        assert_eq!(view.resend, Some("btn-quiet"));
        let nameless = VerificationReader { email: None, ..SARI };
        let view = VerificationView::of(Verification::Sent, Some(nameless));
        assert_eq!(view.lead, Text::new("verify-sent-lead-plain"));
    }

    #[test]
    fn a_link_that_came_too_late_offers_another_or_to_sign_in() {
        let view = VerificationView::of(Verification::Failed, Some(SARI));
        assert_eq!((view.resend, view.sign_in), (Some("btn-primary"), false));
        let stranger = VerificationView::of(Verification::Failed, None);
        assert_eq!((stranger.resend, stranger.sign_in), (None, true));
        assert_eq!(stranger.home_class, "btn-quiet");
    }

    #[test]
    fn a_proved_address_is_not_asked_for_again() {
        let proved = VerificationReader { verified: true, ..SARI };
        for state in [Verification::Sent, Verification::Done, Verification::Failed] {
            assert_eq!(VerificationView::of(state, Some(proved)).resend, None, "{state:?}");
        }
        assert_eq!(VerificationView::of(Verification::Done, Some(SARI)).resend, None);
    }

    #[test]
    fn a_consent_leads_to_the_text_it_was_given_to() {
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
    fn the_language_in_use_is_checked() {
        let checked = |lang| language_choices(lang).map(|choice| choice.checked);
        assert_eq!(checked(Lang::Id), [true, false]);
        assert_eq!(checked(Lang::En), [false, true]);
    }
}

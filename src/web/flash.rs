//! One-time messages: shown on the next page, carried there by a cookie.

use crate::base::crypto;
use crate::base::error::{AppError, AppResult};
use crate::base::i18n::{Lang, Text};

/// How a one-time message is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Success.
    Ok,
    /// A caution.
    Warn,
    /// A failure.
    Bad,
}

impl Tone {
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// What a form answers when its action refused: the reason as a one-time message, on the page the form was on.
///
/// # Errors
/// Gives back what is not a refusal of the input (422) or of the present state (409): that needs a page of its own.
pub fn refusal(err: AppError) -> AppResult<(Tone, Text)> {
    match err {
        AppError::Invalid(_) | AppError::Conflict { .. } => Ok((Tone::Bad, err.text())),
        other => Err(other),
    }
}

/// A message on its way through the cookie, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct Flash {
    /// `ok`, `warn` or `bad`.
    pub tone: String,
    pub text: String,
}

impl Flash {
    pub fn new((tone, text): &(Tone, Text), lang: Lang) -> Self {
        Self { tone: tone.word().to_owned(), text: text.say(lang) }
    }

    /// As the value of a cookie.
    pub fn encode(&self) -> String {
        crypto::encode(format!("{}|{}", self.tone, self.text).as_bytes())
    }

    /// Reads the value of a cookie; `None` for what [`Flash::encode`] did not make.
    pub fn decode(value: &str) -> Option<Self> {
        let text = String::from_utf8(crypto::decode(value)?).ok()?;
        let (tone, text) = text.split_once('|')?;
        Some(Self { tone: tone.to_owned(), text: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::FieldErrors;

    #[test]
    fn a_message_survives_the_cookie_and_nonsense_is_no_message() {
        let flash = Flash { tone: "bad".into(), text: "Rp1.000 | terlalu rendah".into() };
        assert_eq!(Flash::decode(&flash.encode()), Some(flash));
        for nonsense in ["", "%%%", "aGFsbw"] {
            assert_eq!(Flash::decode(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn only_refusals_of_input_and_state_become_messages() {
        assert!(refusal(FieldErrors::one("amount", "offer-amount-range")).is_ok());
        assert!(refusal(AppError::conflict("offer-taken")).is_ok());
        for error in [AppError::NotFound, AppError::SignedOut, AppError::TooMany { retry_after: 9 }]
        {
            assert!(refusal(error).is_err());
        }
    }
}

//! One-time messages: a redirect sets one in a cookie, the next page shows it and deletes the cookie.

use crate::base::crypto;
use crate::base::error::{AppError, AppResult};
use crate::base::i18n::Text;

/// The kind of a one-time message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Success.
    Ok,
    /// A caution.
    Warn,
    /// A failure.
    Bad,
}

/// A one-time message and its tone.
pub type Flash = (Tone, Text);

impl Tone {
    /// The value in the cookie.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// The message of a refusal, for a form that redirects back to its page: 422 (the input) and 409 (the present state).
///
/// # Errors
/// Returns every other error unchanged, since it is answered with an error page.
pub fn refusal(err: AppError) -> AppResult<Flash> {
    match err {
        AppError::Invalid(_) | AppError::Conflict { .. } => Ok((Tone::Bad, err.text())),
        other => Err(other),
    }
}

/// A one-time message as the cookie contains it, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FlashCookie {
    /// `ok`, `warn` or `bad`.
    pub tone: String,
    pub text: String,
}

impl FlashCookie {
    /// The value of the cookie.
    pub fn encode(&self) -> String {
        crypto::encode(format!("{}|{}", self.tone, self.text).as_bytes())
    }

    /// Reverses [`FlashCookie::encode`]; `None` when the value is invalid.
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
        let flash = FlashCookie { tone: "bad".into(), text: "Rp1.000 | terlalu rendah".into() };
        assert_eq!(FlashCookie::decode(&flash.encode()), Some(flash));
        for nonsense in ["", "%%%", "aGFsbw"] {
            assert_eq!(FlashCookie::decode(nonsense), None, "{nonsense}");
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

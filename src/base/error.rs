//! One error at the edge. What a person did wrong is an answer with words of the catalogue; what broke is a 500
//! with a short code, its cause only in the log.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;

use super::i18n::Text;

/// What is wrong with which field; `_` is the whole form.
#[derive(Debug, Default, Clone)]
pub struct FieldErrors(pub BTreeMap<String, Vec<Text>>);

impl FieldErrors {
    /// Notes one thing that is wrong.
    pub fn add(&mut self, field: &str, text: impl Into<Text>) {
        self.0.entry(field.to_owned()).or_default().push(text.into());
    }

    /// Notes it when `ok` is false.
    pub fn check(&mut self, ok: bool, field: &str, text: impl Into<Text>) {
        if !ok {
            self.add(field, text);
        }
    }

    /// `Err` when anything was noted.
    pub fn into_result(self) -> AppResult<()> {
        if self.0.is_empty() { Ok(()) } else { Err(AppError::Invalid(self)) }
    }

    /// One field, one error.
    pub fn one(field: &str, text: impl Into<Text>) -> AppError {
        let mut errors = Self::default();
        errors.add(field, text);
        AppError::Invalid(errors)
    }
}

/// Everything that may come out of an action.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// 401: sign in first.
    #[error("not signed in")]
    SignedOut,
    /// 403: signed in, but not allowed.
    #[error("forbidden: {}", .0.key)]
    Forbidden(Text),
    /// 404: not there, or not for these eyes.
    #[error("not found")]
    NotFound,
    /// 409: a lost race or a move the state forbids; `state` is how things stand now.
    #[error("conflict: {}", .text.key)]
    Conflict {
        /// What to tell.
        text: Text,
        /// The present state, as JSON.
        state: Option<serde_json::Value>,
    },
    /// 413: larger than we take.
    #[error("too large: {}", .0.key)]
    TooLarge(Text),
    /// 422: the input does not hold.
    #[error("invalid input: {0:?}")]
    Invalid(FieldErrors),
    /// 429: slow down.
    #[error("too many: wait {retry_after} s")]
    TooMany {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// 503: a part we need is away; nothing was changed.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// 500: our fault.
    #[error("{0:#}")]
    Internal(#[from] anyhow::Error),
}

/// What actions answer.
pub type AppResult<T> = Result<T, AppError>;

impl AppError {
    /// 409 with words only.
    pub fn conflict(text: impl Into<Text>) -> Self {
        Self::Conflict { text: text.into(), state: None }
    }

    /// 403 with words.
    pub fn forbidden(text: impl Into<Text>) -> Self {
        Self::Forbidden(text.into())
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict { .. } => StatusCode::CONFLICT,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The word that stands for it on the socket.
    pub fn code(&self) -> String {
        match self {
            Self::SignedOut => "signed_out".into(),
            Self::Forbidden(text) | Self::TooLarge(text) | Self::Conflict { text, .. } => {
                text.key.replace('-', "_")
            }
            Self::NotFound => "not_found".into(),
            Self::Invalid(_) => "invalid".into(),
            Self::TooMany { .. } => "too_many".into(),
            Self::Unavailable(_) => "unavailable".into(),
            Self::Internal(_) => "internal".into(),
        }
    }

    /// The sentence for the person.
    pub fn text(&self) -> Text {
        match self {
            Self::Forbidden(text) | Self::TooLarge(text) | Self::Conflict { text, .. } => {
                text.clone()
            }
            Self::TooMany { retry_after } => Text::new("error-429").with("seconds", retry_after),
            Self::Invalid(errors) => errors
                .0
                .values()
                .flatten()
                .next()
                .cloned()
                .unwrap_or_else(|| Text::new("error-422")),
            other => {
                Text { key: format!("error-{}", other.status().as_u16()).into(), args: Vec::new() }
            }
        }
    }
}

impl From<diesel::result::Error> for AppError {
    fn from(err: diesel::result::Error) -> Self {
        match err {
            diesel::result::Error::NotFound => Self::NotFound,
            other if is_away(&other) => Self::Unavailable(format!("database: {other}")),
            other => Self::Internal(anyhow::Error::new(other)),
        }
    }
}

/// Whether Postgres is gone or too busy, rather than the statement wrong. libpq tells it in words only.
fn is_away(err: &diesel::result::Error) -> bool {
    use diesel::result::{DatabaseErrorKind, Error};
    match err {
        Error::BrokenTransactionManager => true,
        Error::DatabaseError(DatabaseErrorKind::ClosedConnection, _) => true,
        Error::DatabaseError(DatabaseErrorKind::UnableToSendCommand, _) => true,
        Error::DatabaseError(_, info) => [
            "lock timeout",
            "statement timeout",
            "terminating connection",
            "server closed the connection",
            "no connection to the server",
            "the database system is",
        ]
        .iter()
        .any(|words| info.message().contains(words)),
        _ => false,
    }
}

impl From<tera::Error> for AppError {
    fn from(err: tera::Error) -> Self {
        Self::Internal(anyhow::anyhow!("template: {err:?}"))
    }
}

impl From<serde_json::Error> for AppError {
    fn from(err: serde_json::Error) -> Self {
        Self::Internal(anyhow::Error::new(err))
    }
}

/// The middleware in `base::http` turns it into the reader's words; this is only the status.
impl actix_web::ResponseError for AppError {
    fn status_code(&self) -> StatusCode {
        self.status()
    }
}

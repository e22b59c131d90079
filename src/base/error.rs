//! The error of every action. What a person did wrong is answered with a text of the catalogue; a failure of the server is
//! a 500 with a short code, whose cause is only logged.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};

use actix_web::http::StatusCode;

use super::i18n::Text;

/// The errors of each field; the field `_` is the whole form.
#[derive(Debug, Default, Clone)]
pub struct FieldErrors(pub BTreeMap<String, Vec<Text>>);

impl FieldErrors {
    /// Adds an error to a field.
    pub fn add(&mut self, field: &str, text: impl Into<Text>) {
        self.0.entry(field.to_owned()).or_default().push(text.into());
    }

    /// Adds an error to a field unless `ok`.
    pub fn check(&mut self, ok: bool, field: &str, text: impl Into<Text>) {
        if !ok {
            self.add(field, text);
        }
    }

    /// # Errors
    /// `Invalid` when any error was added.
    pub fn into_result(self) -> AppResult<()> {
        if self.0.is_empty() { Ok(()) } else { Err(AppError::Invalid(self)) }
    }

    /// An error with one error of one field.
    pub fn one(field: &str, text: impl Into<Text>) -> AppError {
        let mut errors = Self::default();
        errors.add(field, text);
        AppError::Invalid(errors)
    }
}

/// Every error of an action.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// 401: the person must sign in first.
    #[error("not signed in")]
    SignedOut,
    /// 403: the person is signed in, but not allowed.
    #[error("forbidden: {}", .0.key)]
    Forbidden(Text),
    /// 404: it does not exist, or this person may not know of it.
    #[error("not found")]
    NotFound,
    /// 409: another change came first, or the present state forbids this one.
    #[error("conflict: {}", .text.key)]
    Conflict {
        /// The text for the person.
        text: Text,
        /// The present state, as JSON.
        state: Option<serde_json::Value>,
    },
    /// 405: the address exists, but not with this method.
    #[error("wrong method")]
    WrongMethod {
        /// The methods that it has, for the header `Allow`.
        allow: String,
    },
    /// 408: the body arrived too slowly.
    #[error("the body is too slow")]
    TooSlow,
    /// 413: the body is larger than accepted.
    #[error("too large: {}", .0.key)]
    TooLarge(Text),
    /// 422: the input is invalid.
    #[error("invalid input: {0:?}")]
    Invalid(FieldErrors),
    /// 429: a rate limit was exceeded.
    #[error("too many: wait {retry_after} s")]
    TooMany {
        /// Seconds to wait before the next attempt.
        retry_after: u64,
    },
    /// 503: a server that is needed cannot be reached or is too slow; nothing was changed.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// 500: a defect or a failure of the server.
    #[error("{0:#}")]
    Internal(#[from] anyhow::Error),
}

/// The result of an action.
pub type AppResult<T> = Result<T, AppError>;

impl AppError {
    /// 409 without the present state.
    pub fn conflict(text: impl Into<Text>) -> Self {
        Self::Conflict { text: text.into(), state: None }
    }

    /// 403 with a text for the person.
    pub fn forbidden(text: impl Into<Text>) -> Self {
        Self::Forbidden(text.into())
    }

    /// This error for the command line: its text without a source, since the text names the cause already.
    pub fn into_anyhow(self) -> anyhow::Error {
        anyhow::anyhow!("{self}")
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict { .. } => StatusCode::CONFLICT,
            Self::WrongMethod { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The error code of socket events and problem documents: lower-case words joined by `_`.
    pub fn code(&self) -> String {
        match self {
            Self::SignedOut => "signed_out".into(),
            Self::Forbidden(text) | Self::TooLarge(text) | Self::Conflict { text, .. } => {
                text.key.replace('-', "_")
            }
            Self::NotFound => "not_found".into(),
            Self::WrongMethod { .. } => "wrong_method".into(),
            Self::TooSlow => "too_slow".into(),
            Self::Invalid(_) => "invalid".into(),
            Self::TooMany { .. } => "too_many".into(),
            Self::Unavailable(_) => "unavailable".into(),
            Self::Internal(_) => "internal".into(),
        }
    }

    /// The text for the person.
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
            other if is_disk_full(&other) => {
                DISK_FULL_AT.store(chrono::Utc::now().timestamp(), Ordering::Relaxed);
                Self::Unavailable(format!("database: {other}"))
            }
            other if is_unavailable(&other) => Self::Unavailable(format!("database: {other}")),
            other => Self::Internal(anyhow::Error::new(other)),
        }
    }
}

/// When Postgres last had no space to write, in Unix seconds.
static DISK_FULL_AT: AtomicI64 = AtomicI64::new(0);

/// Whether Postgres had no space to write within the last half minute.
pub fn was_disk_full() -> bool {
    chrono::Utc::now().timestamp() - DISK_FULL_AT.load(Ordering::Relaxed) < 30
}

fn is_disk_full(err: &diesel::result::Error) -> bool {
    let diesel::result::Error::DatabaseError(_, info) = err else { return false };
    ["No space left on device", "could not extend file"]
        .iter()
        .any(|text| info.message().contains(text))
}

/// Whether Postgres cannot be reached or is too busy, rather than the statement wrong. libpq reports it in text only.
fn is_unavailable(err: &diesel::result::Error) -> bool {
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
        .any(|text| info.message().contains(text)),
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

/// Sets the status only; the middleware `web::render_errors` renders the error in the reader's language.
impl actix_web::ResponseError for AppError {
    fn status_code(&self) -> StatusCode {
        self.status()
    }
}

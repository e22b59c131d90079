//! Links in mails: prove an address, reset a password.

use chrono::Duration;

use super::store::{self, FreshProof};
use crate::base::clock::Timestamp;
use crate::base::crypto;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::{Lang, Text};
use crate::base::ids::UserId;
use crate::base::mail;

/// What a link is for.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    VerifyEmail,
    ResetPassword,
}

impl Purpose {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::ResetPassword => "reset_password",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::VerifyEmail => "/verifikasi",
            Self::ResetPassword => "/atur-ulang",
        }
    }

    fn holds(self) -> Duration {
        match self {
            Self::VerifyEmail => Duration::days(2),
            Self::ResetPassword => Duration::hours(1),
        }
    }

    fn mail(self) -> (&'static str, &'static str) {
        match self {
            Self::VerifyEmail => ("mail-verify-subject", "mail-verify-body"),
            Self::ResetPassword => ("mail-reset-subject", "mail-reset-body"),
        }
    }
}

/// Who a link goes to.
pub(super) struct To<'a> {
    pub user: UserId,
    pub name: &'a str,
    pub email: &'a str,
    pub lang: Lang,
}

/// Makes a one-use link and queues the mail that carries it.
pub(super) fn send(
    conn: &mut Conn,
    purpose: Purpose,
    to: &To<'_>,
    site: &str,
    public_url: &str,
    now: Timestamp,
) -> AppResult<()> {
    let token = crypto::token();
    store::insert_proof(
        conn,
        &FreshProof {
            user: to.user,
            purpose: purpose.word(),
            token_hash: crypto::fingerprint(&token),
            email: to.email,
            expires_at: now + purpose.holds(),
            now,
        },
    )?;
    let link = format!("{public_url}{}?token={token}", purpose.path());
    let (subject, body) = purpose.mail();
    let fill = |key| {
        Text::new(key).with("name", to.name).with("site", site).with("link", &link).say(to.lang)
    };
    mail::post(conn, to.email, fill(subject), fill(body), now)
}

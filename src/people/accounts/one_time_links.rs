//! One-time links in mails: they prove an address, or permit setting a new password. Only a token's fingerprint is stored.

use chrono::Duration;
use uuid::Uuid;

use super::model::User;
use super::store::{self, NewLink, UsedLink};
use crate::base::clock::Timestamp;
use crate::base::crypto::{self, SecretKey};
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::{Lang, Text};
use crate::base::mail;
use crate::config::SiteAddress;

/// What a link is for.
#[derive(Clone, Copy)]
pub(super) enum LinkPurpose {
    VerifyEmail,
    ResetPassword,
}

impl LinkPurpose {
    /// As it is stored.
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

    /// The time until a link expires.
    fn lifetime(self) -> Duration {
        match self {
            Self::VerifyEmail => Duration::days(2),
            Self::ResetPassword => Duration::hours(1),
        }
    }

    /// The catalogue keys of the mail's subject and body.
    fn mail_keys(self) -> (&'static str, &'static str) {
        match self {
            Self::VerifyEmail => ("mail-verify-subject", "mail-verify-body"),
            Self::ResetPassword => ("mail-reset-subject", "mail-reset-body"),
        }
    }
}

/// What a mail with a link is made of.
#[derive(Clone, Copy)]
pub(super) struct Mailing<'a> {
    pub site: &'a SiteAddress,
    pub key: &'a SecretKey,
}

/// Stores a new link and enqueues the mail with it; does nothing for an account without an e-mail address.
pub(super) fn send(
    conn: &mut Conn,
    purpose: LinkPurpose,
    user: &User,
    mailing: Mailing<'_>,
    now: Timestamp,
) -> AppResult<()> {
    let Mailing { site, key } = mailing;
    let Some(email) = &user.email else { return Ok(()) };
    let id = Uuid::now_v7();
    let link = NewLink {
        id,
        user: user.id,
        purpose: purpose.word(),
        token_hash: crypto::fingerprint(mail::link_token(key, id)),
        email,
        expires_at: now + purpose.lifetime(),
        now,
    };
    store::insert_link(conn, &link)?;
    let url = format!("{}{}?token={}", site.url, purpose.path(), mail::link_mark(id));
    let lang = Lang::parse(&user.lang);
    // Whoever signs up with a stranger's address chooses what the name says.
    let greeting = match user.email_verified_at {
        Some(_) => Text::new("mail-greeting").with("name", &user.name),
        None => Text::new("mail-greeting-plain"),
    };
    let text = |key| {
        Text::new(key)
            .with("greeting", greeting.localized(lang))
            .with("site", &site.name)
            .with("link", &url)
            .localized(lang)
    };
    let (subject, body) = purpose.mail_keys();
    mail::post(conn, email, text(subject), text(body), now)
}

/// Whether the link with this token could be used up now; changes nothing.
pub(super) fn is_valid(
    conn: &mut Conn,
    purpose: LinkPurpose,
    token: &str,
    now: Timestamp,
) -> AppResult<bool> {
    store::is_valid_link(conn, purpose.word(), &crypto::fingerprint(token), now)
}

/// Uses up the link with this token, and ends the others of its account for the same purpose; `None` when there is none, it was used before or it has expired.
pub(super) fn use_up(
    conn: &mut Conn,
    purpose: LinkPurpose,
    token: &str,
    now: Timestamp,
) -> AppResult<Option<UsedLink>> {
    let used = store::use_link(conn, purpose.word(), &crypto::fingerprint(token), now)?;
    if let Some(link) = &used {
        store::end_links(conn, link.user, purpose.word(), now)?;
    }
    Ok(used)
}

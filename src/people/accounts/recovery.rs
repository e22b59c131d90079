//! Use cases of one-time links: proving an address, setting a new password.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::attempts::strangers_bucket;
use super::one_time_links::{self, LinkPurpose, Mailing};
use super::request_context::{RequestContext, SIGN_UPS};
use super::{password, policy, store};
use crate::base::clock::Timestamp;
use crate::base::crypto::SecretKey;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{SessionId, UserId};
use crate::base::jobs::{self, Failure, Job, NewJob};
use crate::base::limits::{self, Charge, Rate};
use crate::config::SiteAddress;
use crate::people::sessions;

/// Mails with a link to one account, asked for from one network or by one known browser.
pub(super) const LINK_MAILS: Rate = Rate { actions: 4, seconds: 3600 };
/// Mails with a link to one account, whoever asks.
const LINK_MAILS_OF_ALL: Rate = Rate { actions: 12, seconds: 3600 };

/// The kind of jobs that send the mail with a link that permits a new password.
pub const RESET_MAIL_KIND: &str = "reset_mail";

/// Sends another link that proves the address of an account.
///
/// # Errors
/// `TooMany` when the account's limit is exceeded.
pub(super) async fn resend_verification(
    db: &Db,
    user: UserId,
    context: RequestContext,
    now: Timestamp,
) -> AppResult<()> {
    if context.limited {
        let charge = Charge { bucket: format!("verify:{user}"), rate: LINK_MAILS };
        limits::charge_first(db, vec![charge], now).await?;
    }
    db.transaction(move |conn| {
        let user = store::by_id(conn, user)?;
        one_time_links::send(conn, LinkPurpose::VerifyEmail, &user, context.mailing(), now)
    })
    .await
}

/// Whether a link that proves an address could be used now; changes nothing.
pub(super) async fn is_verification(db: &Db, token: String, now: Timestamp) -> AppResult<bool> {
    db.read(move |conn| one_time_links::is_valid(conn, LinkPurpose::VerifyEmail, &token, now)).await
}

/// Marks the address that a link was sent to as proved; false when the link is not valid any more, or the account has
/// another address by now.
pub(super) async fn verify_email(db: &Db, token: String, now: Timestamp) -> AppResult<bool> {
    db.transaction(move |conn| {
        match one_time_links::use_up(conn, LinkPurpose::VerifyEmail, &token, now)? {
            Some(link) => store::set_email_verified(conn, link.user, &link.email, now),
            None => Ok(false),
        }
    })
    .await
}

/// What the job of a reset mail needs to know.
#[derive(Serialize, Deserialize)]
struct ResetMail {
    /// The account with the address that was typed, if there is one.
    user: Option<UserId>,
    asker: Asker,
    site: SiteAddress,
    /// Whether rate limits are enforced.
    limited: bool,
}

/// Who asked for a reset mail.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
enum Asker {
    /// A browser by which the account signed in before.
    KnownBrowser,
    /// Somebody in this network.
    Network(String),
}

/// Enqueues the mail with a link that permits a new password. Whether an account has the address changes neither the result
/// nor the work that is done before it: the job finds out.
///
/// # Errors
/// `TooMany` when the limit of the network is exceeded.
pub(super) async fn request_password_reset(
    db: &Db,
    email: String,
    context: RequestContext,
    now: Timestamp,
) -> AppResult<()> {
    let network = limits::network(context.ip);
    if context.limited {
        let charge = Charge { bucket: format!("reset-net:{network}"), rate: SIGN_UPS };
        limits::charge_first(db, vec![charge], now).await?;
    }
    let email = policy::email_address(&email);
    db.transaction(move |conn| {
        let user = store::by_contact(conn, email.as_deref(), None)?.map(|user| user.id);
        let browser = context.browser.clone().unwrap_or_default();
        let known =
            sessions::is_known_browser(conn, user.unwrap_or(UserId(Uuid::nil())), &browser, now)?;
        let asker = if known { Asker::KnownBrowser } else { Asker::Network(network.clone()) };
        let (site, limited) = (context.site.clone(), context.limited);
        let payload = ResetMail { user, asker, site, limited };
        let job = NewJob {
            id: Uuid::now_v7(),
            kind: RESET_MAIL_KIND,
            payload: serde_json::to_value(payload)?,
            unique_key: None,
            serial_key: None,
            due_at: now,
            created_at: now,
        };
        jobs::enqueue(conn, &job)?;
        Ok(())
    })
    .await?;
    jobs::wake();
    Ok(())
}

/// Does a job of [`RESET_MAIL_KIND`].
///
/// # Errors
/// `Permanent` when the payload is of another version, `Retry` when Postgres fails.
pub async fn send_reset_mail(
    db: &Db,
    key: SecretKey,
    job: Job,
    now: Timestamp,
) -> Result<(), Failure> {
    let mail: ResetMail = serde_json::from_value(job.payload)
        .map_err(|err| Failure::Permanent(format!("payload: {err}")))?;
    let retry = |err: AppError| Failure::Retry(err.to_string());
    // A link that is sent after it would have expired helps nobody.
    let Some(user) = mail.user.filter(|_| now - job.created_at < Duration::hours(1)) else {
        return Ok(());
    };
    db.transaction(move |conn| mail.send(conn, user, &key, now)).await.map_err(retry)?;
    jobs::wake();
    Ok(())
}

impl ResetMail {
    /// Sends the link. After several of them no more are sent for a while: those sent before are still valid, so a stranger
    /// who asks for many neither fills the mailbox nor keeps its owner out.
    fn send(
        &self,
        conn: &mut Conn,
        user: UserId,
        key: &SecretKey,
        now: Timestamp,
    ) -> AppResult<()> {
        for charge in self.charges(user) {
            match limits::charge_stored(conn, &charge, now) {
                Err(AppError::TooMany { .. }) => return Ok(()),
                other => other?,
            }
        }
        let user = store::by_id(conn, user)?;
        let mailing = Mailing { site: &self.site, key };
        one_time_links::send(conn, LinkPurpose::ResetPassword, &user, mailing, now)
    }

    /// What the mail is charged to; nothing while limits are not enforced.
    fn charges(&self, user: UserId) -> Vec<Charge> {
        let of = |asker: &str| Charge { bucket: format!("reset:{user}:{asker}"), rate: LINK_MAILS };
        let of_all = Charge { bucket: format!("reset:{user}"), rate: LINK_MAILS_OF_ALL };
        match &self.asker {
            _ if !self.limited => Vec::new(),
            // What strangers used up does not count against it.
            Asker::KnownBrowser => vec![of("known-browser")],
            Asker::Network(network) => vec![of(network), of_all],
        }
    }
}

/// A link that permits a new password, and who opened it.
pub(super) struct ResetLink {
    pub token: String,
    /// The token of the browser cookie.
    pub browser: String,
}

/// Sets a new password by a link, which also proves the address it was sent to. Ends every session of the account and every
/// other such link, removes a phone number that was never proved, and makes the browser a known one; returns the sessions
/// that ended.
///
/// # Errors
/// `Invalid` when the password is not acceptable or the link is not valid any more.
pub(super) async fn reset_password(
    db: &Db,
    link: ResetLink,
    new_password: String,
    now: Timestamp,
) -> AppResult<Vec<SessionId>> {
    if let Some(problem) = policy::password_problem(&new_password) {
        return Err(FieldErrors::one("password", problem));
    }
    let new_password = policy::normalised_password(&new_password);
    let hash = password::limited(move || password::hash(&new_password)).await?;
    let ResetLink { token, browser } = link;
    db.transaction(move |conn| {
        let link = one_time_links::use_up(conn, LinkPurpose::ResetPassword, &token, now)?
            .ok_or_else(|| FieldErrors::one("_", "reset-stale"))?;
        let user = link.user;
        store::set_password(conn, user, &hash)?;
        store::set_email_verified(conn, user, &link.email, now)?;
        store::remove_unproved_phone(conn, user)?;
        limits::reset(conn, &[strangers_bucket(user), format!("reset:{user}")])?;
        sessions::record_browser(conn, user, &browser, now)?;
        sessions::actions::close_all(conn, user, now)
    })
    .await
}

//! Use cases of one-time links: proving an address, setting a new password. Each is one transaction.

use super::one_time_links::{self, LinkPurpose};
use super::request_context::{RequestContext, SIGN_UPS};
use super::{password, policy, store};
use crate::base::clock::Timestamp;
use crate::base::db::Db;
use crate::base::error::{AppResult, FieldErrors};
use crate::base::ids::{SessionId, UserId};
use crate::base::limits::{self, Rate};
use crate::people::sessions;

/// Mails with a link to one account or address.
const LINK_MAILS: Rate = Rate { actions: 4, seconds: 3600 };

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
    db.transaction(move |conn| {
        if context.limited {
            limits::charge_stored(conn, &format!("verify:{user}"), LINK_MAILS)?;
        }
        let user = store::by_id(conn, user)?;
        one_time_links::send(conn, LinkPurpose::VerifyEmail, &user, &context, now)
    })
    .await
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

/// Sends a link that permits a new password, when an account has this address. The result is the same when none has, so
/// that it does not tell which addresses have accounts.
///
/// # Errors
/// `TooMany` when the limit of the address or of the network is exceeded.
pub(super) async fn request_password_reset(
    db: &Db,
    email: String,
    context: RequestContext,
    now: Timestamp,
) -> AppResult<()> {
    let email = email.trim().to_lowercase();
    db.transaction(move |conn| {
        if context.limited {
            let network = limits::network(context.ip);
            limits::charge_stored(conn, &format!("reset:{email}"), LINK_MAILS)?;
            limits::charge_stored(conn, &format!("reset-net:{network}"), SIGN_UPS)?;
        }
        match store::by_contact(conn, Some(&email), None)? {
            Some(user) => {
                one_time_links::send(conn, LinkPurpose::ResetPassword, &user, &context, now)
            }
            None => Ok(()),
        }
    })
    .await
}

/// Sets a new password by a link, which also proves the address it was sent to, and ends every session of the account;
/// returns those that ended.
///
/// # Errors
/// `Invalid` when the password is not acceptable or the link is not valid any more.
pub(super) async fn reset_password(
    db: &Db,
    token: String,
    new_password: String,
    now: Timestamp,
) -> AppResult<Vec<SessionId>> {
    if let Some(problem) = policy::password_problem(&new_password) {
        return Err(FieldErrors::one("password", problem));
    }
    let hash = password::limited(move || password::hash(&new_password)).await?;
    db.transaction(move |conn| {
        let link = one_time_links::use_up(conn, LinkPurpose::ResetPassword, &token, now)?
            .ok_or_else(|| FieldErrors::one("_", "reset-stale"))?;
        store::set_password(conn, link.user, &hash)?;
        store::set_email_verified(conn, link.user, &link.email, now)?;
        sessions::actions::close_all(conn, link.user, now)
    })
    .await
}

//! Use cases that go by a link in a mail: proving an address, setting a new password. Each is one transaction.

use super::links::{self, Purpose, To};
use super::model::User;
use super::origin::{Origin, SIGN_UPS};
use super::{password, policy, store};
use crate::base::clock::Timestamp;
use crate::base::crypto;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppResult, FieldErrors};
use crate::base::i18n::Lang;
use crate::base::ids::{SessionId, UserId};
use crate::base::limits::{self, Rate};
use crate::people::sessions;

const RESETS: Rate = Rate { actions: 4, seconds: 3600 };

pub(super) fn send_link(
    conn: &mut Conn,
    purpose: Purpose,
    user: &User,
    from: &Origin,
    now: Timestamp,
) -> AppResult<()> {
    let Some(email) = &user.email else { return Ok(()) };
    let to = To { user: user.id, name: &user.name, email, lang: Lang::parse(&user.lang) };
    links::send(conn, purpose, &to, &from.site, &from.public_url, now)
}

/// Sends the proving link again.
pub(super) async fn resend_verification(
    db: &Db,
    user: UserId,
    from: Origin,
    now: Timestamp,
) -> AppResult<()> {
    db.transaction(move |conn| {
        if from.limited {
            limits::charge_stored(conn, &format!("verify:{user}"), RESETS)?;
        }
        let user = store::by_id(conn, user)?;
        send_link(conn, Purpose::VerifyEmail, &user, &from, now)
    })
    .await
}

/// Proves an address by the token of its link.
pub(super) async fn verify_email(db: &Db, token: String, now: Timestamp) -> AppResult<bool> {
    db.transaction(move |conn| {
        match store::use_proof(
            conn,
            Purpose::VerifyEmail.word(),
            &crypto::fingerprint(&token),
            now,
        )? {
            Some((user, email)) => store::set_email_verified(conn, user, &email, now),
            None => Ok(false),
        }
    })
    .await
}

/// Queues a reset link when the address is known; the answer is the same when it is not.
pub(super) async fn forgot(db: &Db, email: String, from: Origin, now: Timestamp) -> AppResult<()> {
    let email = email.trim().to_lowercase();
    db.transaction(move |conn| {
        if from.limited {
            limits::charge_stored(conn, &format!("reset:{email}"), RESETS)?;
            limits::charge_stored(
                conn,
                &format!("reset-net:{}", limits::network(from.ip)),
                SIGN_UPS,
            )?;
        }
        match store::by_contact(conn, Some(&email), None)? {
            Some(user) => send_link(conn, Purpose::ResetPassword, &user, &from, now),
            None => Ok(()),
        }
    })
    .await
}

/// Sets a new password by the token of a link and ends every session; returns those that ended.
pub(super) async fn reset(
    db: &Db,
    token: String,
    secret: String,
    now: Timestamp,
) -> AppResult<Vec<SessionId>> {
    if let Some(text) = policy::password_problem(&secret) {
        return Err(FieldErrors::one("password", text));
    }
    let hash = password::in_turn(move || password::hash(&secret)).await?;
    db.transaction(move |conn| {
        let proof = store::use_proof(
            conn,
            Purpose::ResetPassword.word(),
            &crypto::fingerprint(&token),
            now,
        )?;
        let Some((user, email)) = proof else { return Err(FieldErrors::one("_", "reset-stale")) };
        store::set_password(conn, user, &hash)?;
        store::set_email_verified(conn, user, &email, now)?;
        sessions::actions::close_all(conn, user, None, now)
    })
    .await
}

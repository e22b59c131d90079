//! Use cases of one's own credentials: another password, e-mail address or phone number. Each asks for the present password,
//! so that an unlocked phone in a stranger's hand does not give the account away.

use super::one_time_links::{self, LinkPurpose};
use super::recovery::LINK_MAILS;
use super::request_context::RequestContext;
use super::sign_up::taken;
use super::{password, policy, store};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppResult, FieldErrors};
use crate::base::i18n::{Lang, Text};
use crate::base::ids::{SessionId, UserId};
use crate::base::limits::{self, Charge, Rate};
use crate::base::{jobs, mail};
use crate::people::sessions;

/// Tries to name the present password.
const PASSWORD_TRIES: Rate = Rate { actions: 10, seconds: 900 };

/// A member who changes a credential, and the password that they named.
pub(super) struct Claim {
    pub user: UserId,
    pub session: SessionId,
    pub password: String,
    /// Whether rate limits are enforced.
    pub limited: bool,
    pub now: Timestamp,
}

impl Claim {
    /// # Errors
    /// `Invalid` when the password is wrong, `TooMany` after ten tries.
    async fn check(&self, db: &Db) -> AppResult<()> {
        let Self { user, limited, now, .. } = *self;
        let claim = PasswordClaim { user, password: self.password.clone(), limited, now };
        claim.check(db, "current").await
    }
}

/// The password that a member names to prove who they are, before what a stranger at their screen must not do.
pub struct PasswordClaim {
    pub user: UserId,
    pub password: String,
    /// Whether rate limits are enforced.
    pub limited: bool,
    pub now: Timestamp,
}

impl PasswordClaim {
    /// Compares it; all uses share one count of tries.
    ///
    /// # Errors
    /// `Invalid` at `field` when it is wrong, `TooMany` after ten tries within a quarter of an hour.
    pub async fn check(&self, db: &Db, field: &str) -> AppResult<()> {
        if self.limited {
            let bucket = format!("password:{}", self.user);
            let charge = Charge { bucket, rate: PASSWORD_TRIES };
            limits::charge_first(db, vec![charge], self.now).await?;
        }
        let user = self.user;
        let hash = db.read(move |conn| store::by_id(conn, user)).await?.password_hash;
        let password = policy::normalised_password(&self.password);
        match password::limited(move || Ok(password::verify(&password, &hash))).await? {
            true => Ok(()),
            false => Err(FieldErrors::one(field, "credentials-wrong-password")),
        }
    }
}

/// Stores another password and ends the other sessions; returns those.
///
/// # Errors
/// As [`Claim::check`]; `Invalid` for a password that the rules refuse.
pub(super) async fn change_password(
    db: &Db,
    claim: Claim,
    wanted: String,
) -> AppResult<Vec<SessionId>> {
    claim.check(db).await?;
    if let Some(problem) = policy::password_problem(&wanted) {
        return Err(FieldErrors::one("password", problem));
    }
    let wanted = policy::normalised_password(&wanted);
    let hash = password::limited(move || password::hash(&wanted)).await?;
    db.transaction(move |conn| {
        store::set_password(conn, claim.user, &hash)?;
        store::end_links(conn, claim.user, LinkPurpose::ResetPassword.word(), claim.now)?;
        let mut ended = Vec::new();
        for session in sessions::live_of_user(conn, claim.user, claim.now)? {
            if session.id != claim.session {
                ended.extend(sessions::actions::close(conn, claim.user, session.id, claim.now)?);
            }
        }
        Ok(ended)
    })
    .await
}

/// Stores another e-mail address, not proved yet, and sends the mail that proves it. The owner of the address before, if it
/// was proved, gets a mail about the change. Links that were sent to it end.
///
/// # Errors
/// As [`Claim::check`]; `Invalid` for an address that no mail can go to, or that another account has; `TooMany` after four
/// mails within an hour.
pub(super) async fn change_email(
    db: &Db,
    claim: Claim,
    wanted: &str,
    context: RequestContext,
) -> AppResult<()> {
    let wanted = policy::email_address(wanted)
        .ok_or_else(|| FieldErrors::one("email", "signup-email-shape"))?;
    claim.check(db).await?;
    if claim.limited {
        // The same bucket as asking for the link again: another address does not buy more mails.
        let charge = Charge { bucket: format!("verify:{}", claim.user), rate: LINK_MAILS };
        limits::charge_first(db, vec![charge], claim.now).await?;
    }
    db.transaction(move |conn| {
        let before = store::by_id(conn, claim.user)?;
        if before.email.as_ref() == Some(&wanted) {
            return Ok(());
        }
        if store::by_contact(conn, Some(&wanted), None)?.is_some() {
            return Err(FieldErrors::one("email", "signup-taken"));
        }
        store::set_email(conn, claim.user, &wanted).map_err(taken)?;
        for purpose in [LinkPurpose::VerifyEmail, LinkPurpose::ResetPassword] {
            store::end_links(conn, claim.user, purpose.word(), claim.now)?;
        }
        if let (Some(old), Some(_)) = (&before.email, before.email_verified_at) {
            report_change(conn, old, Lang::parse(&before.lang), &context, claim.now)?;
        }
        let user = store::by_id(conn, claim.user)?;
        let mailing = context.mailing();
        one_time_links::send(conn, LinkPurpose::VerifyEmail, &user, mailing, claim.now)
    })
    .await?;
    jobs::wake();
    Ok(())
}

fn report_change(
    conn: &mut Conn,
    address: &str,
    lang: Lang,
    context: &RequestContext,
    now: Timestamp,
) -> AppResult<()> {
    let site = context.mailing().site;
    let text =
        |key| Text::new(key).with("site", &site.name).with("link", &site.url).localized(lang);
    let (subject, body) = (text("mail-email-changed-subject"), text("mail-email-changed-body"));
    mail::post(conn, address, subject, body, now)
}

/// Stores another phone number, not proved yet.
///
/// # Errors
/// As [`Claim::check`]; `Invalid` for what is no number, or that another account has.
pub(super) async fn change_phone(db: &Db, claim: Claim, wanted: &str) -> AppResult<()> {
    let wanted = policy::phone_number(wanted)
        .ok_or_else(|| FieldErrors::one("phone", "signup-phone-shape"))?;
    claim.check(db).await?;
    db.transaction(move |conn| match store::by_contact(conn, None, Some(&wanted))? {
        Some(owner) if owner.id == claim.user => Ok(()),
        Some(_) => Err(FieldErrors::one("phone", "signup-taken")),
        None => store::set_phone(conn, claim.user, &wanted).map_err(taken).map(|_changed| ()),
    })
    .await
}

//! Use cases. Each is one transaction.

use std::net::IpAddr;

use super::links::{self, Purpose, To};
use super::model::{Intent, User};
use super::{password, policy, store};
use crate::base::clock::Timestamp;
use crate::base::crypto::{self, SecretKey};
use crate::base::db::{Conn, Db, violates};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::i18n::Lang;
use crate::base::ids::{SessionId, UserId};
use crate::base::limits::{self, Rate};
use crate::people::consent::{self, Channel};
use crate::people::regions;
use crate::people::sessions::{self, Role, Via};

/// A sign-up as it was typed.
#[derive(Debug, Clone)]
pub struct SignUp {
    /// The name on screen.
    pub name: String,
    /// At least one of e-mail and phone.
    pub email: Option<String>,
    /// At least one of e-mail and phone.
    pub phone: Option<String>,
    /// In the clear; it goes no further than the hash.
    pub password: String,
    /// What they came for.
    pub intent: Intent,
    /// The box was ticked.
    pub accept_terms: bool,
}

/// The surroundings of a request that signs somebody up or in.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The client's address.
    pub ip: Option<IpAddr>,
    /// The browser, in words.
    pub device: String,
    /// The browser's own name; programs have none.
    pub browser: Option<String>,
    /// Through which door.
    pub channel: Channel,
    /// What the person reads.
    pub lang: Lang,
    /// The site's name, for mails.
    pub site: String,
    /// How the outside reaches us, for links.
    pub public_url: String,
    /// Whether rate limits hold.
    pub limited: bool,
}

const SIGN_UPS: Rate = Rate { acts: 20, seconds: 3600 };
const TRIES: Rate = Rate { acts: 10, seconds: 900 };
const TRIES_PER_NETWORK: Rate = Rate { acts: 60, seconds: 900 };
const RESETS: Rate = Rate { acts: 4, seconds: 3600 };

/// Makes an account, records the consent, queues the mail that proves the address.
pub async fn sign_up(db: &Db, input: SignUp, from: Origin, now: Timestamp) -> AppResult<User> {
    let clean = policy::check(
        &input.name,
        input.email.as_deref(),
        input.phone.as_deref(),
        &input.password,
        input.accept_terms,
    )
    .map_err(AppError::Invalid)?;
    let secret = input.password;
    let password_hash = password::in_turn(move || password::hash(&secret)).await?;
    db.transaction(move |conn| {
        if from.limited {
            limits::charge_kept(conn, &format!("signup:{}", limits::network(from.ip)), SIGN_UPS)?;
        }
        if let Some(taken) =
            store::by_contact(conn, clean.email.as_deref(), clean.phone.as_deref())?
        {
            let field =
                if clean.email.is_some() && taken.email == clean.email { "email" } else { "phone" };
            return Err(FieldErrors::one(field, "signup-taken"));
        }
        let handle = free_handle(conn, &clean.name)?;
        let mut user = User {
            id: UserId::fresh(),
            handle,
            name: clean.name.clone(),
            email: clean.email.clone(),
            phone: clean.phone.clone(),
            password_hash: password_hash.clone(),
            role: Role::Member,
            intent: input.intent,
            bio: String::new(),
            region: None,
            lang: from.lang.code().to_owned(),
            email_verified_at: None,
            last_seen_at: Some(now),
            created_at: now,
        };
        if let Err(err) = store::insert(conn, &user) {
            if !violates(&err, HANDLE_INDEX) {
                return Err(taken(err));
            }
            // Somebody of the same name signed up at the same moment.
            user.handle = policy::handle(&clean.name, Some(&crypto::short_code(5)));
            store::insert(conn, &user).map_err(taken)?;
        }
        consent::record(conn, user.id, from.channel, now)?;
        send_link(conn, Purpose::VerifyEmail, &user, &from, now)?;
        Ok(user)
    })
    .await
}

const HANDLE_INDEX: &str = "users_handle_key";

fn taken(err: diesel::result::Error) -> AppError {
    for (index, field) in
        [("users_email_key", "email"), ("users_phone_key", "phone"), (HANDLE_INDEX, "name")]
    {
        if violates(&err, index) {
            return FieldErrors::one(field, "signup-taken");
        }
    }
    err.into()
}

fn free_handle(conn: &mut Conn, name: &str) -> AppResult<String> {
    let plain = policy::handle(name, None);
    if store::by_handle(conn, &plain)?.is_none() {
        return Ok(plain);
    }
    Ok(policy::handle(name, Some(&crypto::short_code(5))))
}

fn send_link(
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

/// Checks identifier and password; one answer for every failure.
pub(super) async fn sign_in(
    db: &Db,
    identifier: String,
    secret: String,
    from: &Origin,
    now: Timestamp,
) -> AppResult<User> {
    let keys = [
        (
            format!(
                "signin:{}",
                identifier.trim().to_lowercase().chars().take(120).collect::<String>()
            ),
            TRIES,
        ),
        (format!("signin-net:{}", limits::network(from.ip)), TRIES_PER_NETWORK),
    ];
    let limited = from.limited;
    let user = {
        let keys = keys.clone();
        db.transaction(move |conn| {
            if limited {
                for (bucket, rate) in &keys {
                    limits::charge_kept(conn, bucket, *rate)?;
                }
            }
            store::by_identifier(conn, &identifier)
        })
        .await?
    };
    let checked = password::in_turn(move || {
        Ok(match user {
            Some(user) if password::verify(&secret, &user.password_hash) => Some(user),
            Some(_) => None,
            None => {
                password::verify_nobody(&secret);
                None
            }
        })
    })
    .await?;
    let Some(user) = checked else { return Err(FieldErrors::one("_", "signin-failed")) };
    let [(bucket, _), _] = keys;
    db.transaction(move |conn| limits::forgive(conn, &bucket)).await?;
    let id = user.id;
    let suspended = db.read(move |conn| sessions_blocked(conn, id, now)).await?;
    if suspended { Err(AppError::forbidden("signin-suspended")) } else { Ok(user) }
}

fn sessions_blocked(conn: &mut Conn, id: UserId, now: Timestamp) -> AppResult<bool> {
    Ok(store::suspended_until(conn, id)?.is_some_and(|until| until > now))
}

/// Opens a session for a person who just signed up or in.
pub(super) async fn open_session(
    db: &Db,
    key: &SecretKey,
    user: UserId,
    via: Via,
    from: &Origin,
    now: Timestamp,
) -> AppResult<sessions::Opened> {
    let (key, device, browser) = (key.clone(), from.device.clone(), from.browser.clone());
    db.transaction(move |conn| {
        if let Some(browser) = &browser {
            sessions::note(conn, user, browser, now)?;
        }
        sessions::actions::open(conn, &key, user, via, &device, now)
    })
    .await
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
            limits::charge_kept(conn, &format!("verify:{user}"), RESETS)?;
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
            limits::charge_kept(conn, &format!("reset:{email}"), RESETS)?;
            limits::charge_kept(
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

/// A person's own words about themselves.
#[derive(Debug, Clone)]
pub(super) struct ProfileEdit {
    pub name: String,
    pub bio: String,
    pub region: Option<String>,
    pub lang: Lang,
}

/// Changes one's own profile.
pub(super) async fn edit_profile(db: &Db, user: UserId, edit: ProfileEdit) -> AppResult<()> {
    let name = policy::clean_name(&edit.name);
    let mut errors = FieldErrors::default();
    errors.check((1..=60).contains(&name.chars().count()), "name", "signup-name-length");
    errors.check(!policy::is_reserved(&name), "name", "signup-name-reserved");
    errors.check(edit.bio.chars().count() <= 500, "bio", "settings-bio-length");
    errors.into_result()?;
    db.transaction(move |conn| {
        let region = edit.region.as_deref().filter(|code| !code.is_empty());
        if let Some(code) = region
            && regions::find(conn, code)?.is_none()
        {
            return Err(FieldErrors::one("region", "region-unknown"));
        }
        store::set_profile(conn, user, &name, edit.bio.trim(), region, edit.lang.code())
    })
    .await
}

/// Grants or takes a role; the command line's business.
pub fn change_role(conn: &mut Conn, user: UserId, role: Role) -> AppResult<()> {
    store::set_role(conn, user, role)
}

/// Signs a person out everywhere and keeps them out until then; `None` lets them in again.
pub fn suspend(
    conn: &mut Conn,
    user: UserId,
    until: Option<Timestamp>,
    now: Timestamp,
) -> AppResult<Vec<SessionId>> {
    store::set_suspended(conn, user, until)?;
    if until.is_some() {
        sessions::actions::close_all(conn, user, None, now)
    } else {
        Ok(Vec::new())
    }
}

/// Makes an account from the command line.
pub async fn create(
    db: &Db,
    name: String,
    email: String,
    password: String,
    site: &str,
    now: Timestamp,
) -> AppResult<User> {
    let input = SignUp {
        name,
        email: Some(email),
        phone: None,
        password,
        intent: Intent::Buy,
        accept_terms: true,
    };
    let from = Origin {
        ip: None,
        device: "tawar user create".into(),
        browser: None,
        channel: Channel::Cli,
        lang: Lang::Id,
        site: site.to_owned(),
        public_url: String::new(),
        limited: false,
    };
    sign_up(db, input, from, now).await
}

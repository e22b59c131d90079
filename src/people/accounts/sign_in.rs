//! Use cases: signing up and in. Each is one transaction.

use super::links::Purpose;
use super::mailed::send_link;
use super::model::{Intent, User};
use super::origin::{Origin, SIGN_UPS};
use super::{password, policy, store};
use crate::base::clock::Timestamp;
use crate::base::crypto::{self, SecretKey};
use crate::base::db::{Conn, Db, violates};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::i18n::Lang;
use crate::base::ids::UserId;
use crate::base::limits::{self, Rate};
use crate::people::consent::{self, Channel};
use crate::people::sessions;
use crate::web::{Role, Via};

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

const TRIES: Rate = Rate { actions: 10, seconds: 900 };
const TRIES_PER_NETWORK: Rate = Rate { actions: 60, seconds: 900 };

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
            limits::charge_stored(conn, &format!("signup:{}", limits::network(from.ip)), SIGN_UPS)?;
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
                    limits::charge_stored(conn, bucket, *rate)?;
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
    db.transaction(move |conn| limits::reset(conn, &bucket)).await?;
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

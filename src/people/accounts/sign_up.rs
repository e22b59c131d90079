//! Use case: signing up. One transaction.

use super::model::{SignUp, User};
use super::one_time_links::{self, LinkPurpose};
use super::policy::CheckedSignUp;
use super::request_context::{RequestContext, SIGN_UPS};
use super::{password, policy, store};
use crate::base::clock::Timestamp;
use crate::base::crypto;
use crate::base::db::{Conn, Db, violates};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::UserId;
use crate::base::limits::{self, Charge};
use crate::people::consent;
use crate::web::Role;

/// The unique indexes of `users`, and the form fields that they are about.
const HANDLE_INDEX: &str = "users_handle_key";
const UNIQUE_INDEXES: [(&str, &str); 3] =
    [("users_email_key", "email"), ("users_phone_key", "phone"), (HANDLE_INDEX, "name")];

/// Creates an account, records the consent to the terms, and sends the mail that proves the address.
///
/// # Errors
/// `Invalid` with every error of the input, or when an account has the address or number; `TooMany` when the network's
/// limit is exceeded.
pub async fn sign_up(
    db: &Db,
    input: SignUp,
    context: RequestContext,
    now: Timestamp,
) -> AppResult<User> {
    let checked = policy::check(&input).map_err(AppError::Invalid)?;
    if context.limited {
        let bucket = format!("signup:{}", limits::network(context.ip));
        limits::charge_first(db, vec![Charge { bucket, rate: SIGN_UPS }], now).await?;
    }
    let SignUp { password, intent, .. } = input;
    let password = policy::normalised_password(&password);
    let password_hash = password::limited(move || password::hash(&password)).await?;
    db.transaction(move |conn| {
        let CheckedSignUp { name, email, phone } = checked.clone();
        if let Some(taken) = store::by_contact(conn, email.as_deref(), phone.as_deref())? {
            let field = if email.is_some() && taken.email == email { "email" } else { "phone" };
            return Err(FieldErrors::one(field, "signup-taken"));
        }
        let user = User {
            id: UserId::fresh(),
            handle: free_handle(conn, &name)?,
            name,
            email,
            phone,
            password_hash: password_hash.clone(),
            role: Role::Member,
            intent,
            bio: String::new(),
            region: None,
            lang: context.lang.code().to_owned(),
            email_verified_at: None,
            phone_verified_at: None,
            last_seen_at: Some(now),
            created_at: now,
        };
        let user = insert(conn, user)?;
        consent::record(conn, user.id, context.channel, now)?;
        one_time_links::send(conn, LinkPurpose::VerifyEmail, &user, context.mailing(), now)?;
        Ok(user)
    })
    .await
}

/// Inserts the account; with another handle when somebody with the same name signed up at the same moment.
fn insert(conn: &mut Conn, mut user: User) -> AppResult<User> {
    match store::insert(conn, &user) {
        Err(err) if violates(&err, HANDLE_INDEX) => {
            user.handle = handle_with_suffix(&user.name);
            store::insert(conn, &user).map_err(taken)?;
        }
        inserted => {
            inserted.map_err(taken)?;
        }
    }
    Ok(user)
}

/// The error of a violated unique index: somebody else signed up with the same address, number or handle meanwhile.
pub(super) fn taken(err: diesel::result::Error) -> AppError {
    match UNIQUE_INDEXES.iter().find(|(index, _)| violates(&err, index)) {
        Some((_, field)) => FieldErrors::one(field, "signup-taken"),
        None => err.into(),
    }
}

fn free_handle(conn: &mut Conn, name: &str) -> AppResult<String> {
    let plain = policy::handle(name, None);
    match store::by_handle(conn, &plain)? {
        None => Ok(plain),
        Some(_) => Ok(handle_with_suffix(name)),
    }
}

fn handle_with_suffix(name: &str) -> String {
    policy::handle(name, Some(&crypto::short_code(5)))
}

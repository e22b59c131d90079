//! Accounts in Postgres.

use diesel::prelude::*;
use uuid::Uuid;

use super::model::{Profile, User};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::Lang;
use crate::base::ids::UserId;
use crate::base::schema::{one_time_links, users};
use crate::web::Role;

/// Writes an account behind a savepoint: after a refusal the transaction can still go on.
pub(super) fn insert(conn: &mut Conn, user: &User) -> diesel::QueryResult<usize> {
    conn.transaction(|conn| diesel::insert_into(users::table).values(user).execute(conn))
}

/// Inserts demo people; those whose handle or address is taken are left as they are.
pub fn insert_many(conn: &mut Conn, all: &[User]) -> AppResult<usize> {
    Ok(diesel::insert_into(users::table).values(all).on_conflict_do_nothing().execute(conn)?)
}

/// The account of an e-mail address or a phone number, both already normalised.
pub(super) fn by_contact(
    conn: &mut Conn,
    email: Option<&str>,
    phone: Option<&str>,
) -> AppResult<Option<User>> {
    Ok(users::table
        .filter(users::email.eq(email).or(users::phone.eq(phone)))
        .select(User::as_select())
        .first(conn)
        .optional()?)
}

/// The account of an e-mail address, phone number or handle, as somebody typed it.
pub fn by_identifier(conn: &mut Conn, identifier: &str) -> AppResult<Option<User>> {
    let text = identifier.trim();
    let phone = super::policy::phone_number(text);
    Ok(users::table
        .filter(
            users::email
                .eq(text.to_lowercase())
                .or(users::phone.eq(phone))
                .or(users::handle.eq(text.to_lowercase())),
        )
        .select(User::as_select())
        .first(conn)
        .optional()?)
}

/// The account of an id.
pub fn by_id(conn: &mut Conn, id: UserId) -> AppResult<User> {
    Ok(users::table.find(id).select(User::as_select()).first(conn)?)
}

/// What anybody may see of the person with this handle.
pub fn by_handle(conn: &mut Conn, handle: &str) -> AppResult<Option<Profile>> {
    Ok(users::table
        .filter(users::handle.eq(handle))
        .select(Profile::as_select())
        .first(conn)
        .optional()?)
}

/// What anybody may see of a person.
pub fn profile(conn: &mut Conn, id: UserId) -> AppResult<Profile> {
    Ok(users::table.find(id).select(Profile::as_select()).first(conn)?)
}

pub(super) fn set_profile(
    conn: &mut Conn,
    id: UserId,
    name: &str,
    bio: &str,
    region: Option<&str>,
    lang: &str,
) -> AppResult<()> {
    diesel::update(users::table.find(id))
        .set((
            users::name.eq(name),
            users::bio.eq(bio),
            users::region.eq(region),
            users::lang.eq(lang),
        ))
        .execute(conn)?;
    Ok(())
}

/// Remembers the language a person reads.
pub fn speak(conn: &mut Conn, id: UserId, lang: Lang) -> AppResult<()> {
    diesel::update(users::table.find(id)).set(users::lang.eq(lang.code())).execute(conn)?;
    Ok(())
}

pub(super) fn set_password(conn: &mut Conn, id: UserId, hash: &str) -> AppResult<()> {
    diesel::update(users::table.find(id)).set(users::password_hash.eq(hash)).execute(conn)?;
    Ok(())
}

pub(super) fn set_role(conn: &mut Conn, id: UserId, role: Role) -> AppResult<()> {
    diesel::update(users::table.find(id)).set(users::role.eq(role)).execute(conn)?;
    Ok(())
}

pub(super) fn set_suspended(
    conn: &mut Conn,
    id: UserId,
    until: Option<Timestamp>,
) -> AppResult<()> {
    diesel::update(users::table.find(id)).set(users::suspended_until.eq(until)).execute(conn)?;
    Ok(())
}

pub(super) fn set_email_verified(
    conn: &mut Conn,
    id: UserId,
    email: &str,
    now: Timestamp,
) -> AppResult<bool> {
    let changed =
        diesel::update(users::table.filter(users::id.eq(id)).filter(users::email.eq(email)))
            .set(users::email_verified_at.eq(now))
            .execute(conn)?;
    Ok(changed == 1)
}

pub(super) struct FreshProof<'a> {
    pub user: UserId,
    pub purpose: &'static str,
    pub token_hash: Vec<u8>,
    pub email: &'a str,
    pub expires_at: Timestamp,
    pub now: Timestamp,
}

pub(super) fn insert_proof(conn: &mut Conn, proof: &FreshProof<'_>) -> AppResult<()> {
    diesel::insert_into(one_time_links::table)
        .values((
            one_time_links::id.eq(Uuid::now_v7()),
            one_time_links::user_id.eq(proof.user),
            one_time_links::purpose.eq(proof.purpose),
            one_time_links::token_hash.eq(&proof.token_hash),
            one_time_links::email.eq(proof.email),
            one_time_links::expires_at.eq(proof.expires_at),
            one_time_links::created_at.eq(proof.now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Uses a proof up: whose it is and for which address, if it was still good. Twice is once.
pub(super) fn use_proof(
    conn: &mut Conn,
    purpose: &str,
    token_hash: &[u8],
    now: Timestamp,
) -> AppResult<Option<(UserId, String)>> {
    Ok(diesel::update(
        one_time_links::table
            .filter(one_time_links::token_hash.eq(token_hash))
            .filter(one_time_links::purpose.eq(purpose))
            .filter(one_time_links::used_at.is_null())
            .filter(one_time_links::expires_at.gt(now)),
    )
    .set(one_time_links::used_at.eq(now))
    .returning((one_time_links::user_id, one_time_links::email))
    .get_result(conn)
    .optional()?)
}

/// Whether one of these people is kept out now.
pub fn anyone_suspended(conn: &mut Conn, users: &[UserId], now: Timestamp) -> AppResult<bool> {
    let out = users::table.filter(users::id.eq_any(users)).filter(users::suspended_until.gt(now));
    Ok(diesel::select(diesel::dsl::exists(out)).get_result(conn)?)
}

pub(super) fn suspended_until(conn: &mut Conn, id: UserId) -> AppResult<Option<Timestamp>> {
    Ok(users::table.find(id).select(users::suspended_until).first(conn)?)
}

/// What anybody may see of these people.
pub fn profiles(conn: &mut Conn, ids: &[UserId]) -> AppResult<Vec<Profile>> {
    Ok(users::table.filter(users::id.eq_any(ids)).select(Profile::as_select()).load(conn)?)
}

/// Holds a person's row until the transaction ends: what counts something of theirs is done one after the other.
pub fn hold(conn: &mut Conn, id: UserId) -> AppResult<()> {
    users::table.find(id).select(users::id).for_no_key_update().first::<UserId>(conn)?;
    Ok(())
}

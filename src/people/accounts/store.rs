//! Accounts in Postgres.

use diesel::prelude::*;
use uuid::Uuid;

use super::model::{Profile, User};
use super::policy::Identifier;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::Lang;
use crate::base::ids::UserId;
use crate::base::schema::{one_time_links, users};
use crate::web::Role;

/// Inserts an account behind a savepoint, so that the transaction continues after a violated unique index.
pub(super) fn insert(conn: &mut Conn, user: &User) -> diesel::QueryResult<usize> {
    conn.transaction(|conn| diesel::insert_into(users::table).values(user).execute(conn))
}

/// Inserts demo accounts; those whose handle, address or number is taken are skipped. Returns the number of inserted ones.
///
/// # Errors
/// The database's errors.
pub fn insert_many(conn: &mut Conn, all: &[User]) -> AppResult<usize> {
    Ok(diesel::insert_into(users::table).values(all).on_conflict_do_nothing().execute(conn)?)
}

/// The account with this e-mail address or phone number, both normalised.
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

/// The account with this e-mail address, phone number or handle.
///
/// # Errors
/// The database's errors.
pub fn by_identifier(conn: &mut Conn, identifier: &Identifier) -> AppResult<Option<User>> {
    let account = users::table.select(User::as_select()).into_boxed();
    let account = match identifier {
        Identifier::Email(email) => account.filter(users::email.eq(email)),
        Identifier::Phone(phone) => account.filter(users::phone.eq(phone)),
        Identifier::Handle(handle) => account.filter(users::handle.eq(handle)),
    };
    Ok(account.first(conn).optional()?)
}

/// The account with this id.
///
/// # Errors
/// `NotFound` when there is none.
pub fn by_id(conn: &mut Conn, id: UserId) -> AppResult<User> {
    Ok(users::table.find(id).select(User::as_select()).first(conn)?)
}

/// The public columns of the account with this handle.
///
/// # Errors
/// The database's errors.
pub fn by_handle(conn: &mut Conn, handle: &str) -> AppResult<Option<Profile>> {
    Ok(users::table
        .filter(users::handle.eq(handle))
        .select(Profile::as_select())
        .first(conn)
        .optional()?)
}

/// The public columns of the account with this id.
///
/// # Errors
/// `NotFound` when there is none.
pub fn profile(conn: &mut Conn, id: UserId) -> AppResult<Profile> {
    Ok(users::table.find(id).select(Profile::as_select()).first(conn)?)
}

#[derive(AsChangeset)]
#[diesel(table_name = users, treat_none_as_null = true)]
pub(super) struct ProfileChange<'a> {
    pub name: &'a str,
    pub bio: &'a str,
    /// Kemendagri code.
    pub region: Option<&'a str>,
    /// `id` or `en`.
    pub lang: &'a str,
}

pub(super) fn set_profile(
    conn: &mut Conn,
    id: UserId,
    change: &ProfileChange<'_>,
) -> AppResult<()> {
    diesel::update(users::table.find(id)).set(change).execute(conn)?;
    Ok(())
}

/// Stores the language that mails to a person are written in.
///
/// # Errors
/// The database's errors.
pub fn set_language(conn: &mut Conn, id: UserId, lang: Lang) -> AppResult<()> {
    diesel::update(users::table.find(id)).set(users::lang.eq(lang.code())).execute(conn)?;
    Ok(())
}

pub(super) fn set_password(conn: &mut Conn, id: UserId, hash: &str) -> AppResult<()> {
    diesel::update(users::table.find(id)).set(users::password_hash.eq(hash)).execute(conn)?;
    Ok(())
}

/// Stores an e-mail address that is not proved; the unique index refuses that of another account.
pub(super) fn set_email(conn: &mut Conn, id: UserId, email: &str) -> diesel::QueryResult<usize> {
    diesel::update(users::table.find(id))
        .set((users::email.eq(email), users::email_verified_at.eq(None::<Timestamp>)))
        .execute(conn)
}

/// Stores a phone number that is not proved; the unique index refuses that of another account.
pub(super) fn set_phone(conn: &mut Conn, id: UserId, phone: &str) -> diesel::QueryResult<usize> {
    diesel::update(users::table.find(id))
        .set((users::phone.eq(phone), users::phone_verified_at.eq(None::<Timestamp>)))
        .execute(conn)
}

/// Removes the phone number of an account unless it is proved.
pub(super) fn remove_unproved_phone(conn: &mut Conn, id: UserId) -> AppResult<()> {
    diesel::update(users::table.find(id).filter(users::phone_verified_at.is_null()))
        .set(users::phone.eq(None::<String>))
        .execute(conn)?;
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

/// Marks the e-mail address of an account as proved; false when it has another address by now.
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

/// A one-time link to store.
pub(super) struct NewLink<'a> {
    pub id: Uuid,
    pub user: UserId,
    pub purpose: &'static str,
    pub token_hash: Vec<u8>,
    /// The address that it is sent to.
    pub email: &'a str,
    pub expires_at: Timestamp,
    pub now: Timestamp,
}

pub(super) fn insert_link(conn: &mut Conn, link: &NewLink<'_>) -> AppResult<()> {
    diesel::insert_into(one_time_links::table)
        .values((
            one_time_links::id.eq(link.id),
            one_time_links::user_id.eq(link.user),
            one_time_links::purpose.eq(link.purpose),
            one_time_links::token_hash.eq(&link.token_hash),
            one_time_links::email.eq(link.email),
            one_time_links::expires_at.eq(link.expires_at),
            one_time_links::created_at.eq(link.now),
        ))
        .execute(conn)?;
    Ok(())
}

/// A one-time link that was used up now.
#[derive(Queryable)]
pub(super) struct UsedLink {
    pub user: UserId,
    /// The address that it was sent to.
    pub email: String,
}

/// Marks a link as used, so that a second use finds none; `None` when it was used before or has expired.
pub(super) fn use_link(
    conn: &mut Conn,
    purpose: &str,
    token_hash: &[u8],
    now: Timestamp,
) -> AppResult<Option<UsedLink>> {
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

/// Whether a link with this token could be used up now.
pub(super) fn is_valid_link(
    conn: &mut Conn,
    purpose: &str,
    token_hash: &[u8],
    now: Timestamp,
) -> AppResult<bool> {
    let link = one_time_links::table
        .filter(one_time_links::token_hash.eq(token_hash))
        .filter(one_time_links::purpose.eq(purpose))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::expires_at.gt(now));
    Ok(diesel::select(diesel::dsl::exists(link)).get_result(conn)?)
}

/// Marks every link of a person for this purpose as used.
pub(super) fn end_links(
    conn: &mut Conn,
    user: UserId,
    purpose: &str,
    now: Timestamp,
) -> AppResult<()> {
    let unused = one_time_links::table
        .filter(one_time_links::user_id.eq(user))
        .filter(one_time_links::purpose.eq(purpose))
        .filter(one_time_links::used_at.is_null());
    diesel::update(unused).set(one_time_links::used_at.eq(now)).execute(conn)?;
    Ok(())
}

/// Whether one of these people is suspended.
///
/// # Errors
/// The database's errors.
pub fn anyone_suspended(conn: &mut Conn, users: &[UserId], now: Timestamp) -> AppResult<bool> {
    let out = users::table.filter(users::id.eq_any(users)).filter(users::suspended_until.gt(now));
    Ok(diesel::select(diesel::dsl::exists(out)).get_result(conn)?)
}

pub(super) fn suspended_until(conn: &mut Conn, id: UserId) -> AppResult<Option<Timestamp>> {
    Ok(users::table.find(id).select(users::suspended_until).first(conn)?)
}

/// The public columns of these accounts, in no order; unknown ids are left out.
///
/// # Errors
/// The database's errors.
pub fn profiles(conn: &mut Conn, ids: &[UserId]) -> AppResult<Vec<Profile>> {
    Ok(users::table.filter(users::id.eq_any(ids)).select(Profile::as_select()).load(conn)?)
}

/// Locks a person's row until the transaction ends, so that concurrent transactions do not exceed a limit per person.
///
/// # Errors
/// `NotFound` when there is no such account.
pub fn lock(conn: &mut Conn, id: UserId) -> AppResult<()> {
    users::table.find(id).select(users::id).for_no_key_update().first::<UserId>(conn)?;
    Ok(())
}

/// Adds to the number of listings that a person sold.
pub fn add_sold(conn: &mut Conn, id: UserId, sold: i32) -> AppResult<()> {
    diesel::update(users::table.find(id))
        .set(users::sold_count.eq(users::sold_count + sold))
        .execute(conn)?;
    Ok(())
}

/// Those of these people who are suspended.
///
/// # Errors
/// The database's errors.
pub fn suspended_of(conn: &mut Conn, ids: &[UserId], now: Timestamp) -> AppResult<Vec<UserId>> {
    let out = users::table.filter(users::id.eq_any(ids)).filter(users::suspended_until.gt(now));
    Ok(out.select(users::id).load(conn)?)
}

//! Queries about members.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text, Uuid as SqlUuid};
use serde::Serialize;

use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::UserId;
use crate::base::schema::users;
use crate::web::Role;

/// A member in the list of the staff.
#[derive(Debug, Clone, Serialize, Queryable, Selectable, utoipa::ToSchema)]
#[diesel(table_name = users)]
pub struct MemberRow {
    pub id: UserId,
    pub handle: String,
    pub name: String,
    pub role: Role,
    pub sold_count: i32,
    pub suspended_until: Option<DateTime<Utc>>,
    pub muted_until: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// The members whose handle or name contains `words`, or whose address or number it is; the newest without words.
pub(super) fn search(conn: &mut Conn, words: &str, limit: i64) -> AppResult<Vec<MemberRow>> {
    let mut query = users::table.order(users::id.desc()).limit(limit).into_boxed();
    let words = words.trim().to_lowercase();
    if !words.is_empty() {
        let escaped = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = format!("%{escaped}%");
        let phone = crate::people::accounts::phone_number(&words).unwrap_or_default();
        query = query.filter(
            users::handle
                .ilike(like.clone())
                .or(users::name.ilike(like))
                .or(users::email.eq(words))
                .or(users::phone.eq(phone)),
        );
    }
    Ok(query.select(MemberRow::as_select()).load(conn)?)
}

/// A number of rows in a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, QueryableByName, utoipa::ToSchema)]
pub struct Tally {
    #[diesel(sql_type = Text)]
    pub word: String,
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// A person's deals by status.
pub(super) fn deals_of(conn: &mut Conn, user: UserId) -> AppResult<Vec<Tally>> {
    Ok(sql_query(
        "select status as word, count(*) as count from deals where seller_id = $1 or buyer_id = $1 group by 1 order by 2 desc",
    )
    .bind::<SqlUuid, _>(user)
    .load(conn)?)
}

/// A person's listings by status.
pub(super) fn listings_of(conn: &mut Conn, user: UserId) -> AppResult<Vec<Tally>> {
    Ok(sql_query(
        "select status as word, count(*) as count from listings where seller_id = $1 group by 1 order by 2 desc",
    )
    .bind::<SqlUuid, _>(user)
    .load(conn)?)
}

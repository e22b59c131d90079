//! What higher wings write into an account: the rating that its reviews come to, and its badges.

use diesel::prelude::*;

use super::model::Badge;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::UserId;
use crate::base::schema::users;

/// What the reviews of a person come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = users)]
pub struct Rating {
    /// The number of reviews.
    pub rating_count: i32,
    /// The number of people who wrote them.
    pub rating_partners: i32,
    /// Hundredths.
    pub rating_mean: i32,
}

/// Sets what the reviews of a person come to.
///
/// # Errors
/// The database's errors.
pub fn set_rating(conn: &mut Conn, id: UserId, rating: Rating) -> AppResult<()> {
    diesel::update(users::table.find(id)).set(rating).execute(conn)?;
    Ok(())
}

/// Sets a person's badges.
///
/// # Errors
/// The database's errors.
pub fn set_badges(conn: &mut Conn, id: UserId, badges: &[Badge]) -> AppResult<()> {
    diesel::update(users::table.find(id)).set(users::badges.eq(badges)).execute(conn)?;
    Ok(())
}

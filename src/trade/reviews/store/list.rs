//! The shown reviews of a person, and what they come to.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Uuid as SqlUuid};

use super::super::about::About;
use super::super::model::ReviewsFrom;
use super::super::tag::Tag;
use crate::base::clock::Timestamp;
use crate::base::cursor::Cursor;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{PhotoId, ReviewId, UserId};
use crate::base::schema::{deals, listings, review_photos, reviews, users};
use crate::market::photos::{self, PhotoView};

/// A shown review with what a list says of its author and its deal.
#[derive(Debug, Clone, Queryable)]
pub(in super::super) struct ShownRow {
    pub id: ReviewId,
    pub about: About,
    pub rating: i16,
    pub tags: Vec<Tag>,
    pub comment: String,
    pub written_at: Timestamp,
    /// `None` never, in a list of what is shown.
    pub shown_at: Option<Timestamp>,
    pub reply: Option<String>,
    pub replied_at: Option<Timestamp>,
    pub author_handle: String,
    pub author_name: String,
    /// The listing that the deal was about.
    pub title: String,
}

/// A page of the shown reviews of a person, those that were shown last first, with their photos. Two queries.
pub(in super::super) fn shown_of(
    conn: &mut Conn,
    subject: UserId,
    from: ReviewsFrom,
    limit: i64,
) -> AppResult<Vec<(ShownRow, Vec<PhotoView>)>> {
    let mut query = reviews::table
        .inner_join(users::table.on(users::id.eq(reviews::author_id)))
        .inner_join(deals::table.on(deals::id.eq(reviews::deal_id)))
        .inner_join(listings::table.on(listings::id.eq(deals::listing_id)))
        .filter(reviews::subject_id.eq(subject))
        .filter(reviews::shown_at.is_not_null())
        .filter(reviews::removed_at.is_null())
        .into_boxed();
    query = match from {
        ReviewsFrom::Offset(offset) => query.offset(offset),
        ReviewsFrom::After(Cursor { at, id }) => {
            let same_time = reviews::shown_at.eq(at).and(reviews::id.lt(ReviewId(id)));
            query.filter(reviews::shown_at.lt(at).or(same_time))
        }
    };
    let rows: Vec<ShownRow> = query
        .order((reviews::shown_at.desc(), reviews::id.desc()))
        .limit(limit)
        .select((
            reviews::id,
            reviews::about,
            reviews::rating,
            reviews::tags,
            reviews::comment,
            reviews::written_at,
            reviews::shown_at,
            reviews::reply,
            reviews::replied_at,
            users::handle,
            users::name,
            listings::title,
        ))
        .load(conn)?;
    let ids: Vec<ReviewId> = rows.iter().map(|row| row.id).collect();
    let mut photos = photos_of(conn, &ids)?;
    let with_photos = |row: ShownRow| {
        let own = photos.remove(&row.id).unwrap_or_default();
        (row, own)
    };
    Ok(rows.into_iter().map(with_photos).collect())
}

fn photos_of(conn: &mut Conn, ids: &[ReviewId]) -> AppResult<HashMap<ReviewId, Vec<PhotoView>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(ReviewId, PhotoId)> = review_photos::table
        .filter(review_photos::review_id.eq_any(ids))
        .order((review_photos::review_id, review_photos::position))
        .select((review_photos::review_id, review_photos::photo_id))
        .load(conn)?;
    let wanted: Vec<PhotoId> = rows.iter().map(|(_, photo)| *photo).collect();
    let known = photos::by_ids(conn, &wanted)?;
    let mut found: HashMap<ReviewId, Vec<PhotoView>> = HashMap::new();
    for (review, photo) in rows {
        if let Some(photo) = known.iter().find(|known| known.id == photo) {
            found.entry(review).or_default().push(PhotoView::from(photo));
        }
    }
    Ok(found)
}

/// The author and the subject of a review that everybody may read.
///
/// # Errors
/// The database's errors.
pub fn shown_by(conn: &mut Conn, id: ReviewId) -> AppResult<Option<(UserId, UserId)>> {
    Ok(reviews::table
        .find(id)
        .filter(reviews::shown_at.is_not_null())
        .filter(reviews::removed_at.is_null())
        .select((reviews::author_id, reviews::subject_id))
        .first(conn)
        .optional()?)
}

/// The comments of these reviews, also of removed ones.
///
/// # Errors
/// The database's errors.
pub fn comments_of(conn: &mut Conn, ids: &[ReviewId]) -> AppResult<HashMap<ReviewId, String>> {
    let rows: Vec<(ReviewId, String)> = reviews::table
        .filter(reviews::id.eq_any(ids))
        .select((reviews::id, reviews::comment))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Marks a shown review as removed; its subject, unless it was removed before.
pub(in super::super) fn remove(
    conn: &mut Conn,
    id: ReviewId,
    now: Timestamp,
) -> AppResult<Option<UserId>> {
    let shown = reviews::table.find(id).filter(reviews::removed_at.is_null());
    Ok(diesel::update(shown)
        .set(reviews::removed_at.eq(now))
        .returning(reviews::subject_id)
        .get_result(conn)
        .optional()?)
}

/// What one partner has said of somebody, in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub(in super::super) struct PartnerRatings {
    /// The sum of the ratings.
    #[diesel(sql_type = BigInt)]
    pub sum: i64,
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// The shown ratings of a person by each partner.
pub(in super::super) fn ratings_by_partner(
    conn: &mut Conn,
    subject: UserId,
) -> AppResult<Vec<PartnerRatings>> {
    Ok(diesel::sql_query(
        "select sum(rating)::bigint as sum, count(*) as count from reviews \
         where subject_id = $1 and shown_at is not null and removed_at is null group by author_id",
    )
    .bind::<SqlUuid, _>(subject)
    .load(conn)?)
}

#[derive(QueryableByName)]
struct Tally {
    #[diesel(sql_type = Text)]
    word: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How often each rating and each tag was given.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Tallies {
    pub ratings: HashMap<i16, i64>,
    pub tags: HashMap<Tag, i64>,
}

/// The tallies of the shown reviews of a person, in one query.
pub(in super::super) fn tallies(conn: &mut Conn, subject: UserId) -> AppResult<Tallies> {
    let rows: Vec<Tally> = diesel::sql_query(
        "with shown as (select rating, tags from reviews where subject_id = $1 and shown_at is not null and removed_at is null) \
         select rating::text as word, count(*) as count from shown group by 1 \
         union all select tag, count(*) from shown, unnest(tags) as tag group by 1",
    )
    .bind::<SqlUuid, _>(subject)
    .load(conn)?;
    let mut tallies = Tallies::default();
    for Tally { word, count } in rows {
        if let Ok(rating) = word.parse::<i16>() {
            tallies.ratings.insert(rating, count);
        } else if let Ok(tag) = word.parse::<Tag>() {
            tallies.tags.insert(tag, count);
        }
    }
    Ok(tallies)
}

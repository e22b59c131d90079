//! A person's reviews as others read them.

use super::about::About;
use super::model::{Reply, ReviewsFrom};
use super::store::{self, ShownRow};
use super::tag::Tag;
use crate::base::clock::Timestamp;
use crate::base::cursor::Cursor;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ReviewId, UserId};
use crate::market::photos::PhotoView;

/// A page of a person's reviews that is wanted.
#[derive(Debug, Clone, Copy)]
pub struct ReviewPage {
    pub subject: UserId,
    pub from: ReviewsFrom,
    pub limit: i64,
}

/// A review that everybody may read.
#[derive(Debug, Clone)]
pub struct ShownReview {
    pub id: ReviewId,
    pub about: About,
    /// 1 to 5.
    pub rating: i16,
    pub tags: Vec<Tag>,
    /// May be empty.
    pub comment: String,
    pub photos: Vec<PhotoView>,
    pub written_at: Timestamp,
    pub author_handle: String,
    pub author_name: String,
    /// The title of the listing that the deal was about.
    pub title: String,
    pub reply: Option<Reply>,
}

impl ShownReview {
    fn of(row: ShownRow, photos: Vec<PhotoView>) -> Self {
        let reply = row.reply.zip(row.replied_at).map(|(text, at)| Reply { text, at });
        Self {
            id: row.id,
            about: row.about,
            rating: row.rating,
            tags: row.tags,
            comment: row.comment,
            photos,
            written_at: row.written_at,
            author_handle: row.author_handle,
            author_name: row.author_name,
            title: row.title,
            reply,
        }
    }
}

/// A page of a person's reviews, and where the next one begins.
///
/// # Errors
/// The database's errors.
pub fn page_of(conn: &mut Conn, page: ReviewPage) -> AppResult<(Vec<ShownReview>, Option<Cursor>)> {
    let mut rows = store::shown_of(conn, page.subject, page.from, page.limit + 1)?;
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows
        .last()
        .filter(|_| has_more)
        .and_then(|(row, _)| row.shown_at.map(|at| Cursor { at, id: row.id.0 }));
    Ok((rows.into_iter().map(|(row, photos)| ShownReview::of(row, photos)).collect(), next))
}

/// How often each rating and each tag was given to somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Of 1, 2, 3, 4 and 5 stars.
    pub distribution: [i64; 5],
    /// The most frequent first.
    pub tags: Vec<(Tag, i64)>,
}

/// The summary of a person's shown reviews.
///
/// # Errors
/// The database's errors.
pub fn summary_of(conn: &mut Conn, subject: UserId) -> AppResult<Summary> {
    let tallies = store::tallies(conn, subject)?;
    let count = |rating: i16| tallies.ratings.get(&rating).copied().unwrap_or(0);
    let mut tags: Vec<(Tag, i64)> = tallies.tags.iter().map(|(tag, n)| (*tag, *n)).collect();
    tags.sort_by_key(|(tag, n)| (std::cmp::Reverse(*n), *tag));
    Ok(Summary { distribution: [1, 2, 3, 4, 5].map(count), tags })
}

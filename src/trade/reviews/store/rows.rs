//! The rows of reviews, their photos and versions.

use diesel::prelude::*;

use super::super::about::About;
use super::super::model::{Content, Exchange, Reply, Written};
use super::super::tag::Tag;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{DealId, PhotoId, ReviewId, UserId};
use crate::base::schema::{review_photos, review_versions, review_windows, reviews};
use crate::market::Party;
use crate::trade::deals::Deal;

/// The columns that the machine changes.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = reviews, treat_none_as_null = true)]
struct ReviewRow {
    id: ReviewId,
    author: Party,
    rating: i16,
    tags: Vec<Tag>,
    comment: String,
    version: i32,
    written_at: Timestamp,
    shown_at: Option<Timestamp>,
    reply: Option<String>,
    replied_at: Option<Timestamp>,
}

impl ReviewRow {
    fn written(self, photos: Vec<PhotoId>) -> Written {
        let reply = self.reply.zip(self.replied_at).map(|(text, at)| Reply { text, at });
        let Self { id, rating, tags, comment, version, written_at, shown_at, .. } = self;
        let content = Content { rating, tags, comment, photos };
        Written { id, content, version, at: written_at, shown_at, reply }
    }

    fn of(author: Party, review: &Written) -> Self {
        let Written { id, content, version, at, shown_at, reply } = review.clone();
        Self {
            id,
            author,
            rating: content.rating,
            tags: content.tags,
            comment: content.comment,
            version,
            written_at: at,
            shown_at,
            replied_at: reply.as_ref().map(|reply| reply.at),
            reply: reply.map(|reply| reply.text),
        }
    }
}

/// The reviews of a deal; `None` when it is not reviewable. One query.
///
/// # Errors
/// The database's errors.
pub fn exchange(conn: &mut Conn, deal: &Deal) -> AppResult<Option<Exchange>> {
    let Some(ended_at) = deal.ended_at().filter(|_| deal.is_reviewable()) else { return Ok(None) };
    let rows: Vec<(Timestamp, Option<ReviewRow>, Option<PhotoId>)> = review_windows::table
        .left_join(reviews::table.on(reviews::deal_id.eq(review_windows::deal_id)))
        .left_join(review_photos::table.on(review_photos::review_id.eq(reviews::id)))
        .filter(review_windows::deal_id.eq(deal.id))
        .order((reviews::author, review_photos::position))
        .select((
            review_windows::ended_at,
            Option::<ReviewRow>::as_select(),
            review_photos::photo_id.nullable(),
        ))
        .load(conn)?;
    let mut exchange = Exchange::new(rows.first().map_or(ended_at, |row| row.0));
    for (_, row, photo) in rows {
        let Some(row) = row else { continue };
        let Some(slot) = exchange.by_mut(row.author) else { continue };
        let review = slot.get_or_insert_with(|| row.written(Vec::new()));
        review.content.photos.extend(photo);
    }
    Ok(Some(exchange))
}

/// Whose review of whom.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct ReviewOf {
    pub deal: DealId,
    pub author: Party,
    pub author_id: UserId,
    pub subject_id: UserId,
    pub about: About,
}

/// Stores a review; a new version goes on record.
pub(in super::super) fn save(
    conn: &mut Conn,
    of: &ReviewOf,
    review: &Written,
    now: Timestamp,
) -> AppResult<()> {
    let row = ReviewRow::of(of.author, review);
    let fixed = (
        reviews::deal_id.eq(of.deal),
        reviews::author_id.eq(of.author_id),
        reviews::subject_id.eq(of.subject_id),
        reviews::about.eq(of.about),
    );
    diesel::insert_into(reviews::table)
        .values((row.clone(), fixed))
        .on_conflict(reviews::id)
        .do_update()
        .set(row)
        .execute(conn)?;
    let content = &review.content;
    let recorded = diesel::insert_into(review_versions::table)
        .values((
            review_versions::review_id.eq(review.id),
            review_versions::version.eq(review.version),
            review_versions::rating.eq(content.rating),
            review_versions::tags.eq(&content.tags),
            review_versions::comment.eq(&content.comment),
            review_versions::photos.eq(&content.photos),
            review_versions::at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    if recorded > 0 { save_photos(conn, review.id, &content.photos) } else { Ok(()) }
}

fn save_photos(conn: &mut Conn, review: ReviewId, photos: &[PhotoId]) -> AppResult<()> {
    diesel::delete(review_photos::table.filter(review_photos::review_id.eq(review)))
        .execute(conn)?;
    let rows: Vec<_> = (0_i32..)
        .zip(photos)
        .map(|(position, photo)| {
            (
                review_photos::review_id.eq(review),
                review_photos::position.eq(position),
                review_photos::photo_id.eq(*photo),
            )
        })
        .collect();
    diesel::insert_into(review_photos::table).values(rows).execute(conn)?;
    Ok(())
}

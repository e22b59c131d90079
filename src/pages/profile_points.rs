//! A person's points on their profile.

use serde::Serialize;

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::Text;
use crate::base::ids::UserId;
use crate::community::leaderboard::{self, Standing};
use crate::community::points::{self, HistoryRow};
use crate::config::Site;

/// Lines of the history.
const HISTORY: i64 = 30;

/// What everybody sees: the points, and the rank when it is a good one.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct PointsFact {
    points: i32,
    label: Text,
}

impl PointsFact {
    /// # Errors
    /// The database's errors.
    pub(super) fn load(
        conn: &mut Conn,
        user: UserId,
        site: &Site,
        now: Timestamp,
    ) -> AppResult<Option<Self>> {
        if !site.points {
            return Ok(None);
        }
        Ok(Some(Self::of(leaderboard::standing_of(conn, user, now)?)))
    }

    fn of(Standing { points, rank }: Standing) -> Self {
        let label = match rank {
            Some(rank) => Text::new("points-rank-short").with("rank", rank),
            None => Text::new("points-unit"),
        };
        Self { points, label }
    }
}

/// What a person sees of their own points.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct OwnPoints {
    total: i32,
    place: Text,
    rules: Vec<Text>,
    history: Vec<HistoryRow>,
}

impl OwnPoints {
    /// # Errors
    /// The database's errors.
    pub(super) fn load(
        conn: &mut Conn,
        user: UserId,
        site: &Site,
        now: Timestamp,
    ) -> AppResult<Option<Self>> {
        if !site.points {
            return Ok(None);
        }
        let standing = leaderboard::standing_of(conn, user, now)?;
        Ok(Some(Self {
            total: standing.points,
            place: place(standing),
            rules: points::rules(site),
            history: points::history(conn, user, HISTORY)?,
        }))
    }
}

fn place(standing: Standing) -> Text {
    match standing {
        Standing { rank: Some(rank), .. } => Text::new("points-rank").with("rank", rank),
        Standing { points: 0, .. } => Text::new("points-none"),
        Standing { .. } => Text::new("points-unranked"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_has_words_for_no_points_and_for_a_rank_that_is_not_named() {
        let key = |points, rank| place(Standing { points, rank }).key;
        assert_eq!(key(0, None), "points-none");
        assert_eq!(key(5, None), "points-unranked");
        assert_eq!(key(50, Some(3)), "points-rank");
        assert_eq!(PointsFact::of(Standing::default()).label.key, "points-unit");
    }
}

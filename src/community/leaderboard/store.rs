//! Leaderboards in Postgres, from the stored sums.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz, Uuid};

use super::query::{Board, Wanted};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::UserId;
use crate::community::points::Period;

/// Behind so many people, a profile names no rank.
const NAMED_RANKS: i64 = 1000;

/// A person on a leaderboard.
#[derive(Debug, Clone, QueryableByName)]
pub struct Ranked {
    /// From 1; people with equal points have the same.
    #[diesel(sql_type = BigInt)]
    pub rank: i64,
    #[diesel(sql_type = Uuid)]
    pub user_id: UserId,
    #[diesel(sql_type = Text)]
    pub handle: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    /// The label of their city: `Kota Bandung, Jawa Barat`.
    #[diesel(sql_type = Nullable<Text>)]
    pub city: Option<String>,
    #[diesel(sql_type = Integer)]
    pub points_seller: i32,
    #[diesel(sql_type = Integer)]
    pub points_buyer: i32,
    #[diesel(sql_type = Integer)]
    pub points: i32,
    #[diesel(sql_type = Integer)]
    pub sold: i32,
    #[diesel(sql_type = Integer)]
    pub bought: i32,
}

impl Ranked {
    /// The points that a leaderboard is sorted by.
    pub fn points_on(&self, board: Board) -> i32 {
        match board {
            Board::All => self.points,
            Board::Seller => self.points_seller,
            Board::Buyer => self.points_buyer,
        }
    }
}

fn column(board: Board) -> &'static str {
    match board {
        Board::All => "points",
        Board::Seller => "points_seller",
        Board::Buyer => "points_buyer",
    }
}

/// Who is on a leaderboard: `$1` is the period, `$2` the time, `$3` the cities.
const SHOWN: &str = "t.period = $1 and (u.suspended_until is null or u.suspended_until <= $2) \
     and (cardinality($3::text[]) = 0 or left(u.region, 5) = any ($3))";

/// The first people of a leaderboard; of those with equal points, whoever earned last comes last.
///
/// # Errors
/// The database's errors.
pub fn top(conn: &mut Conn, wanted: &Wanted, now: Timestamp) -> AppResult<Vec<Ranked>> {
    let by = column(wanted.board);
    let sql = format!(
        "select rank() over (order by t.{by} desc) as rank, t.user_id, u.handle, u.name, r.label as city, \
           t.points_seller, t.points_buyer, t.points, t.sold, t.bought \
         from point_totals t join users u on u.id = t.user_id left join regions r on r.code = left(u.region, 5) \
         where {SHOWN} and t.{by} > 0 order by t.{by} desc, t.risen_at, u.handle limit $4"
    );
    let query = diesel::sql_query(sql)
        .bind::<Text, _>(wanted.period.word())
        .bind::<Timestamptz, _>(now)
        .bind::<Array<Text>, _>(&wanted.cities)
        .bind::<BigInt, _>(wanted.limit);
    Ok(query.load(conn)?)
}

/// A person's own row, wherever it is; `None` when they are not on the leaderboard.
///
/// # Errors
/// The database's errors.
pub fn own(
    conn: &mut Conn,
    user: UserId,
    wanted: &Wanted,
    now: Timestamp,
) -> AppResult<Option<Ranked>> {
    let by = column(wanted.board);
    // Everybody with more points, by the index alone, without the few who are suspended.
    let sql = format!(
        "select 1 \
           + (select count(*) from point_totals t where t.period = $1 and t.{by} > 0 and t.{by} > o.{by} \
              and (cardinality($3::text[]) = 0 \
                or exists (select from users u where u.id = t.user_id and left(u.region, 5) = any ($3)))) \
           - (select count(*) from users u join point_totals t on t.user_id = u.id and t.period = $1 \
              where u.suspended_until > $2 and t.{by} > o.{by} \
                and (cardinality($3::text[]) = 0 or left(u.region, 5) = any ($3))) as rank, \
           o.user_id, ou.handle, ou.name, r.label as city, o.points_seller, o.points_buyer, o.points, o.sold, o.bought \
         from point_totals o join users ou on ou.id = o.user_id left join regions r on r.code = left(ou.region, 5) \
         where o.user_id = $4 and o.period = $1 and o.{by} > 0 \
           and (cardinality($3::text[]) = 0 or left(ou.region, 5) = any ($3))"
    );
    let query = diesel::sql_query(sql)
        .bind::<Text, _>(wanted.period.word())
        .bind::<Timestamptz, _>(now)
        .bind::<Array<Text>, _>(&wanted.cities)
        .bind::<Uuid, _>(user);
    Ok(query.get_result(conn).optional()?)
}

/// A person's points of all time, and their rank among the first thousand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Standing {
    pub points: i32,
    /// `None` without points and behind the first thousand.
    pub rank: Option<i64>,
}

/// The standing of a person.
///
/// # Errors
/// The database's errors.
pub fn standing_of(conn: &mut Conn, user: UserId, now: Timestamp) -> AppResult<Standing> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Integer)]
        points: i32,
        #[diesel(sql_type = BigInt)]
        before: i64,
    }
    let row: Option<Row> = diesel::sql_query(
        "select o.points, (select count(*) from (select from point_totals t join users u on u.id = t.user_id \
             where t.period = $1 and t.points > 0 and t.points > o.points and (u.suspended_until is null or u.suspended_until <= $2) limit $3) a) \
           as before from point_totals o where o.user_id = $4 and o.period = $1",
    )
    .bind::<Text, _>(Period::All.word())
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(NAMED_RANKS)
    .bind::<Uuid, _>(user)
    .get_result(conn)
    .optional()?;
    let named = |row: &Row| row.points > 0 && row.before < NAMED_RANKS;
    Ok(row.map_or_else(Standing::default, |row| Standing {
        rank: named(&row).then_some(row.before + 1),
        points: row.points,
    }))
}

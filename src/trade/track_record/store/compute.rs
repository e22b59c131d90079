//! Computing track records: three queries for many people.

use std::collections::HashMap;

use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Nullable, Timestamptz, Uuid as SqlUuid};

use super::super::model::TrackRecord;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::UserId;

const CHAT_PERIOD: Duration = Duration::days(90);
const SENDING_PERIOD: Duration = Duration::days(180);
const DEAL_PERIOD: Duration = Duration::days(365);
const LATELY: Duration = Duration::days(60);
/// A new chat counts as not answered from this age on.
const ANSWER_GRACE: Duration = Duration::days(1);

/// The records of these people as the data give them.
pub(super) fn compute(
    conn: &mut Conn,
    people: &[UserId],
    now: Timestamp,
) -> AppResult<Vec<TrackRecord>> {
    let mut records: HashMap<UserId, TrackRecord> =
        people.iter().map(|user| (*user, TrackRecord::new(*user))).collect();
    if people.is_empty() {
        return Ok(Vec::new());
    }
    for row in chats(conn, people, now)? {
        if let Some(record) = records.get_mut(&row.user_id) {
            record.replies = row.replies;
            record.reply_seconds = row.reply_seconds;
            record.chats_asked = row.asked;
            record.chats_answered = row.answered;
        }
    }
    for row in sendings(conn, people, now)? {
        if let Some(record) = records.get_mut(&row.user_id) {
            record.sendings = row.sendings;
            record.send_seconds = row.send_seconds;
        }
    }
    for row in outcomes(conn, people, now)? {
        if let Some(record) = records.get_mut(&row.user_id) {
            record.completed = row.completed;
            record.completed_lately = row.lately;
            record.called_off = row.called_off;
            record.let_lapse = row.let_lapse;
            record.meetings_kept = row.kept;
            record.meetings_missed = row.missed;
        }
    }
    let mut records: Vec<TrackRecord> = records.into_values().collect();
    records.sort_by_key(|record| record.user_id);
    Ok(records)
}

#[derive(QueryableByName)]
struct ChatsRow {
    #[diesel(sql_type = SqlUuid)]
    user_id: UserId,
    #[diesel(sql_type = Integer)]
    replies: i32,
    #[diesel(sql_type = Nullable<Integer>)]
    reply_seconds: Option<i32>,
    #[diesel(sql_type = Integer)]
    asked: i32,
    #[diesel(sql_type = Integer)]
    answered: i32,
}

/// A turn is what one party writes without the other writing in between. A turn of the other's that one's own follows was
/// answered. What the assistant offers is nobody's answer.
fn chats(conn: &mut Conn, people: &[UserId], now: Timestamp) -> AppResult<Vec<ChatsRow>> {
    Ok(diesel::sql_query(
        "with mine as ( \
           select seller_id as me, id as room_id, created_at >= $2 as fresh from rooms where seller_id = any($1) \
           union all select buyer_id, id, created_at >= $2 from rooms where buyer_id = any($1)), \
         said as ( \
           select n.me, n.fresh, m.room_id, m.seq, m.at, m.sender_id = n.me as own, \
             lag(m.sender_id = n.me) over (partition by n.me, m.room_id order by m.seq) as own_before \
           from mine n join messages m on m.room_id = n.room_id left join offers o on o.id = m.offer_id \
           where m.sender_id is not null and m.kind in ('text', 'photo', 'offer') and o.assistant is not true and m.at >= $2), \
         turns as ( \
           select me, fresh, own, at, lead(at) over t as next_at, row_number() over t as n \
           from said where own_before is distinct from own window t as (partition by me, room_id order by seq)) \
         select me as user_id, (count(*) filter (where next_at is not null))::int as replies, \
           (percentile_disc(0.5) within group (order by extract(epoch from next_at - at)) \
             filter (where next_at is not null))::int as reply_seconds, \
           (count(*) filter (where fresh and n = 1 and (next_at is not null or at < $3)))::int as asked, \
           (count(*) filter (where fresh and n = 1 and next_at is not null))::int as answered \
         from turns where not own group by me",
    )
    .bind::<Array<SqlUuid>, _>(people)
    .bind::<Timestamptz, _>(now - CHAT_PERIOD)
    .bind::<Timestamptz, _>(now - ANSWER_GRACE)
    .load(conn)?)
}

#[derive(QueryableByName)]
struct SendingsRow {
    #[diesel(sql_type = SqlUuid)]
    user_id: UserId,
    #[diesel(sql_type = Integer)]
    sendings: i32,
    #[diesel(sql_type = Nullable<Integer>)]
    send_seconds: Option<i32>,
}

fn sendings(conn: &mut Conn, people: &[UserId], now: Timestamp) -> AppResult<Vec<SendingsRow>> {
    Ok(diesel::sql_query(
        "with mine as ( \
           select seller_id as me, 'seller' as side, d.* from deals d where seller_id = any($1) and agreed_at >= $2 \
           union all select buyer_id, 'buyer', d.* from deals d where buyer_id = any($1) and agreed_at >= $2) \
         select me as user_id, count(*)::int as sendings, \
           (percentile_disc(0.5) within group ( \
             order by extract(epoch from coalesce(l.sent_at, l.received_at) - greatest(m.agreed_at, m.paid_at))))::int as send_seconds \
         from mine m join deal_legs l on l.deal_id = m.id and l.sender = m.side and not l.is_return \
         where coalesce(l.sent_at, l.received_at) is not null group by me",
    )
    .bind::<Array<SqlUuid>, _>(people)
    .bind::<Timestamptz, _>(now - SENDING_PERIOD)
    .load(conn)?)
}

#[derive(QueryableByName)]
struct OutcomesRow {
    #[diesel(sql_type = SqlUuid)]
    user_id: UserId,
    #[diesel(sql_type = Integer)]
    completed: i32,
    #[diesel(sql_type = Integer)]
    lately: i32,
    #[diesel(sql_type = Integer)]
    called_off: i32,
    #[diesel(sql_type = Integer)]
    let_lapse: i32,
    #[diesel(sql_type = Integer)]
    kept: i32,
    #[diesel(sql_type = Integer)]
    missed: i32,
}

/// A deal that ended by its deadline counts against who had to act: the buyer who did not pay, else who did not send. Of a
/// meeting that nobody confirmed nobody is to blame, and how a dispute ended counts against nobody here.
fn outcomes(conn: &mut Conn, people: &[UserId], now: Timestamp) -> AppResult<Vec<OutcomesRow>> {
    Ok(diesel::sql_query(
        "with mine as ( \
           select seller_id as me, 'seller' as side, d.* from deals d where seller_id = any($1) and agreed_at >= $2 \
           union all select buyer_id, 'buyer', d.* from deals d where buyer_id = any($1) and agreed_at >= $2), \
         judged as ( \
           select m.*, t.agreed_time, t.no_show_by, \
             case m.side when 'buyer' then t.buyer_arrived_at else t.seller_arrived_at end as arrived_at, \
             m.status = 'cancelled' and m.cancelled_by = 'system' and m.method <> 'cod' \
               and m.verdict is null as lapsed, \
             m.protected and m.paid_at is null as unpaid, \
             coalesce(l.status = 'waiting', false) as unsent \
           from mine m left join meetups t on t.deal_id = m.id left join deal_legs l on l.deal_id = m.id and l.sender = m.side \
             and not l.is_return) \
         select me as user_id, (count(*) filter (where status = 'completed'))::int as completed, \
           (count(*) filter (where status = 'completed' and updated_at >= $3))::int as lately, \
           (count(*) filter (where status = 'cancelled' and cancelled_by = side))::int as called_off, \
           (count(*) filter (where lapsed and case when unpaid then side = 'buyer' else unsent end))::int as let_lapse, \
           (count(*) filter (where agreed_time is not null and no_show_by is distinct from case side when 'buyer' then 'seller' \
             else 'buyer' end and (status = 'completed' or arrived_at is not null)))::int as kept, \
           (count(*) filter (where no_show_by <> side))::int as missed \
         from judged group by me",
    )
    .bind::<Array<SqlUuid>, _>(people)
    .bind::<Timestamptz, _>(now - DEAL_PERIOD)
    .bind::<Timestamptz, _>(now - LATELY)
    .load(conn)?)
}

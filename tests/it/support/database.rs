//! What is in Postgres, and rows that another node writes.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde_json::Value;
use tawar::bargaining::negotiations::{Move, MoveCommand, MoveRequest, Mover, make_move};
use tawar::base::ids::{MessageId, RoomId, SessionId, UserId};
use tawar::chat::rooms::{MessageKind, NewMessage, append, lock_many};

use uuid::Uuid;

use super::app::TestApp;

/// The number that a query returns.
pub async fn count(app: &TestApp, sql: impl Into<String>) -> i64 {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let sql = format!("select ({})::bigint as n", sql.into());
    let row: Row =
        app.db.read(move |conn| Ok(diesel::sql_query(sql).get_result(conn)?)).await.unwrap();
    row.n
}

/// Commits messages as another node would, without an announcement to this one.
pub async fn commit_messages_on_another_node(
    app: &TestApp,
    room: &Value,
    sender: &str,
    texts: Vec<String>,
) {
    let (room, sender): (RoomId, UserId) =
        (room.as_str().unwrap().parse().unwrap(), sender.parse().unwrap());
    let message = move |text: &String| NewMessage {
        id: MessageId::fresh(),
        sender: Some(sender),
        kind: MessageKind::Text,
        text: text.clone(),
        offer: None,
        photo: None,
        about: None,
    };
    let encryption = app.encryption.clone();
    let committed = app.db.transaction(move |conn| {
        let mut rooms = lock_many(conn, &[room])?;
        let row = rooms.get_mut(&room).unwrap();
        for text in &texts {
            append(conn, &encryption, row, message(text), chrono::Utc::now())?;
        }
        Ok(())
    });
    committed.await.unwrap();
}

/// Waits until a query returns this number.
pub async fn wait_for_count(app: &TestApp, sql: &str, wanted: i64) {
    let mut found = count(app, sql).await;
    for _ in 0..400 {
        if found == wanted {
            return;
        }
        actix_web::rt::time::sleep(std::time::Duration::from_millis(50)).await;
        found = count(app, sql).await;
    }
    panic!("{sql}: {found} after 20 seconds, not {wanted}");
}

/// Commits a move as another node would, without an announcement to this one.
pub async fn commit_move_on_another_node(
    app: &TestApp,
    room: &Value,
    mover: &str,
    step: Move,
    seen: Option<i32>,
) {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        id: Uuid,
    }
    let (room, user): (RoomId, UserId) =
        (room.as_str().unwrap().parse().unwrap(), mover.parse().unwrap());
    let session = app.db.read(move |conn| {
        let query = diesel::sql_query("select id from sessions where user_id = $1 limit 1");
        Ok(query.bind::<diesel::sql_types::Uuid, _>(user.0).get_result::<Row>(conn)?.id)
    });
    let mover = Mover::Member(user, SessionId(session.await.unwrap()));
    let id = if let Move::Offer { id, .. } = step { id.0 } else { Uuid::now_v7() };
    let command = MoveCommand::plain(id, seen, step);
    let request = MoveRequest { room, mover, command };
    make_move(&app.db, &app.move_context(), request, app.clock.now()).await.unwrap();
}

/// The locked row of a room.
pub struct RowLock {
    release: std::sync::mpsc::Sender<()>,
    lock_task: tokio::task::JoinHandle<()>,
}

impl RowLock {
    pub async fn release(self) {
        self.release.send(()).unwrap();
        self.lock_task.await.unwrap();
    }
}

/// Locks a room's row, so that writes to the room wait.
pub async fn lock_room_row(app: &TestApp, room: &Value) -> RowLock {
    let (locked, when_locked) = tokio::sync::oneshot::channel();
    let (release, when_released) = std::sync::mpsc::channel::<()>();
    let (db, id) = (app.db.clone(), room.as_str().unwrap().parse().unwrap());
    let lock_task = tokio::task::spawn_blocking(move || {
        let mut locked = Some(locked);
        let lock_task = db.transact(|conn| {
            lock_many(conn, &[id])?;
            locked.take().unwrap().send(()).unwrap();
            when_released.recv().ok();
            Ok(())
        });
        lock_task.unwrap();
    });
    when_locked.await.unwrap();
    RowLock { release, lock_task }
}

/// Queries that must find nothing, whoever moved when.
const INVARIANTS: [(&str, &str); 11] = [
    (
        "a reserved listing in no live deal",
        "select count(*) from listings l where status = 'reserved' and not exists \
      (select 1 from deal_items i where i.listing_id = l.id and i.live)",
    ),
    (
        "a listing in a live deal that is not reserved",
        "select count(*) from deal_items i join listings l on l.id = i.listing_id join deals d on d.id = i.deal_id \
      where i.live and l.status <> case when 'completed' in (d.status, d.disputed_from) then 'sold' else 'reserved' end",
    ),
    (
        "a listing in two live deals",
        "select count(*) from (select 1 from deal_items where live group by listing_id having count(*) > 1) two",
    ),
    (
        "a deal with other items than its offer",
        "select count(*) from deals d join offers o on o.id = d.offer_id \
      where (select array_agg(i.listing_id order by i.listing_id) from deal_items i where i.deal_id = d.id) \
      is distinct from (select array_agg(t order by t) from unnest(o.items || o.listing_id) t)",
    ),
    (
        "a cancelled deal with live items, or a live deal without",
        "select count(*) from deal_items i join deals d on d.id = i.deal_id where i.live = (d.status = 'cancelled')",
    ),
    (
        "a live deal whose offer was not accepted",
        "select count(*) from deals d join offers o on o.id = d.offer_id \
      where d.status <> 'cancelled' and not (o.status = 'accepted' and o.live and o.amount = d.amount)",
    ),
    (
        "an accepted offer without its deal",
        "select count(*) from offers o where o.status = 'accepted' and o.live and not exists \
      (select 1 from deals d where d.offer_id = o.id and d.status <> 'cancelled')",
    ),
    (
        "an agreed negotiation without a live deal",
        "select count(*) from negotiations n where (n.phase = 'agreed') <> exists \
      (select 1 from deals d where d.room_id = n.room_id and d.status <> 'cancelled')",
    ),
    (
        "a pending offer in a negotiation that is not open",
        "select count(*) from offers o join negotiations n on n.id = o.negotiation_id \
      where o.status = 'pending' and n.phase <> 'open'",
    ),
    (
        "a room with a gap",
        "select count(*) from rooms r where last_seq <> (select count(*) from messages m where m.room_id = r.id) \
      or last_seq <> (select coalesce(max(seq), 0) from messages m where m.room_id = r.id)",
    ),
    (
        "a listing with a wrong offer count",
        "select count(*) from listings l where offer_count <> \
      (select count(*) from offers o where o.listing_id = l.id and o.status = 'pending')",
    ),
];

/// Asserts all of them.
pub async fn assert_invariants(app: &TestApp) {
    for (what, sql) in INVARIANTS {
        assert_eq!(count(app, sql).await, 0, "{what}");
    }
}

/// Inserts so many copies of every listing, each with an id and a slug of its own.
pub async fn clone_listings(app: &TestApp, copies: i64) {
    run_sql(
        app,
        format!(
            "do $$ declare cols text; begin \
             select string_agg(quote_ident(column_name), ', ') into cols from information_schema.columns \
                 where table_name = 'listings' and is_generated = 'NEVER' and column_name not in ('id', 'slug'); \
             execute format('insert into listings (id, slug, %s) select gen_random_uuid(), slug || ''-'' || n, %s \
                 from listings, generate_series(1, {copies}) n', cols, cols); end $$"
        ),
    )
    .await;
}

/// Runs a statement as the owner of the schema.
pub async fn run_sql(app: &TestApp, sql: String) {
    let mut owner = app.owner();
    let run = move || diesel::sql_query(&sql).execute(&mut owner).map(drop);
    actix_web::web::block(run).await.unwrap().unwrap();
}

/// The texts that a query returns in its first column.
pub async fn texts(app: &TestApp, sql: String) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        text: String,
    }
    let sql = format!("select text from ({sql}) t(text)");
    let read = move |conn: &mut diesel::PgConnection| Ok(diesel::sql_query(sql).load::<Row>(conn)?);
    app.db.read(read).await.unwrap().into_iter().map(|row| row.text).collect()
}

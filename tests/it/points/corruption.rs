//! The serving role cannot change points, and `tawar check` names what somebody wrote past it.

use diesel::connection::SimpleConnection;
use tawar::integrity::{self, Outcome};

use super::{becomes, found, trades};
use crate::support::{TestApp, secret};

/// Past the triggers, which only a superuser can switch off.
fn plant(app: &TestApp, sql: &str) {
    let all = format!("set session_replication_role = replica; {sql}");
    app.owner().batch_execute(&all).unwrap_or_else(|err| panic!("{sql}: {err}"));
}

#[actix_web::test]
async fn the_serving_role_may_add_entries_and_nothing_else() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    trades(&app, &sari, &budi).await;
    let refused = |conn: &mut diesel::PgConnection, sql: &str| {
        let answer = conn.batch_execute(sql).map_err(|err| err.to_string());
        let Err(answer) = answer else { panic!("done: {sql}") };
        answer
    };
    let mut conn = app.db.get().unwrap();
    for sql in [
        "update point_entries set amount = 10",
        "delete from point_entries",
        "truncate point_entries",
        "update point_facts set linked = false",
        "delete from point_facts",
        "insert into point_totals (user_id, period, points_seller, points_buyer, sold, bought, sales, purchases) \
         values (gen_random_uuid(), 'all', 1, 1, 1, 1, 1, 1)",
        "update point_totals set points_seller = 1000",
        "delete from point_totals",
    ] {
        let answer = refused(&mut conn, sql);
        assert!(answer.contains("permission denied"), "{sql}: {answer}");
    }
    let mut owner = app.owner();
    for sql in [
        "update point_entries set amount = 10",
        "delete from point_facts",
        "truncate point_entries",
    ] {
        let answer = refused(&mut owner, sql);
        assert!(answer.contains("append-only"), "{sql}: {answer}");
    }
    // A step is made once, whoever tries.
    let twice = "insert into point_entries (user_id, deal_id, kind, reason, step, amount, goods, month, at) \
        select user_id, deal_id, kind, reason, step, amount, goods, month, at from point_entries";
    assert!(refused(&mut conn, twice).contains("point_entries_deal"));
}

#[actix_web::test]
async fn planted_corruption_is_found_by_name() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let deal = trades(&app, &sari, &budi).await;
    becomes(&app, deal, false).await;
    becomes(&app, deal, true).await;
    assert_eq!(found(&app).await, Vec::<String>::new());
    for table in ["point_facts", "point_entries", "point_totals", "deals"] {
        plant(&app, &format!("create table kept_{table} as select * from {table}"));
    }
    let back_totals = "update point_totals t set points_seller = k.points_seller, sold = k.sold from kept_point_totals k \
        where (k.user_id, k.period) = (t.user_id, t.period)";
    let back_entries = "delete from point_entries; insert into point_entries overriding system value select * from kept_point_entries";
    let back_deals = "update deals d set status = k.status, outcome = k.outcome from kept_deals k where k.id = d.id";
    for (what, damage, back, named) in [
        (
            "point sums",
            "update point_totals set points_seller = points_seller + 5 where period <> 'all'",
            back_totals,
            sari.id.as_str(),
        ),
        (
            "points",
            "update point_totals set points_seller = points_seller + 5 where period = 'all'",
            back_totals,
            "are stored",
        ),
        ("point sums", "update point_totals set sold = sold + 1", back_totals, "are stored"),
        (
            "point sums",
            "update point_entries set amount = 9 where amount = 10",
            back_entries,
            sari.id.as_str(),
        ),
        (
            "point entries",
            "update point_entries set amount = -4 where amount = -5",
            back_entries,
            "it takes back 4 points, 5 were given",
        ),
        (
            "point entries",
            "delete from point_entries where step = 1",
            back_entries,
            "its last entry is step 3, there are 2",
        ),
        (
            "points",
            "update deals set status = 'cancelled', outcome = 'void'",
            back_deals,
            "it is not completed and gives points",
        ),
        (
            "points",
            "update point_facts set earlier = 1",
            "update point_facts set earlier = 0",
            "their deals give 5 and 0",
        ),
        (
            "points",
            "update point_facts set linked = true",
            "update point_facts set linked = false",
            "their deals give 0 and 0",
        ),
        (
            "points",
            "delete from point_facts",
            "insert into point_facts overriding system value select * from kept_point_facts",
            "has no facts",
        ),
    ] {
        plant(&app, damage);
        let checks = integrity::examine(&app.db, &secret(), None).await.unwrap();
        let check = checks.iter().find(|check| check.what == what).unwrap();
        let Outcome::Failed { first, .. } = &check.outcome else { panic!("{damage}: {check}") };
        assert!(first.iter().any(|line| line.contains(named)), "{damage}: {check}, not {named}");
        plant(&app, back);
        assert_eq!(found(&app).await, Vec::<String>::new(), "{back}");
    }
}

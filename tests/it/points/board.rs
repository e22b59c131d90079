//! The leaderboard.

use serde_json::{Value, json};
use tawar::config::Site;

use super::trades;
use crate::evidence::sql;
use crate::support::{Person, TestApp};

/// A person earned points in a month, in lots of at most ten.
async fn earned(app: &TestApp, person: &Person, kind: &str, points: i64, month: &str) {
    let lots = format!(
        "insert into point_entries (user_id, deal_id, kind, reason, step, amount, goods, month, at) \
         select '{}', gen_random_uuid(), '{kind}', 'deal', 1, least(10, {points} - n * 10), 1, '{month}', clock_timestamp() \
         from generate_series(0, ({points} - 1) / 10) n",
        person.id
    );
    sql(app, lots).await;
}

fn names(board: &Value) -> Vec<(i64, String)> {
    let row =
        |row: &Value| (row["rank"].as_i64().unwrap(), row["name"].as_str().unwrap().to_owned());
    board.as_array().unwrap().iter().map(row).collect()
}

fn ranked(all: &[(i64, &str)]) -> Vec<(i64, String)> {
    all.iter().map(|(rank, name)| (*rank, (*name).to_owned())).collect()
}

/// Sari 30, Budi and Rara 20, Dewi 10 as sellers in November; Budi 5 as a buyer in December.
async fn four_people(app: &TestApp) -> Vec<Person> {
    let mut people = Vec::new();
    for (name, points) in [("Sari", 30), ("Budi", 20), ("Rara", 20), ("Dewi", 10)] {
        let person = app.person(name).await;
        earned(app, &person, "seller", points, "2026-11").await;
        people.push(person);
    }
    earned(app, &people[1], "buyer", 5, "2026-12").await;
    people
}

#[actix_web::test]
async fn equal_points_have_equal_ranks_and_each_kind_has_its_own_board() {
    let app = TestApp::open().await;
    four_people(&app).await;
    let board = app.get("/api/leaderboard").await.with(200);
    let sellers = ranked(&[(1, "Sari"), (2, "Rara"), (2, "Budi"), (4, "Dewi")]);
    assert_eq!(names(&board["seller_leaderboard"]), sellers);
    assert_eq!(names(&board["buyer_leaderboard"]), ranked(&[(1, "Budi")]));
    let budi = &board["buyer_leaderboard"][0];
    assert_eq!(
        (&budi["points_seller"], &budi["points_buyer"], &budi["total_points"]),
        (&json!(20), &json!(5), &json!(25))
    );
    assert!(budi.get("email").is_none() && budi.get("id").is_none(), "{budi}");
    let only = app.get("/api/marketplace/leaderboard?type=seller&limit=2").await.with(200);
    assert_eq!(names(&only["seller_leaderboard"]), ranked(&[(1, "Sari"), (2, "Rara")]));
    assert_eq!(only["buyer_leaderboard"], json!([]));
    app.get("/api/leaderboard?limit=100000").await.with(200);
    for wrong in ["type=kurir", "month=kemarin", "city=Atlantis", "limit=banyak"] {
        app.get(&format!("/api/leaderboard?{wrong}")).await.is_problem(422);
    }
}

#[actix_web::test]
async fn filters_by_month_and_city_and_the_suspended_are_not_shown() {
    let app = TestApp::open().await;
    let people = four_people(&app).await;
    for (person, region) in people.iter().zip(["32.73.02", "32.73", "31.74", "32.73.02.1004"]) {
        person.put("/api/users/me", json!({"region": region})).await.with(200);
    }
    let sellers = async |query: &str| {
        let board = app.get(&format!("/api/leaderboard?{query}")).await.with(200);
        names(&board["seller_leaderboard"])
    };
    let bandung = ranked(&[(1, "Sari"), (2, "Budi"), (3, "Dewi")]);
    assert_eq!(sellers("city=32.73").await, bandung);
    assert_eq!(sellers("kota=Kota%20Bandung&month=2026-11").await, bandung);
    assert_eq!(sellers("month=2026-12").await, ranked(&[]));
    let december = app.get("/api/leaderboard?bulan=2026-12").await.with(200);
    assert_eq!(names(&december["buyer_leaderboard"]), ranked(&[(1, "Budi")]));
    sql(&app, "update users set suspended_until = now() + interval '1 day' where name = 'Sari'")
        .await;
    assert_eq!(sellers("city=32.73").await, ranked(&[(1, "Budi"), (2, "Dewi")]));
    let page = people[1].reads_page("/papan-peringkat", "id").await.text;
    assert!(!page.contains("/profil/sari\""), "the suspended are not on the page");
}

#[actix_web::test]
async fn the_page_shows_ones_own_place_beyond_the_first_and_says_that_points_are_no_money() {
    let app = TestApp::open().await;
    let people = four_people(&app).await;
    let page = people[3].reads_page("/papan-peringkat?limit=3", "id").await;
    assert_eq!(page.status, 200);
    for words in [
        "Juara 1",
        "Juara 2",
        "(kamu)",
        "tidak bisa dibelanjakan, dikirim, atau diuangkan",
        "peringkatnya sama",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(page.text.contains("</span>4</span>"), "Dewi is the fourth");
    let rara = app.person("Putri").await;
    let page = rara.reads_page("/papan-peringkat?kota=Atlantis&bulan=x&type=kurir", "id").await;
    assert_eq!(page.status, 200, "a page ignores what the API refuses");
    assert!(page.text.contains("Kamu belum punya poin di sini"), "{}", page.text);
    let empty = rara.reads_page("/papan-peringkat?bulan=2020-01", "en").await.text;
    assert!(empty.contains("Nobody has points here yet"), "{empty}");
}

#[actix_web::test]
async fn the_page_needs_three_queries_at_most_beside_the_session() {
    let app = TestApp::without_jobs().await;
    let people = four_people(&app).await;
    people[3].put("/api/users/me", json!({"region": "32.73.02"})).await.with(200);
    for path in [
        "/papan-peringkat",
        "/papan-peringkat?limit=1&kota=32.73&bulan=2026-11",
        "/profil/saya",
        "/profil/sari",
    ] {
        people[3].reads_page(path, "id").await;
        let opens = async { assert_eq!(people[3].reads_page(path, "id").await.status, 200) };
        let queries = app.queries_of(opens).await;
        let own =
            |query: &&String| query.contains("point_") || query.starts_with("SELECT \"regions\"");
        assert!(queries.iter().filter(own).count() <= 3, "{path}: {queries:#?}");
    }
}

#[actix_web::test]
async fn a_site_without_points_has_no_leaderboard_and_one_of_barter_speaks_of_no_sales() {
    let belantara =
        TestApp::with_config(|config| config.site = Site::load("belantara").unwrap()).await;
    belantara.get("/api/leaderboard").await.is_problem(404);
    let sari = belantara.person("Sari").await;
    sari.get("/api/stats/sari").await.is_problem(404);
    assert_eq!(sari.reads_page("/papan-peringkat", "id").await.status, 404);
    assert!(!sari.reads_page("/profil/saya", "id").await.text.contains("Poinku"));
    drop(belantara);
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    trades(&app, &sari, &budi).await;
    let page = app.browser().opens("/papan-peringkat").await.text;
    assert!(page.contains("1 jual, 0 beli"), "{page}");
}

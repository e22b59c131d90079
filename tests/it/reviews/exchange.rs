//! Budi and Sari say of each other how it was.

use serde_json::json;

use super::{
    about, bought, check_finds_nothing, completes, exchange, handed_over, replies, reviews,
};
use crate::support::{TestApp, assert_invariants, count};

#[actix_web::test]
async fn what_budi_writes_nobody_reads_until_sari_wrote_too() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = handed_over(&sari, &budi).await;
    let kind =
        json!({"rating": 5, "tags": ["ramah", "sesuai"], "comment": "Persis seperti di foto."});
    let written = reviews(&budi, &code, kind).await.with(201);
    assert_eq!(written["review"]["shown"], false);
    assert_eq!(written["review"]["tags"], json!(["sesuai", "ramah"]));
    assert_eq!(
        (&written["review"]["about"], &written["permitted"]),
        (&json!("seller"), &json!(["change"]))
    );
    let seen = exchange(&sari, &code).await;
    assert!(seen["other"].is_null() && seen["review"].is_null(), "{seen}");
    assert!(!seen.to_string().contains("Persis seperti"), "{seen}");
    let hidden = about(&budi, &sari).await;
    assert_eq!((&hidden["reviews"], &hidden["summary"]["count"]), (&json!([]), &json!(0)));
    replies(&sari, &code, "Makasih!").await.is_problem(409);

    let back = json!({"rating": 4, "tags": ["bayar_cepat"]});
    let both = reviews(&sari, &code, back).await.with(201);
    assert_eq!(both["other"]["comment"], "Persis seperti di foto.");
    assert_eq!((&both["review"]["shown"], &both["permitted"]), (&json!(true), &json!(["reply"])));
    let shown = about(&budi, &sari).await;
    let review = &shown["reviews"][0];
    assert_eq!((&review["rating"], &review["author"]["name"]), (&json!(5), &json!("Budi")));
    assert_eq!(shown["summary"]["distribution"], json!([0, 0, 0, 0, 1]));
    assert_eq!(shown["pagination"]["total"], 1);
    assert!(!shown.to_string().contains(&code), "a profile names no order: {shown}");
    assert_eq!(about(&sari, &budi).await["reviews"][0]["about"], "buyer");
    let profile = budi.get(&format!("/api/users/{}", sari.handle)).await.with(200);
    assert_eq!((&profile["rating"], &profile["rating_partners"]), (&json!("5,0"), &json!(1)));
    check_finds_nothing(&app).await;
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn budi_changes_his_mind_while_it_is_hidden_and_every_version_stays_on_record() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = handed_over(&sari, &budi).await;
    let path = format!("/api/orders/{code}/review");
    budi.put(&path, json!({"rating": 1})).await.is_problem(409);
    reviews(&budi, &code, json!({"rating": 2, "comment": "Lama."})).await.with(201);
    reviews(&budi, &code, json!({"rating": 5})).await.is_problem(409);
    let changed =
        budi.put(&path, json!({"rating": 4, "comment": "Ternyata macet."})).await.with(200);
    assert_eq!(
        (&changed["review"]["version"], &changed["review"]["rating"]),
        (&json!(2), &json!(4))
    );
    reviews(&sari, &code, json!({"rating": 5})).await.with(201);
    budi.put(&path, json!({"rating": 1})).await.is_problem(409);
    assert_eq!(about(&budi, &sari).await["summary"]["rating"], "4,0");
    let recorded = "select count(*) from review_versions v join reviews r on r.id = v.review_id where r.author = 'buyer'";
    assert_eq!(count(&app, recorded).await, 2);
    check_finds_nothing(&app).await;
}

#[actix_web::test]
async fn a_review_is_answered_once_below_it() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = handed_over(&sari, &budi).await;
    reviews(&budi, &code, json!({"rating": 2, "tags": ["datang_terlambat"]})).await.with(201);
    reviews(&sari, &code, json!({"rating": 5})).await.with(201);
    replies(&sari, &code, " ").await.is_problem(422);
    replies(&sari, &code, &"a".repeat(501)).await.is_problem(422);
    replies(&sari, &code, "Maaf, hujan deras waktu itu.").await.with(201);
    replies(&sari, &code, "Dan satu lagi…").await.is_problem(409);
    let seen = about(&budi, &sari).await;
    assert_eq!(seen["reviews"][0]["reply"]["text"], "Maaf, hujan deras waktu itu.");
    assert_eq!(seen["summary"]["tags"], json!([{"tag": "datang_terlambat", "count": 1}]));
}

#[actix_web::test]
async fn only_the_parties_of_a_completed_deal_write_and_only_what_fits() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let oki = app.person("Oki").await;
    let code = bought(&sari, &budi, json!({})).await;
    reviews(&budi, &code, json!({"rating": 5})).await.is_problem(409);
    budi.get(&format!("/api/orders/{code}/review")).await.is_problem(404);
    completes(&budi, &code).await;
    for answer in [
        reviews(&oki, &code, json!({"rating": 5})).await,
        // Who is no party learns nothing of what fits.
        reviews(&oki, &code, json!({"rating": 9})).await,
        replies(&oki, &code, "Halo").await,
        oki.get(&format!("/api/orders/{code}/review")).await,
    ] {
        answer.is_problem(404);
    }
    for body in [
        json!({}),
        json!({"rating": 0}),
        json!({"rating": 6}),
        json!({"rating": 5, "tags": ["wangi"]}),
        // Of a buyer, not of a seller.
        json!({"rating": 5, "tags": ["bayar_cepat"]}),
        json!({"rating": 5, "comment": "a".repeat(1001)}),
        json!({"rating": 5, "photos": [uuid::Uuid::now_v7()]}),
    ] {
        reviews(&budi, &code, body).await.is_problem(422);
    }
    assert_eq!(count(&app, "select count(*) from reviews").await, 0);
    oki.get("/api/users/siapa/reviews").await.is_problem(404);
}

#[actix_web::test]
async fn a_deal_that_was_called_off_has_no_reviews() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = bought(&sari, &budi, json!({})).await;
    let off = json!({"status": "cancelled", "reason": "Tidak jadi."});
    budi.put(&format!("/api/orders/{code}/status"), off).await.with(200);
    reviews(&budi, &code, json!({"rating": 1})).await.is_problem(409);
    budi.get(&format!("/api/orders/{code}/review")).await.is_problem(404);
}

#[actix_web::test]
async fn in_a_barter_both_are_partners() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts_for_barter("Kamera analog", json!({"delivery": ["cod"]})).await;
    let guitar = budi.posts_for_barter("Gitar akustik", json!({"delivery": ["cod"]})).await;
    let made = budi.offers_goods(&camera, &[&guitar], 0).await.with(201);
    let agreed = sari.moves(&made["negotiation"], "accept", None).await.with(200);
    let code = agreed["deal"]["code"].as_str().unwrap().to_owned();
    completes(&budi, &code).await;
    completes(&sari, &code).await;
    let fair = json!({"rating": 5, "tags": ["barter_adil"]});
    for person in [&sari, &budi] {
        let written = reviews(person, &code, fair.clone()).await.with(201);
        assert_eq!(written["review"]["about"], "partner");
    }
}

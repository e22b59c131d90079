//! What deals earn, and what happens when they are undone.

use serde_json::{Value, json};

use super::{all_are_old, becomes, confirms, follow, found, points_of, review, stats, trades};
use crate::support::{TestApp, count};

#[actix_web::test]
async fn sari_earns_ten_and_budi_five_and_both_see_where_it_came_from() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    assert_eq!(points_of(&sari).await, [0, 0]);
    trades(&app, &sari, &budi).await;
    assert_eq!(
        stats(&sari).await,
        json!({"handle": sari.handle, "total_items_sold": 1, "total_items_bought": 0,
            "points_seller": 10, "points_buyer": 0, "total_points": 10})
    );
    let path = format!("/api/marketplace/stats/{}", budi.handle);
    let of_budi = app.get(&path).await.with(200);
    assert_eq!((&of_budi["total_items_bought"], &of_budi["total_points"]), (&json!(1), &json!(5)));
    app.get("/api/stats/tidak-ada").await.is_problem(404);

    let own = sari.reads_page("/profil/saya", "id").await.text;
    for words in [
        "Poinku",
        "Transaksi selesai.",
        "+10",
        "tidak bisa dibelanjakan, dikirim, atau diuangkan",
        "Cara dapat poin",
    ] {
        assert!(own.contains(words), "{words}");
    }
    let public = budi.reads_page("/profil/sari", "id").await.text;
    assert!(public.contains("poin, peringkat 1"), "{public}");
    assert!(!public.contains("Riwayat poin"), "the history is the owner's");
    assert_eq!(found(&app).await, Vec::<String>::new());
}

#[actix_web::test]
async fn the_fourth_deal_of_the_same_two_people_earns_nothing_but_counts_as_sold() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    all_are_old(&app).await;
    for (seller, buyer) in [(10, 5), (15, 7), (17, 8), (17, 8)] {
        trades(&app, &sari, &budi).await;
        assert_eq!((points_of(&sari).await, points_of(&budi).await), ([seller, 0], [0, buyer]));
    }
    assert_eq!(stats(&sari).await["total_items_sold"], 4);
    let own = budi.reads_page("/profil/saya", "id").await.text;
    assert!(own.contains("sudah pernah bertransaksi") && own.contains("sudah sering"), "{own}");
}

#[actix_web::test]
async fn in_a_barter_both_give_and_both_earn_ten() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let bag = sari.posts_for_barter("Tas kulit", json!({})).await;
    let lens = budi.posts_for_barter("Lensa 50mm", json!({})).await;
    let book = budi.posts_for_barter("Buku resep", json!({})).await;
    let offered = budi.offers_goods(&bag, &[&lens, &book], 0).await.with(201);
    let deal = sari.moves(&offered["negotiation"], "accept", None).await.with(200)["deal"].clone();
    confirms(&sari, &deal).await;
    confirms(&budi, &deal).await;
    app.wait_for_outbox().await;
    assert_eq!((points_of(&sari).await, points_of(&budi).await), ([10, 0], [10, 0]));
    assert_eq!(stats(&budi).await["total_items_sold"], 2);
    assert_eq!(stats(&budi).await["total_items_bought"], 0);
}

#[actix_web::test]
async fn a_deal_that_is_undone_takes_its_points_back_once_and_gives_them_again_once() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let deal = trades(&app, &sari, &budi).await;
    let month = "select count(*) from point_totals where period <> 'all' and points > 0";
    assert_eq!(count(&app, month).await, 2);
    for _ in 0..2 {
        becomes(&app, deal, false).await;
        assert_eq!((points_of(&sari).await, points_of(&budi).await), ([0, 0], [0, 0]));
    }
    assert_eq!(count(&app, month).await, 0);
    assert_eq!(stats(&sari).await["total_items_sold"], 0);
    assert_eq!(found(&app).await, Vec::<String>::new());
    for _ in 0..2 {
        becomes(&app, deal, true).await;
        assert_eq!((points_of(&sari).await, points_of(&budi).await), ([10, 0], [0, 5]));
    }
    assert_eq!(count(&app, "select count(*) from point_entries").await, 6);
    let own = sari.reads_page("/profil/saya", "id").await.text;
    assert!(own.contains("poinnya ditarik") && own.contains("−10"), "{own}");
    assert_eq!(found(&app).await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_change_that_nobody_reported_is_mended_by_the_next_review() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    trades(&app, &sari, &budi).await;
    let undone = "update deals set status = 'cancelled', outcome = 'void'";
    let again = "update deals set status = 'completed', outcome = 'handed_over'";
    for (sql, points, finding) in [
        (undone, [0, 0], "it is not completed and gives points"),
        (again, [10, 0], "it is completed and gives no points"),
    ] {
        crate::evidence::sql(&app, sql).await;
        assert!(found(&app).await[0].ends_with(finding));
        review(&app).await;
        assert_eq!(points_of(&sari).await, points);
        assert_eq!(found(&app).await, Vec::<String>::new());
    }
}

#[actix_web::test]
async fn ten_sales_to_ten_people_give_the_bonus_once_and_the_ninth_takes_it_back() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let mut deals = Vec::new();
    for n in 0..10 {
        let buyer = app.person(&format!("Pembeli {n}")).await;
        all_are_old(&app).await;
        deals.push(trades(&app, &sari, &buyer).await);
        let due = if n == 9 { 105 } else { 10 * (n + 1) };
        assert_eq!(points_of(&sari).await, [due, 0], "after {} sales", n + 1);
    }
    becomes(&app, deals[3], false).await;
    assert_eq!(points_of(&sari).await, [90, 0]);
    becomes(&app, deals[3], true).await;
    becomes(&app, deals[3], true).await;
    assert_eq!(points_of(&sari).await, [105, 0]);
    assert_eq!(found(&app).await, Vec::<String>::new());
}

#[actix_web::test]
async fn eight_nodes_that_hear_of_the_same_deal_give_its_points_once() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let deal = trades(&app, &sari, &budi).await;
    for (completed, points) in [(false, [0, 0]), (true, [10, 0]), (false, [0, 0])] {
        let status = if completed {
            "completed', outcome = 'handed_over"
        } else {
            "cancelled', outcome = 'void"
        };
        crate::evidence::sql(&app, format!("update deals set status = '{status}'")).await;
        let all: Vec<_> = (0..8).map(|_| follow(&app, deal)).collect();
        futures_util::future::join_all(all).await;
        assert_eq!(points_of(&sari).await, points);
    }
    assert_eq!(count(&app, "select count(*) from point_entries").await, 8);
}

#[actix_web::test]
async fn newcomers_who_click_deals_through_earn_for_three_of_them() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    for n in 1..=4 {
        let buyer = app.person(&format!("Akun {n}")).await;
        trades(&app, &sari, &buyer).await;
        assert_eq!(points_of(&sari).await, [10 * n.min(3), 0]);
    }
    // A meeting that was agreed shows that it is real.
    let buyer = app.person("Rara").await;
    let lens = sari.posts(json!({})).await;
    let wish = json!({"listing_id": lens["id"], "buy_now": true});
    let order: Value = buyer.post("/api/orders", wish).await.with(201)["order"].clone();
    let path = format!("/api/orders/{}/meetup", order["code"].as_str().unwrap());
    let at = app.clock.now() + chrono::Duration::days(1);
    let plan = json!({"place": "Stasiun Bandung", "region": "32.73", "at": at});
    let planned = buyer.put(&path, plan).await.with(200);
    let version = planned.pointer("/meetup/version").cloned().unwrap_or_else(|| json!(1));
    sari.put(&path, json!({"accept": version})).await.with(200);
    confirms(&buyer, &order).await;
    app.wait_for_outbox().await;
    assert_eq!(points_of(&sari).await, [40, 0]);
}

//! One person with several accounts earns nothing, alone or in a circle.

use super::{becomes, found, points_of, review, stats, trades};
use crate::support::{Person, TestApp, count};

/// Two accounts sign in by the same browser.
async fn share_a_browser(app: &TestApp, people: [&Person; 2]) {
    let browser = uuid::Uuid::new_v4().simple();
    for person in people {
        let sql = format!("insert into browsers values ('\\x{browser}', '{}', now())", person.id);
        crate::evidence::sql(app, sql).await;
    }
}

#[actix_web::test]
async fn accounts_of_one_browser_earn_nothing_neither_directly_nor_by_a_third() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    share_a_browser(&app, [&sari, &rara]).await;
    trades(&app, &sari, &rara).await;
    assert_eq!((points_of(&sari).await, points_of(&rara).await), ([0, 0], [0, 0]));
    assert_eq!(stats(&sari).await["total_items_sold"], 0);
    share_a_browser(&app, [&rara, &budi]).await;
    trades(&app, &sari, &budi).await;
    assert_eq!((points_of(&sari).await, points_of(&budi).await), ([0, 0], [0, 0]));
    let own = sari.reads_page("/profil/saya", "id").await.text;
    assert!(
        own.contains("Tanpa poin menurut aturan."),
        "it does not say whose accounts are linked"
    );
    assert_eq!(found(&app).await, Vec::<String>::new());
}

#[actix_web::test]
async fn two_accounts_of_one_buyer_are_one_person_for_repeated_deals() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let other = app.person("Budi dua").await;
    share_a_browser(&app, [&budi, &other]).await;
    trades(&app, &sari, &budi).await;
    trades(&app, &sari, &other).await;
    assert_eq!((points_of(&sari).await, points_of(&other).await), ([15, 0], [0, 2]));
}

#[actix_web::test]
async fn three_new_accounts_in_a_ring_lose_their_points_until_the_ring_opens() {
    let app = TestApp::open().await;
    let mut people = Vec::new();
    for name in ["Sari", "Budi", "Rara", "Dewi"] {
        people.push(app.person(name).await);
    }
    let [sari, budi, rara, dewi] = [0, 1, 2, 3].map(|n| &people[n]);
    for (seller, buyer) in [(sari, budi), (budi, rara), (rara, sari)] {
        trades(&app, seller, buyer).await;
    }
    assert_eq!(points_of(sari).await, [10, 5], "until the review");
    for _ in 0..2 {
        review(&app).await;
        for person in [sari, budi, rara] {
            assert_eq!(points_of(person).await, [0, 0], "{}", person.name);
        }
    }
    let own = sari.reads_page("/profil/saya", "id").await.text;
    assert!(own.contains("lingkaran tertutup, poinnya ditarik"), "{own}");
    assert_eq!(found(&app).await, Vec::<String>::new());
    // One deal with Dewi opens nothing, and counts itself.
    let opened = trades(&app, sari, dewi).await;
    review(&app).await;
    assert_eq!((points_of(sari).await, points_of(dewi).await), ([10, 0], [0, 5]));
    // Without the third deal there is no ring: the two others come back.
    let ring = count(&app, "select count(*) from point_entries where reason = 'circle'").await;
    assert_eq!(ring, 6);
    let third = app.db.read(|conn| {
        use diesel::prelude::*;
        use tawar::base::schema::point_facts;
        let deals = point_facts::table.order(point_facts::number).select(point_facts::deal_id);
        Ok(deals.offset(2).first::<tawar::base::ids::DealId>(conn)?)
    });
    becomes(&app, third.await.unwrap(), false).await;
    review(&app).await;
    assert_eq!((points_of(sari).await, points_of(rara).await), ([20, 0], [0, 5]));
    assert_ne!(opened.to_string(), "");
    assert_eq!(found(&app).await, Vec::<String>::new());
}

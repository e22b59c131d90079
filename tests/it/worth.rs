//! Worth: the barter value of a listing, its factors, and the adjustment by its owner.

use serde_json::{Value, json};
use tawar::base::ids::ListingId;
use tawar::market::categories::Categories;
use tawar::market::worth;

use crate::support::{Browser, Person, TestApp, between, count, id_of};

fn bicycle() -> Value {
    json!({
        "title": "Sepeda lipat", "category": "sepeda", "modes": ["barter"], "price": null, "min_price": null,
        "wanted": "Kamera analog",
    })
}

async fn worth_of(person: &Person, listing: &Value) -> Value {
    let path = format!("/api/listings/{}", id_of(listing));
    person.get(&path).await.with(200)["listing"]["worth"].clone()
}

fn value(worth: &Value, factor: &str) -> i64 {
    let factors = worth["factors"].as_array().unwrap();
    factors.iter().find(|f| f["factor"] == factor).unwrap()["value"].as_i64().unwrap()
}

/// A browser signed in as a person who signed up over the API.
async fn signed_in(app: &TestApp) -> (Browser, Person) {
    let browser = app.browser();
    let email = browser.signs_up("Sari").await;
    let login = json!({"identifier": email, "password": "kopi tubruk"});
    let login = app.post("/api/auth/login", login).await.with(200);
    let mut sari = app.person("Sari").await;
    sari.token = login["token"].as_str().unwrap().into();
    (browser, sari)
}

#[actix_web::test]
async fn budi_sees_the_worth_of_saris_bicycle_her_adjustment_and_her_reason() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let posted = sari.posts(bicycle()).await;
    let seen = worth_of(&budi, &posted).await;
    assert_eq!(seen, posted["worth"], "the same for everybody");
    assert_eq!(seen, worth_of(&budi, &posted).await, "each time");
    let factors = seen["factors"].as_array().unwrap();
    let sum: i64 =
        factors.iter().map(|f| f["value"].as_i64().unwrap() * f["weight"].as_i64().unwrap()).sum();
    assert_eq!(factors.len(), 5);
    assert_eq!(seen["computed"], 700 * (5_000 + sum) * 85 / 1_000_000, "the published formula");
    assert_eq!(
        (&seen["points"], &seen["adjust"], &seen["reason"]),
        (&seen["computed"], &json!(0), &Value::Null)
    );

    let path = format!("/api/listings/{}/worth", id_of(&posted));
    let reason = "Ban dan rantai baru diganti";
    let output = sari.put(&path, json!({"adjust": 10, "reason": reason})).await.with(200);
    let adjusted = worth_of(&budi, &posted).await;
    assert_eq!(adjusted, output["worth"]);
    assert_eq!(adjusted["points"], seen["computed"].as_i64().unwrap() * 110 / 100);
    assert_eq!((&adjusted["adjust"], &adjusted["reason"]), (&json!(10), &json!(reason)));
    let page = budi.get(posted["url"].as_str().unwrap()).await.text;
    for factor_label in
        ["Kegunaan", "Kelangkaan", "Ketahanan", "Mudah dibawa", "Musim", "+10%", reason]
    {
        assert!(page.contains(factor_label), "{factor_label}");
    }
    assert_eq!(page.matches("<progress").count(), 5);
    assert!(page.contains("Apa yang mengubah nilai ini?") && !page.contains("/nilai\""));

    let again = sari.put(&path, json!({"adjust": 10, "reason": reason})).await.with(200);
    assert_eq!(again["worth"], adjusted);
    let listing = budi.get(&format!("/api/listings/{}", id_of(&posted))).await.with(200);
    assert_eq!(listing["listing"]["version"], 2, "repeating the adjustment changes nothing");
    let back = sari.put(&path, json!({"adjust": 0})).await.with(200);
    assert_eq!(back["worth"], seen, "zero removes the adjustment");
}

#[actix_web::test]
async fn adjustments_of_sixteen_percent_without_a_reason_or_by_a_stranger_are_refused() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let posted = sari.posts(bicycle()).await;
    let path = format!("/api/listings/{}/worth", id_of(&posted));
    let reason = "Lengkap dengan kotaknya";
    for (adjust, reason, field) in [
        (16, reason, "adjust"),
        (-16, reason, "adjust"),
        (i64::MAX, reason, "adjust"),
        (5, "", "reason"),
        (5, "bagus", "reason"),
        (5, &"x".repeat(201), "reason"),
    ] {
        let refused = sari.put(&path, json!({"adjust": adjust, "reason": reason})).await;
        refused.is_problem(422);
        assert!(refused.body["errors"][field].is_array(), "{adjust} {reason}: {}", refused.text);
    }
    sari.put(&path, json!({"adjust": "banyak"})).await.is_problem(422);
    budi.put(&path, json!({"adjust": 5, "reason": reason})).await.is_problem(403);
    assert_eq!(worth_of(&budi, &posted).await, posted["worth"], "nothing was stored");

    let sold = sari.posts(json!({})).await;
    assert_eq!(sold["worth"], Value::Null, "a listing that is not for barter has no worth");
    let path = format!("/api/listings/{}/worth", id_of(&sold));
    sari.put(&path, json!({"adjust": 5, "reason": reason})).await.is_problem(409);
    let page = budi.get(sold["url"].as_str().unwrap()).await.text;
    assert!(!page.contains("id=\"nilai\""));
}

#[actix_web::test]
async fn scarcity_follows_what_others_offer_nearby() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let posted = sari.posts(bicycle()).await;
    let alone = worth_of(&budi, &posted).await;
    assert_eq!(value(&alone, "scarcity"), 100, "a listing is not its own competitor");
    let elsewhere = |region: &str, category: &str| {
        let mut other = bicycle();
        other["region"] = json!(region);
        other["category"] = json!(category);
        other
    };
    // Another region and another category: neither counts as nearby.
    budi.posts(elsewhere("31.74.05", "sepeda")).await;
    budi.posts(elsewhere("32.73.02", "gym")).await;
    assert_eq!(worth_of(&budi, &posted).await, alone);
    let in_town = budi.posts(elsewhere("32.73", "sepeda")).await;
    let town = worth_of(&budi, &posted).await;
    assert_eq!(value(&town, "scarcity"), 100 * 8 / 9);
    let next_door = budi.posts(elsewhere("32.73.02", "sepeda")).await;
    let neighbour = worth_of(&budi, &posted).await;
    assert_eq!(value(&neighbour, "scarcity"), 100 * 8 / 11, "a neighbour's counts twice");
    assert!(neighbour["points"].as_i64() < town["points"].as_i64());
    assert!(town["points"].as_i64() < alone["points"].as_i64());
    for gone in [&in_town, &next_door] {
        budi.delete(&format!("/api/listings/{}", id_of(gone))).await;
    }
    assert_eq!(worth_of(&budi, &posted).await, alone, "a deleted listing does not count");
}

#[actix_web::test]
async fn the_worth_of_many_listings_is_computed_at_once() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let mut posted = Vec::new();
    for change in [bicycle(), bicycle(), json!({}), json!({"condition": "baru_segel"})] {
        posted.push(sari.posts(change).await);
    }
    let ids: Vec<ListingId> = posted.iter().map(|l| id_of(l).parse().unwrap()).collect();
    let (requested, now) = (ids.clone(), app.clock.now());
    let kinds = Categories::bundled().unwrap();
    let all = app.db.read(move |conn| {
        assert!(worth::of(conn, &kinds, &[], now)?.is_empty());
        let mut requested = requested;
        requested.push(ListingId::fresh());
        worth::of(conn, &kinds, &requested, now)
    });
    let all = all.await.unwrap();
    assert_eq!(all.len(), 4, "unknown ids are left out");
    for (id, listing) in ids.iter().zip(&posted).take(2) {
        assert_eq!(json!(all[id].points), worth_of(&budi, listing).await["points"]);
    }
    assert_eq!(all[&ids[0]], all[&ids[1]], "the same input, the same worth");
    assert!(all[&ids[3]].points > all[&ids[2]].points, "new in the box counts for more than good");
}

#[actix_web::test]
async fn sari_adjusts_the_worth_by_form_and_a_refused_form_keeps_her_input() {
    let app = TestApp::open().await;
    let (browser, sari) = signed_in(&app).await;
    let posted = sari.posts(bicycle()).await;
    let url = posted["url"].as_str().unwrap();
    let form = format!("{url}/nilai");
    let shown = browser.opens(url).await.text;
    assert!(shown.contains(&format!("action=\"{form}\"")));

    let reason = "Ban <b>baru</b>, rantai juga";
    let refused = browser.submits(&form, &[("adjust", "16"), ("reason", reason)]).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.text.contains("paling banyak 15%") && refused.text.contains("value=\"16\""));
    assert!(refused.text.contains("Ban &lt;b&gt;baru"), "her input is escaped, and kept");
    let refused = browser.submits(&form, &[("adjust", "banyak"), ("reason", reason)]).await;
    assert_eq!(refused.status, 422);
    assert_eq!(count(&app, "select count(*) from listings where worth_adjust <> 0").await, 0);

    let taken = browser.submits(&form, &[("adjust", "−15%"), ("reason", reason)]).await;
    assert_eq!((taken.status.as_u16(), taken.header("location")), (303, &*format!("{url}#nilai")));
    let shown = browser.opens(url).await.text;
    assert!(shown.contains("−15%") && shown.contains("Ban &lt;b&gt;baru"));
    assert!(shown.contains("value=\"-15\"") && !shown.contains("<b>baru</b>"));
    let computed = posted["worth"]["computed"].as_i64().unwrap();
    let total = between(&shown, "class=\"push\"><b>", "</b>").unwrap();
    assert_eq!(total, (computed * 85 / 100).to_string());

    let stranger = app.browser();
    stranger.signs_up("Budi").await;
    let refused = stranger.submits(&form, &[("adjust", "5"), ("reason", reason)]).await;
    assert_eq!(refused.status, 403);
    let bare = browser.posts_form(&form, &[("adjust", "0")]).await;
    assert_eq!(bare.status, 403, "without its token the form is refused");
    let seen = stranger.opens(url).await.text;
    assert!(seen.contains("Ban &lt;b&gt;baru") && !seen.contains(&form));
    browser.opens(url).await;
    browser.submits(&form, &[("adjust", ""), ("reason", "")]).await;
    assert_eq!(worth_of(&sari, &posted).await, posted["worth"]);
}

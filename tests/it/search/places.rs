//! Places as people type them: in the picker, in the search, and in forms without scripts.

use serde_json::json;

use super::{assert_found, post_seven_listings};
use crate::support::{TestApp, between};

/// The labels that the picker offers for a text.
async fn offered(app: &TestApp, query: &str) -> Vec<String> {
    let answer = app.get(&format!("/api/regions?{query}")).await.with(200);
    let regions = answer["regions"].as_array().unwrap().iter();
    regions.map(|region| region["label"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn the_picker_finds_villages_everyday_names_and_several_words() {
    let app = TestApp::with_search().await;
    for (query, first) in [
        ("q=dago", "Dago, Coblong, Kota Bandung, Jawa Barat"),
        ("q=jogja", "Kota Yogyakarta, Daerah Istimewa Yogyakarta"),
        ("q=jaksel", "Kota Administrasi Jakarta Selatan, Daerah Khusus Ibukota Jakarta"),
        ("q=coblong+bandung", "Coblong, Kota Bandung, Jawa Barat"),
        ("q=Kec.+Coblong,++kota+BANDUNG", "Coblong, Kota Bandung, Jawa Barat"),
        ("q=coblo", "Coblong, Kota Bandung, Jawa Barat"),
        ("q=dago&level=4&parent=32.73.02", "Dago, Coblong, Kota Bandung, Jawa Barat"),
    ] {
        assert_eq!(offered(&app, query).await.first().map(String::as_str), Some(first), "{query}");
    }
    assert!(offered(&app, "q=atlantis").await.is_empty());
    assert!(offered(&app, "q=bandung").await.len() == 20, "no more than fit a list");
    assert_eq!(offered(&app, "parent=32.73.02").await.len(), 6, "without a text: what is below");
}

#[actix_web::test]
async fn a_search_understands_places_as_people_type_them() {
    let app = TestApp::with_search().await;
    post_seven_listings(&app).await;
    let city = ["Kamera analog", "Ponsel Samsung", "Laptop kerja"];
    let coblong = ["Kamera analog", "Ponsel Samsung"];
    for (query, wanted) in [
        ("kota=bdg", &city[..]),
        ("kota=kota+kembang", &city[..]),
        ("kota=jakpus&q=kamera", &["Lensa kamera 50mm"][..]),
        ("kota=coblong+bandung", &coblong[..]),
        ("city=Kec.+Coblong,+Kota+Bandung", &coblong[..]),
        ("district=dago", &["Kamera analog"][..]),
        ("kota=jogja", &[][..]),
        // The field of a form without scripts: what was typed replaces what was chosen before.
        ("region_label=coblong&region=", &coblong[..]),
        ("kota=31.71&region=31.71&region_label=Coblong", &coblong[..]),
        (
            "kota=31.71&region=31.71&region_label=&q=kamera",
            &["Kamera analog", "Lensa kamera 50mm"][..],
        ),
        (
            "district=32.73.02&region=32.73.02&region_label=Coblong,+Kota+Bandung,+Jawa+Barat",
            &coblong[..],
        ),
    ] {
        assert_found(&app, query, wanted).await;
    }
    let page = app.browser().opens("/cari?region_label=coblong+bandung").await.text;
    assert!(page.contains("Kamera analog") && !page.contains("Novel lama"));
    assert!(page.contains("Coblong, Kota Bandung, Jawa Barat"), "what was understood is shown");
    let again = app.browser().opens("/cari?kota=coblong+bandung&sort=newest").await.text;
    assert!(
        again.contains("Ponsel Samsung")
            && again.contains(r#"name="district" value="coblong bandung""#)
    );
}

#[actix_web::test]
async fn a_place_typed_without_scripts_is_understood_and_stays_as_private_as_a_chosen_one() {
    let app = TestApp::with_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    let fields = [("name", "Sari"), ("bio", ""), ("region", ""), ("region_label", "dago bandung")];
    let lang = [("lang", "id")];
    let form: Vec<(&str, &str)> = fields.into_iter().chain(lang).collect();
    let answer = sari.submits_form("/akun", &form).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let own = sari.get("/akun").await.text;
    assert!(own.contains("32.73.02.1004") && own.contains("Dago, Coblong, Kota Bandung"));
    let profile = budi.get(&format!("/profil/{}", sari.handle)).await.text;
    assert!(profile.contains("Coblong") && !profile.contains("Dago"), "{profile}");
}

#[actix_web::test]
async fn the_second_listing_begins_with_the_place_and_the_hand_over_of_the_first() {
    let app = TestApp::with_search().await;
    let sari = app.person("Sari").await;
    let place = |page: &str| between(page, r#"name="region" value=""#, "\"").map(str::to_owned);
    let checked = |page: &str, way: &str| {
        let field = between(page, &format!(r#"id="delivery-{way}""#), ">").unwrap_or_default();
        field.contains("checked")
    };
    let first = sari.get("/jual").await.text;
    assert_eq!(place(&first).as_deref(), Some(""), "nothing is known yet");
    assert!(checked(&first, "cod") && !checked(&first, "kirim"));
    sari.posts(json!({"region": "32.73.02.1004", "delivery": ["kirim", "gosend"]})).await;
    let second = sari.get("/jual").await.text;
    assert_eq!(place(&second).as_deref(), Some("32.73.02.1004"));
    assert!(second.contains("Dago, Coblong, Kota Bandung, Jawa Barat"));
    assert!(!checked(&second, "cod") && checked(&second, "kirim") && checked(&second, "gosend"));
}

//! The deal sheet and the receipt as pages and as files.

use serde_json::json;

use super::sheets::{sheets_of, swapped};
use super::{bought_and_paid, buys, camera_to_send, code_of, moves};
use crate::support::{Person, TestApp};

#[path = "../../../src/trade/documents/pdf_reader.rs"]
mod pdf_reader;

/// A file, as a browser in this language gets it: its text without white space, which depends on where lines break.
async fn file(app: &TestApp, person: &Person, path: &str, lang: &str) -> String {
    let request = app.http.get(app.url(path)).bearer_auth(&person.token);
    let answer = request.header("accept-language", lang).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    let disposition = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(disposition.starts_with("inline; filename=\"ORD-"), "{disposition}");
    let bytes = answer.bytes().await.unwrap();
    assert!(bytes.starts_with(b"%PDF"), "{path}");
    squeezed(&pdf_reader::pages(&bytes).concat())
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[track_caller]
fn says(file: &str, all: &[&str]) {
    for text in all {
        assert!(file.contains(&squeezed(text)), "{text}: {file}");
    }
}

#[actix_web::test]
async fn both_read_the_sheet_in_their_language_as_a_page_and_as_a_file() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = code_of(&buys(&budi, &camera_to_send(&sari).await).await).to_owned();
    sari.put(&format!("/api/orders/{code}/shipping"), json!({"amount": 18_000})).await.with(200);
    let digests: Vec<String> =
        sheets_of(&app, &code).await.iter().map(|sheet| sheet.digest()).collect();
    let [first, second] = &digests[..] else { panic!("{digests:?}") };
    let lembar = format!("/pesanan/{code}/lembar");
    let page = sari.reads_page(&lembar, "id").await.text;
    for text in [&code, "Lembar kesepakatan", "Rp1.268.000", "ditanggung Sari", "BPSK", second] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let pdf = format!("/api/orders/{code}/sheet.pdf");
    assert!(page.contains(&format!("{pdf}?lang=id&amp;number=2")) && page.contains("nomor=1"));
    let english = budi.reads_page(&lembar, "en").await.text;
    assert!(english.contains("Deal sheet") && english.contains("borne by Sari"), "{english}");
    assert!(english.contains(second.as_str()) && !english.contains("Risiko di jalan"));
    let earlier = budi.reads_page(&format!("{lembar}?nomor=1"), "id").await.text;
    assert!(earlier.contains(first.as_str()) && !earlier.contains("Rp1.268.000"), "{earlier}");
    assert_eq!(budi.reads_page(&format!("{lembar}?nomor=3"), "id").await.status, 404);

    let id = file(&app, &budi, &pdf, "id").await;
    says(
        &id,
        &["Lembar kesepakatan", &code, "Rp1.268.000", "Biaya layanan, ditanggung Sari", second],
    );
    let en = file(&app, &sari, &pdf, "en").await;
    says(&en, &["Deal sheet", &code, "Risk on the way", second]);
    let chosen = file(&app, &sari, &format!("{pdf}?lang=id&number=1"), "en").await;
    says(&chosen, &["Lembar kesepakatan", first]);
    for page in ["", "/resi"] {
        let text = budi.reads_page(&format!("/pesanan/{code}{page}"), "id").await.text;
        assert!(text.contains(&format!("href=\"{lembar}\"")), "{page}: {text}");
    }
}

#[actix_web::test]
async fn the_receipt_is_a_file_too_with_what_was_paid_and_sent() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = bought_and_paid(&budi, &camera_to_send(&sari).await).await;
    let sent = json!({"status": "shipped", "courier": "jne", "tracking_no": "JP1234567890"});
    moves(&sari, &code, sent).await.with(200);
    let page = budi.reads_page(&format!("/pesanan/{code}/resi"), "id").await.text;
    let path = format!("/api/orders/{code}/receipt.pdf");
    assert!(page.contains(&format!("href=\"{path}\"")), "{page}");
    let receipt = file(&app, &budi, &path, "id").await;
    says(
        &receipt,
        &["Tanda terima", &code, "Rp1.250.000", "JNE JP1234567890", "Penjual", "Budi", "/resi"],
    );
    says(&file(&app, &sari, &format!("{path}?lang=en"), "id").await, &["Receipt", "Total"]);
}

#[actix_web::test]
async fn nobody_else_gets_the_sheet_or_the_receipt() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let code = code_of(&buys(&budi, &camera_to_send(&sari).await).await).to_owned();
    for path in ["sheet.pdf", "sheet.pdf?number=1&lang=en", "receipt.pdf"] {
        rara.get(&format!("/api/orders/{code}/{path}")).await.is_problem(404);
        app.get(&format!("/api/orders/{code}/{path}")).await.is_problem(401);
    }
    assert_eq!(rara.reads_page(&format!("/pesanan/{code}/lembar"), "id").await.status, 404);
}

#[actix_web::test]
async fn a_site_without_money_says_nothing_of_it_on_the_sheet() {
    let app = TestApp::with_config(|config| {
        config.site = tawar::config::Site::load("barterhub").unwrap();
    })
    .await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = swapped(&sari, &budi).await;
    let banned = [
        ("id", ["jual", "beli", "bayar", "uang", "harga"].as_slice()),
        ("en", ["sell", "sale", "buyer", "buys", "pay", "paid", "money", "price"].as_slice()),
    ];
    for (lang, words) in banned {
        let page = sari.reads_page(&format!("/pesanan/{code}/lembar"), lang).await.text;
        let main = &page[page.find("<main").unwrap()..page.find("</main>").unwrap()];
        let mut texts = vec![main.to_owned()];
        for name in ["sheet", "receipt"] {
            texts.push(file(&app, &budi, &format!("/api/orders/{code}/{name}.pdf"), lang).await);
        }
        for text in texts {
            let amounts = text
                .split("Rp")
                .skip(1)
                .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            assert_eq!(amounts.count(), 0, "{text}");
            let text = text.to_lowercase();
            let said: Vec<&&str> = words.iter().filter(|word| text.contains(**word)).collect();
            assert!(said.is_empty(), "{said:?} in {lang}: {text}");
        }
    }
    let sheet = sheets_of(&app, &code).await.remove(0).id();
    assert_eq!((&sheet["payment"], &sheet["total"]), (&json!(""), &json!(null)));
    assert!(sheet["items"].as_array().unwrap().iter().all(|item| item["worth"].is_i64()));
    let file = file(&app, &budi, &format!("/api/orders/{code}/sheet.pdf"), "id").await;
    says(&file, &["Nilai barter", "Pihak pertama", "Pihak kedua", "Pasal 1545 KUHPerdata"]);
}

#[actix_web::test]
async fn a_gift_has_a_giver_and_a_recipient() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let free = json!({"modes": ["gratis"], "price": null, "min_price": null, "original_price": null, "delivery": ["cod"]});
    let books = sari.posts(free).await;
    let asked = budi.offers(&books, 0).await.with(201);
    let given = sari.moves(&asked["negotiation"], "accept", None).await.with(200);
    let sheet = sheets_of(&app, code_of(&given["deal"])).await.remove(0).id();
    let roles: Vec<&str> = sheet["parties"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|party| party["role"].as_str())
        .collect();
    assert_eq!(roles, ["Pemberi", "Penerima"]);
    assert_eq!(sheet["mode"], "Pemberian tanpa imbalan");
    assert!(!sheet["delivery"].as_str().unwrap().contains("COD"), "{sheet}");
}

//! Another password, e-mail address or phone number for one's own account.

use serde_json::json;

use super::sign_in;
use crate::support::{Browser, TestApp, count, stored_link};

const PASSWORD: &str = "kopi tubruk";

/// What the settings page says after a form was sent.
async fn submits(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> String {
    browser.opens("/akun").await;
    let answer = browser.submits(path, fields).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/akun"));
    browser.opens("/akun").await.text
}

#[actix_web::test]
async fn budi_who_signed_up_by_phone_adds_an_email_and_verifies_it() {
    let app = TestApp::open().await;
    let budi = app.browser();
    let page = budi.opens("/daftar").await.text;
    assert!(page.contains("belum bisa diatur ulang"), "what a phone alone cannot do is said");
    let form = [
        ("name", "Budi"),
        ("phone", "0812-3456-7890"),
        ("password", PASSWORD),
        ("intent", "buy"),
        ("accept_terms", "1"),
    ];
    assert_eq!(budi.submits("/daftar", &form).await.status, 303);
    assert!(budi.opens("/akun").await.text.contains("Tambah email"));

    let contact = ("contact", "Budi.Baru@Contoh.id");
    let wrong = submits(&budi, "/akun/email", &[contact, ("current", "salah semua")]).await;
    assert!(wrong.contains("sekarang bukan itu") && wrong.contains("Tambah email"), "{wrong}");
    let added = submits(&budi, "/akun/email", &[contact, ("current", PASSWORD)]).await;
    assert!(added.contains("budi.baru@contoh.id") && added.contains("Belum diverifikasi"));
    let token = stored_link(&app, "budi.baru@contoh.id", "/verifikasi").await;
    budi.opens(&format!("/verifikasi?token={token}")).await;
    budi.submits("/verifikasi", &[("token", &token)]).await;
    assert!(budi.opens("/akun").await.text.contains("Terverifikasi"));
    sign_in(&app, "budi.baru@contoh.id", PASSWORD).await.with(200);

    // Another address: the one before is told, its links are worth nothing any more.
    let contact = ("contact", "budi.kedua@contoh.id");
    submits(&budi, "/akun/email", &[contact, ("current", PASSWORD)]).await;
    let told = "select count(*) from mails where recipient = 'budi.baru@contoh.id' and subject like '%diganti%'";
    assert_eq!(count(&app, told).await, 1);
    assert!(budi.opens("/akun").await.text.contains("Belum diverifikasi"));
    sign_in(&app, "budi.baru@contoh.id", PASSWORD).await.is_problem(422);
}

#[actix_web::test]
async fn nobody_takes_the_address_or_number_of_another_account_or_what_is_none() {
    let app = TestApp::open().await;
    let (sari, budi) = (app.browser(), app.browser());
    let of_sari = sari.signs_up("Sari").await;
    let of_budi = budi.signs_up("Budi").await;
    submits(&sari, "/akun/telepon", &[("contact", "0811 2222 3333"), ("current", PASSWORD)]).await;
    for (path, contact, answer) in [
        ("/akun/email", of_sari.as_str(), "Sudah ada akun"),
        ("/akun/email", "budi@localhost", "tidak benar"),
        ("/akun/email", "", "tidak benar"),
        ("/akun/telepon", "+62 (0)811-2222-3333", "Sudah ada akun"),
        ("/akun/telepon", "12", "tidak benar"),
    ] {
        let said = submits(&budi, path, &[("contact", contact), ("current", PASSWORD)]).await;
        assert!(said.contains(answer), "{path} {contact}: {said}");
    }
    let page = budi.opens("/akun").await.text;
    assert!(page.contains(&of_budi) && !page.contains("0811") && page.contains("Tambah nomor HP"));
}

#[actix_web::test]
async fn a_new_password_signs_the_other_devices_out_and_a_wrong_one_changes_nothing() {
    let app = TestApp::open().await;
    let (laptop, phone) = (app.browser(), app.browser());
    let email = laptop.signs_up("Sari").await;
    phone.opens("/masuk").await;
    phone.submits("/masuk", &[("identifier", &email), ("password", PASSWORD)]).await;
    assert_eq!(phone.opens("/akun").await.status, 200);
    for (current, new) in
        [("salah semua", "teh poci hangat"), (PASSWORD, "12345678"), (PASSWORD, "")]
    {
        submits(&laptop, "/akun/sandi", &[("current", current), ("password", new)]).await;
        sign_in(&app, &email, "teh poci hangat").await.is_problem(422);
    }
    let new = [("current", PASSWORD), ("password", "teh poci hangat")];
    let said = submits(&laptop, "/akun/sandi", &new).await;
    assert!(said.contains("Kata sandi diganti"), "{said}");
    assert_eq!(phone.opens("/akun").await.status, 303, "signed out");
    sign_in(&app, &email, PASSWORD).await.is_problem(422);
    let signed_in = sign_in(&app, &email, "teh poci hangat").await.with(200);
    assert_ne!(signed_in["token"], json!(null));
}

#[actix_web::test]
async fn an_open_browser_does_not_find_the_password_out() {
    let app = TestApp::with_config(|config| config.rate_limits = true).await;
    let sari = app.browser();
    sari.signs_up("Sari").await;
    sari.opens("/akun").await;
    let guess = [("current", "tebakan ke sekian"), ("password", "teh poci hangat")];
    for _ in 0..10 {
        assert_eq!(sari.submits("/akun/sandi", &guess).await.status, 303);
    }
    let right = [("current", PASSWORD), ("password", "teh poci hangat")];
    assert_eq!(sari.submits("/akun/sandi", &right).await.status, 429);
}

#[actix_web::test]
async fn changing_the_address_again_and_again_sends_no_more_mails_to_strangers() {
    let app = TestApp::with_config(|config| config.rate_limits = true).await;
    let mallory = app.browser();
    mallory.signs_up("Mallory").await;
    mallory.opens("/akun").await;
    let names = async |n: u32| {
        let stranger = format!("orang{n}@contoh.id");
        let form = [("contact", stranger.as_str()), ("current", PASSWORD)];
        mallory.submits("/akun/email", &form).await.status.as_u16()
    };
    for n in 0..4 {
        assert_eq!(names(n).await, 303);
    }
    assert_eq!(names(4).await, 429);
    let sent = "select count(*) from mails where recipient like 'orang%'";
    assert_eq!(count(&app, sent).await, 4);
}

//! `/saldo` in a browser without scripts.

use diesel::prelude::*;
use tawar::base::ids::UserId;
use tawar::base::schema::users;

use super::has_earned;
use crate::support::{TestApp, between};

async fn id_at(app: &TestApp, address: String) -> UserId {
    let found = app.db.read(move |conn| {
        Ok(users::table.filter(users::email.eq(address)).select(users::id).first(conn)?)
    });
    found.await.unwrap()
}

#[actix_web::test]
async fn sari_gives_an_account_and_has_her_balance_paid_out_by_forms() {
    let app = TestApp::open().await;
    let sari = app.browser();
    let address = sari.signs_up("Sari").await;
    has_earned(&app, id_at(&app, address).await, 500_000).await;
    let page = sari.opens("/saldo").await.text;
    assert!(page.contains("Tambahkan dulu rekening") && page.contains("Uang latihan"), "{page}");
    assert!(!page.contains("/saldo/cair"));

    let form = [("bank", "bca"), ("number", "1234 5678 90"), ("password", "salah")];
    let refused = sari.submits("/saldo/rekening", &form).await;
    assert_eq!((refused.status.as_u16(), refused.header("location")), (303, "/saldo"));
    sari.opens("/saldo").await;
    let form = [("bank", "bca"), ("number", "1234 5678 90"), ("password", "kopi tubruk")];
    let asked = sari.submits("/saldo/rekening", &form).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    assert!(asked.text.contains("•••• 7890") && !asked.text.contains("1234567890"));
    let confirm = between(&asked.text, "name=\"confirm\" value=\"", "\"").unwrap().to_owned();
    let saved = sari.submits("/saldo/rekening/simpan", &[("confirm", &confirm)]).await;
    assert_eq!((saved.status.as_u16(), saved.header("location")), (303, "/saldo"));

    let page = sari.opens("/saldo").await.text;
    assert!(
        page.contains("Rekening tujuan tersimpan") && page.contains("value=\"500000\""),
        "{page}"
    );
    for (amount, said) in [("abc", ""), ("5rb", "paling sedikit"), ("900rb", "Rp500.000")] {
        sari.submits("/saldo/cair", &[("amount", amount)]).await;
        let page = sari.opens("/saldo").await.text;
        assert!(page.contains(said) && page.contains("/saldo/cair"), "{amount}: {page}");
    }
    sari.submits("/saldo/cair", &[("amount", "Rp100.000")]).await;
    let page = sari.opens("/saldo").await.text;
    assert!(page.contains("Rp97.500") && page.contains("sedang diproses"), "{page}");
    assert!(page.contains("Pencairan") && page.contains("Rp400.000"), "{page}");
    let csv = sari.opens("/saldo.csv").await.text;
    assert!(csv.contains(",payout,,,100000,400000"), "{csv}");
    for cell in csv.lines().flat_map(|line| line.split(',')) {
        assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
    }
}

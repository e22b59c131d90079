//! The files, read back: names in every script, long texts over several pages, the same bytes each time.

use super::model::{DealSheet, Receipt, ReceiptLine, SheetFee, SheetItem, SheetParty};
use super::pdf_reader::pages;
use super::receipt_pdf;
use crate::base::clock::Zone;
use crate::base::i18n::Lang;

fn party(role: &str, name: &str, handle: &str) -> SheetParty {
    SheetParty { role: role.into(), name: name.into(), handle: handle.into() }
}

/// What Budi and Sari agreed on.
pub(super) fn sheet() -> DealSheet {
    let item = |side: &str, title: &str| SheetItem {
        side: side.into(),
        title: title.into(),
        condition: "Bagus: bekas pakai tipis".into(),
        description: "Dipakai dua tahun, semua fungsi normal.\nLensa bersih.".into(),
        details: Some("Merek Nikon".into()),
        flaw: None,
        asking: Some(900_000),
        worth: None,
    };
    DealSheet {
        lang: Lang::Id,
        zone: Zone::Wib,
        site: "tawar".into(),
        code: "ORD-20261130-X7K2".into(),
        number: 1,
        opened_at: "2026-11-30T06:05:00Z".parse().unwrap(),
        parties: vec![
            party("Pembeli", "Budi Santoso", "budi"),
            party("Penjual", "Sari Wulandari", "sari"),
        ],
        items: vec![item("Sari", "Kamera analog"), item("Budi", "Tripod kayu")],
        mode: "Tukar tambah".into(),
        amount: Some(850_000),
        shipping: Some(25_000),
        fee: Some(SheetFee { amount: 42_500, bearer: "Budi Santoso".into(), on_top: true }),
        total: Some(917_500),
        payment: "Transaksi Aman: uang ditahan sampai barang diterima.".into(),
        delivery: "Dikirim dengan JNE dari Bandung ke Jakarta Selatan.".into(),
        risk: "Sampai barang diterima, penjual yang menanggung.".into(),
        cancellation: "Bisa dibatalkan sebelum dikirim.".into(),
        dispute: "Laporkan dalam 72 jam lewat halaman pesanan.".into(),
        terms_version: "2026-11-01".into(),
        translation: None,
    }
}

fn receipt() -> Receipt {
    let sheet = sheet();
    let line = |text: &str, amount| ReceiptLine { text: text.into(), amount };
    Receipt {
        lang: Lang::Id,
        zone: Zone::Wita,
        site: sheet.site,
        code: sheet.code,
        issued_at: sheet.opened_at,
        status: "Selesai".into(),
        parties: sheet.parties,
        lines: vec![
            line("Kamera analog", Some(850_000)),
            line("Ongkos kirim", Some(25_000)),
            line("Tripod kayu (ditukar)", None),
        ],
        total: Some(875_000),
        payment: "QRIS".into(),
        delivery: "JNE".into(),
        qr: "https://tawar.example/pesanan/ORD-20261130-X7K2/resi".into(),
    }
}

/// The digest that the deal's record has.
const RECORDED: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9";

fn pdf(sheet: &DealSheet) -> anyhow::Result<Vec<u8>> {
    super::pdf(sheet, RECORDED)
}

/// The text of a file without white space, which depends on where lines break.
fn letters(pdf: &[u8]) -> String {
    pages(pdf).concat().split_whitespace().collect()
}

fn contains(pdf: &[u8], text: &str) -> bool {
    letters(pdf).contains(&text.split_whitespace().collect::<String>())
}

#[test]
fn a_deal_sheet_says_who_agreed_on_what() {
    let file = pdf(&sheet()).unwrap();
    assert!(file.starts_with(b"%PDF-"));
    for text in [
        "Lembar kesepakatan ORD-20261130-X7K2",
        "30 Nov 2026 13.05 WIB",
        "Budi Santoso (@budi)",
        "Sari Wulandari (@sari)",
        "Kamera analog",
        "semua fungsi normal.",
        "Lensa bersih.",
        "Rp850.000",
        "Rp917.500",
        "penjual yang menanggung",
        "2026-11-01",
        "halaman 1 dari",
        RECORDED,
        "Biaya layanan, ditanggung Budi Santoso",
        "Merek Nikon",
    ] {
        assert!(contains(&file, text), "{text}: {}", letters(&file));
    }
}

#[test]
fn english_readers_get_english_headings() {
    let mut english = sheet();
    english.lang = Lang::En;
    let file = pdf(&english).unwrap();
    assert!(contains(&file, "Deal sheet ORD-") && contains(&file, "Given by"));
    assert!(!contains(&file, "Lembar kesepakatan"));
}

#[test]
fn a_receipt_has_its_amounts_and_a_qr_code() {
    let file = receipt_pdf(&receipt()).unwrap();
    for text in [
        "Tanda terima",
        "14.05 WITA",
        "Ongkos kirim",
        "Rp875.000",
        "Tripod kayu (ditukar)",
        "QRIS",
        "/resi",
    ] {
        assert!(contains(&file, text), "{text}: {}", letters(&file));
    }
    let mut other = receipt();
    other.qr = "https://tawar.example/pesanan/ORD-20261130-X7K3/resi".into();
    assert_ne!(receipt_pdf(&other).unwrap(), file);
    other.qr = "a".repeat(5000);
    assert!(receipt_pdf(&other).is_err());
}

#[test]
fn names_of_every_script_are_in_the_file_as_text() {
    for name in [
        "Đặng Thị Łucja",
        "Юлия Иванова",
        "ꦱꦫꦶ",
        "Ni Luh ᬅᬭᬶ",
        "👩\u{200d}🍳 Rara 🙏🏽",
        // No typeface has these: signs that stand for them are drawn, and the text is there all the same.
        "莎莉 陈",
    ] {
        let mut other = sheet();
        other.parties[0].name = name.into();
        let file = pdf(&other).unwrap();
        assert!(contains(&file, name), "{name}: {}", letters(&file));
    }
}

#[test]
fn an_arabic_name_is_there_from_right_to_left() {
    let mut other = sheet();
    other.parties[0].name = "سارة".into();
    let text = letters(&pdf(&other).unwrap());
    // Readers turn the order of drawing around.
    let drawn: String = "سارة".chars().rev().collect();
    assert!(text.contains(&drawn) || text.contains("سارة"), "{text}");
}

#[test]
fn the_same_sheet_gives_the_same_bytes() {
    assert_eq!(pdf(&sheet()).unwrap(), pdf(&sheet()).unwrap());
    assert_eq!(receipt_pdf(&receipt()).unwrap(), receipt_pdf(&receipt()).unwrap());
    let mut later = sheet();
    later.opened_at += chrono::Duration::minutes(1);
    assert_ne!(pdf(&later).unwrap(), pdf(&sheet()).unwrap());
}

#[test]
fn a_long_description_continues_on_further_pages() {
    let mut long = sheet();
    let words: Vec<String> = (1..=700).map(|n| format!("kata{n}")).collect();
    long.items[0].description = words.join(" ");
    long.items[1].description = "tanpaspasi".repeat(60);
    let file = pdf(&long).unwrap();
    let pages = pages(&file);
    assert!(pages.len() >= 3, "{}", pages.len());
    for (page, n) in pages.iter().zip(1..) {
        assert!(page.contains(&format!("halaman {n} dari {}", pages.len())), "{page}");
    }
    for text in ["kata1 kata2", "kata350", "kata699 kata700", "72 jam"] {
        assert!(contains(&file, text), "{text}");
    }
    // The footers of the pages may be in between.
    assert!(letters(&file).matches("tanpaspasi").count() >= 58);
}

#[test]
fn without_money_no_amount_is_named() {
    let mut free = sheet();
    (free.amount, free.shipping, free.fee, free.total) = (None, None, None, None);
    free.items.iter_mut().for_each(|item| item.asking = None);
    let file = pdf(&free).unwrap();
    assert!(!contains(&file, "Rp") && !contains(&file, "Yang dibayar"), "{}", letters(&file));
}

#[test]
fn the_worth_in_a_barter_is_printed_in_points_and_not_in_rupiah() {
    let mut barter = sheet();
    (barter.amount, barter.shipping, barter.fee, barter.total) = (None, None, None, None);
    for item in &mut barter.items {
        (item.asking, item.worth) = (None, Some(1_250));
    }
    let file = pdf(&barter).unwrap();
    assert!(contains(&file, "1.250 nilai") && !contains(&file, "Rp"), "{}", letters(&file));
}

#[test]
fn a_fee_that_the_seller_bears_comes_after_the_total() {
    let mut sold = sheet();
    sold.fee = Some(SheetFee { amount: 42_500, bearer: "Sari".into(), on_top: false });
    let text = letters(&pdf(&sold).unwrap());
    let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what}: {text}"));
    assert!(place("Rp917.500") < place("ditanggungSari"));
}

//! The published table of what goods within a category are typically worth, by words of their titles: a chair is no
//! wardrobe. The price that an owner asks is not part of it.

use std::collections::HashSet;

/// Words of a title and the base of such an item.
type Kind = (&'static str, i64);

/// By category. Of the rows whose words are all in a title the one with the most words counts, then the first one. Titles
/// without such words have the base of the category.
///
/// Sources: the medians of 60,000 generated demo listings (`seed/demo/goods`, whose ranges are asking prices of used goods in
/// Indonesia), divided by the share of their condition, a point for every Rp3.000. Only kinds that differ from their category
/// by a sixth have a row. Appliances and furniture that the demo data lacks (`blender`, `kompor`, `oven`, `mixer`, `air
/// fryer`, `wajan`, `dispenser`, `sofa`, `kasur`, `rak`, `kulkas`, `mesin cuci`, `kipas`) are estimates on the same scale.
#[rustfmt::skip]
const TABLE: &[(&str, &[Kind])] = &[
    ("baju-bayi", &[("paket", 55), ("kaos", 17), ("newborn", 35)]),
    ("stroller", &[("kereta", 185), ("cabin", 440), ("dorongan", 165)]),
    ("mainan", &[("mobil", 30), ("boneka beruang", 50), ("balok", 45), ("paket", 45), ("edukasi", 29)]),
    ("perlengkapan-bayi", &[("perlengkapan", 60), ("tas", 75), ("mainan", 26)]),
    ("novel", &[("inggris", 40), ("kardus", 65), ("tere liye", 22), ("campur", 65), ("novel", 22), ("paket", 60)]),
    ("buku-pelajaran", &[("smp", 13), ("kuliah", 45), ("paket", 40), ("kamus", 25), ("sd", 14)]),
    ("komik", &[("paket", 65), ("tamat", 140), ("lokal", 22), ("donal", 16), ("marvel", 50)]),
    ("majalah", &[("paket", 30), ("musik", 30), ("mode", 18), ("bundel", 55)]),
    ("atk", &[("paket", 19), ("warna", 29), ("tempat", 16), ("set", 40)]),
    ("plastik", &[("kotak", 11)]),
    ("elektronik-bekas", &[("hp mati", 50), ("laptop", 105), ("tv", 50), ("speaker", 28), ("kardus", 20)]),
    ("furniture", &[("satu set", 120), ("lemari", 75), ("lampu", 22), ("rak", 40)]),
    ("pakaian-layak", &[("kaos", 12), ("celana", 22)]),
    ("laptop", &[("chromebook", 575), ("gaming", 2500), ("macbook", 2450), ("hp", 1150), ("lenovo", 1200)]),
    ("tv", &[("led", 570), ("smart", 1550), ("tabung", 215), ("monitor", 330), ("android", 1250)]),
    ("speaker", &[("bluetooth", 165), ("monitor", 800), ("komputer", 70), ("salon", 215)]),
    ("kamera", &[("analog", 560), ("film", 275), ("mirrorless", 2050), ("dslr", 1350), ("saku", 350),
        ("koleksi", 85)]),
    ("konsol-game", &[("ps4", 1150), ("ps5", 2600), ("ps3", 410), ("konsol", 120)]),
    ("kemeja", &[("kemeja flanel", 40), ("pendek", 28), ("paket", 90)]),
    ("celana-pria", &[("jeans", 75), ("chino", 50), ("bahan", 40)]),
    ("sepatu-pria", &[("derby", 240), ("sepatu formal", 65), ("loafer", 100), ("pantofel", 120),
        ("sepatu kulit", 120), ("dinas", 65)]),
    ("sneakers", &[("new balance", 350), ("converse", 135), ("vans", 130), ("lokal", 100), ("adidas", 310),
        ("onitsuka", 350)]),
    ("jaket-pria", &[("jaket denim", 105), ("trucker", 145), ("kanvas", 120), ("anak", 70)]),
    ("tas-pria", &[("ransel", 95), ("kabin", 200), ("bagasi", 290), ("sekolah", 45)]),
    ("jam-tangan", &[("casio", 130), ("seiko", 560), ("otomatis", 560), ("orient", 500), ("kayu", 110),
        ("swiss", 1050)]),
    ("atasan-wanita", &[("kaos", 18), ("paket", 65), ("tunik", 35)]),
    ("celana-wanita", &[("celana jeans", 55), ("kulot", 28), ("paket", 65)]),
    ("dress", &[("gaun", 95), ("midi dress", 45), ("batik", 90), ("hamil", 30)]),
    ("jaket-wanita", &[("denim", 75), ("outer", 40), ("trucker", 80)]),
    ("sepatu-wanita", &[("heels", 70), ("hak", 50), ("sneakers", 110), ("loafer", 75)]),
    ("tas-wanita", &[("tas tangan", 110), ("handbag", 85), ("tas kerja", 115), ("ransel", 75), ("selempang", 55)]),
    ("aksesoris-wanita", &[("set", 25), ("liontin", 105), ("jam", 125), ("paket", 22)]),
    ("hijab", &[("kerudung", 14), ("paket", 50), ("bergo", 18)]),
    ("konsol", &[("playstation", 1150), ("xbox", 1250), ("ps2", 245), ("stik ps", 125), ("konsol", 260),
        ("paket", 1550)]),
    ("game-bekas", &[("ps5", 180), ("switch", 170), ("pc", 45), ("paket", 165), ("kaset ps3", 30)]),
    ("aksesoris-gaming", &[("set papan", 420), ("headset", 130), ("gamepad", 120), ("keyboard", 40),
        ("mekanikal", 200), ("paket", 75), ("set", 420)]),
    ("pc-parts", &[("rtx", 1700), ("vga", 480), ("kartu grafis", 300), ("keyboard", 75), ("kartu", 300),
        ("radeon", 1050), ("paket", 1400)]),
    ("action-figures", &[("action", 195), ("paket", 60)]),
    ("lego", &[("brick", 50), ("curah", 95), ("classic", 125), ("duplo", 120), ("lego", 190)]),
    ("board-games", &[("ular tangga", 17), ("board game", 150), ("party game", 60), ("monopoli", 29),
        ("paket", 165)]),
    ("vinyl", &[("inci", 65), ("vinyl", 200), ("piringan hitam", 115), ("turntable", 810)]),
    ("koin", &[("hindia", 85), ("set koin", 80), ("koin perak", 310), ("asing", 27), ("mahar", 35)]),
    ("smartphone", &[("iphone", 1700), ("samsung", 990), ("infinix", 440)]),
    ("tablet", &[("ipad", 1650), ("xiaomi", 1500), ("paket", 240)]),
    ("earphone", &[("tws", 95), ("airpods", 550), ("headset", 100), ("monitoring", 350)]),
    ("charger", &[("paket", 23)]),
    ("casing", &[("case samsung", 12), ("softcase", 12), ("paket", 26)]),
    ("smartwatch", &[("apple", 850), ("galaxy", 430), ("smartband", 95), ("huawei watch", 540)]),
    ("skincare", &[("sunscreen", 26), ("paket", 85), ("body", 25)]),
    ("makeup", &[("lipstik", 25), ("palet", 80), ("cushion", 55), ("lip", 19), ("paket", 55), ("bedak", 35)]),
    ("parfum", &[("decant", 45), ("original", 370), ("eau", 115), ("arab", 105), ("paket", 45), ("mist", 25)]),
    ("hair-care", &[("serum", 30), ("kondisioner", 55), ("masker", 27), ("tonik", 30), ("paket", 55)]),
    ("alat-kecantikan", &[("hair dryer", 70), ("pengering", 45), ("paket", 30), ("set", 35), ("salon", 70)]),
    ("tiket", &[("konser", 275), ("kereta", 75), ("dewasa", 70), ("pertandingan", 115), ("seminar", 60)]),
    ("voucher", &[("makan", 90), ("hotel", 350), ("spa", 85), ("kursus", 140)]),
    ("alat-musik", &[("gitar", 200), ("akustik", 295), ("ukulele", 95), ("keyboard", 750), ("piano", 2000)]),
    ("pet-supplies", &[("makan", 24), ("kandang", 100), ("tempat", 40)]),
    ("tas-branded", &[("handbag", 1100), ("ransel", 1600), ("kerja", 870), ("koper", 1000)]),
    ("jam-mewah", &[("omega", 7000), ("tudor", 7500), ("oris", 4000), ("tissot", 1900), ("saku", 1350),
        ("sapphire", 2150)]),
    ("antik", &[("guci", 620), ("mesin", 330), ("radio", 245), ("kursi", 680), ("lemari", 1400), ("koin", 240)]),
    ("vintage", &[("jaket", 225), ("turntable", 520), ("kemeja", 90), ("lampu", 110)]),
    ("gamis", &[("set", 95), ("lebaran", 160), ("anak", 29)]),
    ("koko", &[("setelan", 26), ("couple", 65)]),
    ("mukena", &[("mukena bali", 26), ("anak", 25), ("bordir", 90)]),
    ("sajadah", &[("travel", 15), ("paket", 90), ("anak", 18), ("karpet", 165)]),
    ("peci", &[("kopiah", 21), ("songkok", 40), ("anak", 12), ("paket", 50), ("tapis", 50)]),
    ("sepeda", &[("mtb", 940), ("anak", 220), ("road", 2900)]),
    ("gym", &[("barbel", 215), ("badminton", 155), ("paket", 135)]),
    ("outdoor", &[("tenda camping", 175), ("tenda", 260), ("kapasitas", 175), ("daypack", 110), ("skateboard", 180),
        ("paket", 270)]),
    ("jersey", &[("futsal", 35), ("baju", 55)]),
    ("sepatu-olahraga", &[("lari", 235), ("futsal", 100), ("basket", 225), ("jalan", 130)]),
    ("sparepart", &[("gir", 60), ("shockbreaker", 140), ("kampas", 60), ("kunci", 45), ("ban", 135)]),
    ("aksesoris-mobil", &[("dop", 65), ("ban serep", 160), ("velg", 560), ("charger", 30)]),
    ("aksesoris-motor", &[("box motor", 210), ("top", 200), ("paket", 90), ("tas", 90), ("velg", 235)]),
    ("helm", &[("helm full", 185), ("touring", 420), ("anak", 50)]),
    ("perabot", &[("kursi", 90), ("meja", 140), ("sofa", 350), ("set kursi", 245), ("kasur", 250), ("lemari", 330),
        ("lampu", 50), ("nakas", 95), ("set", 245), ("kulkas", 420), ("mesin cuci", 450), ("kipas", 55),
        ("rak", 75)]),
    ("dekorasi", &[("tanaman", 22), ("lampu", 55), ("guci", 95)]),
    ("alat-masak", &[("set panci", 130), ("panci", 70), ("blender", 100), ("kompor", 85), ("oven", 130),
        ("magic", 55), ("cangkir", 27), ("casserole", 145), ("mixer", 95), ("air fryer", 130), ("wajan", 40),
        ("dispenser", 110)]),
    ("storage", &[("simpan", 23), ("keranjang", 23), ("box", 40), ("serbaguna", 135), ("organizer", 19),
        ("paket", 35)]),
];

/// The base of an item by its category and title; `None` when the title names none of the category's kinds.
pub(super) fn base(category: &str, title: &str) -> Option<i64> {
    let (_, kinds) = TABLE.iter().find(|(slug, _)| *slug == category)?;
    let title = title.to_lowercase();
    let words: HashSet<&str> = title.split(|c: char| !c.is_alphanumeric()).collect();
    let named = kinds.iter().filter(|(kind, _)| kind.split(' ').all(|word| words.contains(word)));
    // `max_by_key` would take the last of several.
    named.rev().max_by_key(|(kind, _)| kind.split(' ').count()).map(|(_, base)| *base)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::worth::goods;

    #[test]
    fn the_most_exact_kind_counts_and_then_the_first() {
        for (category, title, expected) in [
            ("perabot", "Kursi makan putih", Some(90)),
            ("perabot", "Set 4 kursi kafe", Some(245)),
            ("perabot", "LEMARI baju 2 pintu", Some(330)),
            ("perabot", "Lemari-es kecil", Some(330)),
            ("perabot", "Kursimu", None),
            ("alat-masak", "Blender Philips 2 L", Some(100)),
            ("sepeda", "Sepeda lipat", None),
            ("novel", "", None),
            ("tidak-ada", "Kursi", None),
        ] {
            assert_eq!(base(category, title), expected, "{title}");
        }
    }

    #[test]
    fn every_row_is_of_a_category_and_differs_from_it() {
        for (n, (slug, kinds)) in TABLE.iter().enumerate() {
            let category = goods::of(slug, None);
            assert_ne!(category, goods::of("", None), "{slug} is no category");
            assert!(TABLE.iter().skip(n + 1).all(|(other, _)| other != slug), "{slug} is twice");
            for (kind, base) in *kinds {
                assert!((1..=10_000).contains(base), "{slug} {kind}");
                assert_eq!(kind.to_lowercase(), *kind, "{slug}");
                assert_eq!(
                    kinds.iter().filter(|(other, _)| other == kind).count(),
                    1,
                    "{slug} {kind}"
                );
            }
        }
    }
}

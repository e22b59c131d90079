//! The published table of what is typical for each category. A category without a row takes that of the category above.

/// What is typical for an item of a category, in perfect condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goods {
    /// Points, one for every Rp3.000 that such an item typically costs used: 30 are an everyday blouse.
    pub base: i64,
    /// 0 to 100: how often and by how many it is needed.
    pub utility: i64,
    /// 0 to 100: how long it lasts.
    pub durability: i64,
    /// 0 to 100: how easily it is handed over.
    pub portability: i64,
    /// What each season adds to the season's factor, in the order of `Season::ALL`.
    pub lifts: [i64; 4],
}

const fn row(
    slug: &'static str,
    base: i64,
    [utility, durability, portability]: [i64; 3],
    lifts: [i64; 4],
) -> (&'static str, Goods) {
    (slug, Goods { base, utility, durability, portability, lifts })
}

/// In equal demand all year.
const ALWAYS: [i64; 4] = [0; 4];

/// For an unknown category.
const UNKNOWN: Goods =
    Goods { base: 50, utility: 50, durability: 50, portability: 50, lifts: ALWAYS };

/// Slug, base, utility, durability, portability; Ramadan, Lebaran, school, rain.
///
/// Sources of the bases: the median of the category in 60,000 generated demo listings (`seed/demo/goods`, whose ranges are
/// asking prices of used goods in Indonesia), divided by the share of the condition; a category above has the median of
/// those below. The test `demo::generate::worth_tests` compares worth and price. Kinds of goods within a category that
/// differ from it are in `kinds`.
#[rustfmt::skip]
const TABLE: &[(&str, Goods)] = &[
    row("fashion-wanita", 55, [55, 50, 95], [10, 35, 0, 0]),
    row("atasan-wanita", 30, [60, 50, 95], [10, 40, 0, 0]),
    row("celana-wanita", 40, [60, 55, 95], [0, 30, 0, 0]),
    row("dress", 55, [50, 50, 95], [10, 45, 0, 0]),
    row("jaket-wanita", 55, [55, 65, 85], [0, 0, 0, 30]),
    row("sepatu-wanita", 60, [60, 50, 85], [0, 35, 15, 0]),
    row("tas-wanita", 90, [60, 60, 85], [0, 30, 15, 0]),
    row("aksesoris-wanita", 75, [35, 55, 100], [0, 25, 0, 0]),
    row("hijab", 27, [60, 50, 100], [40, 50, 0, 0]),
    row("fashion-pria", 95, [55, 55, 90], [5, 30, 0, 0]),
    row("kemeja", 50, [60, 55, 95], [10, 40, 0, 0]),
    row("celana-pria", 60, [65, 60, 95], [0, 30, 0, 0]),
    row("sepatu-pria", 95, [65, 55, 80], [0, 35, 15, 0]),
    row("sneakers", 250, [60, 55, 80], [0, 30, 20, 0]),
    row("jaket-pria", 90, [55, 70, 85], [0, 0, 0, 30]),
    row("tas-pria", 150, [65, 65, 85], [0, 10, 35, 0]),
    row("jam-tangan", 350, [40, 75, 100], [0, 20, 0, 0]),
    row("hp-gadget", 650, [85, 50, 95], [0, 15, 0, 0]),
    row("smartphone", 650, [95, 50, 100], [0, 20, 15, 0]),
    row("tablet", 700, [80, 55, 95], [0, 10, 30, 0]),
    row("earphone", 215, [65, 45, 100], [0, 10, 0, 0]),
    row("charger", 50, [75, 45, 100], ALWAYS),
    row("casing", 17, [45, 40, 100], [0, 0, 0, 10]),
    row("smartwatch", 340, [55, 50, 100], [0, 15, 0, 0]),
    row("elektronik", 540, [75, 60, 55], [0, 10, 0, 0]),
    row("laptop", 1450, [95, 55, 85], [0, 0, 40, 0]),
    row("tv", 470, [65, 60, 15], [10, 20, 0, 0]),
    row("speaker", 260, [50, 65, 60], [0, 10, 0, 0]),
    row("kamera", 460, [55, 75, 80], [0, 20, 0, 0]),
    row("konsol-game", 540, [50, 65, 65], [0, 15, 0, 0]),
    row("kecantikan", 45, [45, 20, 95], [0, 25, 0, 0]),
    row("skincare", 35, [50, 15, 95], [0, 15, 0, 0]),
    row("makeup", 45, [45, 20, 100], [0, 35, 0, 0]),
    row("parfum", 70, [40, 30, 95], [10, 40, 0, 0]),
    row("hair-care", 35, [50, 20, 90], [0, 10, 0, 0]),
    row("alat-kecantikan", 55, [45, 55, 90], [0, 20, 0, 0]),
    row("bayi-anak", 35, [70, 50, 65], [0, 20, 0, 0]),
    row("baju-bayi", 23, [70, 40, 95], [0, 40, 0, 0]),
    row("stroller", 265, [70, 65, 25], [0, 20, 0, 0]),
    row("mainan", 35, [45, 50, 75], [0, 20, 0, 0]),
    row("perlengkapan-bayi", 45, [80, 50, 65], [0, 10, 0, 0]),
    row("rumah-dapur", 70, [75, 70, 35], [10, 25, 0, 0]),
    row("perabot", 125, [75, 75, 5], [0, 30, 0, 0]),
    row("dekorasi", 40, [30, 65, 50], [15, 40, 0, 0]),
    row("alat-masak", 70, [85, 75, 60], [40, 30, 0, 0]),
    row("storage", 30, [60, 70, 45], [15, 20, 0, 20]),
    row("buku-atk", 30, [55, 65, 80], [0, 0, 35, 0]),
    row("novel", 35, [40, 65, 90], ALWAYS),
    row("buku-pelajaran", 19, [75, 60, 80], [0, 0, 60, 0]),
    row("komik", 30, [35, 60, 90], ALWAYS),
    row("majalah", 23, [25, 40, 90], ALWAYS),
    row("atk", 23, [70, 45, 95], [0, 0, 55, 0]),
    row("olahraga", 160, [55, 70, 50], ALWAYS),
    row("sepeda", 700, [75, 80, 20], [0, 0, 20, 0]),
    row("gym", 100, [50, 90, 10], ALWAYS),
    row("outdoor", 215, [50, 70, 60], [0, 15, 0, 15]),
    row("jersey", 65, [45, 55, 95], ALWAYS),
    row("sepatu-olahraga", 160, [60, 50, 80], [0, 0, 25, 0]),
    row("hobi-koleksi", 135, [25, 75, 75], ALWAYS),
    row("action-figures", 135, [20, 70, 80], ALWAYS),
    row("lego", 135, [40, 90, 70], [0, 15, 0, 0]),
    row("board-games", 65, [40, 75, 75], [10, 20, 0, 10]),
    row("vinyl", 175, [25, 75, 70], ALWAYS),
    row("koin", 50, [10, 100, 100], ALWAYS),
    row("otomotif", 130, [65, 70, 50], [0, 15, 0, 10]),
    row("sparepart", 70, [70, 75, 45], [0, 25, 0, 10]),
    row("aksesoris-mobil", 175, [50, 65, 55], [0, 30, 0, 15]),
    row("aksesoris-motor", 130, [65, 60, 65], [0, 25, 0, 40]),
    row("helm", 145, [85, 65, 60], [0, 30, 15, 20]),
    row("gaming", 125, [45, 60, 75], [0, 10, 0, 0]),
    row("konsol", 350, [50, 65, 65], [0, 15, 0, 0]),
    row("game-bekas", 90, [35, 75, 100], [0, 10, 0, 0]),
    row("aksesoris-gaming", 125, [45, 55, 85], [0, 10, 0, 0]),
    row("pc-parts", 790, [60, 65, 80], [0, 0, 15, 0]),
    row("muslim-fashion", 60, [65, 60, 95], [50, 55, 0, 0]),
    row("gamis", 80, [65, 60, 95], [45, 60, 0, 0]),
    row("koko", 45, [65, 60, 95], [45, 60, 0, 0]),
    row("mukena", 60, [75, 60, 100], [60, 45, 0, 0]),
    row("sajadah", 40, [70, 75, 90], [60, 35, 0, 0]),
    row("peci", 30, [60, 65, 100], [50, 55, 0, 0]),
    row("luxury-vintage", 470, [30, 80, 80], ALWAYS),
    row("tas-branded", 1350, [45, 80, 85], [0, 25, 0, 0]),
    row("jam-mewah", 2500, [35, 95, 100], [0, 15, 0, 0]),
    row("antik", 470, [15, 85, 50], ALWAYS),
    row("vintage", 150, [35, 65, 85], ALWAYS),
    row("lainnya", 115, [50, 50, 60], ALWAYS),
    row("tiket", 95, [45, 5, 100], [0, 35, 0, 0]),
    row("voucher", 115, [60, 10, 100], [25, 30, 0, 0]),
    row("alat-musik", 225, [45, 85, 45], ALWAYS),
    row("pet-supplies", 65, [60, 60, 60], ALWAYS),
    row("daur-ulang", 17, [35, 40, 40], ALWAYS),
    row("plastik", 9, [25, 60, 60], ALWAYS),
    row("elektronik-bekas", 40, [40, 35, 45], ALWAYS),
    row("furniture", 50, [55, 60, 5], [0, 20, 0, 0]),
    row("pakaian-layak", 17, [50, 45, 90], [0, 30, 0, 0]),
];

/// The row of a category, else that of the category above.
pub(super) fn of(slug: &str, parent: Option<&str>) -> Goods {
    let find =
        |wanted: &str| TABLE.iter().find(|(slug, _)| *slug == wanted).map(|(_, goods)| *goods);
    find(slug).or_else(|| find(parent?)).unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::categories::Categories;

    #[test]
    fn every_category_has_a_row_and_every_row_is_a_category_within_the_bounds() {
        let Ok(categories) = Categories::bundled() else { panic!("does not parse") };
        let parents: Vec<_> = categories.children(None).collect();
        for category in
            parents.iter().flat_map(|p| categories.children(Some(p.id))).chain(parents.clone())
        {
            assert!(
                TABLE.iter().any(|(slug, _)| *slug == category.slug),
                "{} has no row",
                category.slug
            );
        }
        for (slug, goods) in TABLE {
            assert!(categories.by_slug(slug).is_some(), "{slug} is no category");
            assert_eq!(TABLE.iter().filter(|(other, _)| other == slug).count(), 1, "{slug}");
            assert!((1..=10_000).contains(&goods.base), "{slug}");
            for value in [goods.utility, goods.durability, goods.portability] {
                assert!((0..=100).contains(&value), "{slug}");
            }
            assert!(goods.lifts.iter().all(|lift| (0..=60).contains(lift)), "{slug}");
        }
    }

    #[test]
    fn a_category_without_a_row_has_that_of_the_category_above() {
        assert_eq!(of("sepeda-listrik", Some("olahraga")), of("olahraga", None));
        assert_eq!(of("sepeda-listrik", None), UNKNOWN);
    }
}

//! What a usual thing of a kind is like: the published table. A kind that does not stand here is like the kind above it.

/// A kind of goods, in perfect condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goods {
    /// Points; 40 are an everyday shirt.
    pub base: i64,
    /// 0 to 100: how often and by how many it is needed.
    pub utility: i64,
    /// 0 to 100: how long it lasts.
    pub durability: i64,
    /// 0 to 100: how easily it goes from hand to hand.
    pub portability: i64,
    /// What each season adds to the season's factor, in the order of `Season::ALL`.
    pub lifts: [i64; 4],
}

const fn kind(
    slug: &'static str,
    base: i64,
    [utility, durability, portability]: [i64; 3],
    lifts: [i64; 4],
) -> (&'static str, Goods) {
    (slug, Goods { base, utility, durability, portability, lifts })
}

/// Follows no season.
const ALWAYS: [i64; 4] = [0; 4];

/// A kind that nobody told us about.
const UNKNOWN: Goods =
    Goods { base: 80, utility: 50, durability: 50, portability: 50, lifts: ALWAYS };

/// Slug, base, utility, durability, portability; Ramadan, Lebaran, school, rain.
#[rustfmt::skip]
const KINDS: &[(&str, Goods)] = &[
    kind("fashion-wanita", 50, [55, 50, 95], [10, 35, 0, 0]),
    kind("atasan-wanita", 40, [60, 50, 95], [10, 40, 0, 0]),
    kind("celana-wanita", 45, [60, 55, 95], [0, 30, 0, 0]),
    kind("dress", 65, [50, 50, 95], [10, 45, 0, 0]),
    kind("jaket-wanita", 80, [55, 65, 85], [0, 0, 0, 30]),
    kind("sepatu-wanita", 80, [60, 50, 85], [0, 35, 15, 0]),
    kind("tas-wanita", 90, [60, 60, 85], [0, 30, 15, 0]),
    kind("aksesoris-wanita", 35, [35, 55, 100], [0, 25, 0, 0]),
    kind("hijab", 30, [60, 50, 100], [40, 50, 0, 0]),
    kind("fashion-pria", 60, [55, 55, 90], [5, 30, 0, 0]),
    kind("kemeja", 50, [60, 55, 95], [10, 40, 0, 0]),
    kind("celana-pria", 50, [65, 60, 95], [0, 30, 0, 0]),
    kind("sepatu-pria", 100, [65, 55, 80], [0, 35, 15, 0]),
    kind("sneakers", 150, [60, 55, 80], [0, 30, 20, 0]),
    kind("jaket-pria", 100, [55, 70, 85], [0, 0, 0, 30]),
    kind("tas-pria", 100, [65, 65, 85], [0, 10, 35, 0]),
    kind("jam-tangan", 150, [40, 75, 100], [0, 20, 0, 0]),
    kind("hp-gadget", 350, [85, 50, 95], [0, 15, 0, 0]),
    kind("smartphone", 900, [95, 50, 100], [0, 20, 15, 0]),
    kind("tablet", 850, [80, 55, 95], [0, 10, 30, 0]),
    kind("earphone", 200, [65, 45, 100], [0, 10, 0, 0]),
    kind("charger", 40, [75, 45, 100], ALWAYS),
    kind("casing", 20, [45, 40, 100], [0, 0, 0, 10]),
    kind("smartwatch", 350, [55, 50, 100], [0, 15, 0, 0]),
    kind("elektronik", 450, [75, 60, 55], [0, 10, 0, 0]),
    kind("laptop", 1400, [95, 55, 85], [0, 0, 40, 0]),
    kind("tv", 700, [65, 60, 15], [10, 20, 0, 0]),
    kind("speaker", 250, [50, 65, 60], [0, 10, 0, 0]),
    kind("kamera", 600, [55, 75, 80], [0, 20, 0, 0]),
    kind("konsol-game", 900, [50, 65, 65], [0, 15, 0, 0]),
    kind("kecantikan", 50, [45, 20, 95], [0, 25, 0, 0]),
    kind("skincare", 45, [50, 15, 95], [0, 15, 0, 0]),
    kind("makeup", 45, [45, 20, 100], [0, 35, 0, 0]),
    kind("parfum", 90, [40, 30, 95], [10, 40, 0, 0]),
    kind("hair-care", 40, [50, 20, 90], [0, 10, 0, 0]),
    kind("alat-kecantikan", 90, [45, 55, 90], [0, 20, 0, 0]),
    kind("bayi-anak", 80, [70, 50, 65], [0, 20, 0, 0]),
    kind("baju-bayi", 30, [70, 40, 95], [0, 40, 0, 0]),
    kind("stroller", 350, [70, 65, 25], [0, 20, 0, 0]),
    kind("mainan", 60, [45, 50, 75], [0, 20, 0, 0]),
    kind("perlengkapan-bayi", 100, [80, 50, 65], [0, 10, 0, 0]),
    kind("rumah-dapur", 120, [75, 70, 35], [10, 25, 0, 0]),
    kind("perabot", 400, [75, 75, 5], [0, 30, 0, 0]),
    kind("dekorasi", 70, [30, 65, 50], [15, 40, 0, 0]),
    kind("alat-masak", 100, [85, 75, 60], [40, 30, 0, 0]),
    kind("storage", 60, [60, 70, 45], [15, 20, 0, 20]),
    kind("buku-atk", 25, [55, 65, 80], [0, 0, 35, 0]),
    kind("novel", 25, [40, 65, 90], ALWAYS),
    kind("buku-pelajaran", 40, [75, 60, 80], [0, 0, 60, 0]),
    kind("komik", 20, [35, 60, 90], ALWAYS),
    kind("majalah", 10, [25, 40, 90], ALWAYS),
    kind("atk", 20, [70, 45, 95], [0, 0, 55, 0]),
    kind("olahraga", 180, [55, 70, 50], ALWAYS),
    kind("sepeda", 700, [75, 80, 20], [0, 0, 20, 0]),
    kind("gym", 250, [50, 90, 10], ALWAYS),
    kind("outdoor", 200, [50, 70, 60], [0, 15, 0, 15]),
    kind("jersey", 60, [45, 55, 95], ALWAYS),
    kind("sepatu-olahraga", 150, [60, 50, 80], [0, 0, 25, 0]),
    kind("hobi-koleksi", 120, [25, 75, 75], ALWAYS),
    kind("action-figures", 120, [20, 70, 80], ALWAYS),
    kind("lego", 200, [40, 90, 70], [0, 15, 0, 0]),
    kind("board-games", 100, [40, 75, 75], [10, 20, 0, 10]),
    kind("vinyl", 90, [25, 75, 70], ALWAYS),
    kind("koin", 60, [10, 100, 100], ALWAYS),
    kind("otomotif", 130, [65, 70, 50], [0, 15, 0, 10]),
    kind("sparepart", 150, [70, 75, 45], [0, 25, 0, 10]),
    kind("aksesoris-mobil", 120, [50, 65, 55], [0, 30, 0, 15]),
    kind("aksesoris-motor", 90, [65, 60, 65], [0, 25, 0, 40]),
    kind("helm", 140, [85, 65, 60], [0, 30, 15, 20]),
    kind("gaming", 300, [45, 60, 75], [0, 10, 0, 0]),
    kind("konsol", 900, [50, 65, 65], [0, 15, 0, 0]),
    kind("game-bekas", 110, [35, 75, 100], [0, 10, 0, 0]),
    kind("aksesoris-gaming", 180, [45, 55, 85], [0, 10, 0, 0]),
    kind("pc-parts", 500, [60, 65, 80], [0, 0, 15, 0]),
    kind("muslim-fashion", 75, [65, 60, 95], [50, 55, 0, 0]),
    kind("gamis", 100, [65, 60, 95], [45, 60, 0, 0]),
    kind("koko", 70, [65, 60, 95], [45, 60, 0, 0]),
    kind("mukena", 80, [75, 60, 100], [60, 45, 0, 0]),
    kind("sajadah", 50, [70, 75, 90], [60, 35, 0, 0]),
    kind("peci", 30, [60, 65, 100], [50, 55, 0, 0]),
    kind("luxury-vintage", 800, [30, 80, 80], ALWAYS),
    kind("tas-branded", 1800, [45, 80, 85], [0, 25, 0, 0]),
    kind("jam-mewah", 2500, [35, 95, 100], [0, 15, 0, 0]),
    kind("antik", 500, [15, 85, 50], ALWAYS),
    kind("vintage", 250, [35, 65, 85], ALWAYS),
    kind("lainnya", 80, [50, 50, 60], ALWAYS),
    kind("tiket", 150, [45, 5, 100], [0, 35, 0, 0]),
    kind("voucher", 80, [60, 10, 100], [25, 30, 0, 0]),
    kind("alat-musik", 450, [45, 85, 45], ALWAYS),
    kind("pet-supplies", 70, [60, 60, 60], ALWAYS),
    kind("daur-ulang", 15, [35, 40, 40], ALWAYS),
    kind("plastik", 5, [25, 60, 60], ALWAYS),
    kind("elektronik-bekas", 60, [40, 35, 45], ALWAYS),
    kind("furniture", 80, [55, 60, 5], [0, 20, 0, 0]),
    kind("pakaian-layak", 15, [50, 45, 90], [0, 30, 0, 0]),
];

/// What is known of a kind: its own row, else that of the kind above.
pub(super) fn of(slug: &str, above: Option<&str>) -> Goods {
    let row =
        |wanted: &str| KINDS.iter().find(|(slug, _)| *slug == wanted).map(|(_, goods)| *goods);
    row(slug).or_else(|| row(above?)).unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::categories::Categories;

    #[test]
    fn every_kind_has_a_row_and_every_row_is_a_kind_within_the_bounds() {
        let Ok(kinds) = Categories::bundled() else { panic!("does not read") };
        let parents: Vec<_> = kinds.children(None).collect();
        for kind in parents.iter().flat_map(|p| kinds.children(Some(p.id))).chain(parents.clone()) {
            assert!(KINDS.iter().any(|(slug, _)| *slug == kind.slug), "{} has no row", kind.slug);
        }
        for (slug, goods) in KINDS {
            assert!(kinds.by_slug(slug).is_some(), "{slug} is no kind");
            assert_eq!(KINDS.iter().filter(|(other, _)| other == slug).count(), 1, "{slug}");
            assert!((1..=10_000).contains(&goods.base), "{slug}");
            for value in [goods.utility, goods.durability, goods.portability] {
                assert!((0..=100).contains(&value), "{slug}");
            }
            assert!(goods.lifts.iter().all(|lift| (0..=60).contains(lift)), "{slug}");
        }
    }

    #[test]
    fn a_kind_without_a_row_is_like_the_kind_above_it() {
        assert_eq!(of("sepeda-listrik", Some("olahraga")), of("olahraga", None));
        assert_eq!(of("sepeda-listrik", None), UNKNOWN);
    }
}

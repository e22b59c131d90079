//! What people type, and the place they mean.

use std::time::Instant;

use super::*;
use crate::people::regions::{Region, load};

/// The labels of what is found, in order.
fn labels(text: &str) -> Vec<&'static str> {
    search(text, &Scope::default(), 20).iter().map(|found| label(&found.code)).collect()
}

static REGIONS: LazyLock<Vec<Region>> = LazyLock::new(|| load::parse().unwrap_or_default());

fn label(code: &str) -> &'static str {
    REGIONS.iter().find(|region| region.code == code).map(|r| r.label.as_str()).unwrap_or_default()
}

fn first_code(text: &str) -> String {
    search(text, &Scope::default(), 20).first().map(|found| found.code.clone()).unwrap_or_default()
}

/// Typed text, and the code of what comes first.
const TYPED: &[(&str, &str)] = &[
    // villages
    ("dago", "32.73.02.1004"),
    ("Dago, Bandung", "32.73.02.1004"),
    ("kel. dago", "32.73.02.1004"),
    ("dago coblong", "32.73.02.1004"),
    ("cikini", "31.71.06.1003"),
    ("lebak bulus", "31.74.06.1002"),
    ("pondok cina depok", "32.76.06.1005"),
    ("keputih", "35.78.09.1001"),
    // several words in any order
    ("coblong bandung", "32.73.02"),
    ("bandung coblong", "32.73.02"),
    ("coblong, bandung", "32.73.02"),
    ("kec coblong kota bandung", "32.73.02"),
    ("Kec. Coblong, Kota Bandung, Jawa Barat", "32.73.02"),
    ("kota bandung kec. coblong kel. dago", "32.73.02.1004"),
    ("tebet jaksel", "31.74.01"),
    ("jaksel tebet", "31.74.01"),
    ("depok sleman", "34.04.07"),
    ("depok jogja", "34.04.07"),
    ("menteng jakarta", "31.71.06"),
    ("bandung barat", "32.17"),
    ("kuta utara", "51.03.06"),
    // everyday names
    ("jogja", "34.71"),
    ("Yogya", "34.71"),
    ("diy", "34"),
    ("jaksel", "31.74"),
    ("jakbar", "31.73"),
    ("jaktim", "31.75"),
    ("jakut", "31.72"),
    ("jakpus", "31.71"),
    ("jakarta", "31"),
    ("DKI", "31"),
    ("bdg", "32.73"),
    ("kota kembang", "32.73"),
    ("sby", "35.78"),
    ("smg", "33.74"),
    ("solo", "33.72"),
    ("tangsel", "36.74"),
    ("mks", "73.71"),
    ("makasar", "73.71"),
    ("Ujung Pandang", "73.71"),
    ("jabar", "32"),
    ("cibubur", "31.75.09.1002"),
    ("bsd", "36.74.01"),
    ("pik", "31.72.01"),
    ("kemang", "31.74.03"),
    ("canggu", "51.03.06.2005"),
    ("sanur", "51.71.01.1006"),
    ("blok m", "31.74.07"),
    ("gading serpong", "36.03.28"),
    ("nusa dua bali", "51.03.05"),
    // the whole name first, the greater place before the smaller one of the same name
    ("bandung", "32.73"),
    ("depok", "32.76"),
    ("bekasi", "32.75"),
    ("pekalongan", "33.75"),
    ("malang", "35.73"),
    ("surabaya", "35.78"),
    ("kuta", "51.03.01"),
    ("ubud", "51.04.05"),
    ("kab bandung", "32.04"),
    ("kabupaten semarang", "33.22"),
    ("kel. kuta", "51.03.01.1002"),
    ("bali", "51"),
    // while typing
    ("coblo", "32.73.02"),
    ("surab", "35.78"),
    ("coblong ba", "32.73.02"),
    ("kebayoran b", "31.74.07"),
    ("jakarta sel", "31.74"),
    // typing differences
    ("  KOTA   bandung ", "32.73"),
    ("d.i. yogyakarta", "34"),
    ("pondok gede", "32.75.08"),
    ("pasarminggu", "31.74.04"),
    ("tanah-abang jakarta", "31.71.07"),
    ("gn. kidul", "34.03"),
    ("kota sleman", "34.04"),
    ("surabya", "35.78"),
    ("semarnag", "33.74"),
    ("yogyakrta", "34.71"),
];

#[test]
fn what_people_type_finds_the_place_they_mean_first() {
    for (text, code) in TYPED {
        let found = labels(text);
        assert_eq!(
            first_code(text),
            *code,
            "{text:?} means {:?} but finds {found:#?}",
            label(code)
        );
    }
}

#[test]
fn nothing_is_found_for_what_is_no_place() {
    for text in ["", "  ", ".,;", "%", "_", "\\", "qqqq", "atlantis raya", "\u{0}"] {
        assert!(search(text, &Scope::default(), 20).is_empty(), "{text:?}: {:?}", labels(text));
    }
}

#[test]
fn a_name_of_several_places_finds_them_all_and_always_in_one_order() {
    let bandung = labels("bandung");
    assert_eq!(bandung[..2], ["Kota Bandung, Jawa Barat", "Kabupaten Bandung, Jawa Barat"]);
    assert!(bandung.contains(&"Bandung, Kabupaten Tulungagung, Jawa Timur"));
    assert_eq!(labels("bandung"), bandung);
    let kuta = labels("kuta");
    assert!(kuta[0].starts_with("Kuta, Kabupaten Badung") && kuta.len() == 20, "{kuta:?}");
}

#[test]
fn a_whole_name_is_no_beginning_and_no_misspelling() {
    let codes = |text| named(text).into_iter().map(|found| found.code).collect::<Vec<_>>();
    assert_eq!(codes("coblong bandung"), ["32.73.02"]);
    assert_eq!(codes("bandung coblong"), ["32.73.02"]);
    assert_eq!(codes("jogja")[..2], ["34.71", "34"]);
    assert!(codes("coblon").is_empty() && codes("surabya").is_empty() && codes("").is_empty());
    assert_eq!(codes("Kuta, Kuta, Kabupaten Badung, Bali"), ["51.03.01.1002"], "not the district");
}

#[test]
fn a_search_may_be_narrowed_to_a_level_or_to_what_is_directly_below() {
    let codes = |scope: Scope<'_>| {
        let found = search("dago", &scope, 20).into_iter();
        found.map(|found| found.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(Scope { level: Some(4), parent: Some("32.73.02") }), ["32.73.02.1004"]);
    assert!(codes(Scope { level: Some(2), parent: None }).is_empty());
    assert!(codes(Scope { level: None, parent: Some("32.73.01") }).is_empty());
}

#[test]
fn every_everyday_name_finds_its_place_among_the_first() {
    let Ok(names) = everyday::parse() else { panic!("does not parse") };
    assert!(names.len() >= 100, "{}", names.len());
    for name in &names {
        let region = REGIONS.iter().find(|region| region.code == name.code);
        assert_eq!(region.map(|region| &region.name), Some(&name.place), "{name:?}");
        let same = names.iter().filter(|other| other.name == name.name).count();
        let found = search(&name.name, &Scope::default(), 20);
        let place = found.iter().take(same).any(|found| found.code == name.code);
        assert!(place, "{name:?}: {:?}", labels(&name.name));
    }
}

#[test]
fn every_label_finds_its_own_region_first() {
    // Every 211th: a prime, so that the sample has all levels.
    for region in REGIONS.iter().step_by(211) {
        let found = named(&region.label).into_iter().map(|found| found.code);
        let twins = |code: &String| label(code) == region.label;
        let first = found.take(1).next().unwrap_or_default();
        assert!(first == region.code || twins(&first), "{}: {first}", region.label);
    }
}

#[test]
fn a_key_press_is_answered_within_a_moment() {
    prepare_search();
    for text in ["s", "sa", "ke", "kota", "bandung coblong", "kec coblong kota bandung", "surabya"]
    {
        let start = Instant::now();
        for _ in 0..5 {
            search(text, &Scope::default(), 20);
        }
        let each = start.elapsed() / 5;
        println!("{text:?}: {each:?}");
        // Far above what it takes (see docs/operations.md), for an unoptimised build on a busy machine.
        assert!(each.as_millis() < 1_000, "{text:?}: {each:?}");
    }
}

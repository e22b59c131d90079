//! The invariants that `mod.rs` lists.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use super::catalogue::catalogue;
use super::*;
use crate::base::crypto::content_hash;

const SEED: u64 = 7;

fn goods_of(seed: u64) -> (Vec<DemoPerson>, Vec<DemoListing>) {
    let people = people(seed, 200, &[5.0, 0.0, 2.5, 1.0]).unwrap();
    let listings = listings(seed, 2000, &people).unwrap();
    (people, listings)
}

fn goods() -> (Vec<DemoPerson>, Vec<DemoListing>) {
    goods_of(SEED)
}

fn root() -> &'static Path {
    // The module may be compiled outside its crate; the data is beside this file then.
    Path::new(file!())
        .ancestors()
        .nth(3)
        .filter(|path| path.is_absolute())
        .unwrap_or(Path::new(env!("CARGO_MANIFEST_DIR")))
}

#[test]
fn a_seed_decides_the_data() {
    assert_eq!(goods(), goods());
    assert_ne!(goods(), goods_of(SEED + 1));
}

#[test]
fn every_sub_category_has_goods_and_no_other_is_named() {
    let text = std::fs::read_to_string(root().join("seed/categories.toml")).unwrap();
    let tree: toml::Table = text.parse().unwrap();
    let parents = tree.get("category").and_then(toml::Value::as_array).unwrap();
    let children = parents.iter().filter_map(|parent| parent.get("child")?.as_array()).flatten();
    let slugs: HashSet<String> =
        children.filter_map(|child| Some(child.get("slug")?.as_str()?.to_owned())).collect();
    assert_eq!((parents.len(), slugs.len()), (16, 79));
    let (_, listings) = goods();
    let sold: HashSet<String> =
        listings.iter().map(|listing| listing.category.to_owned()).collect();
    assert_eq!(slugs, sold);
    assert!(catalogue().unwrap().subs.iter().all(|sub| sub.items.len() >= 6));
}

#[test]
fn titles_are_short_and_nearly_all_distinct() {
    let (_, listings) = goods();
    let distinct: HashSet<&str> = listings.iter().map(|listing| listing.title.as_str()).collect();
    assert!(distinct.len() >= 1900, "{}", distinct.len());
    for DemoListing { title, .. } in &listings {
        assert!((8..=80).contains(&title.chars().count()), "{title}");
        assert!(!title.contains(['{', '}', '*']) && !title.contains("  "), "{title}");
    }
}

#[test]
fn amounts_are_consistent() {
    for seed in 0..8 {
        let (people, listings) = goods_of(seed);
        listings.iter().for_each(|listing| assert_consistent(listing, &people));
    }
}

fn assert_consistent(listing: &DemoListing, people: &[DemoPerson]) {
    let sold = listing.modes.contains(&"jual");
    assert_eq!(listing.price.is_some(), sold);
    assert_eq!(listing.wanted.is_some(), listing.modes.contains(&"barter"));
    assert_eq!(listing.original_price.is_some(), listing.original_source.is_some());
    if let Some(price) = listing.price {
        assert!(
            (2_000..=60_000_000).contains(&price) && price % 1000 == 0,
            "{} {price}",
            listing.title
        );
        assert!(listing.min_price.is_none_or(|floor| floor > 0 && floor < price));
        assert!(listing.original_price.is_none_or(|new| new > price));
    }
    assert!(!listing.delivery.is_empty() && (1..=4).contains(&listing.photos.len()));
    assert!(
        !listing.flaw.is_empty() && listing.description.len() > 20 && !listing.tags.is_empty(),
        "{listing:?}"
    );
    assert!(
        people
            .get(listing.seller)
            .is_some_and(|seller| seller.joined_days_ago * 1440 > listing.age_minutes),
        "{listing:?}"
    );
}

#[test]
fn shares_are_as_planned() {
    let (_, listings) = goods();
    let mut shares: BTreeMap<&str, usize> = BTreeMap::new();
    for listing in &listings {
        for mode in &listing.modes {
            *shares.entry(mode).or_default() += 1;
        }
        *shares.entry(listing.condition).or_default() += 1;
        *shares.entry("photos").or_default() += listing.photos.len();
        *shares.entry("known when new").or_default() +=
            usize::from(listing.original_price.is_some());
    }
    let within = |name: &str, low: usize, high: usize| {
        let share = shares.get(name).copied().unwrap_or(0);
        assert!((low..=high).contains(&share), "{name}: {share} in {shares:?}");
    };
    within("gratis", 200, 280);
    within("barter", 310, 410);
    within("photos", 4200, 4900);
    within("known when new", 200, 500);
    for condition in prices::CONDITIONS {
        within(condition, 80, 900);
    }
}

#[test]
fn every_picture_that_may_be_asked_for_is_there_and_no_other() {
    let plans = distinct_pictures().unwrap();
    let known: HashSet<PhotoPlan> = plans.iter().copied().collect();
    assert_eq!(known.len(), plans.len());
    let (_, listings) = goods();
    assert!(listings.iter().flat_map(|listing| &listing.photos).all(|plan| known.contains(plan)));
    let asked: HashSet<String> =
        plans.iter().map(|plan| format!("{}-{}.webp", plan.drawing, plan.variant)).collect();
    let drawn: HashSet<String> = pictures::drawn().map(Cow::into_owned).collect();
    assert_eq!(asked, drawn);
    for plan in plans.iter().filter(|plan| plan.variant == 2) {
        let decoded = image::load_from_memory(&picture(plan).unwrap()).unwrap();
        assert_eq!((decoded.width(), decoded.height()), (800, 1000), "{plan:?}");
    }
}

/// `seed/demo/pictures.sources` is written beside the pictures: what they were made of.
#[test]
fn no_drawing_was_changed_without_its_pictures() {
    let listed = std::fs::read_to_string(root().join("seed/demo/pictures.sources")).unwrap();
    let mut stale = Vec::new();
    for line in listed.lines() {
        let (hash, path) = line.split_once("  ").unwrap();
        let now = std::fs::read(root().join(path)).map(|bytes| content_hash(&bytes));
        if now.as_deref().ok() != Some(hash) {
            stale.push(path);
        }
    }
    assert!(stale.is_empty(), "script/pictures was not run since these were changed: {stale:#?}");
    let drawings = std::fs::read_dir(root().join("static/goods")).unwrap().count();
    assert_eq!(listed.matches("  static/goods/").count(), drawings);
}

#[test]
fn people_are_distinct_and_cannot_be_reached() {
    let (people, _) = goods();
    let handles: HashSet<&str> = people.iter().map(|person| person.handle.as_str()).collect();
    assert_eq!(handles.len(), people.len());
    assert!(people.iter().any(|person| !person.name.contains(' ')));
    for person in &people {
        assert!(
            (3..=20).contains(&person.handle.len())
                && person
                    .handle
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        );
        assert_eq!(person.email, format!("{}@contoh.id", person.handle));
        assert!(
            person
                .phone
                .as_deref()
                .is_none_or(|phone| phone.starts_with("+62820") && phone.len() == 14)
        );
        assert!(person.joined_days_ago > 0 && [0, 2, 3].contains(&person.region), "{person:?}");
    }
}

#[test]
fn offers_in_chats_follow_the_rules() {
    for i in 0..300 {
        let lines = chat(SEED, i).unwrap();
        assert!(lines.first().is_some_and(|line| line.who == Speaker::Buyer && line.minutes == 0));
        let (mut low, mut high, mut last, mut over) = (0, 1001, None, false);
        for line in &lines {
            let Some(step) = line.step else {
                assert!(!line.text.is_empty());
                continue;
            };
            assert!(!over && last != Some(line.who));
            assert_eq!(matches!(step, ScriptedMove::Offer { .. }), last.is_none());
            match (step, line.who) {
                (
                    ScriptedMove::Offer { permille } | ScriptedMove::Counter { permille },
                    Speaker::Buyer,
                ) => {
                    assert!(permille > low && permille < high);
                    low = permille;
                }
                (
                    ScriptedMove::Offer { permille } | ScriptedMove::Counter { permille },
                    Speaker::Seller,
                ) => {
                    assert!(permille > low && permille < high);
                    high = permille;
                }
                _ => over = true,
            }
            last = Some(line.who);
        }
        assert!(free_chat(SEED, i).unwrap().iter().all(|line| line.step.is_none()));
    }
}

#[test]
fn every_drawing_has_a_flaw_and_a_fact() {
    let all = catalogue().unwrap();
    let mut missing = Vec::new();
    for sub in &all.subs {
        let allowed: i64 = sub.conditions.iter().sum();
        assert!(allowed > 0);
        for drawing in sub.items.iter().flat_map(|item| &item.drawings) {
            for lines in [&sub.facts, &sub.flaws, &sub.broken] {
                let fits = lines.iter().any(|line| {
                    match line.strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
                        Some((names, _)) => names.split(',').any(|name| name == drawing),
                        None => true,
                    }
                });
                if !fits {
                    missing.push(format!("{} about {drawing}: {lines:?}", sub.slug));
                }
            }
        }
        let drawn: HashSet<&str> =
            sub.items.iter().flat_map(|item| &item.drawings).map(String::as_str).collect();
        let named = [&sub.facts, &sub.flaws, &sub.broken, &sub.reasons].into_iter().flatten();
        for names in named.filter_map(|line| Some(line.strip_prefix('[')?.split_once("] ")?.0)) {
            assert!(names.split(',').all(|name| drawn.contains(name)), "{}: {names}", sub.slug);
        }
    }
    assert!(missing.is_empty(), "no text for: {missing:#?}");
}

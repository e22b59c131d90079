use proptest::prelude::*;

use super::*;
use crate::base::ids::PhotoId;
use crate::base::money::MAX_PRICE;
use crate::base::text::length;
use crate::market::terms::Condition;

fn site(name: &str) -> Site {
    match Site::load(name) {
        Ok(site) => site,
        Err(err) => panic!("{err:#}"),
    }
}

fn camera() -> ListingDraft {
    ListingDraft {
        title: "Kamera analog".into(),
        description: "Punya bapak, dipakai sejak 1982.".into(),
        category: "kamera".into(),
        condition: "bagus".into(),
        modes: vec!["jual".into()],
        price: Some(1_250_000),
        min_price: Some(1_000_000),
        delivery: vec!["cod".into()],
        region: "32.73.02".into(),
        photos: vec![PhotoId::fresh()],
        ..ListingDraft::default()
    }
}

fn wrong(draft: &ListingDraft, site: &Site) -> Vec<String> {
    check(draft, site).err().map(|errors| errors.0.into_keys().collect()).unwrap_or_default()
}

#[test]
fn a_camera_for_sale_is_accepted() {
    assert!(check(&camera(), &site("tawar")).is_ok());
}

#[test]
fn prices_below_one_and_above_a_trillion_are_refused() {
    let tawar = site("tawar");
    for price in [-5, 0, MAX_PRICE + 1, i64::MAX, i64::MIN] {
        let draft = ListingDraft { price: Some(price), min_price: None, ..camera() };
        assert_eq!(wrong(&draft, &tawar), ["price"], "{price}");
    }
    assert_eq!(
        wrong(&ListingDraft { min_price: Some(2_000_000), ..camera() }, &tawar),
        ["min_price"]
    );
}

#[test]
fn a_crossed_out_price_needs_its_source() {
    let draft = ListingDraft { original_price: Some(2_000_000), ..camera() };
    assert_eq!(wrong(&draft, &site("tawar")), ["original_source"]);
}

#[test]
fn each_site_accepts_only_its_own_modes_and_delivery_methods() {
    assert_eq!(wrong(&camera(), &site("barterhub")), ["modes"]);
    let barter =
        ListingDraft { modes: vec!["barter".into()], price: None, min_price: None, ..camera() };
    assert!(check(&barter, &site("barterhub")).is_ok());
    assert_eq!(wrong(&barter, &site("belantara")), ["modes"]);
    let parcel = ListingDraft { delivery: vec!["kirim".into()], ..camera() };
    assert_eq!(wrong(&parcel, &site("sampahkupilah")), ["delivery"]);
    let many = ListingDraft { photos: (0..6).map(|_| PhotoId::fresh()).collect(), ..barter };
    assert_eq!(wrong(&many, &site("barterhub")), ["photos"]);
}

#[test]
fn a_gift_has_no_price_and_no_other_mode() {
    let free =
        ListingDraft { modes: vec!["gratis".into()], price: Some(0), min_price: None, ..camera() };
    assert!(check(&free, &site("tawar")).is_ok());
    let mixed = ListingDraft { modes: vec!["gratis".into(), "jual".into()], ..camera() };
    assert_eq!(wrong(&mixed, &site("tawar")), ["modes"]);
}

#[test]
fn only_a_listing_for_barter_alone_is_barter_only() {
    let tawar = site("tawar");
    let barter_only = |modes: &[&str]| ListingDraft {
        modes: modes.iter().map(|&mode| mode.to_owned()).collect(),
        price: modes.contains(&"jual").then_some(1_250_000),
        min_price: None,
        barter_only: Some(true),
        ..camera()
    };
    let lamp = barter_only(&["barter"]);
    assert_eq!(check(&lamp, &tawar).ok().map(|checked| checked.status), Some(Status::BarterOnly));
    let shown = ListingDraft { barter_only: Some(false), ..lamp.clone() };
    assert_eq!(check(&shown, &tawar).ok().map(|checked| checked.status), Some(Status::Active));
    for modes in [&["jual"][..], &["gratis"], &["jual", "barter"]] {
        assert_eq!(wrong(&barter_only(modes), &tawar), ["kept"], "{modes:?}");
    }
    assert_eq!(wrong(&barter_only(&[]), &tawar), ["kept", "modes"]);
    assert_eq!(wrong(&lamp, &site("belantara")), ["kept", "modes"]);
}

/// Drafts for sale that follow every rule.
fn for_sale() -> impl Strategy<Value = ListingDraft> {
    let texts = (
        "[A-Za-z0-9]{4,40}( [A-Za-z0-9]{1,39})?",
        "[a-z]{10,60}",
        "[a-z ]{0,60}",
        prop::sample::select(Condition::ALL),
        prop::collection::vec("[a-z]{1,30}", 0..=12),
    );
    let price = prop_oneof![1..=10_i64, 1..=10_000_000_i64, Just(MAX_PRICE)];
    let amounts = price.prop_flat_map(|price| {
        let original = price.saturating_add(1)..=price.saturating_add(5_000_000);
        (Just(price), prop::option::of(1..=price), prop::option::of(original))
    });
    let modes = prop::sample::select(vec![
        vec!["jual"],
        vec!["jual", "barter"],
        vec!["barter", "jual", "jual"],
    ]);
    (texts, amounts, modes, 1..=12_usize).prop_map(|(texts, amounts, modes, photos)| {
        let (title, description, flaw, condition, tags) = texts;
        let (price, min_price, original) = amounts;
        let original_price = original.filter(|original| *original <= MAX_PRICE);
        ListingDraft {
            title,
            description,
            flaw,
            tags,
            condition: condition.to_string(),
            modes: modes.into_iter().map(str::to_owned).collect(),
            price: Some(price),
            min_price,
            original_price,
            original_source: original_price.map(|_| "toko".into()),
            photos: (0..photos).map(|_| PhotoId::fresh()).collect(),
            ..camera()
        }
    })
}

type Break = (&'static str, fn(&mut ListingDraft));

fn set_price(draft: &mut ListingDraft, price: Option<i64>) {
    (draft.price, draft.min_price, draft.original_price) = (price, None, None);
}

/// Changes that break one rule of a draft for sale, and the field of the error.
const BREAKS: &[Break] = &[
    ("title", |d| d.title = "abc".into()),
    ("title", |d| d.title = " abc\u{7} ".into()),
    ("title", |d| d.title = "x".repeat(81)),
    ("description", |d| d.description = "x".repeat(9)),
    ("description", |d| d.description = "x".repeat(4001)),
    ("flaw", |d| d.flaw = "x".repeat(501)),
    ("condition", |d| d.condition = "ajaib".into()),
    ("modes", |d| d.modes.push("curi".into())),
    ("modes", |d| d.modes.push("gratis".into())),
    ("price", |d| set_price(d, None)),
    ("price", |d| set_price(d, Some(0))),
    ("price", |d| set_price(d, Some(-1))),
    ("price", |d| set_price(d, Some(MAX_PRICE + 1))),
    ("min_price", |d| d.min_price = d.price.map(|price| price + 1)),
    ("min_price", |d| d.min_price = Some(0)),
    ("original_price", |d| {
        (d.original_price, d.original_source) = (d.price, Some("toko".into()));
    }),
    ("original_source", |d| {
        set_price(d, Some(1_000));
        (d.original_price, d.original_source) = (Some(1_001), Some(" ".into()));
    }),
    ("original_source", |d| d.original_source = Some("x".repeat(121))),
    ("kept", |d| d.barter_only = Some(true)),
    ("delivery", |d| d.delivery.clear()),
    ("delivery", |d| d.delivery.push("merpati".into())),
    ("photos", |d| d.photos.clear()),
    ("photos", |d| d.photos = (0..13).map(|_| PhotoId::fresh()).collect()),
    ("brand", |d| d.brand = Some("x".repeat(61))),
    ("size", |d| d.size = Some("x".repeat(41))),
    ("color", |d| d.color = Some("x".repeat(61))),
    ("wanted", |d| d.wanted = Some("x".repeat(121))),
    ("tags", |d| d.tags.push("x".repeat(31))),
    ("tags", |d| d.tags = (0..13).map(|n| format!("tag{n}")).collect()),
    ("category", |d| d.category.clear()),
    ("region", |d| d.region.clear()),
];

proptest! {
    #[test]
    fn a_draft_that_follows_every_rule_is_accepted_unchanged(draft in for_sale()) {
        let checked = match check(&draft, &site("tawar")) {
            Ok(checked) => checked,
            Err(errors) => return Err(TestCaseError::fail(format!("{draft:?}: {errors:?}"))),
        };
        let content = &checked.content;
        prop_assert_eq!(&content.title, &draft.title);
        prop_assert_eq!(&content.description, &draft.description);
        prop_assert_eq!(
            (content.price, checked.min_price, content.original_price),
            (draft.price, draft.min_price, draft.original_price)
        );
        prop_assert_eq!(content.condition.to_string(), draft.condition);
        let barter = draft.modes.iter().any(|mode| mode == "barter");
        let modes = [(true, Mode::Sale), (barter, Mode::Barter)];
        let modes = modes.into_iter().filter_map(|(wanted, mode)| wanted.then_some(mode));
        prop_assert!(content.modes.iter().copied().eq(modes), "{:?}", content.modes);
    }

    #[test]
    fn a_draft_that_breaks_one_rule_is_refused_for_that_field_alone(draft in for_sale()) {
        let tawar = site("tawar");
        for (n, (field, breaks)) in BREAKS.iter().enumerate() {
            let mut broken = draft.clone();
            breaks(&mut broken);
            prop_assert_eq!(wrong(&broken, &tawar), [*field], "break {}", n);
        }
    }

    #[test]
    fn any_input_is_within_the_bounds_or_refused(
        draft in for_sale(), title in prop::option::of("\\PC{0,120}"), description in prop::option::of("\\PC{0,60}"),
        price in prop::option::of(any::<Option<i64>>()), min in prop::option::of(any::<Option<i64>>()),
        modes in prop::option::of(prop::collection::vec("jual|barter|gratis|x", 0..4)),
    ) {
        let draft = ListingDraft {
            title: title.unwrap_or(draft.title),
            description: description.unwrap_or(draft.description),
            price: price.unwrap_or(draft.price),
            min_price: min.unwrap_or(draft.min_price),
            modes: modes.unwrap_or(draft.modes),
            ..draft
        };
        if let Ok(CheckedListing { content, min_price, .. }) = check(&draft, &site("tawar")) {
            prop_assert!((4..=80).contains(&length(&content.title)));
            prop_assert!((10..=4000).contains(&length(&content.description)));
            prop_assert_eq!(content.price.is_some(), content.modes.contains(&Mode::Sale));
            prop_assert!(content.price.is_none_or(|p| (1..=MAX_PRICE).contains(&p)));
            prop_assert!(min_price.is_none_or(|m| content.price.is_some_and(|p| (1..=p).contains(&m))));
        }
    }
}

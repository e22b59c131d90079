//! Pure rules: what a listing must be like.

use super::model::Status;
use crate::base::error::FieldErrors;
use crate::base::i18n::Text;
use crate::base::ids::PhotoId;
use crate::base::money::MAX_PRICE;
use crate::config::{Mode, Site};
use crate::market::terms::{Condition, Delivery};

/// A listing as somebody wrote it; words not yet understood.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// 4 to 80 characters.
    pub title: String,
    /// At most 4,000 characters.
    pub description: String,
    /// At most 500 characters.
    pub flaw: String,
    /// Slug of a sub category.
    pub category: String,
    /// A word of [`Condition`].
    pub condition: String,
    /// Words of [`Mode`].
    pub modes: Vec<String>,
    /// Rupiah.
    pub price: Option<i64>,
    /// Rupiah, secret.
    pub min_price: Option<i64>,
    /// Rupiah.
    pub original_price: Option<i64>,
    /// Where the original price comes from.
    pub original_source: Option<String>,
    /// Free text.
    pub brand: Option<String>,
    /// Free text.
    pub size: Option<String>,
    /// Free text.
    pub color: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Words of [`Delivery`].
    pub delivery: Vec<String>,
    /// Kemendagri code.
    pub region: String,
    /// For barter.
    pub wanted: Option<String>,
    /// Kept for barter, shown to its owner only.
    pub kept: bool,
    /// Uploaded photos, the cover first.
    pub photos: Vec<PhotoId>,
}

/// A listing that keeps the rules; category and region are still to be looked up.
#[derive(Debug, Clone)]
pub(super) struct Clean {
    pub title: String,
    pub description: String,
    pub flaw: String,
    pub condition: Condition,
    pub modes: Vec<Mode>,
    pub price: Option<i64>,
    pub min_price: Option<i64>,
    pub original_price: Option<i64>,
    pub original_source: Option<String>,
    pub brand: Option<String>,
    pub size: Option<String>,
    pub color: Option<String>,
    pub tags: Vec<String>,
    pub delivery: Vec<Delivery>,
    pub wanted: Option<String>,
    /// Where it stands once it is written: on offer, or kept.
    pub status: Status,
}

/// Checks a draft against the rules and the site's profile; tells all that is wrong at once.
pub(super) fn check(draft: &Draft, site: &Site) -> Result<Clean, FieldErrors> {
    let mut errors = FieldErrors::default();
    let title = line(&draft.title);
    errors.check((4..=80).contains(&title.chars().count()), "title", "listing-title-length");
    let description = draft.description.trim().replace("\r\n", "\n");
    errors.check(description.chars().count() >= 10, "description", "listing-description-short");
    errors.check(description.chars().count() <= 4000, "description", "listing-description-long");
    let flaw = draft.flaw.trim().to_owned();
    errors.check(flaw.chars().count() <= 500, "flaw", "listing-flaw-long");
    let condition = draft.condition.parse::<Condition>().ok();
    errors.check(condition.is_some(), "condition", "listing-need-condition");

    let mut modes: Vec<Mode> = Vec::new();
    for word in &draft.modes {
        match word.parse::<Mode>() {
            Ok(mode) if site.allows(mode) => modes.push(mode),
            Ok(_) => errors.add("modes", "listing-mode-not-here"),
            Err(_) => errors.add("modes", "listing-need-mode"),
        }
    }
    modes.sort();
    modes.dedup();
    errors.check(!modes.is_empty() || errors.0.contains_key("modes"), "modes", "listing-need-mode");
    errors.check(!(modes.contains(&Mode::Free) && modes.len() > 1), "modes", "listing-free-alone");
    errors.check(!draft.kept || modes == [Mode::Barter], "kept", "listing-kept-barter-only");

    let sale = modes.contains(&Mode::Sale);
    let mut price_of = |field: &str, value: Option<i64>| {
        let value = value.filter(|_| sale);
        if let Some(value) = value
            && !(1..=MAX_PRICE).contains(&value)
        {
            errors.add(field, Text::new("listing-price-range"));
        }
        value
    };
    let price = price_of("price", draft.price);
    let min_price = price_of("min_price", draft.min_price);
    let original_price = price_of("original_price", draft.original_price);
    errors.check(!sale || price.is_some(), "price", "listing-need-price");
    // A price that the mode ignores must still not be nonsense.
    errors.check(sale || draft.price.unwrap_or(0) >= 0, "price", "listing-price-range");
    errors.check(
        sale || modes.is_empty() || draft.price.unwrap_or(0) == 0,
        "price",
        "listing-price-without-sale",
    );
    if let (Some(min), Some(price)) = (min_price, price) {
        errors.check(min <= price, "min_price", "listing-min-above-price");
    }
    let original_source =
        short(draft.original_source.as_deref(), 120, "original_source", &mut errors);
    if let (Some(original), Some(price)) = (original_price, price) {
        errors.check(original > price, "original_price", "listing-original-below-price");
        errors.check(original_source.is_some(), "original_source", "listing-need-source");
    }

    let mut delivery: Vec<Delivery> = Vec::new();
    for word in &draft.delivery {
        match word.parse::<Delivery>() {
            Ok(way) if site.cod_only && way != Delivery::Meet => {
                errors.add("delivery", "listing-cod-only")
            }
            Ok(way) => delivery.push(way),
            Err(_) => errors.add("delivery", "listing-need-delivery"),
        }
    }
    delivery.sort();
    delivery.dedup();
    errors.check(
        !delivery.is_empty() || errors.0.contains_key("delivery"),
        "delivery",
        "listing-need-delivery",
    );

    errors.check(!draft.photos.is_empty(), "photos", "listing-need-photo");
    errors.check(
        draft.photos.len() <= site.photo_max,
        "photos",
        Text::new("listing-too-many-photos").with("max", site.photo_max),
    );
    let brand = short(draft.brand.as_deref(), 60, "brand", &mut errors);
    let size = short(draft.size.as_deref(), 40, "size", &mut errors);
    let color = short(draft.color.as_deref(), 40, "color", &mut errors);
    let wanted = short(draft.wanted.as_deref(), 120, "wanted", &mut errors)
        .filter(|_| modes.contains(&Mode::Barter));
    let mut tags: Vec<String> = draft
        .tags
        .iter()
        .map(|tag| line(tag).to_lowercase())
        .filter(|tag| !tag.is_empty())
        .collect();
    tags.sort();
    tags.dedup();
    errors.check(
        tags.len() <= 12 && tags.iter().all(|tag| tag.chars().count() <= 30),
        "tags",
        "listing-tags",
    );
    errors.check(!draft.category.is_empty(), "category", "listing-need-category");
    errors.check(!draft.region.is_empty(), "region", "listing-need-region");

    match condition {
        Some(condition) if errors.0.is_empty() => Ok(Clean {
            title,
            description,
            flaw,
            condition,
            modes,
            price,
            min_price,
            original_price,
            original_source,
            brand,
            size,
            color,
            tags,
            delivery,
            wanted,
            status: if draft.kept { Status::Kept } else { Status::Active },
        }),
        _ => Err(errors),
    }
}

fn line(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .collect()
}

fn short(text: Option<&str>, most: usize, field: &str, errors: &mut FieldErrors) -> Option<String> {
    let text = line(text.unwrap_or_default());
    errors.check(
        text.chars().count() <= most,
        field,
        Text::new("listing-too-long").with("max", most),
    );
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn site(name: &str) -> Site {
        match Site::load(name) {
            Ok(site) => site,
            Err(err) => panic!("{err:#}"),
        }
    }

    fn camera() -> Draft {
        Draft {
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
            ..Draft::default()
        }
    }

    fn wrong(draft: &Draft, site: &Site) -> Vec<String> {
        check(draft, site).err().map(|errors| errors.0.into_keys().collect()).unwrap_or_default()
    }

    #[test]
    fn a_camera_for_sale_is_fine() {
        assert!(check(&camera(), &site("tawar")).is_ok());
    }

    #[test]
    fn prices_below_one_and_above_a_trillion_are_refused() {
        let tawar = site("tawar");
        for price in [-5, 0, MAX_PRICE + 1, i64::MAX, i64::MIN] {
            let draft = Draft { price: Some(price), min_price: None, ..camera() };
            assert_eq!(wrong(&draft, &tawar), ["price"], "{price}");
        }
        assert_eq!(wrong(&Draft { min_price: Some(2_000_000), ..camera() }, &tawar), ["min_price"]);
    }

    #[test]
    fn a_struck_price_needs_its_source() {
        let draft = Draft { original_price: Some(2_000_000), ..camera() };
        assert_eq!(wrong(&draft, &site("tawar")), ["original_source"]);
    }

    #[test]
    fn each_site_takes_only_its_own_ways() {
        assert_eq!(wrong(&camera(), &site("barterhub")), ["modes"]);
        let barter =
            Draft { modes: vec!["barter".into()], price: None, min_price: None, ..camera() };
        assert!(check(&barter, &site("barterhub")).is_ok());
        assert_eq!(wrong(&barter, &site("belantara")), ["modes"]);
        let parcel = Draft { delivery: vec!["kirim".into()], ..camera() };
        assert_eq!(wrong(&parcel, &site("sampahkupilah")), ["delivery"]);
        let many = Draft { photos: (0..6).map(|_| PhotoId::fresh()).collect(), ..barter };
        assert_eq!(wrong(&many, &site("barterhub")), ["photos"]);
    }

    #[test]
    fn free_is_free() {
        let free =
            Draft { modes: vec!["gratis".into()], price: Some(0), min_price: None, ..camera() };
        assert!(check(&free, &site("tawar")).is_ok());
        let mixed = Draft { modes: vec!["gratis".into(), "jual".into()], ..camera() };
        assert_eq!(wrong(&mixed, &site("tawar")), ["modes"]);
    }

    #[test]
    fn only_what_is_for_barter_alone_is_kept() {
        let tawar = site("tawar");
        let kept = |modes: &[&str]| Draft {
            modes: modes.iter().map(|&mode| mode.to_owned()).collect(),
            price: modes.contains(&"jual").then_some(1_250_000),
            min_price: None,
            kept: true,
            ..camera()
        };
        let lamp = kept(&["barter"]);
        assert_eq!(check(&lamp, &tawar).ok().map(|clean| clean.status), Some(Status::Kept));
        let shown = Draft { kept: false, ..lamp.clone() };
        assert_eq!(check(&shown, &tawar).ok().map(|clean| clean.status), Some(Status::Active));
        for modes in [&["jual"][..], &["gratis"], &["jual", "barter"]] {
            assert_eq!(wrong(&kept(modes), &tawar), ["kept"], "{modes:?}");
        }
        assert_eq!(wrong(&kept(&[]), &tawar), ["kept", "modes"]);
        assert_eq!(wrong(&lamp, &site("belantara")), ["kept", "modes"]);
    }

    /// Drafts for sale that keep every rule.
    fn for_sale() -> impl Strategy<Value = Draft> {
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
            Draft {
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

    type Break = (&'static str, fn(&mut Draft));

    fn set_price(draft: &mut Draft, price: Option<i64>) {
        (draft.price, draft.min_price, draft.original_price) = (price, None, None);
    }

    /// Ways to break one rule of a draft for sale, and the field that is named for it.
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
        ("kept", |d| d.kept = true),
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
        fn a_draft_that_keeps_every_rule_is_taken_as_it_was_written(draft in for_sale()) {
            let clean = match check(&draft, &site("tawar")) {
                Ok(clean) => clean,
                Err(errors) => return Err(TestCaseError::fail(format!("{draft:?}: {errors:?}"))),
            };
            prop_assert_eq!(&clean.title, &draft.title);
            prop_assert_eq!(&clean.description, &draft.description);
            prop_assert_eq!(
                (clean.price, clean.min_price, clean.original_price),
                (draft.price, draft.min_price, draft.original_price)
            );
            prop_assert_eq!(clean.condition.to_string(), draft.condition);
            let barter = draft.modes.iter().any(|mode| mode == "barter");
            let modes = [(true, Mode::Sale), (barter, Mode::Barter)];
            let modes = modes.into_iter().filter_map(|(wanted, mode)| wanted.then_some(mode));
            prop_assert!(clean.modes.iter().copied().eq(modes), "{:?}", clean.modes);
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
        fn whatever_is_typed_is_within_the_bounds_or_refused(
            draft in for_sale(), title in prop::option::of("\\PC{0,120}"), description in prop::option::of("\\PC{0,60}"),
            price in prop::option::of(any::<Option<i64>>()), min in prop::option::of(any::<Option<i64>>()),
            modes in prop::option::of(prop::collection::vec("jual|barter|gratis|x", 0..4)),
        ) {
            let draft = Draft {
                title: title.unwrap_or(draft.title),
                description: description.unwrap_or(draft.description),
                price: price.unwrap_or(draft.price),
                min_price: min.unwrap_or(draft.min_price),
                modes: modes.unwrap_or(draft.modes),
                ..draft
            };
            if let Ok(clean) = check(&draft, &site("tawar")) {
                prop_assert!((4..=80).contains(&clean.title.chars().count()));
                prop_assert!((10..=4000).contains(&clean.description.chars().count()));
                prop_assert_eq!(clean.price.is_some(), clean.modes.contains(&Mode::Sale));
                prop_assert!(clean.price.is_none_or(|p| (1..=MAX_PRICE).contains(&p)));
                prop_assert!(clean.min_price.is_none_or(|m| clean.price.is_some_and(|p| (1..=p).contains(&m))));
            }
        }
    }
}

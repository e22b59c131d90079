//! Listings: for sale, for barter and for free.

use std::collections::HashSet;

use super::attributes;
use super::catalogue::{Catalogue, DemoError, Item, SubCategory, Texts, Variant, catalogue};
use super::model::{DemoListing, DemoPerson, PhotoPlan};
use super::pictures::{album, colors};
use super::prices;
use super::prose::{self, Subject, TITLE_MAX, TitleParts};
use super::rng::SeededRng;

const OLDEST_MINUTES: i64 = 28 * 24 * 60;

/// Generates `count` listings of `people`, oldest first. From 79 listings on every sub category has some; without people
/// there are none.
///
/// # Errors
/// The embedded texts are invalid.
pub fn listings(
    seed: u64,
    count: usize,
    people: &[DemoPerson],
) -> Result<Vec<DemoListing>, DemoError> {
    let all = catalogue()?;
    let mut rng = SeededRng::new(seed, "listings");
    let mut titles = HashSet::new();
    let mut listings = Vec::with_capacity(count);
    if people.is_empty() {
        return Ok(listings);
    }
    while listings.len() < count {
        let sub = all.subs.get(listings.len()).or_else(|| {
            let index = rng.weighted(all.subs.iter().map(|sub| sub.weight));
            all.subs.get(index)
        });
        let Some(sub) = sub else { break };
        let Some(mut listing) = listing(all, sub, &mut rng) else { break };
        // A title that is taken already gets a few more attempts.
        for _ in 0..12 {
            if !titles.contains(&listing.title) {
                break;
            }
            listing = self::listing(all, sub, &mut rng).unwrap_or(listing);
        }
        titles.insert(listing.title.clone());
        assign(&mut listing, people, &mut rng);
        listings.push(listing);
    }
    listings.sort_by_key(|listing| std::cmp::Reverse(listing.age_minutes));
    Ok(listings)
}

/// Sets the seller and the age. A third of the listings goes to a few busy sellers, the rest to anybody.
fn assign(listing: &mut DemoListing, people: &[DemoPerson], rng: &mut SeededRng) {
    let any = rng.below(people.len());
    listing.seller = if rng.chance(35) { any * (any + 1) / (people.len() + 1) } else { any };
    let joined = people
        .get(listing.seller)
        .map_or(OLDEST_MINUTES, |person| person.joined_days_ago * 24 * 60 - 30);
    let permille = rng.range(0, 1000);
    listing.age_minutes = (OLDEST_MINUTES * permille / 1000 * permille / 1000 + rng.range(3, 90))
        .min(joined)
        .clamp(1, OLDEST_MINUTES);
}

/// A listing of the sub category, without seller and age; `None` when the sub category has no templates.
fn listing(
    all: &'static Catalogue,
    sub: &'static SubCategory,
    rng: &mut SeededRng,
) -> Option<DemoListing> {
    let texts = &all.texts;
    let item = rng.pick(&sub.items)?;
    let drawing = rng.pick(&item.drawings)?.as_str();
    let color_index = rng.below(colors(all, drawing).len());
    let color = attributes::color_name(colors(all, drawing), sub, item, color_index);
    let (a, b, brand) = (variant(&item.a, rng), variant(&item.b, rng), variant(&item.brand, rng));
    let size = rng.text(Texts::list(&texts.sizes, item.sizes.as_deref().unwrap_or(&sub.sizes)));
    let parts = TitleParts { a: a.0, b: b.0, brand: brand.0, size, color };
    let title = prose::title(item, &parts);
    let condition = attributes::condition(sub, &title, texts, rng);
    let percent = a.1 * b.1 / 100 * brand.1 / 100;
    let price = prices::asking(item.prices.0..=item.prices.1, percent, condition, rng);
    let modes = attributes::modes(sub, item, price, rng);
    let sold = modes.contains(&"jual");
    let factors = PriceFactors { percent, price, condition };
    let original = if sold { original(item, texts, &factors, rng) } else { None };
    let title = prose::with_condition(title, condition, texts, rng);
    let subject = Subject { sub, drawing, condition, modes: &modes };
    Some(DemoListing {
        title: title.chars().take(TITLE_MAX).collect(),
        description: prose::description(&subject, texts, rng),
        flaw: prose::flaw(&subject, texts, rng),
        category: &sub.slug,
        condition,
        price: sold.then_some(price),
        min_price: if sold && rng.chance(60) { prices::minimum(price, rng) } else { None },
        original_price: original.as_ref().map(|(amount, _)| *amount),
        original_source: original.map(|(_, source)| source),
        brand: non_empty(brand.0),
        size: non_empty(size),
        color: non_empty(color),
        tags: attributes::tags(sub, item, brand.0, rng),
        delivery: attributes::delivery(item.big.unwrap_or(sub.big), &modes, rng),
        wanted: modes.contains(&"barter").then(|| attributes::wanted(price, texts, rng)),
        photos: photos(all, item, drawing, color_index, rng),
        modes,
        age_minutes: 0,
        seller: 0,
    })
}

fn non_empty(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// One of the variants and its factor in percent.
fn variant<'a>(variants: &'a [Variant], rng: &mut SeededRng) -> (&'a str, i64) {
    rng.pick(variants).map_or(("", 100), |variant| (variant.text.as_str(), variant.percent))
}

/// The asking price and what it depends on.
struct PriceFactors<'a> {
    /// The factor of the chosen variants, in percent.
    percent: i64,
    /// The asking price in rupiah.
    price: i64,
    condition: &'a str,
}

/// The original price in rupiah and how it is known. Few sellers state one, and never without a source.
fn original(
    item: &Item,
    texts: &Texts,
    factors: &PriceFactors<'_>,
    rng: &mut SeededRng,
) -> Option<(i64, String)> {
    let odds = match factors.condition {
        _ if item.original => 70,
        "baru_segel" => 60,
        "seperti_baru" => 38,
        _ => 20,
    };
    let (new, list) = if item.original {
        (item.prices.1 * 13 / 10, "face")
    } else {
        (item.new?, if factors.condition == "baru_segel" { "label" } else { "known" })
    };
    if !rng.chance(odds) {
        return None;
    }
    // Variants change the price of a new one half as much as that of a used one.
    let amount = prices::original(new, (100 + factors.percent) / 2, factors.price)?;
    Some((amount, rng.text(Texts::list(&texts.sources, list)).to_owned()))
}

/// The cover and other angles of the same picture; a bundle may show a second drawing last.
fn photos(
    all: &'static Catalogue,
    item: &'static Item,
    drawing: &'static str,
    color_index: usize,
    rng: &mut SeededRng,
) -> Vec<PhotoPlan> {
    let (covers, angles) = album(!colors(all, drawing).is_empty(), color_index);
    let cover = rng.pick(&covers).copied().unwrap_or(0);
    let count = rng.weighted([20, 36, 44].into_iter()) + 1;
    let others = angles.into_iter().filter(|angle| *angle != cover);
    let mut plans: Vec<PhotoPlan> = std::iter::once(cover)
        .chain(others)
        .take(count)
        .map(|variant| PhotoPlan { drawing, variant })
        .collect();
    let is_bundle = item.title.starts_with("Paket") || item.title.starts_with("Set ");
    let second = item.drawings.iter().find(|name| name.as_str() != drawing);
    if let Some(second) = second.filter(|_| is_bundle) {
        plans.push(PhotoPlan { drawing: second.as_str(), variant: cover % 2 });
    }
    plans
}

//! Whether the worth of the demo listings agrees with their prices, which the formula does not know.

use std::collections::{BTreeMap, HashMap};

use super::*;
use crate::base::clock::Timestamp;
use crate::market::categories::Categories;
use crate::market::terms::Delivery;
use crate::market::worth::{Item, of_item};

/// Rank correlation that worth and price have at least, over all listings and on average within a category.
const AGREEMENT: f64 = 0.7;

/// Categories with fewer priced listings are not measured alone: chance would decide.
const MEASURED: usize = 12;

/// A listing's category, worth and price.
struct Sample {
    category: &'static str,
    parent: String,
    points: i64,
    price: i64,
}

fn samples(seed: u64) -> Vec<Sample> {
    let people = people(seed, 200, &[5.0, 0.0, 2.5, 1.0]).unwrap();
    let listings = listings(seed, 2000, &people).unwrap();
    let categories = Categories::bundled().unwrap();
    let mut supply: HashMap<(&str, usize), i64> = HashMap::new();
    let place = |listing: &DemoListing| (listing.category, people[listing.seller].region);
    listings.iter().for_each(|listing| *supply.entry(place(listing)).or_default() += 1);
    let now: Timestamp = "2026-11-30T05:00:00Z".parse().unwrap();
    let sample = |listing: &DemoListing| {
        let category = categories.by_slug(listing.category)?;
        let delivery: Vec<Delivery> =
            listing.delivery.iter().filter_map(|w| w.parse().ok()).collect();
        let item = Item {
            category_id: category.id,
            title: &listing.title,
            condition: listing.condition.parse().ok()?,
            delivery: &delivery,
            region: "32.73",
            in_city: supply[&place(listing)] - 1,
            in_district: 0,
        };
        let points = of_item(&categories, &item, now).points;
        let parent = categories.parent_of(category)?.slug.clone();
        Some(Sample { category: listing.category, parent, points, price: listing.price? })
    };
    listings.iter().filter_map(sample).collect()
}

/// Ranks from 0; equal values share the mean of theirs.
fn ranks(values: &[i64]) -> Vec<f64> {
    let mean = |value: &i64| {
        let below = values.iter().filter(|other| *other < value).count();
        let equal = values.iter().filter(|other| *other == value).count();
        count(below) + (count(equal) - 1.0) / 2.0
    };
    values.iter().map(mean).collect()
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Spearman's rank correlation of worth and price.
fn agreement<'a>(samples: impl Iterator<Item = &'a Sample>) -> f64 {
    let (points, prices): (Vec<i64>, Vec<i64>) =
        samples.map(|sample| (sample.points, sample.price)).unzip();
    let (x, y) = (ranks(&points), ranks(&prices));
    let mean = (count(points.len()) - 1.0) / 2.0;
    let product = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum()
    };
    product(&x, &y) / (product(&x, &x) * product(&y, &y)).sqrt()
}

/// The mean over the groups that are large enough, weighted by their size. Prints each.
fn within(samples: &[Sample], group: impl Fn(&Sample) -> String) -> f64 {
    let mut groups: BTreeMap<String, Vec<&Sample>> = BTreeMap::new();
    samples.iter().for_each(|sample| groups.entry(group(sample)).or_default().push(sample));
    let (mut sum, mut all) = (0.0, 0.0);
    for (name, samples) in groups.iter().filter(|(_, samples)| samples.len() >= MEASURED) {
        let value = agreement(samples.iter().copied());
        println!("  {value:5.2}  {name} ({})", samples.len());
        sum += value * count(samples.len());
        all += count(samples.len());
    }
    sum / all
}

/// `cargo test --lib the_worth_agrees -- --nocapture` prints the correlations.
#[test]
fn the_worth_agrees_with_the_price_over_all_goods_and_within_a_category() {
    for seed in [7, 8] {
        let samples = samples(seed);
        let over_all = agreement(samples.iter());
        let within_category = within(&samples, |sample| sample.category.to_owned());
        let within_parent = within(&samples, |sample| sample.parent.clone());
        println!(
            "{} listings: {over_all:.3} over all, {within_category:.3} within a category, {within_parent:.3} within a category above",
            samples.len()
        );
        assert!(over_all >= AGREEMENT, "{over_all}");
        assert!(
            within_category >= AGREEMENT && within_parent >= AGREEMENT,
            "{within_category} {within_parent}"
        );
    }
}

#[test]
fn a_blender_of_twice_the_price_of_a_chair_is_not_worth_less() {
    let categories = Categories::bundled().unwrap();
    let now: Timestamp = "2026-11-30T05:00:00Z".parse().unwrap();
    let points = |category: &str, title: &str| {
        let item = Item {
            category_id: categories.by_slug(category).unwrap().id,
            title,
            condition: "bagus".parse().unwrap(),
            delivery: &[Delivery::Meet],
            region: "32.73",
            in_city: 0,
            in_district: 0,
        };
        of_item(&categories, &item, now).points
    };
    assert!(points("alat-masak", "Blender Philips") > points("perabot", "Kursi makan"));
    assert!(points("perabot", "Lemari jati") > points("perabot", "Kursi makan"));
}

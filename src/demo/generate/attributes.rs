//! The attributes of a listing that follow from its sub category, its template and its price.

use super::catalogue::{Item, SubCategory, Texts};
use super::prices::CONDITIONS;
use super::prose;
use super::rng::SeededRng;

/// First words of titles that are not used as tags.
const VAGUE: [&str; 8] = ["paket", "satu", "fast", "slip", "midi", "full", "doctor", "pump"];
/// The highest worth of a listing that is given away, in rupiah.
const MAX_GIFT_PRICE: i64 = 150_000;

/// The name of the picture's colour, for listings that state their colour; otherwise empty.
pub(super) fn color_name(
    colors: &'static [String],
    sub: &SubCategory,
    item: &Item,
    color_index: usize,
) -> &'static str {
    let named = item.color.unwrap_or(sub.color);
    colors.get(color_index).filter(|_| named).map_or("", String::as_str)
}

/// The condition that the title implies, or else one by the sub category's weights.
pub(super) fn condition(
    sub: &SubCategory,
    title: &str,
    texts: &Texts,
    rng: &mut SeededRng,
) -> &'static str {
    let implied = prose::implied_condition(title, texts)
        .and_then(|implied| CONDITIONS.iter().find(|known| **known == implied));
    let index = rng.weighted(sub.conditions.iter().copied());
    implied.or_else(|| CONDITIONS.get(index)).copied().unwrap_or("bagus")
}

/// About one in eight is given away; of the rest one in five may be bartered, few of them only bartered.
pub(super) fn modes(
    sub: &SubCategory,
    item: &Item,
    price: i64,
    rng: &mut SeededRng,
) -> Vec<&'static str> {
    let usual = match item.free.or(sub.free) {
        Some(true) => 42,
        Some(false) => 0,
        None => 24,
    };
    let gift = if item.free == Some(false) { 0 } else { sub.gift.unwrap_or(usual) };
    if price <= MAX_GIFT_PRICE && rng.chance(gift) {
        vec!["gratis"]
    } else if sub.barter.unwrap_or(true) && rng.chance(20) {
        if rng.chance(15) { vec!["barter"] } else { vec!["jual", "barter"] }
    } else {
        vec!["jual"]
    }
}

/// One to five tags: the first word of the title template, the template's own tag, the brand, some of the sub category's.
pub(super) fn tags(
    sub: &SubCategory,
    item: &Item,
    brand: &str,
    rng: &mut SeededRng,
) -> Vec<String> {
    let word = item.title.split_whitespace().next().unwrap_or_default().to_lowercase();
    let is_tag =
        word.len() > 3 && word.chars().all(char::is_alphabetic) && !VAGUE.contains(&word.as_str());
    let mut tags: Vec<String> =
        is_tag.then_some(word).into_iter().chain(item.tag.clone()).collect();
    tags.dedup();
    if !brand.is_empty() && brand.len() <= 20 {
        tags.push(brand.to_lowercase());
    }
    for tag in &sub.tags {
        if !tags.contains(tag) && rng.chance(60) {
            tags.push(tag.clone());
        }
    }
    if tags.is_empty() {
        tags.extend(sub.tags.first().cloned());
    }
    tags.truncate(5);
    tags
}

pub(super) fn delivery(big: bool, modes: &[&str], rng: &mut SeededRng) -> Vec<&'static str> {
    let near = big || modes.contains(&"gratis");
    let (meet, send, courier) = if near { (100, 18, 28) } else { (84, 74, 42) };
    let mut ways: Vec<&'static str> = [("cod", meet), ("kirim", send), ("gosend", courier)]
        .into_iter()
        .filter(|(_, odds)| rng.chance(*odds))
        .map(|(way, _)| way)
        .collect();
    if ways.is_empty() {
        ways.push("cod");
    }
    ways
}

pub(super) fn wanted(price: i64, texts: &Texts, rng: &mut SeededRng) -> String {
    let list = match price {
        ..150_000 => "small",
        150_000..1_000_000 => "middle",
        _ => "large",
    };
    rng.text(Texts::list(&texts.wanted, list)).to_owned()
}

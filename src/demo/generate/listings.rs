//! Things for sale, for barter and for nothing.

use std::collections::HashSet;

use super::catalogue::{Catalogue, DemoError, Item, Part, Sub, Words, catalogue};
use super::dice::Dice;
use super::model::{DemoListing, DemoPerson, PhotoPlan};
use super::pictures::{album, colors};
use super::prices::{self, CONDITIONS};
use super::prose::{self, Draw, TITLE_MAX};

const OLDEST_MINUTES: i64 = 28 * 24 * 60;
/// Given away only what would not fetch more than this.
const GIFT_WORTH: i64 = 150_000;
/// First words of titles that say nothing about the thing.
const VAGUE: [&str; 8] = ["paket", "satu", "fast", "slip", "midi", "full", "doctor", "pump"];

/// `n` listings of `people`, oldest first. From 79 on every sub category has some; without people there are none.
///
/// # Errors
/// When the embedded words cannot be read.
pub fn listings(seed: u64, n: usize, people: &[DemoPerson]) -> Result<Vec<DemoListing>, DemoError> {
    let all = catalogue()?;
    let mut dice = Dice::new(seed, "listings");
    let mut titles = HashSet::new();
    let mut made = Vec::with_capacity(n);
    if people.is_empty() {
        return Ok(made);
    }
    while made.len() < n {
        let sub = all.subs.get(made.len()).or_else(|| {
            let drawn = dice.weighed(all.subs.iter().map(|sub| sub.weight));
            all.subs.get(drawn)
        });
        let Some(sub) = sub else { break };
        let Some(mut listing) = thing(all, sub, &mut dice) else { break };
        // A title that is already taken gets a few more throws.
        for _ in 0..12 {
            if !titles.contains(&listing.title) {
                break;
            }
            listing = thing(all, sub, &mut dice).unwrap_or(listing);
        }
        titles.insert(listing.title.clone());
        owned(&mut listing, people, &mut dice);
        made.push(listing);
    }
    made.sort_by_key(|listing| std::cmp::Reverse(listing.age_minutes));
    Ok(made)
}

/// Gives it a seller and an age. A third goes to a few busy sellers, the rest to anybody.
fn owned(listing: &mut DemoListing, people: &[DemoPerson], dice: &mut Dice) {
    let any = dice.below(people.len());
    listing.seller = if dice.chance(35) { any * (any + 1) / (people.len() + 1) } else { any };
    let joined = people
        .get(listing.seller)
        .map_or(OLDEST_MINUTES, |person| person.joined_days_ago * 24 * 60 - 30);
    let drawn = dice.range(0, 1000);
    listing.age_minutes = (OLDEST_MINUTES * drawn / 1000 * drawn / 1000 + dice.range(3, 90))
        .min(joined)
        .clamp(1, OLDEST_MINUTES);
}

fn thing(all: &'static Catalogue, sub: &'static Sub, dice: &mut Dice) -> Option<DemoListing> {
    let item = dice.pick(&sub.items)?;
    let drawing = dice.pick(&item.d)?.as_str();
    let (look, color) = look(all, sub, item, drawing, dice);
    let (a, b, brand) = (part(&item.a, dice), part(&item.b, dice), part(&item.brand, dice));
    let size =
        dice.word(Words::list(&all.words.sizes, item.sizes.as_deref().unwrap_or(&sub.sizes)));
    let bare = prose::title(item, &Draw { a: a.0, b: b.0, brand: brand.0, size, color });
    let condition = condition(sub, &bare, &all.words, dice);
    let percent = a.1 * b.1 / 100 * brand.1 / 100;
    let price = prices::asking(item.p, percent, condition, dice);
    let modes = modes(sub, item, price, dice);
    let sold = modes.contains(&"jual");
    let original =
        if sold { original(item, &all.words, percent, price, condition, dice) } else { None };
    let title = prose::adorned(bare, condition, &all.words, dice);
    Some(DemoListing {
        title: title.chars().take(TITLE_MAX).collect(),
        description: prose::description(sub, drawing, condition, &modes, &all.words, dice),
        flaw: prose::flaw(sub, drawing, condition, &all.words, dice),
        category: &sub.slug,
        condition,
        price: sold.then_some(price),
        min_price: if sold && dice.chance(60) { prices::minimum(price, dice) } else { None },
        original_price: original.as_ref().map(|(amount, _)| *amount),
        original_source: original.map(|(_, source)| source),
        brand: some(brand.0),
        size: some(size),
        color: some(color),
        tags: tags(sub, item, brand.0, dice),
        delivery: delivery(item.big.unwrap_or(sub.big), &modes, dice),
        wanted: modes.contains(&"barter").then(|| wanted(price, &all.words, dice)),
        photos: photos(all, item, drawing, look, dice),
        modes,
        age_minutes: 0,
        seller: 0,
    })
}

fn some(word: &str) -> Option<String> {
    (!word.is_empty()).then(|| word.to_owned())
}

fn part<'a>(parts: &'a [Part], dice: &mut Dice) -> (&'a str, i64) {
    dice.pick(parts).map_or(("", 100), |part| (part.text.as_str(), part.percent))
}

/// Which colour the picture has, and its name where the thing is described by colour.
fn look(
    all: &'static Catalogue,
    sub: &Sub,
    item: &Item,
    drawing: &str,
    dice: &mut Dice,
) -> (usize, &'static str) {
    let colors = colors(all, drawing);
    let look = dice.below(colors.len());
    let named = item.color.unwrap_or(sub.color);
    (look, colors.get(look).filter(|_| named).map_or("", String::as_str))
}

fn condition(sub: &Sub, title: &str, words: &Words, dice: &mut Dice) -> &'static str {
    let hinted = prose::hinted(title, words)
        .and_then(|hint| CONDITIONS.iter().find(|known| **known == hint));
    let drawn = dice.weighed(sub.conditions.iter().copied());
    hinted.or_else(|| CONDITIONS.get(drawn)).copied().unwrap_or("bagus")
}

/// About one in eight is given away; of the rest one in five may be swapped, few of them only swapped.
fn modes(sub: &Sub, item: &Item, price: i64, dice: &mut Dice) -> Vec<&'static str> {
    let usual = match item.free.or(sub.free) {
        Some(true) => 42,
        Some(false) => 0,
        None => 24,
    };
    let gift = if item.free == Some(false) { 0 } else { sub.gift.unwrap_or(usual) };
    if price <= GIFT_WORTH && dice.chance(gift) {
        vec!["gratis"]
    } else if sub.barter.unwrap_or(true) && dice.chance(20) {
        if dice.chance(15) { vec!["barter"] } else { vec!["jual", "barter"] }
    } else {
        vec!["jual"]
    }
}

/// Stated by few, and never without saying how it is known.
fn original(
    item: &Item,
    words: &Words,
    percent: i64,
    price: i64,
    condition: &str,
    dice: &mut Dice,
) -> Option<(i64, String)> {
    let odds = match condition {
        _ if item.original => 70,
        "baru_segel" => 60,
        "seperti_baru" => 38,
        _ => 20,
    };
    let (new, list) = if item.original {
        (item.p.1 * 13 / 10, "face")
    } else {
        (item.new?, if condition == "baru_segel" { "label" } else { "known" })
    };
    if !dice.chance(odds) {
        return None;
    }
    // What the words do to a used price, they do to a new one in part.
    let amount = prices::original(new, (100 + percent) / 2, price)?;
    Some((amount, dice.word(Words::list(&words.sources, list)).to_owned()))
}

fn tags(sub: &Sub, item: &Item, brand: &str, dice: &mut Dice) -> Vec<String> {
    let kind = item.t.split_whitespace().next().unwrap_or_default().to_lowercase();
    let telling =
        kind.len() > 3 && kind.chars().all(char::is_alphabetic) && !VAGUE.contains(&kind.as_str());
    let mut tags: Vec<String> =
        telling.then_some(kind).into_iter().chain(item.tag.clone()).collect();
    tags.dedup();
    if !brand.is_empty() && brand.len() <= 20 {
        tags.push(brand.to_lowercase());
    }
    for tag in &sub.tags {
        if !tags.contains(tag) && dice.chance(60) {
            tags.push(tag.clone());
        }
    }
    if tags.is_empty() {
        tags.extend(sub.tags.first().cloned());
    }
    tags.truncate(5);
    tags
}

fn delivery(big: bool, modes: &[&str], dice: &mut Dice) -> Vec<&'static str> {
    let near = big || modes.contains(&"gratis");
    let (meet, send, courier) = if near { (100, 18, 28) } else { (84, 74, 42) };
    let mut ways: Vec<&'static str> = [("cod", meet), ("kirim", send), ("gosend", courier)]
        .into_iter()
        .filter(|(_, odds)| dice.chance(*odds))
        .map(|(way, _)| way)
        .collect();
    if ways.is_empty() {
        ways.push("cod");
    }
    ways
}

fn wanted(price: i64, words: &Words, dice: &mut Dice) -> String {
    let list = match price {
        ..150_000 => "small",
        150_000..1_000_000 => "middle",
        _ => "large",
    };
    dice.word(Words::list(&words.wanted, list)).to_owned()
}

/// The cover and other angles of the same thing; a bundle may show a second thing last.
fn photos(
    all: &'static Catalogue,
    item: &'static Item,
    drawing: &'static str,
    look: usize,
    dice: &mut Dice,
) -> Vec<PhotoPlan> {
    let (covers, angles) = album(!colors(all, drawing).is_empty(), look);
    let cover = dice.pick(&covers).copied().unwrap_or(0);
    let count = dice.weighed([20, 36, 44].into_iter()) + 1;
    let rest = angles.into_iter().filter(|angle| *angle != cover);
    let mut plans: Vec<PhotoPlan> = std::iter::once(cover)
        .chain(rest)
        .take(count)
        .map(|variant| PhotoPlan { drawing, variant })
        .collect();
    let other = item.d.iter().find(|name| name.as_str() != drawing);
    if let Some(other) = other.filter(|_| item.t.starts_with("Paket") || item.t.starts_with("Set "))
    {
        plans.push(PhotoPlan { drawing: other.as_str(), variant: cover % 2 });
    }
    plans
}

//! Invented people of many origins, some with a single name.

use std::collections::HashSet;

use serde::Deserialize;

use super::catalogue::{DemoError, read};
use super::model::DemoPerson;
use super::rng::SeededRng;

/// `seed/demo/people.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    bios: Vec<String>,
    /// Combinations that are the name of a well-known person.
    avoid: Vec<String>,
    group: Vec<NameGroup>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
/// Names of one origin.
struct NameGroup {
    weight: i64,
    /// The alternatives for each part of a name.
    pattern: Vec<Vec<String>>,
}

/// Handles that the site's addresses use.
const RESERVED: [&str; 4] = ["saya", "admin", "tawar", "bantuan"];

/// Generates `count` people; each lives in a region, an index into `weights`, chosen with a probability by its weight.
///
/// # Errors
/// The embedded names are invalid.
pub fn people(seed: u64, count: usize, weights: &[f64]) -> Result<Vec<DemoPerson>, DemoError> {
    let names: Names = read("people", include_str!("../../../seed/demo/people.toml"))?;
    let mut rng = SeededRng::new(seed, "people");
    let mut taken: HashSet<String> = RESERVED.iter().map(|word| (*word).to_owned()).collect();
    let total: f64 = weights.iter().filter(|weight| **weight > 0.0).sum();
    let mut people = Vec::with_capacity(count);
    for number in 0..count {
        let name = name(&names, &mut rng);
        let handle = handle(&name, &mut taken, &mut rng);
        people.push(DemoPerson {
            email: format!("{handle}@contoh.id"),
            phone: rng.chance(72).then(|| format!("+62820{:08}", number + 1)),
            bio: rng.chance(45).then(|| rng.text(&names.bios).to_owned()),
            joined_days_ago: joined_days_ago(&mut rng),
            region: weighted_index(weights, total, &mut rng),
            name,
            handle,
        });
    }
    Ok(people)
}

fn name(names: &Names, rng: &mut SeededRng) -> String {
    for _ in 0..8 {
        let index = rng.weighted(names.group.iter().map(|group| group.weight));
        let Some(group) = names.group.get(index) else { break };
        let name = group.pattern.iter().map(|words| rng.text(words)).collect::<Vec<_>>().join(" ");
        if !names.avoid.contains(&name) {
            return name;
        }
    }
    "Lestari".to_owned()
}

/// A handle from the name, with a number when it is taken already.
fn handle(name: &str, taken: &mut HashSet<String>, rng: &mut SeededRng) -> String {
    let words: Vec<String> = name
        .to_lowercase()
        .split_whitespace()
        .map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect())
        .collect();
    let first = words.first().cloned().unwrap_or_default();
    let last = words.last().cloned().unwrap_or_default();
    let initial = |word: &str| word.chars().take(1).collect::<String>();
    let base = match rng.range(0, 3) {
        2 if first.len() > 3 && words.len() > 1 => format!("{first}{}", initial(&last)),
        3 if last.len() > 3 && words.len() > 1 => format!("{}{last}", initial(&first)),
        _ => words.concat(),
    };
    let base: String = base.chars().take(16).collect();
    let mut handle = base.clone();
    while handle.len() < 3 || taken.contains(&handle) {
        handle = format!("{base}{}", rng.range(2, 9999));
    }
    taken.insert(handle.clone());
    handle
}

/// Days since a person joined: for most within the last year, for some longer ago, for a few within two weeks.
fn joined_days_ago(rng: &mut SeededRng) -> i64 {
    match rng.range(0, 9) {
        0 => rng.range(2, 13),
        1..=6 => rng.range(14, 365),
        _ => rng.range(366, 900),
    }
}

/// An index, with a probability by its weight.
fn weighted_index(weights: &[f64], total: f64, rng: &mut SeededRng) -> usize {
    let number = u32::try_from(rng.next() >> 32).unwrap_or(0);
    let mut rest = f64::from(number) / (f64::from(u32::MAX) + 1.0) * total;
    for (index, weight) in weights.iter().enumerate() {
        if *weight > 0.0 {
            if rest < *weight {
                return index;
            }
            rest -= weight;
        }
    }
    0
}

//! Invented people of many origins, some with one name only.

use std::collections::HashSet;

use serde::Deserialize;

use super::catalogue::{DemoError, read};
use super::dice::Dice;
use super::model::DemoPerson;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    bios: Vec<String>,
    /// Combinations that a well-known person bears.
    avoid: Vec<String>,
    group: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    weight: i64,
    pattern: Vec<Vec<String>>,
}

/// Handles that are addresses of their own.
const RESERVED: [&str; 4] = ["saya", "admin", "tawar", "bantuan"];

/// `n` people, each living in the place of `weights` that chance gives by its weight.
///
/// # Errors
/// When the embedded names cannot be read.
pub fn people(seed: u64, n: usize, weights: &[f64]) -> Result<Vec<DemoPerson>, DemoError> {
    let names: Names = read("people", include_str!("../../../seed/demo/people.toml"))?;
    let mut dice = Dice::new(seed, "people");
    let mut taken: HashSet<String> = RESERVED.iter().map(|word| (*word).to_owned()).collect();
    let total: f64 = weights.iter().filter(|weight| **weight > 0.0).sum();
    let mut found = Vec::with_capacity(n);
    for number in 0..n {
        let name = name(&names, &mut dice);
        let handle = handle(&name, &mut taken, &mut dice);
        found.push(DemoPerson {
            email: format!("{handle}@contoh.id"),
            phone: dice.chance(72).then(|| format!("+62820{:08}", number + 1)),
            bio: dice.chance(45).then(|| dice.word(&names.bios).to_owned()),
            joined_days_ago: joined(&mut dice),
            region: place(weights, total, &mut dice),
            name,
            handle,
        });
    }
    Ok(found)
}

fn name(names: &Names, dice: &mut Dice) -> String {
    for _ in 0..8 {
        let drawn = dice.weighed(names.group.iter().map(|group| group.weight));
        let Some(group) = names.group.get(drawn) else { break };
        let name = group.pattern.iter().map(|words| dice.word(words)).collect::<Vec<_>>().join(" ");
        if !names.avoid.contains(&name) {
            return name;
        }
    }
    "Lestari".to_owned()
}

/// From the name, with a number when somebody has it already.
fn handle(name: &str, taken: &mut HashSet<String>, dice: &mut Dice) -> String {
    let words: Vec<String> = name
        .to_lowercase()
        .split_whitespace()
        .map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect())
        .collect();
    let first = words.first().cloned().unwrap_or_default();
    let last = words.last().cloned().unwrap_or_default();
    let letter = |word: &str| word.chars().take(1).collect::<String>();
    let base = match dice.range(0, 3) {
        2 if first.len() > 3 && words.len() > 1 => format!("{first}{}", letter(&last)),
        3 if last.len() > 3 && words.len() > 1 => format!("{}{last}", letter(&first)),
        _ => words.concat(),
    };
    let base: String = base.chars().take(16).collect();
    let mut handle = base.clone();
    while handle.len() < 3 || taken.contains(&handle) {
        handle = format!("{base}{}", dice.range(2, 9999));
    }
    taken.insert(handle.clone());
    handle
}

/// Most joined within the last year, some are old hands, a few came this week.
fn joined(dice: &mut Dice) -> i64 {
    match dice.range(0, 9) {
        0 => dice.range(2, 13),
        1..=6 => dice.range(14, 365),
        _ => dice.range(366, 900),
    }
}

fn place(weights: &[f64], total: f64, dice: &mut Dice) -> usize {
    let drawn = u32::try_from(dice.next() >> 32).unwrap_or(0);
    let mut left = f64::from(drawn) / (f64::from(u32::MAX) + 1.0) * total;
    for (index, weight) in weights.iter().enumerate() {
        if *weight > 0.0 {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
    }
    0
}

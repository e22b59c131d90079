//! Sentences: titles from templates, descriptions from what a seller would say.

use super::catalogue::{Item, Sub, Words};
use super::dice::Dice;

pub(super) const TITLE_MAX: usize = 80;

/// The words drawn for one thing.
pub(super) struct Draw<'a> {
    pub(super) a: &'a str,
    pub(super) b: &'a str,
    pub(super) brand: &'a str,
    pub(super) size: &'a str,
    pub(super) color: &'a str,
}

/// Fills the template and closes the gaps that empty words leave.
pub(super) fn title(item: &Item, draw: &Draw<'_>) -> String {
    let filled = item
        .t
        .replace("{a}", draw.a)
        .replace("{b}", draw.b)
        .replace("{brand}", draw.brand)
        .replace("{size}", draw.size)
        .replace("{color}", draw.color);
    let mut tidy = filled.split_whitespace().collect::<Vec<_>>().join(" ");
    for bare in [" size", " ukuran", " no", " warna", " umur"] {
        if let Some(kept) = tidy.strip_suffix(bare) {
            tidy = kept.to_owned();
        }
    }
    let mut letters = tidy.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    // "iPhone" and its kin keep their small letter.
    if tidy.starts_with("iP") { tidy } else { first + letters.as_str() }
}

/// The condition a title already promises.
pub(super) fn hinted<'a>(title: &str, words: &'a Words) -> Option<&'a str> {
    let lower = title.to_lowercase();
    words
        .hints
        .iter()
        .find(|(word, _)| lower.contains(word.as_str()))
        .map(|(_, condition)| condition.as_str())
}

/// Some sellers add a word about the condition; on broken things all do.
pub(super) fn adorned(title: String, condition: &str, words: &Words, dice: &mut Dice) -> String {
    let odds = if condition == "butuh_perbaikan" { 100 } else { 34 };
    let word = words.phrases.get(condition).map_or("", |phrases| dice.word(&phrases.title));
    let lower = title.to_lowercase();
    let said = [
        "bekas", "second", "mulus", "baru", "jarang", "preloved", "pakai", "mati", "minus",
        "kanibal",
    ]
    .iter()
    .any(|known| lower.contains(known));
    if !dice.chance(odds) || said || title.chars().count() + word.len() + 2 > TITLE_MAX {
        return title;
    }
    match dice.range(0, 2) {
        0 => format!("{title}, {word}"),
        _ => format!("{title} {word}"),
    }
}

/// Lines that fit what is shown: `"[helm,ransel] …"` speaks only of those drawings.
fn fitting<'a>(lines: &'a [String], drawing: &str) -> Vec<&'a str> {
    let fits =
        |line: &'a String| match line.strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
            Some((names, text)) => names.split(',').any(|name| name == drawing).then_some(text),
            None => Some(line.as_str()),
        };
    lines.iter().filter_map(fits).collect()
}

fn one(lines: &[String], drawing: &str, dice: &mut Dice) -> String {
    dice.pick(&fitting(lines, drawing)).map_or_else(String::new, |line| (*line).to_owned())
}

/// Two to four sentences: what it is, its state, why it goes, how it goes.
pub(super) fn description(
    sub: &Sub,
    drawing: &str,
    condition: &str,
    modes: &[&str],
    words: &Words,
    dice: &mut Dice,
) -> String {
    let fact = one(&sub.facts, drawing, dice);
    let said =
        words.phrases.get(condition).map_or("", |phrases| dice.word(&phrases.said)).to_owned();
    let own = !sub.reasons.is_empty() && (sub.barter == Some(false) || dice.chance(70));
    let unused = condition == "baru_segel" && sub.barter != Some(false);
    // "Sold because …" does not fit what is not for sale.
    let reasons = match (unused, modes.contains(&"jual"), own) {
        (true, ..) => Words::list(&words.reasons, "unused"),
        (_, false, _) => Words::list(&words.reasons, "neutral"),
        (_, _, true) => &sub.reasons,
        _ => Words::list(&words.reasons, "common"),
    };
    let reason = one(reasons, drawing, dice);
    let closing =
        modes.last().map_or("", |mode| dice.word(Words::list(&words.closings, mode))).to_owned();
    let mut told = match (unused, dice.chance(40)) {
        // What sellers tell of use does not fit what nobody used.
        (true, _) => vec![said, reason],
        (false, true) => vec![reason, fact, said],
        (false, false) => vec![fact, said, reason],
    };
    // A gift must say that it is one; everybody else may.
    if modes.contains(&"gratis") || dice.chance(55) {
        told.push(closing);
    } else if told.len() > 2 && dice.chance(30) {
        told.remove(1);
    }
    told.retain(|sentence| !sentence.is_empty());
    told.join(" ")
}

/// One honest sentence about what is wrong, or that nothing is.
pub(super) fn flaw(
    sub: &Sub,
    drawing: &str,
    condition: &str,
    words: &Words,
    dice: &mut Dice,
) -> String {
    let nothing = words.phrases.get(condition).map_or(&[][..], |phrases| &phrases.flaw);
    match condition {
        "baru_segel" if sub.barter == Some(false) => one(&sub.flaws, drawing, dice),
        "baru_segel" => dice.word(nothing).to_owned(),
        "seperti_baru" if dice.chance(85) => dice.word(nothing).to_owned(),
        "butuh_perbaikan" => one(&sub.broken, drawing, dice),
        "layak_pakai" => {
            let flaws = fitting(&sub.flaws, drawing);
            let first = dice.below(flaws.len());
            flaws
                .iter()
                .copied()
                .cycle()
                .skip(first)
                .take(flaws.len().min(2))
                .collect::<Vec<_>>()
                .join(" ")
        }
        _ => one(&sub.flaws, drawing, dice),
    }
}

//! Titles, descriptions and flaws, composed of the embedded texts.

use super::catalogue::{Item, SubCategory, Texts};
use super::rng::SeededRng;
use crate::base::lengths;

/// The longest title, in characters.
pub(super) const TITLE_MAX: usize = lengths::TITLE;

/// The values of a title's placeholders.
pub(super) struct TitleParts<'a> {
    pub(super) a: &'a str,
    pub(super) b: &'a str,
    pub(super) brand: &'a str,
    pub(super) size: &'a str,
    pub(super) color: &'a str,
}

/// Fills the template and removes what empty values leave behind.
pub(super) fn title(item: &Item, parts: &TitleParts<'_>) -> String {
    let filled = item
        .title
        .replace("{a}", parts.a)
        .replace("{b}", parts.b)
        .replace("{brand}", parts.brand)
        .replace("{size}", parts.size)
        .replace("{color}", parts.color);
    let mut title = filled.split_whitespace().collect::<Vec<_>>().join(" ");
    for label in [" size", " ukuran", " no", " warna", " umur"] {
        if let Some(rest) = title.strip_suffix(label) {
            title = rest.to_owned();
        }
    }
    let mut letters = title.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    // "iPhone" and "iPad" begin with a small letter.
    if title.starts_with("iP") { title } else { first + letters.as_str() }
}

/// The condition that a word of the title implies.
pub(super) fn implied_condition<'a>(title: &str, texts: &'a Texts) -> Option<&'a str> {
    let lower = title.to_lowercase();
    texts
        .hints
        .iter()
        .find(|(word, _)| lower.contains(word.as_str()))
        .map(|(_, condition)| condition.as_str())
}

/// Adds a remark about the condition to some titles; of broken goods to all.
pub(super) fn with_condition(
    title: String,
    condition: &str,
    texts: &Texts,
    rng: &mut SeededRng,
) -> String {
    let odds = if condition == "butuh_perbaikan" { 100 } else { 34 };
    let remark = texts.phrases.get(condition).map_or("", |phrases| rng.text(&phrases.title));
    let lower = title.to_lowercase();
    let names_condition = [
        "bekas", "second", "mulus", "baru", "jarang", "preloved", "pakai", "mati", "minus",
        "kanibal",
    ]
    .iter()
    .any(|known| lower.contains(known));
    if !rng.chance(odds) || names_condition || title.chars().count() + remark.len() + 2 > TITLE_MAX
    {
        return title;
    }
    match rng.range(0, 2) {
        0 => format!("{title}, {remark}"),
        _ => format!("{title} {remark}"),
    }
}

/// The lines about this drawing: `"[helm,ransel] …"` is only about the drawings named.
fn about_drawing<'a>(lines: &'a [String], drawing: &str) -> Vec<&'a str> {
    let text_about =
        |line: &'a String| match line.strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
            Some((names, text)) => names.split(',').any(|name| name == drawing).then_some(text),
            None => Some(line.as_str()),
        };
    lines.iter().filter_map(text_about).collect()
}

fn any_about(lines: &[String], drawing: &str, rng: &mut SeededRng) -> String {
    rng.pick(&about_drawing(lines, drawing)).map_or_else(String::new, |line| (*line).to_owned())
}

/// What the texts of a listing are about.
pub(super) struct Subject<'a> {
    pub(super) sub: &'a SubCategory,
    pub(super) drawing: &'a str,
    pub(super) condition: &'a str,
    pub(super) modes: &'a [&'a str],
}

/// Two to four sentences: what it is, its condition, why it is offered, how it is handed over.
pub(super) fn description(subject: &Subject<'_>, texts: &Texts, rng: &mut SeededRng) -> String {
    let Subject { sub, drawing, condition, modes } = *subject;
    let fact = any_about(&sub.facts, drawing, rng);
    let phrases = texts.phrases.get(condition);
    let state = phrases.map_or("", |phrases| rng.text(&phrases.description)).to_owned();
    let own = !sub.reasons.is_empty() && (sub.barter == Some(false) || rng.chance(70));
    let unused = condition == "baru_segel" && sub.barter != Some(false);
    // "Sold because …" does not apply to what is not for sale.
    let reasons = match (unused, modes.contains(&"jual"), own) {
        (true, ..) => Texts::list(&texts.reasons, "unused"),
        (_, false, _) => Texts::list(&texts.reasons, "neutral"),
        (_, _, true) => &sub.reasons,
        _ => Texts::list(&texts.reasons, "common"),
    };
    let reason = any_about(reasons, drawing, rng);
    let mode = modes.last();
    let closing = mode.map_or("", |mode| rng.text(Texts::list(&texts.closings, mode))).to_owned();
    let mut sentences = match (unused, rng.chance(40)) {
        // The facts are about use.
        (true, _) => vec![state, reason],
        (false, true) => vec![reason, fact, state],
        (false, false) => vec![fact, state, reason],
    };
    // A gift must state that it is one; other listings may close with a sentence.
    if modes.contains(&"gratis") || rng.chance(55) {
        sentences.push(closing);
    } else if sentences.len() > 2 && rng.chance(30) {
        sentences.remove(1);
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.join(" ")
}

/// A sentence about what is wrong, or that nothing is.
pub(super) fn flaw(subject: &Subject<'_>, texts: &Texts, rng: &mut SeededRng) -> String {
    let Subject { sub, drawing, condition, .. } = *subject;
    let nothing = texts.phrases.get(condition).map_or(&[][..], |phrases| &phrases.flaw);
    match condition {
        "baru_segel" if sub.barter == Some(false) => any_about(&sub.flaws, drawing, rng),
        "baru_segel" => rng.text(nothing).to_owned(),
        "seperti_baru" if rng.chance(85) => rng.text(nothing).to_owned(),
        "butuh_perbaikan" => any_about(&sub.broken, drawing, rng),
        "layak_pakai" => {
            let flaws = about_drawing(&sub.flaws, drawing);
            let first = rng.below(flaws.len());
            let two = flaws.iter().copied().cycle().skip(first).take(flaws.len().min(2));
            two.collect::<Vec<_>>().join(" ")
        }
        _ => any_about(&sub.flaws, drawing, rng),
    }
}

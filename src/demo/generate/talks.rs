//! Short conversations between a buyer and a seller, some of them a bargain.

use std::sync::LazyLock;

use serde::Deserialize;

use super::catalogue::{DemoError, read};
use super::dice::Dice;
use super::model::{Line, Speaker, Step};

/// A buyer's line and the seller's answer.
type Pair = (String, String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Talks {
    greetings: Vec<Pair>,
    questions: Vec<Pair>,
    free_questions: Vec<Pair>,
    offer_notes: Vec<String>,
    counter_notes: Vec<String>,
    accepted: Vec<Pair>,
    declined: Vec<Pair>,
    endings: Vec<Pair>,
    free_endings: Vec<Pair>,
}

static TALKS: LazyLock<Result<Talks, DemoError>> =
    LazyLock::new(|| read("talks", include_str!("../../../seed/demo/talks.toml")));

/// The `i`-th conversation about something with a price. Turns alternate, the buyer's amounts rise, the seller's fall,
/// they never cross, and nothing follows an agreement or a refusal but courtesy.
///
/// # Errors
/// When the embedded words cannot be read.
pub fn talk(seed: u64, i: usize) -> Result<Vec<Line>, DemoError> {
    let words = TALKS.as_ref().map_err(Clone::clone)?;
    let mut dice = Dice::new(seed, &format!("talk {i}"));
    let mut lines = Vec::new();
    opening(&mut lines, words, &words.questions, &mut dice);
    match dice.range(0, 9) {
        0..=2 => pair(&mut lines, &words.endings, &mut dice),
        3 => bargain(&mut lines, words, 0, &mut dice),
        4..=6 => bargain(&mut lines, words, 1, &mut dice),
        7 | 8 => bargain(&mut lines, words, 2, &mut dice),
        _ => bargain(&mut lines, words, 3, &mut dice),
    }
    Ok(lines)
}

/// The `i`-th conversation about something that is given away: no amounts.
///
/// # Errors
/// When the embedded words cannot be read.
pub fn talk_free(seed: u64, i: usize) -> Result<Vec<Line>, DemoError> {
    let words = TALKS.as_ref().map_err(Clone::clone)?;
    let mut dice = Dice::new(seed, &format!("free talk {i}"));
    let mut lines = Vec::new();
    opening(&mut lines, words, &words.free_questions, &mut dice);
    pair(&mut lines, &words.free_endings, &mut dice);
    Ok(lines)
}

fn opening(lines: &mut Vec<Line>, words: &Talks, questions: &[Pair], dice: &mut Dice) {
    pair(lines, &words.greetings, dice);
    let first = dice.below(questions.len());
    let count = dice.below(3);
    for asked in questions.iter().cycle().skip(first).take(count.min(questions.len())) {
        exchange(lines, asked, dice);
    }
}

fn pair(lines: &mut Vec<Line>, from: &[Pair], dice: &mut Dice) {
    if let Some(drawn) = dice.pick(from) {
        exchange(lines, drawn, dice);
    }
}

fn exchange(lines: &mut Vec<Line>, (asked, answered): &Pair, dice: &mut Dice) {
    say(lines, Speaker::Buyer, asked, None, dice);
    say(lines, Speaker::Seller, answered, None, dice);
}

fn say(lines: &mut Vec<Line>, who: Speaker, text: &str, step: Option<Step>, dice: &mut Dice) {
    let pause = match (who, lines.len()) {
        (_, 0) => 0,
        (Speaker::Seller, _) => dice.range(1, 45),
        (Speaker::Buyer, _) => dice.range(1, 12),
    };
    lines.push(Line { who, text: text.to_owned(), minutes: pause, step });
}

/// An offer, then up to `counters` other amounts, then an end: agreed, refused, or still open.
fn bargain(lines: &mut Vec<Line>, words: &Talks, counters: i64, dice: &mut Dice) {
    let mut low = dice.range(62, 84) * 10;
    let mut high = 1000;
    let mut who = Speaker::Buyer;
    let note = dice.word(&words.offer_notes).to_owned();
    say(lines, who, &note, Some(Step::Offer { permille: low }), dice);
    for _ in 0..counters {
        who = other(who);
        let permille = match who {
            Speaker::Seller => {
                high -= (high - low) * dice.range(25, 55) / 100;
                high
            }
            Speaker::Buyer => {
                low += (high - low) * dice.range(35, 70) / 100;
                low
            }
        };
        let note = dice.word(&words.counter_notes).to_owned();
        say(lines, who, &note, Some(Step::Counter { permille }), dice);
    }
    who = other(who);
    match dice.range(0, 9) {
        0..=4 => {
            say(lines, who, "", Some(Step::Accept), dice);
            pair(lines, &words.accepted, dice);
        }
        5 | 6 => {
            say(lines, who, "", Some(Step::Decline), dice);
            pair(lines, &words.declined, dice);
        }
        _ => {}
    }
}

fn other(who: Speaker) -> Speaker {
    match who {
        Speaker::Buyer => Speaker::Seller,
        Speaker::Seller => Speaker::Buyer,
    }
}

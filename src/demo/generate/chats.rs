//! Short chats of a buyer and a seller, some of them with offers.

use std::sync::LazyLock;

use serde::Deserialize;

use super::catalogue::{DemoError, read};
use super::model::{ChatLine, ScriptedMove, Speaker};
use super::rng::SeededRng;

/// A buyer's line and the seller's answer.
type Pair = (String, String);

/// `seed/demo/talks.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChatTexts {
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

static TEXTS: LazyLock<Result<ChatTexts, DemoError>> =
    LazyLock::new(|| read("talks", include_str!("../../../seed/demo/talks.toml")));

/// The `i`-th chat about a listing with a price. Turns alternate, the buyer's amounts rise, the seller's fall, they never
/// cross, and only courtesies follow an accepted or declined offer.
///
/// # Errors
/// The embedded texts are invalid.
pub fn chat(seed: u64, i: usize) -> Result<Vec<ChatLine>, DemoError> {
    let texts = TEXTS.as_ref().map_err(Clone::clone)?;
    let rng = SeededRng::new(seed, &format!("talk {i}"));
    let mut chat = ChatBuilder { texts, rng, lines: Vec::new() };
    chat.opening(&texts.questions);
    match chat.rng.range(0, 9) {
        0..=2 => chat.any_pair(&texts.endings),
        3 => chat.negotiation(0),
        4..=6 => chat.negotiation(1),
        7 | 8 => chat.negotiation(2),
        _ => chat.negotiation(3),
    }
    Ok(chat.lines)
}

/// The `i`-th chat about a listing that is given away: no amounts.
///
/// # Errors
/// The embedded texts are invalid.
pub fn free_chat(seed: u64, i: usize) -> Result<Vec<ChatLine>, DemoError> {
    let texts = TEXTS.as_ref().map_err(Clone::clone)?;
    let rng = SeededRng::new(seed, &format!("free talk {i}"));
    let mut chat = ChatBuilder { texts, rng, lines: Vec::new() };
    chat.opening(&texts.free_questions);
    chat.any_pair(&texts.free_endings);
    Ok(chat.lines)
}

/// A chat that is being generated.
struct ChatBuilder {
    texts: &'static ChatTexts,
    rng: SeededRng,
    lines: Vec<ChatLine>,
}

impl ChatBuilder {
    /// A greeting and up to two questions.
    fn opening(&mut self, questions: &[Pair]) {
        self.any_pair(&self.texts.greetings);
        let first = self.rng.below(questions.len());
        let count = self.rng.below(3);
        for pair in questions.iter().cycle().skip(first).take(count.min(questions.len())) {
            self.pair(pair);
        }
    }

    fn any_pair(&mut self, pairs: &[Pair]) {
        if let Some(pair) = self.rng.pick(pairs) {
            self.pair(pair);
        }
    }

    fn pair(&mut self, pair: &Pair) {
        let (question, answer) = pair;
        self.line(Speaker::Buyer, question, None);
        self.line(Speaker::Seller, answer, None);
    }

    fn line(&mut self, who: Speaker, text: &str, step: Option<ScriptedMove>) {
        let minutes = match (who, self.lines.len()) {
            (_, 0) => 0,
            (Speaker::Seller, _) => self.rng.range(1, 45),
            (Speaker::Buyer, _) => self.rng.range(1, 12),
        };
        self.lines.push(ChatLine { who, text: text.to_owned(), minutes, step });
    }

    /// An offer, then `counters` other amounts, then an end: accepted, declined, or still open.
    fn negotiation(&mut self, counters: i64) {
        let mut low = self.rng.range(62, 84) * 10;
        let mut high = 1000;
        let mut who = Speaker::Buyer;
        let note = self.rng.text(&self.texts.offer_notes);
        self.line(who, note, Some(ScriptedMove::Offer { permille: low }));
        for _ in 0..counters {
            who = other(who);
            let permille = match who {
                Speaker::Seller => {
                    high -= (high - low) * self.rng.range(25, 55) / 100;
                    high
                }
                Speaker::Buyer => {
                    low += (high - low) * self.rng.range(35, 70) / 100;
                    low
                }
            };
            let note = self.rng.text(&self.texts.counter_notes);
            self.line(who, note, Some(ScriptedMove::Counter { permille }));
        }
        who = other(who);
        match self.rng.range(0, 9) {
            0..=4 => {
                self.line(who, "", Some(ScriptedMove::Accept));
                self.any_pair(&self.texts.accepted);
            }
            5 | 6 => {
                self.line(who, "", Some(ScriptedMove::Decline));
                self.any_pair(&self.texts.declined);
            }
            _ => {}
        }
    }
}

fn other(who: Speaker) -> Speaker {
    match who {
        Speaker::Buyer => Speaker::Seller,
        Speaker::Seller => Speaker::Buyer,
    }
}

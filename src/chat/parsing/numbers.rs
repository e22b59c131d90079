//! One number at a place of the text, in digits, in words or in both: `1,5jt`, `3 ratus rb`, `dua juta lima ratus`.
//! Counted in thousandths, so that `1,5` and `setengah` have their place before the scale comes.

use super::digits::{ONE, written};
use super::numerals::{Numeral, numeral};
use super::tokens::Token;
use crate::base::money::MAX_PRICE;

/// A number that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The number, whole.
    pub value: i64,
    /// How many tokens it takes.
    pub len: usize,
    /// Whether a scale (`rb`, `juta`) or a word for a sum says that it is money, or at least thousands.
    pub scaled: bool,
    /// Whether dots or commas part its thousands.
    pub grouped: bool,
    /// Whether any of it is in digits.
    pub digits: bool,
}

/// Reads the number that begins with the first of these tokens.
pub fn read(tokens: &[Token<'_>]) -> Option<Reading> {
    let mut at = 0;
    let mut total: i64 = 0;
    let mut least = i64::MAX;
    let mut reading = Reading { value: 0, len: 0, scaled: false, grouped: false, digits: false };
    while let Some(rest) = tokens.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(part) = part(rest, at > 0) else { break };
        let part = if at == 0 {
            part
        } else {
            match follow(part, least, rest) {
                Some(part) => part,
                None => break,
            }
        };
        let Some(sum) = part.milli.checked_mul(part.scale).and_then(|sum| total.checked_add(sum))
        else {
            break;
        };
        total = sum;
        at += part.len;
        reading.len = at;
        reading.scaled |= part.scale > 1 || part.sum;
        reading.grouped |= part.grouped;
        reading.digits |= part.digits;
        least = part.scale;
        if part.scale == 1 || part.sum {
            break;
        }
    }
    (reading.len > 0 && total % ONE == 0 && total / ONE <= MAX_PRICE)
        .then_some(Reading { value: total / ONE, ..reading })
}

/// What comes after a scale counts when its own is smaller: `2jt250`, `dua juta lima ratus`, `1jt 50rb`.
fn follow(part: Part, least: i64, rest: &[Token<'_>]) -> Option<Part> {
    if part.sum || part.scale >= least {
        return None;
    }
    if part.scale > 1 || least <= 1_000 {
        let fits =
            part.milli / ONE < least && (part.scale > 1 || !part.digits || part.milli >= 100 * ONE);
        return fits.then_some(part);
    }
    let glued = rest.first().is_some_and(|token| !token.spaced);
    let scale = match (part.digits, glued, part.milli / ONE) {
        (true, true, 1..=9) => least / 10,
        (true, true, 10..=99) => least / 100,
        (_, _, 100..=999) => least / 1_000,
        _ => return None,
    };
    Some(Part { scale, ..part })
}

/// A number below a thousand (in words) or of any size (in digits), with its scale.
#[derive(Debug, Clone, Copy)]
struct Part {
    milli: i64,
    scale: i64,
    len: usize,
    sum: bool,
    grouped: bool,
    digits: bool,
}

fn part(tokens: &[Token<'_>], after: bool) -> Option<Part> {
    let mut part = Part { milli: 0, scale: 1, len: 0, sum: false, grouped: false, digits: false };
    match said(tokens, 0) {
        Some(Numeral::Sum(sum)) if !after => {
            let scale = matches!(said(tokens, 1), Some(Numeral::Scale(1_000)));
            return Some(Part {
                milli: sum.checked_mul(if scale && sum < 1_000 { ONE * 1_000 } else { ONE })?,
                len: 1 + usize::from(scale),
                sum: true,
                ..part
            });
        }
        Some(Numeral::One(scale)) => {
            let half = said(tokens, 1) == Some(Numeral::Half);
            return Some(Part {
                milli: if half { ONE + ONE / 2 } else { ONE },
                scale,
                len: 1 + usize::from(half),
                ..part
            });
        }
        Some(Numeral::Scale(_)) => return None,
        _ => {}
    }
    let number = tokens.first().and_then(Token::number);
    let scale_after = |at: usize| match said(tokens, at) {
        Some(Numeral::Scale(scale)) => Some(scale),
        _ => None,
    };
    if let Some(text) = number {
        // A full stop may stand between a number and its scale: `130.rb`.
        let dot = tokens.get(1).is_some_and(|token| token.is('.') && !token.spaced)
            && tokens.get(2).is_some_and(|token| !token.spaced)
            && scale_after(2).is_some();
        let at = if dot { 2 } else { 1 };
        let written = written(text, scale_after(at))?;
        part.milli = written.milli;
        part.grouped = written.grouped;
        part.digits = true;
        part.len = at;
        if let Some(Numeral::Times(by)) = said(tokens, 1) {
            part.milli = part.milli.checked_mul(by)?;
            part.len = 2;
            let (more, len) = words(tokens.get(2..).unwrap_or_default(), by);
            part.milli += more * ONE;
            part.len += len;
        } else if scale_after(at).is_none() {
            part.len = 1;
        }
    } else {
        let (value, len) = words(tokens, ONE);
        part.milli = value.checked_mul(ONE)?;
        part.len = len;
    }
    // `dua setengah juta`, and `setengah juta` by itself
    if said(tokens, part.len) == Some(Numeral::Half) && scale_after(part.len + 1).is_some() {
        part.milli += ONE / 2;
        part.len += 1;
    }
    if let Some(scale) = scale_after(part.len) {
        // `4k` is glued or not a thousand
        part.scale = if written_out(part, scale) { 1 } else { scale };
        part.len += 1;
    }
    // `satu juta setengah`
    let half = said(tokens, part.len) == Some(Numeral::Half);
    if half && part.scale > 1_000 && scale_after(part.len + 1).is_none() {
        part.milli += ONE / 2;
        part.len += 1;
    }
    (part.len > 0).then_some(part)
}

/// `350.000rb`: all of it is written already.
fn written_out(part: Part, scale: i64) -> bool {
    part.grouped && scale == 1_000 && part.milli >= 100_000 * ONE
}

fn said(tokens: &[Token<'_>], at: usize) -> Option<Numeral> {
    tokens.get(at)?.word().and_then(scale_of)
}

/// A word, or the scale that a word begins with: `rbnett`, `kaja`.
fn scale_of(word: &str) -> Option<Numeral> {
    numeral(word).or_else(|| {
        let (scale, rest) = ["ribu", "rebu", "rb", "juta", "jt", "k"]
            .iter()
            .find_map(|scale| Some((*scale, word.strip_prefix(scale)?)))?;
        let known = [
            "nett", "net", "aja", "ya", "deh", "an", "gan", "kak", "pas", "fix", "nego", "boleh",
            "bisa", "n", "u",
        ];
        known.contains(&rest).then(|| numeral(scale)).flatten()
    })
}

/// A number below a thousand in words: its value and how many tokens it takes. `below` is what it must stay under.
fn words(tokens: &[Token<'_>], below: i64) -> (i64, usize) {
    let (mut value, mut at, mut below) = (0, 0, below);
    while let Some(word) = said(tokens, at) {
        let next = said(tokens, at + 1);
        let (add, len, room) = match (word, next) {
            (Numeral::Digit(d), Some(Numeral::Times(by))) => (d * by, 2, by),
            (Numeral::Digit(d), Some(Numeral::Teen)) => (10 + d, 2, 1),
            // `tiga lima puluh`: three hundred and fifty
            (Numeral::Digit(d), Some(Numeral::Digit(_)))
                if at == 0 && matches!(said(tokens, 2), Some(Numeral::Times(10))) =>
            {
                (d * 100, 1, 100)
            }
            // `three fifty`
            (Numeral::Digit(d), Some(Numeral::Whole(10..))) if at == 0 => (d * 100, 1, 100),
            (Numeral::Digit(d), _) => (d, 1, 1),
            (Numeral::Whole(n), Some(Numeral::Times(by))) if n < 100 => (n * by, 2, by),
            (Numeral::Whole(n), _) => (
                n,
                1,
                if n >= 100 {
                    100
                } else if n >= 20 && n % 10 == 0 {
                    10
                } else {
                    1
                },
            ),
            _ => break,
        };
        if add >= below {
            break;
        }
        value += add;
        at += len;
        below = room;
    }
    (value, at)
}

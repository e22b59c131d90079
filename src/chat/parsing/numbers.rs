//! Reads one number in digits, in words or in both: `1,5jt`, `3 ratus rb`, `dua juta lima ratus`. Values are counted in
//! thousandths, because `1,5` and `setengah` come before their scale.

use super::digits::{ONE, read_digits};
use super::numerals::{Numeral, numeral};
use super::tokens::Token;
use crate::base::money::MAX_PRICE;

/// A number that was read from tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub value: i64,
    /// Tokens it takes.
    pub len: usize,
    /// Whether it has a scale (`rb`, `juta`) or a word for an amount of money.
    pub scaled: bool,
    /// Whether dots or commas separate its thousands.
    pub grouped: bool,
    /// Whether any of it is in digits.
    pub digits: bool,
}

/// Reads the number that begins with the first of these tokens.
pub fn read(tokens: &[Token<'_>]) -> Option<Reading> {
    let mut at = 0;
    let mut total: i64 = 0;
    let mut last_scale = i64::MAX;
    let mut reading = Reading { value: 0, len: 0, scaled: false, grouped: false, digits: false };
    while let Some(rest) = tokens.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(part) = part(rest, at == 0) else { break };
        let part = if at == 0 {
            part
        } else {
            match following_part(part, last_scale, rest) {
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
        reading.scaled |= part.scale > 1 || part.money;
        reading.grouped |= part.grouped;
        reading.digits |= part.digits;
        last_scale = part.scale;
        if part.scale == 1 || part.money {
            break;
        }
    }
    (reading.len > 0 && total % ONE == 0 && total / ONE <= MAX_PRICE)
        .then_some(Reading { value: total / ONE, ..reading })
}

/// A part after one with a larger scale, with the scale it has there: `2jt250`, `dua juta lima ratus`, `1jt 50rb`. `None`
/// when it does not belong to the number.
fn following_part(part: Part, last_scale: i64, rest: &[Token<'_>]) -> Option<Part> {
    if part.money || part.scale >= last_scale {
        return None;
    }
    if part.scale > 1 || last_scale <= 1_000 {
        let fits = part.milli / ONE < last_scale
            && (part.scale > 1 || !part.digits || part.milli >= 100 * ONE);
        return fits.then_some(part);
    }
    let glued = rest.first().is_some_and(|token| !token.spaced);
    let scale = match (part.digits, glued, part.milli / ONE) {
        (true, true, 1..=9) => last_scale / 10,
        (true, true, 10..=99) => last_scale / 100,
        (_, _, 100..=999) => last_scale / 1_000,
        _ => return None,
    };
    Some(Part { scale, ..part })
}

/// A number below a thousand (in words) or of any size (in digits), with its scale.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    milli: i64,
    scale: i64,
    len: usize,
    /// It is a word for an amount of money.
    money: bool,
    grouped: bool,
    digits: bool,
}

fn part(tokens: &[Token<'_>], is_first: bool) -> Option<Part> {
    match numeral_at(tokens, 0) {
        Some(Numeral::Money(amount)) if is_first => return money_part(tokens, amount),
        Some(Numeral::OneOf(scale)) => return Some(one_of_scale(tokens, scale)),
        Some(Numeral::Scale(_)) => return None,
        _ => {}
    }
    let mut part = match tokens.first().and_then(Token::number) {
        Some(text) => digits_part(tokens, text)?,
        None => {
            let (value, len) = read_words(tokens, ONE);
            Part { milli: value.checked_mul(ONE)?, len, scale: 1, ..Part::default() }
        }
    };
    // `dua setengah juta`, and `setengah juta` by itself
    let is_half = |at: usize| numeral_at(tokens, at) == Some(Numeral::Half);
    if is_half(part.len) && scale_at(tokens, part.len + 1).is_some() {
        part.milli += ONE / 2;
        part.len += 1;
    }
    if let Some(scale) = scale_at(tokens, part.len) {
        part.scale = if includes_scale(part, scale) { 1 } else { scale };
        part.len += 1;
    }
    // `satu juta setengah`
    if is_half(part.len) && part.scale > 1_000 && scale_at(tokens, part.len + 1).is_none() {
        part.milli += ONE / 2;
        part.len += 1;
    }
    (part.len > 0).then_some(part)
}

/// `ceban`; `gopek ribu`.
fn money_part(tokens: &[Token<'_>], amount: i64) -> Option<Part> {
    let in_thousands = scale_at(tokens, 1) == Some(1_000);
    let unit = if in_thousands && amount < 1_000 { ONE * 1_000 } else { ONE };
    Some(Part {
        milli: amount.checked_mul(unit)?,
        scale: 1,
        len: 1 + usize::from(in_thousands),
        money: true,
        ..Part::default()
    })
}

/// `sejuta`; `sejuta setengah`.
fn one_of_scale(tokens: &[Token<'_>], scale: i64) -> Part {
    let half = numeral_at(tokens, 1) == Some(Numeral::Half);
    let milli = if half { ONE + ONE / 2 } else { ONE };
    Part { milli, scale, len: 1 + usize::from(half), ..Part::default() }
}

/// `350.000`, `1,5` before a scale, `3 ratus 50`.
fn digits_part(tokens: &[Token<'_>], text: &str) -> Option<Part> {
    // A full stop may stand between a number and its scale: `130.rb`.
    let dot = tokens.get(1).is_some_and(|token| token.is('.') && !token.spaced)
        && tokens.get(2).is_some_and(|token| !token.spaced)
        && scale_at(tokens, 2).is_some();
    let after = if dot { 2 } else { 1 };
    let scale = scale_at(tokens, after);
    let number = read_digits(text, scale)?;
    let mut part = Part {
        milli: number.milli,
        grouped: number.grouped,
        digits: true,
        scale: 1,
        len: after,
        money: false,
    };
    if let Some(Numeral::Times(factor)) = numeral_at(tokens, 1) {
        let (more, len) = read_words(tokens.get(2..).unwrap_or_default(), factor);
        part.milli = part.milli.checked_mul(factor)? + more * ONE;
        part.len = 2 + len;
    } else if scale.is_none() {
        part.len = 1;
    }
    Some(part)
}

/// `350.000rb`: the thousands are written out although the scale follows.
fn includes_scale(part: Part, scale: i64) -> bool {
    part.grouped && scale == 1_000 && part.milli >= 100_000 * ONE
}

fn numeral_at(tokens: &[Token<'_>], at: usize) -> Option<Numeral> {
    tokens.get(at)?.word().and_then(numeral_of)
}

fn scale_at(tokens: &[Token<'_>], at: usize) -> Option<i64> {
    match numeral_at(tokens, at) {
        Some(Numeral::Scale(scale)) => Some(scale),
        _ => None,
    }
}

/// The numeral of a word, or of the scale with which a word begins: `rbnett`, `kaja`.
fn numeral_of(word: &str) -> Option<Numeral> {
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

/// Reads a number below `limit` in words, at most a thousand: its value and how many tokens it takes.
fn read_words(tokens: &[Token<'_>], limit: i64) -> (i64, usize) {
    let (mut value, mut at, mut limit) = (0, 0, limit);
    while let Some(word) = numeral_at(tokens, at) {
        let next = numeral_at(tokens, at + 1);
        let (add, len, next_limit) = match (word, next) {
            (Numeral::Digit(d), Some(Numeral::Times(factor))) => (d * factor, 2, factor),
            (Numeral::Digit(d), Some(Numeral::Teen)) => (10 + d, 2, 1),
            // `tiga lima puluh`: three hundred and fifty
            (Numeral::Digit(d), Some(Numeral::Digit(_)))
                if at == 0 && matches!(numeral_at(tokens, 2), Some(Numeral::Times(10))) =>
            {
                (d * 100, 1, 100)
            }
            // `three fifty`
            (Numeral::Digit(d), Some(Numeral::Whole(10..))) if at == 0 => (d * 100, 1, 100),
            (Numeral::Digit(d), _) => (d, 1, 1),
            (Numeral::Whole(n), Some(Numeral::Times(factor))) if n < 100 => (n * factor, 2, factor),
            (Numeral::Whole(n), _) if n >= 100 => (n, 1, 100),
            (Numeral::Whole(n), _) if n >= 20 && n % 10 == 0 => (n, 1, 10),
            (Numeral::Whole(n), _) => (n, 1, 1),
            _ => break,
        };
        if add >= limit {
            break;
        }
        value += add;
        at += len;
        limit = next_limit;
    }
    (value, at)
}

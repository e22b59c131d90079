//! The amounts of money in a text, whatever they are for.

use super::digit_runs;
use super::numbers;
use super::tokens::{Token, TokenKind};
use crate::base::money::MAX_PRICE;

/// How certain it is that a number is an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// It carries a scale, a currency or a word for an amount: `rb`, `juta`, `Rp`, `goceng`.
    Explicit,
    /// Five digits or more, or separated thousands.
    Long,
    /// A slang word for less than a thousand (`cepek`): thousands when beside a word that haggles.
    Slang,
    /// 10 to 999: thousands when beside a word that haggles.
    Bare,
}

/// An amount of money in a list of tokens.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    /// Index of its first token.
    pub from: usize,
    /// Index of the first token after it.
    pub to: usize,
    /// Whole rupiah; for [`Confidence::Bare`] as written.
    pub value: i64,
    pub confidence: Confidence,
}

/// A line with more amounts than these is a price list and offers nothing.
pub const MAX_AMOUNTS: usize = 16;

/// The amounts in order, at most one more than [`MAX_AMOUNTS`].
pub fn amounts(tokens: &[Token<'_>]) -> Vec<Amount> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() && found.len() <= MAX_AMOUNTS {
        let skip = digit_runs::identifier_len(tokens, at).max(code_len(tokens, at));
        if skip > 0 {
            at += skip;
            continue;
        }
        match amount(tokens, at) {
            Some(amount) => {
                at = amount.to;
                found.push(amount);
            }
            None => at += 1,
        }
    }
    found
}

fn amount(tokens: &[Token<'_>], from: usize) -> Option<Amount> {
    let token = tokens.get(from)?;
    let before = from.checked_sub(1).and_then(|at| tokens.get(at));
    let mut at = from;
    let mut has_currency = false;
    if matches!(token.word(), Some("rp" | "idr" | "rupiah" | "rps")) {
        has_currency = true;
        at += 1;
        while tokens.get(at).is_some_and(|token| token.is('.') || token.is(':')) {
            at += 1;
        }
    }
    let reading = numbers::read(tokens.get(at..)?)?;
    // `a350`, `@350` are codes and names.
    if !has_currency
        && reading.digits
        && !token.spaced
        && before.is_some_and(|before| before.word().is_some())
    {
        return None;
    }
    let leading_zero = tokens.get(at).and_then(Token::number).is_some_and(|text| {
        text.len() > 1
            && text.starts_with('0')
            && !text.starts_with("0,")
            && !text.starts_with("0.")
    });
    if leading_zero || reading.value < 1 || reading.value > MAX_PRICE {
        return None;
    }
    let mut to = at + reading.len;
    if matches!(tokens.get(to).and_then(Token::word), Some("rupiah" | "perak" | "idr" | "rp")) {
        has_currency = true;
        to += 1;
    }
    let to = skip_suffixes(tokens, to);
    let glued_word = tokens.get(to).filter(|next| !next.spaced).and_then(Token::word).is_some();
    let confidence = confidence(&reading, has_currency, glued_word)?;
    Some(Amount { from, to, value: reading.value, confidence })
}

/// Skips `,-`, `-an` and `an` after an amount; returns the index of the token after them.
fn skip_suffixes(tokens: &[Token<'_>], mut to: usize) -> usize {
    if tokens.get(to).is_some_and(|token| token.is(',') && !token.spaced)
        && tokens.get(to + 1).is_some_and(|token| token.is('-'))
    {
        to += 2;
        while tokens.get(to).is_some_and(|token| token.is('-')) {
            to += 1;
        }
    }
    if tokens.get(to).is_some_and(|token| token.is('-') && !token.spaced)
        && tokens.get(to + 1).and_then(Token::word) == Some("an")
    {
        to += 2;
    }
    if matches!(tokens.get(to).and_then(Token::word), Some("an" | "san")) {
        to += 1;
    }
    to
}

/// `None` when the number is no amount of money. `glued_word`: a word follows it without a space.
fn confidence(
    reading: &numbers::Reading,
    has_currency: bool,
    glued_word: bool,
) -> Option<Confidence> {
    if !has_currency && reading.scaled && reading.value < 1_000 {
        Some(Confidence::Slang)
    } else if has_currency || reading.scaled {
        Some(Confidence::Explicit)
    } else if glued_word {
        None
    } else if reading.grouped
        || (reading.digits && reading.value >= 5_000 && reading.value % 50 == 0)
    {
        Some(Confidence::Long)
    } else if (10..=999).contains(&reading.value) {
        Some(Confidence::Bare)
    } else {
        None
    }
}

/// How many tokens a code takes that begins here: letters and digits without a space, dates, times, marks with digits. 0
/// when none begins here.
fn code_len(tokens: &[Token<'_>], at: usize) -> usize {
    let glued = |at: usize| tokens.get(at).is_some_and(|token| !token.spaced);
    let number =
        |at: usize| tokens.get(at).is_some_and(|token| matches!(token.kind, TokenKind::Number(_)));
    let joint = |at: usize| {
        tokens.get(at).is_some_and(|token| {
            matches!(token.kind, TokenKind::Mark(':' | '/' | '_' | '=' | '+' | '×' | '*' | '^'))
        })
    };
    // `19:30`, `12/5`, `3+4`: until the numbers end.
    if number(at) && joint(at + 1) && glued(at + 1) && number(at + 2) && glued(at + 2) {
        let mut end = at + 3;
        while joint(end) && glued(end) && number(end + 1) && glued(end + 1) {
            end += 2;
        }
        return end - at;
    }
    // `#123`, `@budi77`
    if tokens.get(at).is_some_and(|token| token.is('#') || token.is('@')) {
        let mut end = at + 1;
        while glued(end) {
            end += 1;
        }
        return end - at;
    }
    // Letters, then digits, then anything without a space: `JP1234500`.
    let word = tokens.get(at).and_then(Token::word);
    if word.is_some_and(|word| !matches!(word, "rp" | "idr")) && number(at + 1) && glued(at + 1) {
        let is_numeral = word.is_some_and(|word| super::numerals::numeral(word).is_some());
        let mut end = at + 2;
        while glued(end)
            && end < at + 32
            && tokens.get(end).is_some_and(|token| {
                !matches!(token.kind, TokenKind::Mark(',' | '.' | '?' | '!' | ')'))
            })
        {
            end += 1;
        }
        return if is_numeral { 0 } else { end - at };
    }
    0
}

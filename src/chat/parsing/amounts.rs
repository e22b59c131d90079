//! The sums of money in a text, before anybody asks what they are for.

use super::numbers;
use super::rows;
use super::tokens::{Kind, Token};
use crate::base::money::MAX_PRICE;

/// How sure it is that a number is money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sure {
    /// It says so: `rb`, `juta`, `Rp`, a word for a sum.
    SystemMessage,
    /// Five digits and more, or parted thousands.
    Long,
    /// A word of the market for less than a thousand (`cepek`): thousands, beside a word that haggles.
    Coin,
    /// 10 to 999: thousands, beside a word that haggles.
    Bare,
}

/// A sum.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    /// Its first token.
    pub from: usize,
    /// The first token behind it.
    pub to: usize,
    /// Whole rupiah; for [`Sure::Bare`] as written.
    pub value: i64,
    /// How sure it is that this is money.
    pub sure: Sure,
}

/// A line with more sums than these is a list; nobody reads on.
pub const MOST: usize = 16;

/// All of them, in order, up to one more than [`MOST`].
pub fn amounts(tokens: &[Token<'_>]) -> Vec<Amount> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() && found.len() <= MOST {
        let skip = rows::run(tokens, at).max(code(tokens, at));
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
    let mut money = false;
    if matches!(token.word(), Some("rp" | "idr" | "rupiah" | "rps")) {
        money = true;
        at += 1;
        while tokens.get(at).is_some_and(|token| token.is('.') || token.is(':')) {
            at += 1;
        }
    }
    let reading = numbers::read(tokens.get(at..)?)?;
    // `a350`, `@350` are codes and names
    if !money
        && reading.digits
        && !token.spaced
        && before.is_some_and(|before| before.word().is_some())
    {
        return None;
    }
    let zero = tokens.get(at).and_then(Token::number).is_some_and(|text| {
        text.len() > 1
            && text.starts_with('0')
            && !text.starts_with("0,")
            && !text.starts_with("0.")
    });
    if zero || reading.value < 1 || reading.value > MAX_PRICE {
        return None;
    }
    let mut to = at + reading.len;
    if matches!(tokens.get(to).and_then(Token::word), Some("rupiah" | "perak" | "idr" | "rp")) {
        money = true;
        to += 1;
    }
    // `,-` and `,00` behind, `-an` behind
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
    let glued_word = tokens.get(to).filter(|next| !next.spaced).and_then(Token::word).is_some();
    let sure = if !money && reading.scaled && reading.value < 1_000 {
        Sure::Coin
    } else if money || reading.scaled {
        Sure::SystemMessage
    } else if glued_word {
        return None;
    } else if reading.grouped
        || (reading.digits && reading.value >= 5_000 && reading.value % 50 == 0)
    {
        Sure::Long
    } else if (10..=999).contains(&reading.value) {
        Sure::Bare
    } else {
        return None;
    };
    Some(Amount { from, to, value: reading.value, sure })
}

/// How many tokens a code takes that begins here: letters and digits without space, dates, times, marks with digits.
fn code(tokens: &[Token<'_>], at: usize) -> usize {
    let glued = |at: usize| tokens.get(at).is_some_and(|token| !token.spaced);
    let number =
        |at: usize| tokens.get(at).is_some_and(|token| matches!(token.kind, Kind::Number(_)));
    let joint = |at: usize| {
        tokens.get(at).is_some_and(|token| {
            matches!(token.kind, Kind::Mark(':' | '/' | '_' | '=' | '+' | '×' | '*' | '^'))
        })
    };
    // 19:30, 12/5, 3+4: until the numbers end
    if number(at) && joint(at + 1) && glued(at + 1) && number(at + 2) && glued(at + 2) {
        let mut end = at + 3;
        while joint(end) && glued(end) && number(end + 1) && glued(end + 1) {
            end += 2;
        }
        return end - at;
    }
    // #123, @budi77
    if tokens.get(at).is_some_and(|token| token.is('#') || token.is('@')) {
        let mut end = at + 1;
        while glued(end) {
            end += 1;
        }
        return end - at;
    }
    // letters, then digits, then anything without space: JP1234500
    let word = tokens.get(at).and_then(Token::word);
    if word.is_some_and(|word| !matches!(word, "rp" | "idr")) && number(at + 1) && glued(at + 1) {
        let scaled = word.is_some_and(|word| super::numerals::numeral(word).is_some());
        let mut end = at + 2;
        while glued(end)
            && end < at + 32
            && tokens
                .get(end)
                .is_some_and(|token| !matches!(token.kind, Kind::Mark(',' | '.' | '?' | '!' | ')')))
        {
            end += 1;
        }
        return if scaled { 0 } else { end - at };
    }
    0
}

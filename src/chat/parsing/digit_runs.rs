//! Runs of digits, whatever separates them: phone numbers, account numbers, tracking numbers.

use std::sync::LazyLock;

use super::numerals::{Numeral, numeral};
use super::tokens::{Token, TokenKind};
use crate::base::word_set::WordSet;

/// A run of more digits than these is not followed to its end.
const MAX_DIGITS: usize = 32;
/// Separators that may stand between two parts of a run.
const MAX_SEPARATORS: usize = 6;
/// Words that people put between the parts of a number.
static SEPARATOR_WORDS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "spasi lanjut belakangnya terus trus lalu kemudian sambung strip min tengahnya akhirnya space then dash \
         sisanya titik dot dobel double triple kembar slash garis tambah sama dan",
    )
});

/// Digits that belong together.
#[derive(Debug, Clone, Copy, Default)]
pub struct DigitRun {
    /// Tokens it takes.
    pub len: usize,
    pub digits: usize,
    /// How many of the digits are words.
    pub spelled: usize,
    /// How many tokens hold digits.
    pub parts: usize,
    /// The first four digits, as a number.
    pub head: i64,
    /// Whether it is one number that ends in three zeros, or has separated thousands.
    pub round: bool,
    /// Whether all parts look like times of the day.
    times: bool,
}

impl DigitRun {
    /// Whether it looks like an Indonesian phone number: 08…, 62 8…, or one with an area code (021…).
    pub fn is_phone_number(&self) -> bool {
        if self.times || (self.spelled > 0 && self.spelled == self.parts && self.digits < 8) {
            return false;
        }
        let zero = self.digits >= 4 && self.head < 1_000;
        let mobile = zero && self.head >= 800 && (9..=14).contains(&self.digits);
        let international = (6280..=6289).contains(&self.head) && (10..=16).contains(&self.digits)
            || self.head == 62 && (12..=17).contains(&self.digits);
        let landline = zero && (200..=799).contains(&self.head) && (9..=12).contains(&self.digits);
        mobile || international || landline
    }

    /// Whether it would be a mobile number with a zero before it: 812 3456 7890.
    pub fn lacks_leading_zero(&self) -> bool {
        (8110..=8999).contains(&self.head)
            && (9..=12).contains(&self.digits)
            && !self.round
            && !self.times
    }

    fn push(&mut self, head_len: &mut usize, digit: i64) {
        if *head_len < 4 {
            self.head = self.head * 10 + digit;
            *head_len += 1;
        }
        self.digits += 1;
    }
}

/// The run that begins at a token; its `parts` are 0 when none begins there.
pub fn digit_run(tokens: &[Token<'_>], at: usize) -> DigitRun {
    let mut run = DigitRun { times: true, ..DigitRun::default() };
    let (mut end, mut separators, mut head_len) = (at, 0, 0);
    while let Some(token) = tokens.get(end) {
        match token.kind {
            TokenKind::Number(text) => {
                if run.parts > 0 && token.spaced && starts_another(&run, text, tokens, end) {
                    break;
                }
                for digit in text.bytes().filter(u8::is_ascii_digit) {
                    run.push(&mut head_len, i64::from(digit - b'0'));
                }
                run.round =
                    run.parts == 0 && (text.ends_with("000") || has_separated_thousands(text));
                run.times &= is_time(text);
                run.parts += 1;
                separators = 0;
            }
            TokenKind::Word(word) => match spelled_digit(word) {
                Some(digit) => {
                    run.push(&mut head_len, digit);
                    run.spelled += 1;
                    run.parts += 1;
                    run.round = false;
                    run.times = false;
                    separators = 0;
                }
                None if run.parts > 0
                    && separators < MAX_SEPARATORS
                    && SEPARATOR_WORDS.contains(&word) =>
                {
                    separators += 1;
                }
                None => break,
            },
            TokenKind::Mark(mark)
                if run.parts > 0
                    && separators < MAX_SEPARATORS
                    && is_separator(mark, run.spelled > 0) =>
            {
                separators += 1;
            }
            TokenKind::Mark('+' | '(' | '[') if end == at => {}
            TokenKind::Mark(_) => break,
        }
        end += 1;
        if run.parts > 0 && separators == 0 {
            run.len = end - at;
        }
        if run.digits > MAX_DIGITS {
            break;
        }
    }
    run
}

/// The digit that a word spells; `oh` is a zero.
fn spelled_digit(word: &str) -> Option<i64> {
    match numeral(word) {
        Some(Numeral::Digit(digit)) => Some(digit),
        None if matches!(word, "oh" | "o") => Some(0),
        _ => None,
    }
}

fn is_separator(mark: char, spelled: bool) -> bool {
    matches!(
        mark,
        '-' | '.'
            | '_'
            | '/'
            | ':'
            | '='
            | '('
            | ')'
            | '['
            | ']'
            | '*'
            | '~'
            | '|'
            | '•'
            | '·'
            | '{'
            | '}'
            | '<'
            | '>'
    ) || (mark == ',' && spelled)
        || !mark.is_ascii()
}

/// Whether the number at a token, after a space, is another one.
fn starts_another(run: &DigitRun, text: &str, tokens: &[Token<'_>], at: usize) -> bool {
    let scaled = tokens
        .get(at + 1)
        .and_then(Token::word)
        .is_some_and(|word| matches!(numeral(word), Some(Numeral::Scale(_) | Numeral::Times(_))));
    let another_phone_number =
        text.starts_with("08") && text.len() >= 4 && run.head >= 1_000 && run.head / 100 != 62;
    scaled
        || another_phone_number
        || has_separated_thousands(text)
        || (run.digits >= 12 && run.parts < 4)
}

/// Whether a number has separated thousands, as a price has.
fn has_separated_thousands(text: &str) -> bool {
    text.contains(['.', ','])
        && !text.starts_with('0')
        && text.split(['.', ',']).skip(1).all(|group| group.len() == 3)
}

fn is_time(text: &str) -> bool {
    text.split_once(['.', ',']).is_some_and(|(hour, minute)| {
        hour.len() == 2 && minute.len() == 2 && hour < "25" && minute < "60"
    })
}

/// How many tokens a phone number, or another run of digits that is no amount of money, takes from here; 0 when none begins
/// here.
pub fn identifier_len(tokens: &[Token<'_>], at: usize) -> usize {
    let run = digit_run(tokens, at);
    let first = tokens.get(at).and_then(Token::number);
    let long = first.is_some_and(|text| {
        text.len() >= 11 && !text.contains(['.', ',']) && !text.ends_with("000")
    });
    let long_in_parts = run.digits >= 11
        && run.parts >= 3
        && first.is_some_and(|text| !has_separated_thousands(text))
        && !run.round;
    if run.is_phone_number() || long || long_in_parts { run.len } else { 0 }
}

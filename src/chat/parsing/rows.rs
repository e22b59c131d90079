//! Digits that stand together, whatever pads them: numbers to call, to pay to, to follow a parcel.

use std::sync::LazyLock;

use super::numerals::{Numeral, numeral};
use super::tokens::{Kind, Token};
use super::words::Words;

/// No row of digits is followed further.
const MOST: usize = 32;
/// Marks and fillers between two parts of a number.
const PADDING: usize = 6;
/// Words that people put between the parts of a number.
static FILLERS: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "spasi lanjut belakangnya terus trus lalu kemudian sambung strip min tengahnya akhirnya space then dash \
         sisanya titik dot dobel double triple kembar slash garis tambah sama dan",
    )
});

/// Digits that stand together.
#[derive(Debug, Clone, Copy, Default)]
pub struct Row {
    /// How many tokens.
    pub len: usize,
    /// How many digits.
    pub digits: usize,
    /// How many of them are said in words.
    pub spoken: usize,
    /// How many tokens hold digits.
    pub parts: usize,
    /// The first four digits, as a number.
    pub head: i64,
    /// Whether it is one number that ends in three zeros, or parts its thousands.
    pub round: bool,
    /// Whether all parts look like times of the day.
    times: bool,
}

impl Row {
    /// Whether it looks like a number to call in Indonesia: 08…, 62 8…, or one in a city (021…).
    pub fn shaped(&self) -> bool {
        if self.times || (self.spoken > 0 && self.spoken == self.parts && self.digits < 8) {
            return false;
        }
        let zero = self.digits >= 4 && self.head < 1_000;
        let mobile = zero && self.head >= 800 && (9..=14).contains(&self.digits);
        let abroad = (6280..=6289).contains(&self.head) && (10..=16).contains(&self.digits)
            || self.head == 62 && (12..=17).contains(&self.digits);
        let city = zero && (200..=799).contains(&self.head) && (9..=12).contains(&self.digits);
        mobile || abroad || city
    }

    /// Whether it would be one with a zero before it: 812 3456 7890.
    pub fn bare(&self) -> bool {
        (8110..=8999).contains(&self.head)
            && (9..=12).contains(&self.digits)
            && !self.round
            && !self.times
    }

    fn take(&mut self, seen: &mut usize, digit: i64) {
        if *seen < 4 {
            self.head = self.head * 10 + digit;
            *seen += 1;
        }
        self.digits += 1;
    }
}

/// The digits that stand together from here, whatever pads them.
pub fn row(tokens: &[Token<'_>], at: usize) -> Row {
    let mut row = Row { times: true, ..Row::default() };
    let (mut end, mut padding, mut seen) = (at, 0, 0);
    while let Some(token) = tokens.get(end) {
        match token.kind {
            Kind::Number(text) => {
                if row.parts > 0 && token.spaced && breaks(&row, text, tokens, end) {
                    break;
                }
                for digit in text.bytes().filter(u8::is_ascii_digit) {
                    row.take(&mut seen, i64::from(digit - b'0'));
                }
                row.round = row.parts == 0 && (text.ends_with("000") || parted(text));
                row.times &= time(text);
                row.parts += 1;
                padding = 0;
            }
            Kind::Word(word) => match numeral(word)
                .or((matches!(word, "oh" | "o")).then_some(Numeral::Digit(0)))
            {
                Some(Numeral::Digit(digit)) => {
                    row.take(&mut seen, digit);
                    row.spoken += 1;
                    row.parts += 1;
                    row.round = false;
                    row.times = false;
                    padding = 0;
                }
                _ if row.parts > 0 && padding < PADDING && FILLERS.contains(&word) => padding += 1,
                _ => break,
            },
            Kind::Mark(mark)
                if row.parts > 0 && padding < PADDING && pads(mark, row.spoken > 0) =>
            {
                padding += 1
            }
            Kind::Mark('+' | '(' | '[') if end == at => {}
            Kind::Mark(_) => break,
        }
        end += 1;
        if row.parts > 0 && padding == 0 {
            row.len = end - at;
        }
        if row.digits > MOST {
            break;
        }
    }
    row
}

fn pads(mark: char, spoken: bool) -> bool {
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
    ) || (mark == ',' && spoken)
        || !mark.is_ascii()
}

/// Whether another number begins here, after a space.
fn breaks(row: &Row, text: &str, tokens: &[Token<'_>], at: usize) -> bool {
    let scaled = tokens
        .get(at + 1)
        .and_then(Token::word)
        .is_some_and(|word| matches!(numeral(word), Some(Numeral::Scale(_) | Numeral::Times(_))));
    let begins =
        text.starts_with("08") && text.len() >= 4 && row.head >= 1_000 && row.head / 100 != 62;
    scaled || begins || parted(text) || (row.digits >= 12 && row.parts < 4)
}

/// Thousands parted as in a price.
fn parted(text: &str) -> bool {
    text.contains(['.', ','])
        && !text.starts_with('0')
        && text.split(['.', ',']).skip(1).all(|group| group.len() == 3)
}

fn time(text: &str) -> bool {
    matches!(text.split_once(['.', ',']), Some((hour, minute)) if hour.len() == 2 && minute.len() == 2 && hour < "25" && minute < "60")
}

/// How many tokens a telephone number, or another row of digits that is no money, takes from here; 0 when none begins here.
pub fn run(tokens: &[Token<'_>], at: usize) -> usize {
    let row = row(tokens, at);
    let first = tokens.get(at).and_then(Token::number);
    let long = first.is_some_and(|text| {
        text.len() >= 11 && !text.contains(['.', ',']) && !text.ends_with("000")
    });
    if row.shaped()
        || long
        || (row.digits >= 11
            && row.parts >= 3
            && first.is_some_and(|text| !parted(text))
            && !row.round)
    {
        row.len
    } else {
        0
    }
}

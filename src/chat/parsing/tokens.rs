//! Splits a text into numbers, words and marks, after folding its characters to plain digits and lower case.

use super::numerals;
use crate::base::lengths;

/// Characters of a text that are read; the rest is ignored.
const MAX_CHARS: usize = lengths::MESSAGE;

/// The kind of a token, with its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind<'a> {
    /// Digits, with single dots and commas between them.
    Number(&'a str),
    /// Letters, in lower case.
    Word(&'a str),
    /// Any other character but white space.
    Mark(char),
}

/// A token of a folded text.
#[derive(Debug, Clone, Copy)]
pub struct Token<'a> {
    pub kind: TokenKind<'a>,
    /// Whether white space precedes it; true for the first token.
    pub spaced: bool,
}

impl<'a> Token<'a> {
    /// Its text, if it is a word.
    pub fn word(&self) -> Option<&'a str> {
        match self.kind {
            TokenKind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Its text, if it is a number.
    pub fn number(&self) -> Option<&'a str> {
        match self.kind {
            TokenKind::Number(number) => Some(number),
            _ => None,
        }
    }

    pub fn is(&self, mark: char) -> bool {
        self.kind == TokenKind::Mark(mark)
    }
}

/// The text in lower case and plain digits, without invisible characters. A line break becomes a semicolon, which ends a
/// phrase.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().take(MAX_CHARS).peekable();
    while let Some(c) = chars.next() {
        match c {
            // `1,2M` is 1.2 milliard; `5M` may be five metres.
            'M' if !chars.peek().is_some_and(|next| next.is_alphanumeric())
                && ends_in_decimal(&out) =>
            {
                out.push_str("miliar")
            }
            '\u{200b}'..='\u{200f}'
            | '\u{2060}'
            | '\u{feff}'
            | '\u{fe0f}'
            | '\u{20e3}'
            | '\u{ad}' => {}
            '\n' => out.push_str(" ; "),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            ' '..='~' => out.push(c),
            '‐'..='―' | '−' => out.push('-'),
            '·' | '•' | '․' | '‧' | '｡' => out.push('.'),
            _ => match to_ascii(c) {
                Some(ascii) => out.push(ascii.to_ascii_lowercase()),
                None => out.extend(c.to_lowercase()),
            },
        }
    }
    out
}

/// Whether the text ends in a number with one decimal separator.
fn ends_in_decimal(text: &str) -> bool {
    let text = text.trim_end_matches(' ');
    let tail = text.trim_end_matches(|c: char| c.is_ascii_digit());
    (1..=2).contains(&(text.len() - tail.len()))
        && tail
            .strip_suffix([',', '.'])
            .is_some_and(|head| head.ends_with(|c: char| c.is_ascii_digit()))
}

/// The ASCII character that a styled or foreign one stands for.
fn to_ascii(c: char) -> Option<char> {
    let code = u32::from(c);
    let ascii = match code {
        0xff01..=0xff5e => code - 0xfee0,
        0x660..=0x669 => code - 0x660 + 0x30,
        0x6f0..=0x6f9 => code - 0x6f0 + 0x30,
        0x2460..=0x2468 => code - 0x2460 + 0x31,
        0x24ea | 0x2070 => 0x30,
        0xb9 => 0x31,
        0xb2 | 0xb3 => code - 0xb0 + 0x30,
        0x2074..=0x2079 => code - 0x2070 + 0x30,
        0x1d7ce..=0x1d7ff => (code - 0x1d7ce) % 10 + 0x30,
        0x1d400..=0x1d6a3 => (code - 0x1d400) % 26 + 0x61,
        0x3002 => 0x2e,
        _ => return None,
    };
    char::from_u32(ascii)
}

/// The tokens of a folded text. Numerals that are written together (`duaratusribu`) become a token each.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out = Vec::with_capacity(text.len() / 4 + 1);
    let mut spaced = true;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let len = if c.is_ascii_digit() {
            number_len(rest)
        } else if c.is_alphabetic() {
            rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())
        } else {
            c.len_utf8()
        };
        let Some((head, tail)) = rest.split_at_checked(len) else { break };
        rest = tail;
        if c.is_whitespace() {
            spaced = true;
            continue;
        }
        if head.len() > 6 && c.is_ascii_alphabetic() && numerals::numeral(head).is_none() {
            let parts = numerals::parts(head);
            if !parts.is_empty() {
                out.extend(
                    parts
                        .into_iter()
                        .map(|part| Token { kind: TokenKind::Word(part), spaced: true }),
                );
                spaced = false;
                continue;
            }
        }
        let kind = if c.is_ascii_digit() {
            TokenKind::Number(head)
        } else if c.is_alphabetic() {
            TokenKind::Word(head)
        } else {
            TokenKind::Mark(c)
        };
        out.push(Token { kind, spaced });
        spaced = false;
    }
    out
}

/// Bytes of the number at the beginning: a dot or comma belongs to it when a digit follows.
fn number_len(text: &str) -> usize {
    let mut len = 0;
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'0'..=b'9' => len = at + 1,
            b'.' | b',' if bytes.peek().is_some_and(|(_, next)| next.is_ascii_digit()) => {}
            _ => break,
        }
    }
    len
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_letters_and_marks_become_tokens_of_their_own() {
        let text = fold("１３０Rb, 1.500.000,- 3️⃣");
        let kinds: Vec<TokenKind<'_>> = tokens(&text).iter().map(|token| token.kind).collect();
        assert_eq!(
            kinds,
            [
                TokenKind::Number("130"),
                TokenKind::Word("rb"),
                TokenKind::Mark(','),
                TokenKind::Number("1.500.000"),
                TokenKind::Mark(','),
                TokenKind::Mark('-'),
                TokenKind::Number("3"),
            ]
        );
    }
}

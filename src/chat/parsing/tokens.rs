//! A text in tokens: numbers, words and marks, in one kind of digits and letters.

use super::numerals;

/// The longest text that is looked at, in characters; what a message may hold.
const LONGEST: usize = 4_000;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'a> {
    /// Digits, with single dots and commas between them.
    Number(&'a str),
    /// Letters, small.
    Word(&'a str),
    /// Anything else but space.
    Mark(char),
}

/// A token, and whether space stands before it.
#[derive(Debug, Clone, Copy)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind<'a>,
    /// Whether space stands before it; the first token has some.
    pub spaced: bool,
}

impl<'a> Token<'a> {
    /// The word, when it is one.
    pub fn word(&self) -> Option<&'a str> {
        match self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// The number as it is written, when it is one.
    pub fn number(&self) -> Option<&'a str> {
        match self.kind {
            Kind::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Whether it is this mark.
    pub fn is(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

/// The text in small letters and plain digits, without what cannot be seen. Lines end with a full stop, as sentences do.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().take(LONGEST).peekable();
    while let Some(c) = chars.next() {
        match c {
            // `1,2M` is a thousand million; `5M` may be a cable.
            'M' if !chars.peek().is_some_and(|next| next.is_alphanumeric()) && decimal(&out) => {
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
            _ => match plain(c) {
                Some(plain) => out.push(plain.to_ascii_lowercase()),
                None => out.extend(c.to_lowercase()),
            },
        }
    }
    out
}

/// Whether the text ends in a number with one decimal comma.
fn decimal(text: &str) -> bool {
    let text = text.trim_end_matches(' ');
    let tail = text.trim_end_matches(|c: char| c.is_ascii_digit());
    (1..=2).contains(&(text.len() - tail.len()))
        && tail
            .strip_suffix([',', '.'])
            .is_some_and(|head| head.ends_with(|c: char| c.is_ascii_digit()))
}

/// The ASCII twin of a character that only looks different.
fn plain(c: char) -> Option<char> {
    let code = u32::from(c);
    let twin = match code {
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
    char::from_u32(twin)
}

/// Cuts a folded text into tokens.
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
                    parts.into_iter().map(|part| Token { kind: Kind::Word(part), spaced: true }),
                );
                spaced = false;
                continue;
            }
        }
        let kind = if c.is_ascii_digit() {
            Kind::Number(head)
        } else if c.is_alphabetic() {
            Kind::Word(head)
        } else {
            Kind::Mark(c)
        };
        out.push(Token { kind, spaced });
        spaced = false;
    }
    out
}

/// How long the number at the beginning is: a dot or comma belongs to it when a digit follows.
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
    fn digits_letters_and_marks_come_apart() {
        let text = fold("１３０Rb, 1.500.000,- 3️⃣");
        let kinds: Vec<Kind<'_>> = tokens(&text).iter().map(|token| token.kind).collect();
        assert_eq!(
            kinds,
            [
                Kind::Number("130"),
                Kind::Word("rb"),
                Kind::Mark(','),
                Kind::Number("1.500.000"),
                Kind::Mark(','),
                Kind::Mark('-'),
                Kind::Number("3"),
            ]
        );
    }
}

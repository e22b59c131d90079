//! A first look that costs next to nothing: whether a text is worth reading at all.

use std::sync::LazyLock;

/// Words packed into numbers, in order. A word of more than 16 letters is none of ours.
pub struct Triggers(Vec<u128>);

impl Triggers {
    /// The set of these words, in small letters.
    pub fn of(words: &[&str]) -> Self {
        let mut packed: Vec<u128> = words.iter().map(|word| word.bytes().fold(0, push)).collect();
        packed.sort_unstable();
        Self(packed)
    }

    /// Whether one of the words stands in the text, as a word of its own. Only ASCII letters make words here.
    pub fn any(&self, text: &str) -> bool {
        let mut word: u128 = 0;
        for byte in text.bytes() {
            if byte.is_ascii_alphabetic() {
                word = push(word, byte);
            } else if word != 0 {
                if self.holds(word) {
                    return true;
                }
                word = 0;
            }
        }
        word != 0 && self.holds(word)
    }

    fn holds(&self, word: u128) -> bool {
        self.0.binary_search(&word).is_ok() || (word >> 56 != 0 && run_together(word))
    }
}

/// Whether a word of eight letters and more ends as numbers do that are written in one: `duaratusribu`.
fn run_together(word: u128) -> bool {
    let ends = |tail: &str| {
        let tail_word = tail.bytes().fold(0, push);
        word & ((1 << (tail.len() * 8)) - 1) == tail_word
    };
    [
        "ribu", "juta", "atus", "uluh", "lapan", "satu", "dua", "tiga", "mpat", "lima", "enam",
        "ujuh", "bilan", "nol",
    ]
    .iter()
    .any(|tail| ends(tail))
}

fn push(word: u128, byte: u8) -> u128 {
    (word << 8) | u128::from(byte | 0x20)
}

/// Whether a digit stands in the text, plain or dressed up.
pub fn digit(text: &str) -> bool {
    let mut before = 0;
    for byte in text.bytes() {
        if byte.is_ascii_digit() {
            return true;
        }
        // The first two bytes of the digits that `tokens::fold` makes plain.
        if matches!(
            (before, byte),
            (0xef, 0xbc)
                | (0xf0, 0x9d)
                | (0xe2, 0x81 | 0x91 | 0x93)
                | (0xc2, 0xb2 | 0xb3 | 0xb9)
                | (0xd9 | 0xdb, _)
        ) {
            return true;
        }
        before = byte;
    }
    false
}

/// The words without which no price is said in words.
pub static MONEY: LazyLock<Triggers> = LazyLock::new(|| Triggers::of(&super::numerals::telling()));

/// The words without which no way around the chat is told in words.
pub static WAYS: LazyLock<Triggers> = LazyLock::new(|| {
    Triggers::of(&[
        "nol",
        "kosong",
        "zero",
        "dot",
        "titik",
        "at",
        "ig",
        "instagram",
        "tele",
        "telegram",
        "tiktok",
        "fb",
        "facebook",
        "twitter",
        "line",
        "wa",
        "http",
        "https",
        "www",
        "bitly",
        "username",
        "akun",
        "insta",
        "discord",
        "slash",
        "garing",
        "delapan",
        "dlapan",
        "lapan",
        "dalapan",
        "eight",
        "i",
        "tt",
        "threads",
        "snapchat",
        "dc",
        "fbnya",
        "ignya",
        "titikcom",
        "dotcom",
        "telenya",
        "tg",
        "skype",
        "michat",
        "shopee",
        "lt",
    ])
});

/// Whether a sign stands in the text that addresses have: an at, a slash, a dot with a letter behind it or space before
/// it, or a dot of another script.
pub fn sign(text: &str) -> bool {
    let mut before = b' ';
    text.bytes().any(|byte| {
        let dotted = before == b'.' && byte.is_ascii_alphabetic();
        let apart = byte == b'.' && matches!(before, b' ' | b'(' | b'[' | b'{');
        before = byte;
        dotted || apart || matches!(byte, b'@' | b'/' | 0xe3 | 0xc2)
    })
}

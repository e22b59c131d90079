//! A cheap check without allocation: whether a text can contain a price or a contact at all.

use std::sync::LazyLock;

/// A sorted set of words, each packed into a number: its last 16 letters.
pub struct PackedWords(Vec<u128>);

impl PackedWords {
    /// The words have to be lower-case ASCII, of at most 16 letters.
    pub fn of(words: &[&str]) -> Self {
        let mut packed: Vec<u128> = words.iter().map(|word| word.bytes().fold(0, push)).collect();
        packed.sort_unstable();
        Self(packed)
    }

    /// Whether the text contains one of the words, as a word of its own. Only ASCII letters make words here.
    pub fn any(&self, text: &str) -> bool {
        let mut word: u128 = 0;
        for byte in text.bytes() {
            if byte.is_ascii_alphabetic() {
                word = push(word, byte);
            } else if word != 0 {
                if self.contains(word) {
                    return true;
                }
                word = 0;
            }
        }
        word != 0 && self.contains(word)
    }

    fn contains(&self, word: u128) -> bool {
        self.0.binary_search(&word).is_ok() || (word >> 56 != 0 && ends_like_numeral(word))
    }
}

/// Whether a word of eight letters or more ends like numerals that are written together: `duaratusribu`.
fn ends_like_numeral(word: u128) -> bool {
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

/// Whether the text contains a digit, ASCII or one that `tokens::fold` makes ASCII.
pub fn has_digit(text: &str) -> bool {
    let mut before = 0;
    for byte in text.bytes() {
        if byte.is_ascii_digit() {
            return true;
        }
        // The first two bytes of the digits that `tokens::fold` makes ASCII.
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

/// The words of which a text without digits must contain one to contain a price.
pub static MONEY: LazyLock<PackedWords> =
    LazyLock::new(|| PackedWords::of(&super::numerals::price_words()));

/// The words of which a text without digits and address marks must contain one to contain a contact.
pub static CONTACTS: LazyLock<PackedWords> = LazyLock::new(|| {
    PackedWords::of(&[
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

/// Whether the text contains a mark of addresses: an at sign, a slash, a dot before a letter or after a space, or a dot of
/// another script.
pub fn has_address_mark(text: &str) -> bool {
    let mut before = b' ';
    text.bytes().any(|byte| {
        let before_letter = before == b'.' && byte.is_ascii_alphabetic();
        let after_space = byte == b'.' && matches!(before, b' ' | b'(' | b'[' | b'{');
        before = byte;
        before_letter || after_space || matches!(byte, b'@' | b'/' | 0xe3 | 0xc2)
    })
}

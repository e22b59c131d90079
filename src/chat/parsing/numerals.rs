//! Numbers as words: Indonesian, regional languages, English, and slang for bank notes.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The numeric meaning of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numeral {
    /// 0 to 9.
    Digit(i64),
    /// A number of its own below a thousand: `sepuluh`, `seratus`, `selawe`.
    Whole(i64),
    /// Adds ten to the digit before it: `dua belas`.
    Teen,
    /// Multiplies the digit before it, below a thousand: `puluh`, `ratus`.
    Times(i64),
    /// Multiplies everything before it: `ribu`, `juta`.
    Scale(i64),
    /// One of a scale: `seribu`, `sejuta`.
    OneOf(i64),
    /// An amount of money in whole rupiah: `ceban`.
    Money(i64),
    /// A half: `setengah`.
    Half,
}

use Numeral::{Digit, Half, Money, OneOf, Scale, Teen, Times, Whole};

const RB: i64 = 1_000;
const JT: i64 = 1_000_000;

/// Amounts of money below a thousand count thousands when beside a word of haggling.
const WORDS: &[(Numeral, &str)] = &[
    (Digit(0), "nol kosong zero"),
    (Digit(1), "satu siji hiji ciek one"),
    (Digit(2), "dua loro rong duo two"),
    (Digit(3), "tiga telu telung tilu tigo three"),
    (Digit(4), "empat ampat papat patang opat ampek four"),
    (Digit(5), "lima limo limang five"),
    (Digit(6), "enam anam enem nem nemang genep six"),
    (Digit(7), "tujuh tuju pitu pitung tujuah seven"),
    (Digit(8), "delapan dlapan lapan wolu wolung dalapan eight"),
    (Digit(9), "sembilan smbilan sanga songo sangang salapan sambilan nine"),
    (Whole(10), "sepuluh spuluh sapuluh sepuluah sapuluah ten"),
    (Whole(11), "sebelas sabaleh eleven"),
    (Whole(100), "seratus sratus saratus satus saratuih seratuih"),
    (Whole(25), "selawe"),
    (Whole(50), "seket fifty"),
    (Whole(60), "sewidak suwidak sixty"),
    (Whole(12), "twelve"),
    (Whole(15), "fifteen"),
    (Whole(20), "twenty"),
    (Whole(30), "thirty"),
    (Whole(40), "forty"),
    (Whole(70), "seventy"),
    (Whole(80), "eighty"),
    (Whole(90), "ninety"),
    (Teen, "belas blas baleh welas"),
    (Times(10), "puluh pulu puluah"),
    (Times(100), "ratus ratusan ratuih atus hundred"),
    (
        Scale(RB),
        "ribu ribuan rb rban rbu rebu rebuan rbuan rbn k ewu thousand rib ribuk rebuk ceng",
    ),
    (Scale(JT), "juta jutaan jt jtan jta jeti jut juto yuto million mil mio"),
    (Scale(JT * RB), "miliar milyar"),
    (OneOf(RB), "seribu srebu serebu sarebu sewu saribu"),
    (OneOf(JT), "sejuta sajuta sajuto sakyuto sejeti sejut sejt sejuteh"),
    (OneOf(JT * RB), "semiliar semilyar"),
    (Half, "setengah stengah stgh half satengah saparo"),
    (Money(RB), "seceng ceceng"),
    (Money(2 * RB), "noceng"),
    (Money(3 * RB), "saceng"),
    (Money(5 * RB), "goceng"),
    (Money(10 * RB), "ceban"),
    (Money(20 * RB), "noban jiban"),
    (Money(50 * RB), "goban gocap"),
    (Money(25 * RB), "jigo"),
    (Money(30 * RB), "saban"),
    (Money(40 * RB), "siban"),
    (Money(100), "cepek cepe"),
    (Money(200), "nopek"),
    (Money(300), "sapek"),
    (Money(400), "sepek"),
    (Money(500), "gopek"),
    (Money(150), "pekgo cepekgo"),
    (Money(250), "nopekgo"),
    (Money(500 * RB), "gotun"),
    (Money(JT), "cetiao cetiaw"),
    (Money(2 * JT), "notiao notiaw"),
    (Money(3 * JT), "satiao"),
    (Money(5 * JT), "gotiao gotiaw"),
];

static BY_WORD: LazyLock<HashMap<&str, Numeral>> = LazyLock::new(|| {
    let pairs =
        WORDS.iter().flat_map(|(numeral, words)| words.split(' ').map(|word| (word, *numeral)));
    pairs.collect()
});

/// `None` for a word that is no number.
pub fn numeral(word: &str) -> Option<Numeral> {
    BY_WORD.get(word).copied()
}

/// Whether a word is a number, or several written together: `duaratusribu`.
pub fn names_number(word: &str) -> bool {
    numeral(word).is_some() || !parts(word).is_empty()
}

/// The words of which a text without digits must contain one to contain a price.
pub fn price_words() -> Vec<&'static str> {
    let relevant = WORDS.iter().filter(|(numeral, _)| !matches!(numeral, Digit(_) | Half));
    relevant.flat_map(|(_, words)| words.split(' ')).filter(|word| *word != "k").collect()
}

/// The numerals of a word in which several are written together (`duaratusribu`); empty for any other word.
pub fn parts(word: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = word;
    while !rest.is_empty() {
        // Longest match first: `tujuh` before `tuju`.
        let Some(len) =
            (3..=9).rev().find(|len| rest.get(..*len).is_some_and(|head| numeral(head).is_some()))
        else {
            return Vec::new();
        };
        let Some((head, tail)) = rest.split_at_checked(len) else { return Vec::new() };
        found.push(head);
        rest = tail;
    }
    found
}

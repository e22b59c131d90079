//! Numbers as words: Indonesian, what the market calls its notes, and what neighbours say.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numeral {
    /// 0 to 9.
    Digit(i64),
    /// A number of its own below a thousand: `sepuluh`, `seratus`, `selawe`.
    Whole(i64),
    /// Makes ten and something of the digit before: `dua belas`.
    Teen,
    /// Multiplies the digit before, within a thousand: `puluh`, `ratus`.
    Times(i64),
    /// Multiplies all before: `ribu`, `juta`.
    Scale(i64),
    /// One of a scale: `seribu`, `sejuta`.
    One(i64),
    /// A sum of money, in rupiah: `ceban`.
    Sum(i64),
    /// `setengah`.
    Half,
}

use Numeral::{Digit, Half, One, Scale, Sum, Teen, Times, Whole};

const RB: i64 = 1_000;
const JT: i64 = 1_000_000;

/// Regional words stand beside the Indonesian ones. Sums below a thousand mean thousands beside a word that haggles.
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
    (One(RB), "seribu srebu serebu sarebu sewu saribu"),
    (One(JT), "sejuta sajuta sajuto sakyuto sejeti sejut sejt sejuteh"),
    (One(JT * RB), "semiliar semilyar"),
    (Half, "setengah stengah stgh half satengah saparo"),
    (Sum(RB), "seceng ceceng"),
    (Sum(2 * RB), "noceng"),
    (Sum(3 * RB), "saceng"),
    (Sum(5 * RB), "goceng"),
    (Sum(10 * RB), "ceban"),
    (Sum(20 * RB), "noban jiban"),
    (Sum(50 * RB), "goban gocap"),
    (Sum(25 * RB), "jigo"),
    (Sum(30 * RB), "saban"),
    (Sum(40 * RB), "siban"),
    (Sum(100), "cepek cepe"),
    (Sum(200), "nopek"),
    (Sum(300), "sapek"),
    (Sum(400), "sepek"),
    (Sum(500), "gopek"),
    (Sum(150), "pekgo cepekgo"),
    (Sum(250), "nopekgo"),
    (Sum(500 * RB), "gotun"),
    (Sum(JT), "cetiao cetiaw"),
    (Sum(2 * JT), "notiao notiaw"),
    (Sum(3 * JT), "satiao"),
    (Sum(5 * JT), "gotiao gotiaw"),
];

static BY_WORD: LazyLock<HashMap<&str, Numeral>> = LazyLock::new(|| {
    let pairs =
        WORDS.iter().flat_map(|(numeral, words)| words.split(' ').map(|word| (word, *numeral)));
    pairs.collect()
});

/// What a word counts, when it does.
pub fn numeral(word: &str) -> Option<Numeral> {
    BY_WORD.get(word).copied()
}

/// Whether a word names a number, alone or as several in one: `duaratusribu`.
pub fn names_number(word: &str) -> bool {
    numeral(word).is_some() || !parts(word).is_empty()
}

/// The words without which a text has no number that could be a price.
pub fn telling() -> Vec<&'static str> {
    let telling = WORDS.iter().filter(|(numeral, _)| !matches!(numeral, Digit(_) | Half));
    telling.flat_map(|(_, words)| words.split(' ')).filter(|word| *word != "k").collect()
}

/// The numerals that a word is made of when they were written in one: `duaratusribu`; empty when it is not.
pub fn parts(word: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = word;
    while !rest.is_empty() {
        // The longest first: `tujuh` before `tuju`.
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

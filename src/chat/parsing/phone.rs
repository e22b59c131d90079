//! Telephone numbers: in digits with any padding, in words, in a mix, with letters that look like digits.

use std::sync::LazyLock;

use super::numerals::numeral;
use super::rows::{Row, row};
use super::tokens::{Kind, Token};
use super::words::Words;

/// What a number behind one of these is instead.
static CODES: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "resi resinya imei serial isbn otp kode order pesanan awb sn barcode invoice inv seri rangka mesin part \
         km garansi npwp nik ktp stnk bpkb bpom fcc tgl tanggal jam pukul model tipe jne jnt sicepat anteraja \
         token pln booking tiket",
    )
});
/// What makes a number without its first zero one to call.
static CALLS: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "wa hp telp tlp tel call sms telepon telpon whatsapp whatsap wasap nomor nomer no hub hubungi kontak \
         contact text phone wa'an nope chat num number cp",
    )
});

/// How sure it is that a number to call is told, 0 to 100.
pub fn score(text: &str, tokens: &[Token<'_>]) -> u8 {
    let found = score_of(tokens);
    if found > 0 {
        return found;
    }
    unmasked(text).map_or(0, |text| score_of(&super::tokens::tokens(&text)).min(85))
}

fn score_of(tokens: &[Token<'_>]) -> u8 {
    let mut at = 0;
    let mut best = 0;
    while at < tokens.len() {
        let row = row(tokens, at);
        if row.parts > 0 {
            best = best.max(told(tokens, at, &row));
        }
        at += row.len.max(1);
    }
    best
}

fn told(tokens: &[Token<'_>], at: usize, row: &Row) -> u8 {
    let before = |n: usize| at.checked_sub(n).and_then(|at| tokens.get(at));
    let words: Vec<&str> = (1..=4).filter_map(before).filter_map(Token::word).collect();
    let call = |word: Option<&str>| word.is_some_and(|word| CALLS.contains(&word));
    let glued = tokens.get(at).is_some_and(|token| !token.spaced)
        && before(1).is_some_and(|last| match last.kind {
            Kind::Number(_) | Kind::Mark('#') => true,
            Kind::Word(word) => !CALLS.contains(&word) && numeral(word).is_none(),
            Kind::Mark('_' | '/' | '-') => !last.spaced && !call(before(2).and_then(Token::word)),
            Kind::Mark(_) => false,
        });
    let code = words
        .iter()
        .take(2)
        .find(|word| !matches!(**word, "no" | "nomor" | "nomer" | "number" | "num" | "cek" | "ini"))
        .is_some_and(|word| CODES.contains(word));
    // 2026-01-15-08-12-34
    let date = row.head / 100 == 20 || (row.digits < 10 && row.parts == 3);
    if glued || code || date {
        return 0;
    }
    let called = words.iter().any(|word| CALLS.contains(word));
    match (row.shaped(), called) {
        (true, true) => 98,
        (true, false) if row.spoken == 0 => 95,
        (true, false) => 90,
        (false, true) if row.bare() => 85,
        (false, false) if row.bare() && (row.parts >= 3 || row.spoken >= 3) => 70,
        _ => 0,
    }
}

/// The text with letters that stand for digits read as digits; `None` when there are none.
pub fn unmasked(text: &str) -> Option<String> {
    text.split_whitespace().any(masked).then_some(())?;
    let plain = |word: &str| -> String {
        if masked(word) {
            word.chars().map(|c| twin(c).unwrap_or(c)).collect()
        } else {
            word.to_owned()
        }
    };
    Some(text.split_whitespace().map(plain).collect::<Vec<_>>().join(" "))
}

/// Whether a word is of digits, with no more letters that look like digits.
fn masked(word: &str) -> bool {
    let (mut digits, mut letters) = (0, 0);
    for c in word.chars() {
        if c.is_ascii_digit() {
            digits += 1;
        } else if twin(c).is_some() {
            letters += 1;
        } else if c != '-' && c != '.' {
            return false;
        }
    }
    letters > 0 && digits >= letters
}

fn twin(c: char) -> Option<char> {
    Some(match c {
        'o' | 'q' | 'd' => '0',
        'i' | 'l' | '!' | '|' => '1',
        'z' => '2',
        'e' => '3',
        'a' => '4',
        's' => '5',
        'g' | 'b' => '6',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    #[test]
    fn numbers_to_call_are_seen_in_any_disguise() {
        for text in [
            "081200001234",
            "+62 812-0000-1234",
            "nol delapan satu dua tiga empat lima enam tujuh delapan",
            "08l2 3456 789o",
        ] {
            assert!(score(text, &tokens(text)) > 0, "{text}");
        }
        for text in ["350.000", "resi 081200001234", "08.00 09.00 10.00", "satu dua tiga"] {
            assert_eq!(score(text, &tokens(text)), 0, "{text}");
        }
    }
}

//! Phone numbers: in digits with any separators, in words, in a mix, with letters that look like digits.

use std::sync::LazyLock;

use super::digit_runs::{DigitRun, digit_run};
use super::numerals::numeral;
use super::tokens::{Token, TokenKind};
use crate::base::word_set::WordSet;

/// Labels of other numbers: the number after one is no phone number.
static OTHER_LABELS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "resi resinya imei serial isbn otp kode order pesanan awb sn barcode invoice inv seri rangka mesin part \
         km garansi npwp nik ktp stnk bpkb bpom fcc tgl tanggal jam pukul model tipe jne jnt sicepat anteraja \
         token pln booking tiket",
    )
});
/// Labels of phone numbers.
static PHONE_LABELS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "wa hp telp tlp tel call sms telepon telpon whatsapp whatsap wasap nomor nomer no hub hubungi kontak \
         contact text phone wa'an nope chat num number cp",
    )
});

/// The probability in percent, 0 to 100, that the text contains a phone number.
pub fn score(text: &str, tokens: &[Token<'_>]) -> u8 {
    let found = best_score(tokens);
    if found > 0 {
        return found;
    }
    without_lookalikes(text).map_or(0, |text| best_score(&super::tokens::tokens(&text)).min(85))
}

fn best_score(tokens: &[Token<'_>]) -> u8 {
    let mut at = 0;
    let mut best = 0;
    while at < tokens.len() {
        let run = digit_run(tokens, at);
        if run.parts > 0 {
            best = best.max(run_score(tokens, at, &run));
        }
        at += run.len.max(1);
    }
    best
}

fn run_score(tokens: &[Token<'_>], at: usize, run: &DigitRun) -> u8 {
    let before = |n: usize| at.checked_sub(n).and_then(|at| tokens.get(at));
    let words: Vec<&str> = (1..=4).filter_map(before).filter_map(Token::word).collect();
    let is_label = |word: Option<&str>| word.is_some_and(|word| PHONE_LABELS.contains(&word));
    let glued = tokens.get(at).is_some_and(|token| !token.spaced)
        && before(1).is_some_and(|last| match last.kind {
            TokenKind::Number(_) | TokenKind::Mark('#') => true,
            TokenKind::Word(word) => !PHONE_LABELS.contains(&word) && numeral(word).is_none(),
            TokenKind::Mark('_' | '/' | '-') => {
                !last.spaced && !is_label(before(2).and_then(Token::word))
            }
            TokenKind::Mark(_) => false,
        });
    let other_label = words
        .iter()
        .take(2)
        .find(|word| !matches!(**word, "no" | "nomor" | "nomer" | "number" | "num" | "cek" | "ini"))
        .is_some_and(|word| OTHER_LABELS.contains(word));
    // 2026-01-15-08-12-34
    let date = run.head / 100 == 20 || (run.digits < 10 && run.parts == 3);
    if glued || other_label || date {
        return 0;
    }
    let labelled = words.iter().any(|word| PHONE_LABELS.contains(word));
    match (run.is_phone_number(), labelled) {
        (true, true) => 98,
        (true, false) if run.spelled == 0 => 95,
        (true, false) => 90,
        (false, true) if run.lacks_leading_zero() => 85,
        (false, false) if run.lacks_leading_zero() && (run.parts >= 3 || run.spelled >= 3) => 70,
        _ => 0,
    }
}

/// The text with letters that look like digits (`08l2`) replaced by the digits; `None` when there are none.
pub fn without_lookalikes(text: &str) -> Option<String> {
    text.split_whitespace().any(has_lookalikes).then_some(())?;
    let plain = |word: &str| -> String {
        if has_lookalikes(word) {
            word.chars().map(|c| lookalike_digit(c).unwrap_or(c)).collect()
        } else {
            word.to_owned()
        }
    };
    Some(text.split_whitespace().map(plain).collect::<Vec<_>>().join(" "))
}

/// Whether a word consists of digits and at most as many letters that look like digits.
fn has_lookalikes(word: &str) -> bool {
    let (mut digits, mut letters) = (0, 0);
    for c in word.chars() {
        if c.is_ascii_digit() {
            digits += 1;
        } else if lookalike_digit(c).is_some() {
            letters += 1;
        } else if c != '-' && c != '.' {
            return false;
        }
    }
    letters > 0 && digits >= letters
}

fn lookalike_digit(c: char) -> Option<char> {
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
    fn phone_numbers_are_found_in_any_spelling() {
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

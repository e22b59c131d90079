//! Payment accounts, at a bank or in a wallet, and names on other platforms.

use std::sync::LazyLock;

use super::digit_runs::{DigitRun, digit_run};
use super::handles;
use super::phones;
use super::platforms::without_leet;
use super::tokens::Token;
use crate::base::word_set::WordSet;

static BANKS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "bca bri bni bsi mandiri btn cimb niaga permata danamon jago seabank blu jenius bjb bank rek reknya norek \
         noreknya rekening rekeningnya va maybank ocbc panin mega muamalat btpn hsbc uob allo neo bukopin \
         sinarmas dki account bpd banking mandri bsn krom superbank saqu digibank commonwealth citibank briva \
         brimo livin mestika nobu mayora",
    )
});
/// Verbs of payment: the digits beside them are an account number.
static PAYMENT_VERBS: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::of("tf trf transfer transferin tfnya setor tranfer transfernya"));
static WALLETS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "dana danaku gopayku ovoku ewallet wallet gopay gopey ovo shopeepay spay linkaja doku isaku sakuku \
         astrapay flip paypal",
    )
});

/// The probability in percent, 0 to 100, that the text contains an account or a name on another platform.
pub fn score(text: &str, tokens: &[Token<'_>]) -> u8 {
    let found = payment_score(text, tokens).max(handles::score(text));
    if found > 0 {
        return found;
    }
    phones::without_lookalikes(text)
        .map_or(0, |plain| payment_score(text, &super::tokens::tokens(&plain)).min(80))
}

/// The score of a bank or a wallet with a number for it.
fn payment_score(text: &str, tokens: &[Token<'_>]) -> u8 {
    let runs = account_numbers(tokens);
    if runs.is_empty() {
        return 0;
    }
    let spelled = spelled_words(tokens);
    let has = |names: &WordSet| {
        tokens.iter().any(|token| token.word().is_some_and(|word| names.contains(&word)))
            || spelled.iter().any(|word| names.contains(&word.as_str()))
            || text.split_whitespace().any(|word| names.contains(&without_leet(word).as_str()))
    };
    let two_words = [("go", "pay"), ("link", "aja"), ("shopee", "pay")];
    let bank = has(&BANKS);
    let wallet = has(&WALLETS) || two_words.iter().any(|(one, two)| has_pair(tokens, one, two));
    let payment = has(&PAYMENT_VERBS) || names_owner(tokens);
    let score = |run: &DigitRun| match run {
        _ if bank => 95,
        run if wallet && run.is_phone_number() => 95,
        run if payment && (10..=18).contains(&run.digits) && run.parts < 8 => 75,
        _ => 0,
    };
    runs.iter().map(score).max().unwrap_or(0)
}

/// The runs of digits that may be account numbers.
fn account_numbers(tokens: &[Token<'_>]) -> Vec<DigitRun> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let run = digit_run(tokens, at);
        if (8..=20).contains(&run.digits) && !run.round && !follows_other_label(tokens, at) {
            found.push(run);
        }
        at += run.len.max(1);
    }
    found
}

/// `a/n Budi`, `atas nama Siti`.
fn names_owner(tokens: &[Token<'_>]) -> bool {
    let abbreviated = |three: &[Token<'_>]| {
        matches!(three, [a, mark, n] if a.word() == Some("a")
            && (mark.is('/') || mark.is('.'))
            && n.word() == Some("n"))
    };
    tokens.windows(3).any(abbreviated)
        || tokens.windows(2).any(|two| are_words(two, "atas", "nama"))
}

fn are_words(two: &[Token<'_>], one: &str, other: &str) -> bool {
    matches!(two, [a, b] if a.word() == Some(one) && b.word() == Some(other))
}

fn follows_other_label(tokens: &[Token<'_>], at: usize) -> bool {
    let last = at.checked_sub(1).and_then(|at| tokens.get(at));
    last.and_then(Token::word).is_some_and(|word| {
        matches!(
            word,
            "resi" | "resinya" | "imei" | "order" | "pesanan" | "awb" | "km" | "jp" | "isbn"
        )
    })
}

/// Whether two words follow each other, with or without a hyphen (without one only beside a number).
fn has_pair(tokens: &[Token<'_>], one: &str, other: &str) -> bool {
    let hyphenated = |three: &[Token<'_>]| {
        matches!(three, [a, mark, b] if a.word() == Some(one)
            && mark.is('-')
            && b.word() == Some(other))
    };
    tokens.windows(3).any(hyphenated)
        || (tokens.windows(2).any(|two| are_words(two, one, other))
            && tokens.iter().any(|token| token.number().is_some()))
}

/// WordSet whose letters are separated: `b.c.a`, `B C A`.
fn spelled_words(tokens: &[Token<'_>]) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for token in tokens {
        match token.word() {
            Some(letter) if letter.chars().count() == 1 => word.push_str(letter),
            None if token.is('.') || token.is('-') => {}
            _ => words.push(std::mem::take(&mut word)),
        }
    }
    words.push(word);
    words.retain(|word| word.len() > 1);
    words
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    #[test]
    fn accounts_are_found_and_mere_mentions_of_banks_are_not() {
        for text in [
            "bca 1234567890",
            "dana 081200001234",
            "ig: budi_23",
            "follow ig toko_contoh",
            "b.c.a 1234567890",
        ] {
            assert!(score(text, &tokens(text)) > 0, "{text}");
        }
        for text in [
            "bayar pakai bca bisa?",
            "dana saya cuma 350000",
            "main ig tiktok lancar kak",
            "@50rb",
            "@tawar kamera 350rb",
        ] {
            assert_eq!(score(text, &tokens(text)), 0, "{text}");
        }
    }
}

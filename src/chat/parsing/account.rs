//! Accounts to pay to, at a bank or in a wallet.

use std::sync::LazyLock;

use super::names;
use super::phone;
use super::rows::{self, Row};
use super::sites::unleeted;
use super::tokens::Token;
use super::words::Words;

static BANKS: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "bca bri bni bsi mandiri btn cimb niaga permata danamon jago seabank blu jenius bjb bank rek reknya norek \
         noreknya rekening rekeningnya va maybank ocbc panin mega muamalat btpn hsbc uob allo neo bukopin \
         sinarmas dki account bpd banking mandri bsn krom superbank saqu digibank commonwealth citibank briva \
         brimo livin mestika nobu mayora",
    )
});
/// Words of somebody who pays: the digits beside them are an account.
static PAID: LazyLock<Words> =
    LazyLock::new(|| Words::of("tf trf transfer transferin tfnya setor tranfer transfernya"));
static WALLETS: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "dana danaku gopayku ovoku ewallet wallet gopay gopey ovo shopeepay spay linkaja doku isaku sakuku \
         astrapay flip paypal",
    )
});

/// How sure it is that an account is told, 0 to 100.
pub fn score(text: &str, tokens: &[Token<'_>]) -> u8 {
    let plain = payable(text, tokens).max(names::score(text));
    if plain > 0 {
        return plain;
    }
    phone::unmasked(text)
        .map_or(0, |unmasked| payable(text, &super::tokens::tokens(&unmasked)).min(80))
}

/// A bank or a wallet, and a number for it.
fn payable(text: &str, tokens: &[Token<'_>]) -> u8 {
    let rows = numbers(tokens);
    if rows.is_empty() {
        return 0;
    }
    let letters = spelled(tokens);
    let has = |names: &Words| {
        tokens.iter().any(|token| token.word().is_some_and(|word| names.contains(&word)))
            || letters.iter().any(|word| names.contains(&word.as_str()))
            || text.split_whitespace().any(|word| names.contains(&unleeted(word).as_str()))
    };
    let in_two = [("go", "pay"), ("link", "aja"), ("shopee", "pay")];
    let bank = has(&BANKS);
    let wallet = has(&WALLETS) || in_two.iter().any(|(one, two)| pair(tokens, one, two));
    let paid = has(&PAID) || named_owner(tokens);
    let score = |row: &Row| match row {
        _ if bank => 95,
        row if wallet && row.shaped() => 95,
        row if paid && (10..=18).contains(&row.digits) && row.parts < 8 => 75,
        _ => 0,
    };
    rows.iter().map(score).max().unwrap_or(0)
}

/// The rows of digits that may be the number of an account.
fn numbers(tokens: &[Token<'_>]) -> Vec<Row> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let row = rows::row(tokens, at);
        if (8..=20).contains(&row.digits) && !row.round && !follows_code(tokens, at) {
            found.push(row);
        }
        at += row.len.max(1);
    }
    found
}

/// `a/n Budi`, `atas nama Siti`.
fn named_owner(tokens: &[Token<'_>]) -> bool {
    tokens.windows(3).any(|three| matches!(three, [a, mark, n] if a.word() == Some("a") && (mark.is('/') || mark.is('.')) && n.word() == Some("n")))
        || tokens.windows(2).any(|two| matches!(two, [a, b] if a.word() == Some("atas") && b.word() == Some("nama")))
}

fn follows_code(tokens: &[Token<'_>], at: usize) -> bool {
    let last = at.checked_sub(1).and_then(|at| tokens.get(at));
    last.and_then(Token::word).is_some_and(|word| {
        matches!(
            word,
            "resi" | "resinya" | "imei" | "order" | "pesanan" | "awb" | "km" | "jp" | "isbn"
        )
    })
}

fn pair(tokens: &[Token<'_>], one: &str, two: &str) -> bool {
    tokens.windows(3).any(|three| matches!(three, [a, mark, b] if a.word() == Some(one) && mark.is('-') && b.word() == Some(two)))
        || tokens.windows(2).any(|two_of| matches!(two_of, [a, b] if a.word() == Some(one) && b.word() == Some(two)) && tokens.iter().any(|token| token.number().is_some()))
}

/// Words whose letters stand apart: `b.c.a`, `B C A`.
fn spelled(tokens: &[Token<'_>]) -> Vec<String> {
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
    fn accounts_are_seen_and_talk_about_banks_is_not() {
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

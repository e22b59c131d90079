//! Whether a text speaks of the proof of a transfer. Pictures and words prove no payment: readers get a note about it.

use std::sync::LazyLock;

use super::prefilter::PackedWords;
use super::tokens::{Token, fold, tokens};

const PAID: [&str; 9] = [
    "transfer",
    "transferan",
    "tranfer",
    "tf",
    "trf",
    "bayar",
    "pembayaran",
    "payment",
    "transferred",
];
const PROOF: [&str; 9] =
    ["bukti", "buktinya", "struk", "struknya", "kuitansi", "screenshot", "ss", "proof", "receipt"];
const DONE: [&str; 8] = ["sudah", "udah", "sdh", "udh", "dah", "telah", "barusan", "already"];
/// Between the two, these make it a question or a plan.
const NOT_YET: [&str; 8] = ["bisa", "boleh", "mau", "akan", "perlu", "harus", "belum", "siap"];
/// Words for a transfer, without those for paying in general, which is also said of cash.
const SENT: [&str; 6] = ["transfer", "tranfer", "tf", "trf", "transferan", "transferred"];
/// So many words after "sudah" may stand before "transfer".
const REACH: usize = 3;

static WORDS: LazyLock<PackedWords> = LazyLock::new(|| PackedWords::of(&PAID));

/// Whether a text names the proof of a payment, or says that money was transferred.
pub fn names_transfer_proof(text: &str) -> bool {
    if !WORDS.any(text) {
        return false;
    }
    let text = fold(text);
    let tokens = tokens(&text);
    let words: Vec<&str> = tokens.iter().filter_map(Token::word).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let sent = |at: usize| {
        let after = words.iter().skip(at + 1).take(REACH);
        let mut until = after.take_while(|word| !NOT_YET.contains(word));
        until.any(|word| SENT.contains(word))
    };
    has(&PAID) && has(&PROOF)
        || words.iter().enumerate().any(|(at, word)| DONE.contains(word) && sent(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proof_of_a_transfer_is_noticed_as_people_write_it() {
        for text in [
            "ini bukti transfernya ya kak, bukti transfer",
            "Bukti TF terlampir",
            "sudah saya transfer ke rekening",
            "udah tf barusan",
            "SS pembayaran sudah kukirim",
            "I have already transferred the money",
            "proof of payment attached",
        ] {
            assert!(names_transfer_proof(text), "{text}");
        }
        for text in [
            "",
            "bisa transfer?",
            "sudah bisa transfer?",
            "do you have bank transfer?",
            "bayar di tempat ya",
            "struk belanja masih ada",
            "sudah makan",
            "nanti kubayar pas ketemu",
            "garansi resmi, struk dan dus lengkap",
        ] {
            assert!(!names_transfer_proof(text), "{text}");
        }
    }
}

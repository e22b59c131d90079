//! The one price that a line of the chat offers.

use super::amounts::{Amount, MAX_AMOUNTS, amounts};
use super::context_words::{ALTERNATIVES, REPLACING};
use super::prefilter;
use super::tokens::{Token, fold, tokens};
use crate::base::money::MAX_PRICE;

/// The price that a line offers, in whole rupiah, 1 to [`MAX_PRICE`]; `None` when it offers none, or more than one.
pub fn price(text: &str) -> Option<i64> {
    if !prefilter::has_digit(text) && !prefilter::MONEY.any(text) {
        return None;
    }
    let text = fold(text);
    let tokens = tokens(&text);
    let line = ParsedLine { tokens: &tokens, amounts: amounts(&tokens) };
    if line.amounts.len() > MAX_AMOUNTS {
        return None;
    }
    line.price().filter(|price| (1..=MAX_PRICE).contains(price))
}

/// The tokens of a line and the amounts in it.
pub struct ParsedLine<'a> {
    pub tokens: &'a [Token<'a>],
    /// In order.
    pub amounts: Vec<Amount>,
}

/// How an amount relates to the one before it.
enum Relation {
    Unrelated,
    /// It replaces the one before (`400rb jadi 350rb`).
    Replaces,
    /// Either of the two, or a range between them.
    Alternative,
}

impl ParsedLine<'_> {
    fn price(&self) -> Option<i64> {
        let mut offered: Option<i64> = None;
        let mut replaced = false;
        let mut has_alternatives = false;
        let mut offers = 0;
        for (n, amount) in self.amounts.iter().enumerate() {
            let relation = self.relation(n);
            if matches!(relation, Relation::Alternative) {
                has_alternatives = true;
            }
            let Some(value) = self.offered(n, amount) else { continue };
            offers += 1;
            match relation {
                Relation::Replaces => {
                    offered = Some(value);
                    replaced = true;
                    has_alternatives = false;
                }
                _ if replaced => {}
                _ => offered = Some(value),
            }
        }
        offered.filter(|_| !has_alternatives && (replaced || offers < 3))
    }

    fn relation(&self, n: usize) -> Relation {
        let Some(amount) = self.amounts.get(n) else { return Relation::Unrelated };
        let before = self.words_before(amount);
        if let Some([number, dash]) =
            amount.from.checked_sub(2).and_then(|at| self.tokens.get(at..amount.from))
            && number.number().is_some()
            && (dash.is('-') || dash.is('~'))
        {
            return Relation::Alternative;
        }
        if before.iter().take(2).any(|word| REPLACING.contains(word))
            && !before.first().is_some_and(|word| ALTERNATIVES.contains(word))
        {
            return Relation::Replaces;
        }
        let Some(previous) = n.checked_sub(1).and_then(|n| self.amounts.get(n)) else {
            return Relation::Unrelated;
        };
        let Some(between) = self.tokens.get(previous.to..amount.from) else {
            return Relation::Unrelated;
        };
        match between {
            [mark] if mark.is('-') || mark.is('~') || mark.is('/') => Relation::Alternative,
            [word] if word.word().is_some_and(|word| ALTERNATIVES.contains(&word)) => {
                Relation::Alternative
            }
            // `s/d`: until
            [s, mark, d] if s.word() == Some("s") && mark.is('/') && d.word() == Some("d") => {
                Relation::Alternative
            }
            _ => Relation::Unrelated,
        }
    }
}

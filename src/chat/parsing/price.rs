//! The one price that a line puts on the table.

use super::amounts::{Amount, MOST, amounts};
use super::sense::{BECOMES, CHOICE};
use super::tokens::{Token, fold, tokens};
use super::trigger;
use crate::base::money::MAX_PRICE;

/// The price that a line of the chat offers, in whole rupiah, 1 to [`MAX_PRICE`]; `None` when it offers none, or more
/// than one.
pub fn price(text: &str) -> Option<i64> {
    if !trigger::digit(text) && !trigger::MONEY.any(text) {
        return None;
    }
    let text = fold(text);
    let tokens = tokens(&text);
    let line = Line { tokens: &tokens, amounts: amounts(&tokens) };
    if line.amounts.len() > MOST {
        return None;
    }
    line.price().filter(|price| (1..=MAX_PRICE).contains(price))
}

/// A line in tokens, with its sums.
pub struct Line<'a> {
    /// Its tokens.
    pub tokens: &'a [Token<'a>],
    /// Its sums, in order.
    pub amounts: Vec<Amount>,
}

/// How a sum stands to the one before it.
enum Bond {
    /// None.
    Loose,
    /// It is what the one before becomes.
    Becomes,
    /// One of both, or all between.
    Choice,
}

impl Line<'_> {
    fn price(&self) -> Option<i64> {
        let mut offered: Option<i64> = None;
        let mut settled = false;
        let mut choice = false;
        let mut offers = 0;
        for (n, amount) in self.amounts.iter().enumerate() {
            let bond = self.bond(n);
            if matches!(bond, Bond::Choice) {
                choice = true;
            }
            let Some(value) = self.offer(n, amount) else { continue };
            offers += 1;
            match bond {
                Bond::Becomes => {
                    offered = Some(value);
                    settled = true;
                    choice = false;
                }
                _ if settled => {}
                _ => offered = Some(value),
            }
        }
        offered.filter(|_| !choice && (settled || offers < 3))
    }

    fn bond(&self, n: usize) -> Bond {
        let Some(amount) = self.amounts.get(n) else { return Bond::Loose };
        let near = self.before(amount);
        if let Some([number, dash]) =
            amount.from.checked_sub(2).and_then(|at| self.tokens.get(at..amount.from))
            && number.number().is_some()
            && (dash.is('-') || dash.is('~'))
        {
            return Bond::Choice;
        }
        if near.iter().take(2).any(|word| BECOMES.contains(word))
            && !near.first().is_some_and(|word| CHOICE.contains(word))
        {
            return Bond::Becomes;
        }
        let Some(last) = n.checked_sub(1).and_then(|n| self.amounts.get(n)) else {
            return Bond::Loose;
        };
        let Some(between) = self.tokens.get(last.to..amount.from) else { return Bond::Loose };
        match between {
            [mark] if mark.is('-') || mark.is('~') || mark.is('/') => Bond::Choice,
            [word] if word.word().is_some_and(|word| CHOICE.contains(&word)) => Bond::Choice,
            [s, mark, d] if s.word() == Some("s") && mark.is('/') && d.word() == Some("d") => {
                Bond::Choice
            }
            _ => Bond::Loose,
        }
    }
}

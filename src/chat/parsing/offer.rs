//! Whether a sum of a line is what somebody offers, by the words around it.

use super::amounts::{Amount, Sure};
use super::price::Line;
use super::sense::{
    ASIDE, BECOMES, CALLED, CAN, CODE, COUNTED, CROWD, FILLER, HAGGLE, INCLUDED, MEASURE, NOT,
    OTHERS, PLATES, REFUSED,
};
use super::tokens::{Kind, Token};

impl Line<'_> {
    /// What the sum offers, when it does.
    pub fn offer(&self, n: usize, amount: &Amount) -> Option<i64> {
        let before = self.before(amount);
        let after = self.after(amount);
        let first = after.first().copied().unwrap_or_default();
        if self.measured(amount, &before, first) || self.coded(amount, &before, first) {
            return None;
        }
        if self.aside(&before) || self.refused(&before, &after, amount) {
            return None;
        }

        let (left, right) = (uncalled(&before), uncalled(&after));
        let haggled = |word: Option<&str>| word.is_some_and(|word| HAGGLE.contains(&word));
        let beside =
            haggled(left) || (haggled(right) && left.is_none_or(|word| FILLER.contains(&word)));
        match amount.sure {
            // `sejuta umat`, `seribu alasan`
            Sure::SystemMessage
                if amount.to == amount.from + 1 && self.word_at(amount.from).is_some() =>
            {
                right
                    .is_none_or(|word| HAGGLE.contains(&word) || FILLER.contains(&word))
                    .then_some(amount.value)
            }
            // `TV 4K`
            Sure::SystemMessage
                if amount.value <= 10_000 && self.word_at(amount.to - 1) == Some("k") =>
            {
                (beside || left.is_none()).then_some(amount.value)
            }
            Sure::Long if amount.value < 10_000 && !self.parted(amount) => {
                (beside || left.is_none()).then_some(amount.value)
            }
            Sure::SystemMessage | Sure::Long => Some(amount.value),
            Sure::Coin => {
                Some(if beside { amount.value.saturating_mul(1_000) } else { amount.value })
            }
            Sure::Bare => {
                let range = self
                    .amounts
                    .get(n + 1)
                    .is_some_and(|next| next.sure != Sure::Bare && next.from <= amount.to + 2);
                (beside && !range).then(|| amount.value.saturating_mul(1_000))
            }
        }
    }

    fn word_at(&self, at: usize) -> Option<&str> {
        self.tokens.get(at).and_then(Token::word)
    }

    fn parted(&self, amount: &Amount) -> bool {
        self.tokens
            .get(amount.from)
            .and_then(Token::number)
            .is_some_and(|text| text.contains(['.', ',']))
    }

    /// Kilograms, years, kilometres, followers.
    fn measured(&self, amount: &Amount, before: &[&str], first: &str) -> bool {
        let behind = self.tokens.get(amount.to);
        if behind.is_some_and(|token| token.is('%') || token.is('°'))
            || before.iter().take(2).any(|word| COUNTED.contains(word))
        {
            return true;
        }
        if amount.sure == Sure::SystemMessage || amount.sure == Sure::Coin {
            return CROWD.contains(&first) || (first == "mah" && amount.value <= 100_000);
        }
        let inches = behind.is_some_and(|token| {
            !token.spaced && (token.is('"') || token.is('\'') || token.is('″') || token.is('”'))
        });
        inches
            || MEASURE.contains(&first)
            || (amount.sure == Sure::Long
                && (1_900..=2_099).contains(&amount.value)
                && !self.parted(amount))
    }

    /// Numbers of houses, plates, orders and models.
    fn coded(&self, amount: &Amount, before: &[&str], first: &str) -> bool {
        // `B 350 RB`: letters of a plate stand apart.
        let tail = match amount.sure {
            Sure::SystemMessage => {
                self.tokens.get(amount.to - 1).filter(|token| token.spaced).and_then(Token::word)
            }
            _ => Some(first),
        };
        if before.first().is_some_and(|word| PLATES.contains(word))
            && tail.is_some_and(|tail| (1..=3).contains(&tail.len()))
        {
            return true;
        }
        if before.iter().any(|word| word.starts_with("plat") || *word == "nopol") {
            return true;
        }
        if matches!(amount.sure, Sure::SystemMessage | Sure::Coin) {
            return false;
        }
        let Some(last) = amount.from.checked_sub(1).and_then(|at| self.tokens.get(at)) else {
            return false;
        };
        let dotted = last.is('.')
            && !last.spaced
            && amount
                .from
                .checked_sub(2)
                .and_then(|at| self.word_at(at))
                .is_some_and(|word| CODE.contains(&word));
        dotted
            || last.is('#')
            || last.number().is_some()
            || before.iter().take(2).any(|word| CODE.contains(word))
    }

    /// Shipping, deposits, discounts, what others ask: the sum is none of ours.
    fn aside(&self, before: &[&str]) -> bool {
        if before.first() == Some(&"dari") && self.amounts.len() > 1 {
            return true;
        }
        if before.iter().take(3).any(|word| OTHERS.contains(word))
            && before.iter().take(2).any(|word| word.ends_with("awar"))
        {
            return true;
        }
        let Some(at) = before.iter().take(3).position(|word| ASIDE.contains(word)) else {
            return false;
        };
        let turned = before.first().is_some_and(|word| BECOMES.contains(word));
        // `plus ongkir 15rb` names the shipping, `free ongkir 350rb` the price.
        let apart = |word: &&str| matches!(*word, "+" | "plus" | "belum" | "blm" | "kena");
        let included = at < 2
            && before.get(at + 1).is_some_and(|word| INCLUDED.contains(word) && !apart(word));
        !turned && !included
    }

    fn refused(&self, before: &[&str], after: &[&str], amount: &Amount) -> bool {
        let beyond =
            after.len() == 1 && self.amounts.iter().any(|other| other.from == amount.to + 1);
        if after.iter().take(2).enumerate().any(|(at, word)| {
            REFUSED.contains(word)
                && !beyond
                && !(at > 0 && after.first().is_some_and(|word| INCLUDED.contains(word)))
        }) {
            return true;
        }
        let asked = self.tokens.iter().skip(amount.to).take(6).any(|token| token.is('?'));
        let said_no = before
            .windows(2)
            .any(|pair| matches!(pair, [can, no] if NOT.contains(no) && CAN.contains(can)))
            || after
                .windows(2)
                .take(2)
                .any(|pair| matches!(pair, [no, can] if NOT.contains(no) && CAN.contains(can)))
            || before.first().is_some_and(|word| NOT.contains(word));
        said_no && !asked
    }

    /// Up to four words before a sum, the nearest first, in the same breath.
    pub fn before(&self, amount: &Amount) -> Vec<&str> {
        let from = self
            .amounts
            .iter()
            .rev()
            .find(|other| other.to <= amount.from)
            .map_or(0, |other| other.to);
        let range = self.tokens.get(from..amount.from).unwrap_or_default();
        breath(range.iter().rev())
    }

    /// Up to four words behind a sum, in the same breath.
    fn after(&self, amount: &Amount) -> Vec<&str> {
        let to = self
            .amounts
            .iter()
            .find(|other| other.from >= amount.to)
            .map_or(self.tokens.len(), |other| other.from);
        let range = self.tokens.get(amount.to..to).unwrap_or_default();
        breath(range.iter())
    }
}

fn breath<'a>(tokens: impl Iterator<Item = &'a Token<'a>>) -> Vec<&'a str> {
    tokens
        .take_while(|token| {
            !matches!(token.kind, Kind::Mark(',' | '.' | ';' | '!' | '?') | Kind::Number(_))
        })
        .filter_map(|token| if token.is('+') { Some("+") } else { token.word() })
        .take(4)
        .collect()
}

/// The first word that is no name for the other one.
fn uncalled<'a>(words: &[&'a str]) -> Option<&'a str> {
    words.iter().find(|word| !CALLED.contains(word)).copied()
}

//! Decides from the surrounding words whether an amount of a line is an offer.

use super::amounts::{Amount, Confidence};
use super::context_words::{
    ACCEPTANCE, COUNT_LABELS, FILLERS, FORMS_OF_ADDRESS, HAGGLING, IDENTIFIER_LABELS, INCLUDED,
    NEGATIONS, NOT_OFFER_AFTER, NOT_OFFER_BEFORE, PLATE_PREFIXES, REPLACING, THIRD_PARTIES,
    THOUSANDS_UNITS, UNITS,
};
use super::price::ParsedLine;
use super::tokens::{Token, TokenKind};

impl ParsedLine<'_> {
    /// Whole rupiah that amount number `n` of the line offers; `None` when it is no offer.
    pub fn offered(&self, n: usize, amount: &Amount) -> Option<i64> {
        let before = self.words_before(amount);
        let after = self.words_after(amount);
        let next = after.first().copied().unwrap_or_default();
        if self.is_measurement(amount, &before, next) || self.is_identifier(amount, &before, next) {
            return None;
        }
        if self.is_other_sum(&before) || self.is_refused(&before, &after, amount) {
            return None;
        }

        let (left, right) = (first_content_word(&before), first_content_word(&after));
        let haggles = |word: Option<&str>| word.is_some_and(|word| HAGGLING.contains(&word));
        let beside_haggling =
            haggles(left) || (haggles(right) && left.is_none_or(|word| FILLERS.contains(&word)));
        match amount.confidence {
            // `sejuta umat`, `seribu alasan`
            Confidence::Explicit
                if amount.to == amount.from + 1 && self.word_at(amount.from).is_some() =>
            {
                right
                    .is_none_or(|word| HAGGLING.contains(&word) || FILLERS.contains(&word))
                    .then_some(amount.value)
            }
            // `TV 4K`
            Confidence::Explicit
                if amount.value <= 10_000 && self.word_at(amount.to - 1) == Some("k") =>
            {
                (beside_haggling || left.is_none()).then_some(amount.value)
            }
            Confidence::Long if amount.value < 10_000 && !self.has_separators(amount) => {
                (beside_haggling || left.is_none()).then_some(amount.value)
            }
            Confidence::Explicit | Confidence::Long => Some(amount.value),
            Confidence::Slang => {
                let scale = if beside_haggling { 1_000 } else { 1 };
                Some(amount.value.saturating_mul(scale))
            }
            Confidence::Bare => {
                let starts_range = self.amounts.get(n + 1).is_some_and(|next| {
                    next.confidence != Confidence::Bare && next.from <= amount.to + 2
                });
                (beside_haggling && !starts_range).then(|| amount.value.saturating_mul(1_000))
            }
        }
    }

    fn word_at(&self, at: usize) -> Option<&str> {
        self.tokens.get(at).and_then(Token::word)
    }

    fn has_separators(&self, amount: &Amount) -> bool {
        self.tokens
            .get(amount.from)
            .and_then(Token::number)
            .is_some_and(|text| text.contains(['.', ',']))
    }

    /// Kilograms, years, kilometres, followers.
    fn is_measurement(&self, amount: &Amount, before: &[&str], next: &str) -> bool {
        let following = self.tokens.get(amount.to);
        if following.is_some_and(|token| token.is('%') || token.is('°'))
            || before.iter().take(2).any(|word| COUNT_LABELS.contains(word))
        {
            return true;
        }
        if matches!(amount.confidence, Confidence::Explicit | Confidence::Slang) {
            return THOUSANDS_UNITS.contains(&next) || (next == "mah" && amount.value <= 100_000);
        }
        let inches = following.is_some_and(|token| {
            !token.spaced && (token.is('"') || token.is('\'') || token.is('″') || token.is('”'))
        });
        let year = amount.confidence == Confidence::Long
            && (1_900..=2_099).contains(&amount.value)
            && !self.has_separators(amount);
        inches || UNITS.contains(&next) || year
    }

    /// House numbers, number plates, order numbers and model numbers.
    fn is_identifier(&self, amount: &Amount, before: &[&str], next: &str) -> bool {
        // `B 350 RB`: the letters of a plate are separated by spaces.
        let suffix = match amount.confidence {
            Confidence::Explicit => {
                self.tokens.get(amount.to - 1).filter(|token| token.spaced).and_then(Token::word)
            }
            _ => Some(next),
        };
        if before.first().is_some_and(|word| PLATE_PREFIXES.contains(word))
            && suffix.is_some_and(|suffix| (1..=3).contains(&suffix.len()))
        {
            return true;
        }
        if before.iter().any(|word| word.starts_with("plat") || *word == "nopol") {
            return true;
        }
        if matches!(amount.confidence, Confidence::Explicit | Confidence::Slang) {
            return false;
        }
        let Some(last) = amount.from.checked_sub(1).and_then(|at| self.tokens.get(at)) else {
            return false;
        };
        // `no.12`
        let after_dotted_label = last.is('.')
            && !last.spaced
            && amount
                .from
                .checked_sub(2)
                .and_then(|at| self.word_at(at))
                .is_some_and(|word| IDENTIFIER_LABELS.contains(&word));
        after_dotted_label
            || last.is('#')
            || last.number().is_some()
            || before.iter().take(2).any(|word| IDENTIFIER_LABELS.contains(word))
    }

    /// Shipping, deposits, discounts, the offers of others.
    fn is_other_sum(&self, before: &[&str]) -> bool {
        if before.first() == Some(&"dari") && self.amounts.len() > 1 {
            return true;
        }
        if before.iter().take(3).any(|word| THIRD_PARTIES.contains(word))
            && before.iter().take(2).any(|word| word.ends_with("awar"))
        {
            return true;
        }
        let Some(at) = before.iter().take(3).position(|word| NOT_OFFER_BEFORE.contains(word))
        else {
            return false;
        };
        let replaced = before.first().is_some_and(|word| REPLACING.contains(word));
        // `plus ongkir 15rb` names the shipping, `free ongkir 350rb` the price.
        let excludes = |word: &&str| matches!(*word, "+" | "plus" | "belum" | "blm" | "kena");
        let included = at < 2
            && before.get(at + 1).is_some_and(|word| INCLUDED.contains(word) && !excludes(word));
        !replaced && !included
    }

    fn is_refused(&self, before: &[&str], after: &[&str], amount: &Amount) -> bool {
        let another_amount_follows =
            after.len() == 1 && self.amounts.iter().any(|other| other.from == amount.to + 1);
        if after.iter().take(2).enumerate().any(|(at, word)| {
            NOT_OFFER_AFTER.contains(word)
                && !another_amount_follows
                && !(at > 0 && after.first().is_some_and(|word| INCLUDED.contains(word)))
        }) {
            return true;
        }
        let asked = self.tokens.iter().skip(amount.to).take(6).any(|token| token.is('?'));
        let negated = before.windows(2).any(|pair| {
            matches!(pair, [verb, not] if NEGATIONS.contains(not) && ACCEPTANCE.contains(verb))
        }) || after.windows(2).take(2).any(|pair| {
            matches!(pair, [not, verb] if NEGATIONS.contains(not) && ACCEPTANCE.contains(verb))
        }) || before.first().is_some_and(|word| NEGATIONS.contains(word));
        negated && !asked
    }

    /// Up to four words before an amount in the same phrase, the nearest first.
    pub fn words_before(&self, amount: &Amount) -> Vec<&str> {
        let from = self
            .amounts
            .iter()
            .rev()
            .find(|other| other.to <= amount.from)
            .map_or(0, |other| other.to);
        let range = self.tokens.get(from..amount.from).unwrap_or_default();
        phrase(range.iter().rev())
    }

    /// Up to four words after an amount in the same phrase.
    fn words_after(&self, amount: &Amount) -> Vec<&str> {
        let to = self
            .amounts
            .iter()
            .find(|other| other.from >= amount.to)
            .map_or(self.tokens.len(), |other| other.from);
        let range = self.tokens.get(amount.to..to).unwrap_or_default();
        phrase(range.iter())
    }
}

/// The first four words, up to a punctuation mark or a number.
fn phrase<'a>(tokens: impl Iterator<Item = &'a Token<'a>>) -> Vec<&'a str> {
    tokens
        .take_while(|token| {
            !matches!(
                token.kind,
                TokenKind::Mark(',' | '.' | ';' | '!' | '?') | TokenKind::Number(_)
            )
        })
        .filter_map(|token| if token.is('+') { Some("+") } else { token.word() })
        .take(4)
        .collect()
}

/// The first word that is no form of address.
fn first_content_word<'a>(words: &[&'a str]) -> Option<&'a str> {
    words.iter().find(|word| !FORMS_OF_ADDRESS.contains(word)).copied()
}

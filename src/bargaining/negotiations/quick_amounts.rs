//! Amounts that are offered by one tap.

use serde::Serialize;

/// A quick amount.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Quick {
    amount: i64,
    percent: i64,
}

impl Quick {
    /// Whole rupiah.
    pub(super) fn amount(&self) -> i64 {
        self.amount
    }
}

/// Amounts that are 5, 10 and 20 % below the asking price, rounded as people do.
pub fn asking_steps(asking: i64) -> Vec<Quick> {
    let step = match asking {
        ..20_000 => 500,
        20_000..200_000 => 1_000,
        200_000..2_000_000 => 5_000,
        _ => 50_000,
    };
    let mut quick: Vec<Quick> = [5, 10, 20]
        .into_iter()
        .map(|percent| Quick {
            amount: (asking * (100 - percent) / 100) / step * step,
            percent: -percent,
        })
        .filter(|quick| quick.amount > 0)
        .collect();
    quick.dedup_by_key(|quick| quick.amount);
    quick
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quick_amounts_are_round_and_below_the_price() {
        let amounts: Vec<i64> = asking_steps(1_250_000).iter().map(|quick| quick.amount).collect();
        assert_eq!(amounts, [1_185_000, 1_125_000, 1_000_000]);
        assert!(asking_steps(1).is_empty());
    }
}

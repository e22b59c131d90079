//! Which postings move the money of a deal. Every amount is whole rupiah; a sum that does not fit is an error.

use super::model::{Account, Posting};
use crate::base::error::AppError;
use crate::base::ids::{DealId, UserId};
use crate::config::FeeBearer;

/// Why sums do not make a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SumError {
    /// An amount to move is 0 or below, or a part of it is below 0.
    #[error("{0} rupiah is no amount to move")]
    Amount(i64),
    /// The fee is more than what it is taken from.
    #[error("a fee of {fee} rupiah is more than the {goods} rupiah that it is taken from")]
    Fee {
        /// The fee, in rupiah.
        fee: i64,
        /// What the seller would have received, in rupiah.
        goods: i64,
    },
    /// The percentage of a fee is not between 0 and 100.
    #[error("a fee of {0} percent")]
    Percent(i64),
    /// A sum does not fit into 64 bits.
    #[error("a sum of rupiah is too large")]
    TooLarge,
}

/// A sum that reaches the ledger was checked before; that it is wrong is a defect.
impl From<SumError> for AppError {
    fn from(err: SumError) -> Self {
        Self::Internal(anyhow::Error::new(err).context("ledger"))
    }
}

/// The site's fee for keeping the money of a deal, and who bears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fee {
    /// In rupiah.
    pub amount: i64,
    /// Who bears it.
    pub bearer: FeeBearer,
}

/// The fee of goods: `percent` of `goods`, **rounded down** to whole rupiah. What rounding down leaves out (less than a
/// rupiah) is not charged to anybody, so there is no remainder to account for: the fee is computed once, and what the seller
/// gets or the buyer pays is computed from it by subtraction or addition. Nothing goes to [`Account::Rounding`].
///
/// # Errors
/// `goods` is below 0, or `percent` is not between 0 and 100.
pub fn fee_of(goods: i64, percent: i64, bearer: FeeBearer) -> Result<Fee, SumError> {
    if goods < 0 {
        return Err(SumError::Amount(goods));
    }
    if !(0..=100).contains(&percent) {
        return Err(SumError::Percent(percent));
    }
    let amount = i128::from(goods) * i128::from(percent) / 100;
    Ok(Fee { amount: i64::try_from(amount).map_err(|_too_large| SumError::TooLarge)?, bearer })
}

impl Fee {
    /// What the buyer pays: goods and shipping, and the fee when the buyer bears it.
    ///
    /// # Errors
    /// A part is below 0, or the sum is too large.
    pub fn to_pay(self, goods: i64, shipping: i64) -> Result<i64, SumError> {
        let sum = sum_of(&[goods, shipping])?;
        match self.bearer {
            FeeBearer::Buyer => sum_of(&[sum, self.amount]),
            FeeBearer::Seller => Ok(sum),
        }
    }

    /// What the seller gets: goods and shipping, less the fee when the seller bears it.
    ///
    /// # Errors
    /// A part is below 0, the sum is too large, or the fee is more than the goods.
    pub fn to_seller(self, goods: i64, shipping: i64) -> Result<i64, SumError> {
        let sum = sum_of(&[goods, shipping])?;
        sum_of(&[self.amount])?;
        match self.bearer {
            FeeBearer::Buyer => Ok(sum),
            FeeBearer::Seller if self.amount > goods => {
                Err(SumError::Fee { fee: self.amount, goods })
            }
            FeeBearer::Seller => sum.checked_sub(self.amount).ok_or(SumError::TooLarge),
        }
    }
}

/// The provider received `amount` rupiah for a deal.
///
/// # Errors
/// `amount` is not above 0.
pub fn capture(deal: DealId, amount: i64) -> Result<Vec<Posting>, SumError> {
    between(Account::Provider, Account::Escrow(deal), amount)
}

/// `amount` rupiah of a deal go back through the provider to who paid them.
///
/// # Errors
/// `amount` is not above 0.
pub fn refund(deal: DealId, amount: i64) -> Result<Vec<Posting>, SumError> {
    between(Account::Escrow(deal), Account::Provider, amount)
}

/// The money of a deal goes to its seller, and the fee to the site. It takes from the escrow what [`Fee::to_pay`] says, so that
/// nothing is left there when exactly that was captured.
///
/// # Errors
/// A part is below 0, all of them are 0, the sum is too large, or the fee is more than the goods.
pub fn release(
    deal: DealId,
    seller: UserId,
    goods: i64,
    shipping: i64,
    fee: Fee,
) -> Result<Vec<Posting>, SumError> {
    let paid = fee.to_pay(goods, shipping)?;
    let postings = [
        (Account::Escrow(deal), positive(paid)?.checked_neg().ok_or(SumError::TooLarge)?),
        (Account::User(seller), fee.to_seller(goods, shipping)?),
        (Account::Fees, fee.amount),
    ];
    // Without a fee there is no entry of it: an entry of 0 says nothing.
    let moved = postings.into_iter().filter(|(_, amount)| *amount != 0);
    Ok(moved.map(|(account, amount)| Posting { account, amount }).collect())
}

/// How the money of a deal is divided, whole rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shares {
    /// Goes back through the provider to who paid.
    pub to_buyer: i64,
    pub to_seller: i64,
    /// The site's.
    pub fee: i64,
}

/// Divides `held` rupiah of which `to_buyer` go back. The site takes the same part of its fee as the seller gets of the
/// money, rounded down.
///
/// # Errors
/// A part is below 0, or more goes back than is held.
pub fn shares(held: i64, to_buyer: i64, fee: i64) -> Result<Shares, SumError> {
    sum_of(&[held, to_buyer, fee])?;
    let rest = held.checked_sub(to_buyer).filter(|rest| *rest >= 0);
    let rest = rest.ok_or(SumError::Amount(to_buyer))?;
    let part = i128::from(fee) * i128::from(rest) / i128::from(held.max(1));
    let fee = i64::try_from(part).map_err(|_too_large| SumError::TooLarge)?.min(rest);
    Ok(Shares { to_buyer, to_seller: rest - fee, fee })
}

/// The money of a deal is divided between the parties, and nothing of it stays in the escrow.
///
/// # Errors
/// A part is below 0, all of them are 0, or the sum is too large.
pub fn split(deal: DealId, seller: UserId, shares: Shares) -> Result<Vec<Posting>, SumError> {
    let Shares { to_buyer, to_seller, fee } = shares;
    let held = positive(sum_of(&[to_buyer, to_seller, fee])?)?;
    let postings = [
        (Account::Escrow(deal), held.checked_neg().ok_or(SumError::TooLarge)?),
        (Account::Provider, to_buyer),
        (Account::User(seller), to_seller),
        (Account::Fees, fee),
    ];
    let moved = postings.into_iter().filter(|(_, amount)| *amount != 0);
    Ok(moved.map(|(account, amount)| Posting { account, amount }).collect())
}

/// `amount` rupiah leave a person's balance; of these `fee` goes to the site and the rest to their bank account.
///
/// # Errors
/// `fee` is below 0, or not less than `amount`.
pub fn payout(user: UserId, amount: i64, fee: i64) -> Result<Vec<Posting>, SumError> {
    let arrives = amount.checked_sub(sum_of(&[fee])?).ok_or(SumError::TooLarge)?;
    let mut moved = between(Account::User(user), Account::Provider, positive(arrives)?)?;
    if fee > 0 {
        moved
            .iter_mut()
            .filter(|it| it.account == Account::User(user))
            .for_each(|it| it.amount -= fee);
        moved.push(Posting { account: Account::Fees, amount: fee });
    }
    Ok(moved)
}

/// A payout and its fee come back: the reverse of [`payout`].
///
/// # Errors
/// As [`payout`].
pub fn payout_return(user: UserId, amount: i64, fee: i64) -> Result<Vec<Posting>, SumError> {
    let back = |posting: Posting| {
        let amount = posting.amount.checked_neg().ok_or(SumError::TooLarge)?;
        Ok(Posting { amount, ..posting })
    };
    payout(user, amount, fee)?.into_iter().map(back).collect()
}

/// A promotion was paid: its price is the site's.
///
/// # Errors
/// `amount` is not above 0.
pub fn promotion(amount: i64) -> Result<Vec<Posting>, SumError> {
    between(Account::Provider, Account::Fees, amount)
}

/// The price of a promotion goes back: the reverse of [`promotion`].
///
/// # Errors
/// As [`promotion`].
pub fn promotion_refund(amount: i64) -> Result<Vec<Posting>, SumError> {
    between(Account::Fees, Account::Provider, amount)
}

fn between(from: Account, to: Account, amount: i64) -> Result<Vec<Posting>, SumError> {
    let taken = positive(amount)?.checked_neg().ok_or(SumError::TooLarge)?;
    Ok(vec![Posting { account: from, amount: taken }, Posting { account: to, amount }])
}

fn positive(amount: i64) -> Result<i64, SumError> {
    if amount > 0 { Ok(amount) } else { Err(SumError::Amount(amount)) }
}

fn sum_of(parts: &[i64]) -> Result<i64, SumError> {
    parts.iter().try_fold(0_i64, |sum, part| {
        if *part < 0 {
            return Err(SumError::Amount(*part));
        }
        sum.checked_add(*part).ok_or(SumError::TooLarge)
    })
}

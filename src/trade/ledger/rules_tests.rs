use std::collections::HashMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::base::ids::{DealId, UserId};
use crate::config::FeeBearer;

fn deal(n: u8) -> DealId {
    DealId(Uuid::from_u128(u128::from(n)))
}

fn user(n: u8) -> UserId {
    UserId(Uuid::from_u128(u128::from(n)))
}

fn amounts(postings: Vec<Posting>) -> Vec<(Account, i64)> {
    postings.into_iter().map(|posting| (posting.account, posting.amount)).collect()
}

#[test]
fn the_fee_is_five_percent_of_the_goods_rounded_down() {
    let fee = |goods| fee_of(goods, 5, FeeBearer::Seller).unwrap().amount;
    assert_eq!(fee(1_000_000), 50_000);
    assert_eq!(fee(19), 0);
    assert_eq!(fee(20), 1);
    // 5 % of Rp350.019 is Rp17.500,95: the 95 hundredths are charged to nobody.
    assert_eq!(fee(350_019), 17_500);
    assert_eq!(fee(i64::MAX), i64::MAX / 20);
    let of = |goods, percent| fee_of(goods, percent, FeeBearer::Buyer).map(|fee| fee.amount);
    assert_eq!(of(200, 0), Ok(0));
    assert_eq!(of(200, 100), Ok(200));
    assert_eq!(of(200, 101), Err(SumError::Percent(101)));
    assert_eq!(of(200, -1), Err(SumError::Percent(-1)));
    assert_eq!(of(-1, 5), Err(SumError::Amount(-1)));
}

#[test]
fn budi_pays_for_saris_camera_and_the_seller_bears_the_fee() {
    let fee = fee_of(1_000_000, 5, FeeBearer::Seller).unwrap();
    assert_eq!(fee.to_pay(1_000_000, 25_000), Ok(1_025_000));
    let released = release(deal(1), user(1), 1_000_000, 25_000, fee).unwrap();
    let expected = [
        (Account::Escrow(deal(1)), -1_025_000),
        (Account::User(user(1)), 975_000),
        (Account::Fees, 50_000),
    ];
    assert_eq!(amounts(released), expected);
}

#[test]
fn budi_pays_for_saris_camera_and_the_buyer_bears_the_fee() {
    let fee = fee_of(1_000_000, 5, FeeBearer::Buyer).unwrap();
    assert_eq!(fee.to_pay(1_000_000, 25_000), Ok(1_075_000));
    let released = release(deal(1), user(1), 1_000_000, 25_000, fee).unwrap();
    let expected = [
        (Account::Escrow(deal(1)), -1_075_000),
        (Account::User(user(1)), 1_025_000),
        (Account::Fees, 50_000),
    ];
    assert_eq!(amounts(released), expected);
}

#[test]
fn what_is_0_has_no_entry_and_what_cannot_be_is_refused() {
    let free = fee_of(19, 5, FeeBearer::Seller).unwrap();
    let released = amounts(release(deal(1), user(1), 19, 0, free).unwrap());
    assert_eq!(released, [(Account::Escrow(deal(1)), -19), (Account::User(user(1)), 19)]);
    assert_eq!(release(deal(1), user(1), 0, 0, free), Err(SumError::Amount(0)));
    assert_eq!(release(deal(1), user(1), -5, 10, free), Err(SumError::Amount(-5)));
    assert_eq!(release(deal(1), user(1), i64::MAX, 1, free), Err(SumError::TooLarge));
    let fee = Fee { amount: 30, bearer: FeeBearer::Seller };
    let refused = release(deal(1), user(1), 20, 100, fee);
    assert_eq!(refused, Err(SumError::Fee { fee: 30, goods: 20 }));
    for amount in [0, -1, i64::MIN] {
        assert_eq!(capture(deal(1), amount), Err(SumError::Amount(amount)));
        assert_eq!(refund(deal(1), amount), Err(SumError::Amount(amount)));
    }
}

/// What happens to the money of a deal.
#[derive(Debug, Clone)]
enum Act {
    Capture { deal: u8, amount: i64 },
    Release { deal: u8, seller: u8, goods: i64, shipping: i64, percent: i64, buyer_bears: bool },
    Refund { deal: u8, amount: i64 },
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let amount = prop_oneof![-10..200_i64, -1..2_000_000_i64, Just(i64::MAX)];
    let parts = (0..200_000_i64, 0..30_000_i64, -1..102_i64);
    let act = prop_oneof![
        (0..4_u8, amount.clone()).prop_map(|(deal, amount)| Act::Capture { deal, amount }),
        (0..4_u8, 0..3_u8, parts, any::<bool>()).prop_map(
            |(deal, seller, (goods, shipping, percent), buyer_bears)| {
                Act::Release { deal, seller, goods, shipping, percent, buyer_bears }
            }
        ),
        (0..4_u8, amount).prop_map(|(deal, amount)| Act::Refund { deal, amount }),
    ];
    prop::collection::vec(act, 1..60)
}

fn postings_of(act: &Act) -> Result<Vec<Posting>, SumError> {
    match *act {
        Act::Capture { deal: n, amount } => capture(deal(n), amount),
        Act::Refund { deal: n, amount } => refund(deal(n), amount),
        Act::Release { deal: n, seller, goods, shipping, percent, buyer_bears } => {
            let bearer = if buyer_bears { FeeBearer::Buyer } else { FeeBearer::Seller };
            release(deal(n), user(seller), goods, shipping, fee_of(goods, percent, bearer)?)
        }
    }
}

proptest! {
    #[test]
    fn whatever_happens_each_transaction_sums_to_0_and_none_but_the_escrow_can_run_out(acts in acts()) {
        let mut book: HashMap<Account, i128> = HashMap::new();
        for act in acts {
            let Ok(postings) = postings_of(&act) else { continue };
            prop_assert!(postings.len() >= 2, "{act:?}");
            prop_assert!(postings.iter().all(|posting| posting.amount != 0), "{act:?}");
            let sum: i128 = postings.iter().map(|posting| i128::from(posting.amount)).sum();
            prop_assert_eq!(sum, 0, "{:?}", act);
            // As the ledger does: what would take more than the escrow holds is not posted.
            let balance = |account| book.get(&account).copied().unwrap_or(0);
            if postings.iter().any(|p| matches!(p.account, Account::Escrow(_)) && balance(p.account) + i128::from(p.amount) < 0) {
                continue;
            }
            for posting in postings {
                *book.entry(posting.account).or_default() += i128::from(posting.amount);
            }
            prop_assert_eq!(book.values().sum::<i128>(), 0);
            for (account, balance) in &book {
                match account {
                    Account::Provider => prop_assert!(*balance <= 0, "{account}: {balance}"),
                    Account::Rounding => prop_assert_eq!(*balance, 0),
                    _ => prop_assert!(*balance >= 0, "{account}: {balance}"),
                }
            }
        }
    }

    #[test]
    fn what_the_buyer_pays_is_what_seller_and_site_get(
        goods in 0..=1_000_000_000_000_i64, shipping in 0..=10_000_000_i64, percent in 0..=100_i64, buyer_bears: bool,
    ) {
        let bearer = if buyer_bears { FeeBearer::Buyer } else { FeeBearer::Seller };
        let fee = fee_of(goods, percent, bearer).unwrap();
        let paid = fee.to_pay(goods, shipping).unwrap();
        prop_assert_eq!(paid, fee.to_seller(goods, shipping).unwrap() + fee.amount);
        // Rounded down: less than a rupiah is left out.
        let exact = i128::from(goods) * i128::from(percent);
        prop_assert!((0..100).contains(&(exact - i128::from(fee.amount) * 100)));
    }
}

proptest! {
    #[test]
    fn a_payout_and_its_return_cancel_each_other(amount in any::<i64>(), fee in any::<i64>()) {
        match (payout(user(1), amount, fee), payout_return(user(1), amount, fee)) {
            (Ok(out), Ok(back)) => {
                prop_assert!(fee >= 0 && fee < amount);
                prop_assert_eq!(out.iter().map(|it| i128::from(it.amount)).sum::<i128>(), 0);
                let of = |all: &[Posting], account| {
                    all.iter().filter(|it| it.account == account).map(|it| it.amount).sum::<i64>()
                };
                prop_assert_eq!(of(&out, Account::User(user(1))), -amount);
                prop_assert_eq!(of(&out, Account::Fees), fee);
                for account in [Account::User(user(1)), Account::Provider, Account::Fees] {
                    prop_assert_eq!(of(&out, account), -of(&back, account));
                }
                prop_assert!(out.iter().all(|it| it.amount != 0));
            }
            (Err(_), Err(_)) => prop_assert!(fee < 0 || fee >= amount),
            other => prop_assert!(false, "{:?}", other),
        }
    }
}

#[test]
fn sari_takes_out_a_hundred_thousand_and_the_fee_is_in_it() {
    let moved = amounts(payout(user(1), 100_000, 2_500).unwrap());
    assert_eq!(
        moved,
        [(Account::User(user(1)), -100_000), (Account::Provider, 97_500), (Account::Fees, 2_500)]
    );
    assert_eq!(payout(user(1), 100_000, 0).unwrap().len(), 2);
    assert_eq!(payout(user(1), 2_500, 2_500), Err(SumError::Amount(0)));
}

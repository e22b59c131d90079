//! Posting a transaction.

use super::model::{NewTransaction, Posted, Posting};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};

/// Posts a transaction inside the caller's. With a key that was posted before it changes nothing and says so, also when both
/// are posted at the same time. Accounts are made on first use. Locks the rows of deals' and persons' accounts in ascending
/// order of their ids until the commit; several calls in one transaction of the caller lock one after the other.
///
/// # Errors
/// `Internal` when the postings are not a transaction (see [`NewTransaction`]), an account would be below 0, or the key was
/// posted with other postings. The caller's transaction must not be committed then. What only shows at the commit (a
/// negative account of the site) is an error of the commit.
pub fn post(conn: &mut Conn, new: &NewTransaction<'_>, now: Timestamp) -> AppResult<Posted> {
    post_checked(conn, new, now).inspect_err(|err| {
        metrics::counter!("tawar_ledger_refused_total").increment(1);
        tracing::error!(key = new.key, kind = new.kind.word(), "ledger: {err}");
    })
}

fn post_checked(conn: &mut Conn, new: &NewTransaction<'_>, now: Timestamp) -> AppResult<Posted> {
    check(new).map_err(AppError::Internal)?;
    let Some(id) = store::insert_transaction(conn, new, now)? else {
        return repeated(conn, new);
    };
    store::insert_entries(conn, id, &new.postings)?;
    Ok(Posted::Now)
}

/// That the transaction was posted before exactly like this.
fn repeated(conn: &mut Conn, new: &NewTransaction<'_>) -> AppResult<Posted> {
    let before = store::by_key(conn, new.key)?;
    let mut postings = new.postings.clone();
    postings.sort_unstable();
    if before == Some((new.kind, new.deal, postings)) {
        return Ok(Posted::Before);
    }
    let key = new.key;
    Err(AppError::Internal(anyhow::anyhow!("{key} was posted with other postings: {before:?}")))
}

fn check(new: &NewTransaction<'_>) -> anyhow::Result<()> {
    let Posting { account: first, .. } =
        new.postings.first().ok_or_else(|| anyhow::anyhow!("a transaction without postings"))?;
    anyhow::ensure!(new.postings.len() > 1, "{first} alone is no transaction");
    anyhow::ensure!((1..=200).contains(&new.key.len()), "the key {:?}", new.key);
    let mut accounts: Vec<_> = new.postings.iter().map(|posting| posting.account).collect();
    accounts.sort_unstable();
    accounts.dedup();
    anyhow::ensure!(accounts.len() == new.postings.len(), "an account twice in one transaction");
    anyhow::ensure!(new.postings.iter().all(|posting| posting.amount != 0), "a posting of 0");
    let sum: i128 = new.postings.iter().map(|posting| i128::from(posting.amount)).sum();
    anyhow::ensure!(sum == 0, "the postings sum to {sum} rupiah");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::model::{Account, Kind};
    use super::*;
    use crate::base::ids::DealId;

    fn refusal(key: &str, postings: &[(Account, i64)]) -> Option<String> {
        let postings =
            postings.iter().map(|&(account, amount)| Posting { account, amount }).collect();
        let new = NewTransaction { kind: Kind::Correction, deal: None, key, postings };
        check(&new).err().map(|err| err.to_string())
    }

    #[test]
    fn what_is_no_transaction_is_refused_before_it_reaches_postgres() {
        let (provider, fees) = (Account::Provider, Account::Fees);
        let escrow = Account::Escrow(DealId::fresh());
        assert_eq!(refusal("k", &[(provider, -5), (escrow, 5)]), None);
        assert_eq!(refusal("k", &[(escrow, -5), (fees, 2), (provider, 3)]), None);
        let refused = |postings: &[(Account, i64)]| refusal("k", postings).unwrap();
        assert!(refused(&[]).contains("without postings"));
        assert!(refused(&[(provider, -5)]).contains("account provider alone"));
        assert!(refused(&[(provider, -5), (escrow, 4)]).contains("sum to -1 rupiah"));
        assert!(refused(&[(provider, -5), (escrow, 5), (fees, 0)]).contains("posting of 0"));
        assert!(refused(&[(provider, -5), (escrow, 2), (escrow, 3)]).contains("twice"));
        assert!(refused(&[(provider, i64::MAX), (fees, i64::MAX)]).contains("sum to 18446"));
        assert!(refusal("", &[(provider, -5), (escrow, 5)]).unwrap().contains("the key"));
    }
}

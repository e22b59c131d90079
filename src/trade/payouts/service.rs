//! Where every endpoint, the jobs and the notices bring what is about payouts.

use super::account::{Account, Keys, Owner};
use super::actions::{self, Wanted};
use super::bank::Bank;
use super::changing::{self, AccountWish, Given, Giver, Proposal};
use super::gateway::PayoutGateways;
use super::model::{AccountRow, PageOf, Payout};
use super::policy::{Refusal, Standing};
use super::store;
use crate::base::clock::{Clock, Timestamp};
use crate::base::crypto::SecretKey;
use crate::base::db::{Conn, Db};
use crate::base::encryption::{Cipher, Encryption};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{PayoutId, SessionId, UserId};
use crate::base::jobs;
use crate::base::limits::{self, Charge, Rate};
use crate::config::{Config, PayoutTerms, SiteAddress};
use crate::people::accounts::PasswordClaim;

/// Questions for the holders of accounts: names are not looked up through us.
const HOLDERS: Rate = Rate { actions: 10, seconds: 86_400 };

/// What the site has to do with payouts.
#[derive(Debug, Clone)]
pub struct PayoutSite {
    pub terms: PayoutTerms,
    pub address: SiteAddress,
    /// Whether balances exist here.
    pub has_money: bool,
    /// Whether money is practice money.
    pub practice: bool,
    /// Whether rate limits are enforced.
    pub limited: bool,
}

impl PayoutSite {
    /// Of a configuration.
    pub fn of(config: &Config) -> Self {
        Self {
            terms: config.site.payouts,
            address: config.site_address(),
            has_money: config.site.money && !config.site.cod_only,
            practice: config.payments.practice_payouts(),
            limited: config.rate_limits,
        }
    }
}

/// What somebody sees of their payouts.
pub struct Overview {
    pub standing: Standing,
    pub account: Option<Account>,
    /// The newest first, each with the account that it goes to.
    pub payouts: Vec<(Payout, Account)>,
    /// Of all of them.
    pub total: i64,
}

/// What payouts work with.
#[derive(Clone)]
pub struct PayoutDeps {
    pub db: Db,
    pub clock: Clock,
    pub encryption: Encryption,
    pub secret: SecretKey,
    pub gateways: PayoutGateways,
}

/// Pays balances out; cloning shares it.
#[derive(Clone)]
pub struct Payouts {
    pub(super) deps: PayoutDeps,
    /// Encrypts proposals.
    cipher: Cipher,
    pub(super) site: PayoutSite,
}

impl Payouts {
    /// # Errors
    /// Never in practice: see [`Cipher::new`].
    pub fn new(deps: PayoutDeps, site: PayoutSite) -> AppResult<Self> {
        let cipher = Cipher::new(&deps.secret, "payout account")?;
        Ok(Self { deps, cipher, site })
    }

    /// Whether money is practice money.
    pub fn is_practice(&self) -> bool {
        self.site.practice
    }

    /// # Errors
    /// `NotFound` on a site without money.
    fn must_exist(&self) -> AppResult<()> {
        if self.site.has_money { Ok(()) } else { Err(AppError::NotFound) }
    }

    fn wanted(&self, user: UserId, amount: i64) -> Wanted {
        let provider = self.deps.gateways.primary().map(|gateway| gateway.provider());
        Wanted { user, amount, provider, terms: self.site.terms }
    }

    /// The first step of giving an account: proves the password and asks whose account it is. Stores nothing.
    ///
    /// # Errors
    /// `Invalid` for an unknown bank, what is no number, an account that the bank does not know, a wrong password; `Conflict`
    /// when nobody pays out; `TooMany` after ten accounts within a day; `Unavailable` when the provider does not answer.
    pub async fn propose(
        &self,
        user: UserId,
        session: SessionId,
        wish: AccountWish,
    ) -> AppResult<Proposal> {
        self.must_exist()?;
        let gateway = self.deps.gateways.primary().ok_or(Refusal::Off)?;
        let bank: Result<Bank, _> = wish.bank.parse();
        let bank = bank.map_err(|_unknown| FieldErrors::one("bank", "payout-bank-unknown"))?;
        let to = bank.account(&wish.number)?;
        let (now, limited) = (self.deps.clock.now(), self.site.limited);
        let claim = PasswordClaim { user, password: wish.password, limited, now };
        claim.check(&self.deps.db, "password").await?;
        if limited {
            let charge = Charge { bucket: format!("payout-account:{user}"), rate: HOLDERS };
            limits::charge_first(&self.deps.db, vec![charge], now).await?;
        }
        let found = gateway.holder(&to).await.map_err(|err| AppError::Unavailable(err.to_string()));
        let holder = found?.ok_or_else(|| FieldErrors::one("number", "payout-number-unknown"))?;
        let account = Account { to, holder };
        let confirm = changing::seal(&self.cipher, Giver { user, session }, &account, now)?;
        let (this, seen) = (self.clone(), account.clone());
        let preview = move |conn: &mut Conn| changing::preview(conn, this.keys(), user, &seen, now);
        let usable_from = self.deps.db.read(preview).await?;
        Ok(Proposal { account, confirm, usable_from })
    }

    /// The second step: stores the account that was proposed, and tells its owner. Returns it and when it is used.
    ///
    /// # Errors
    /// `Conflict` for a proposal that this session was not given, or more than ten minutes ago.
    pub async fn confirm(
        &self,
        user: UserId,
        session: SessionId,
        confirm: &str,
    ) -> AppResult<(Account, Timestamp)> {
        self.must_exist()?;
        let now = self.deps.clock.now();
        let account = changing::unseal(&self.cipher, Giver { user, session }, confirm, now)?;
        let (this, given) = (self.clone(), account.clone());
        let put = move |conn: &mut Conn| {
            let given = Given { user, account: &given, site: &this.site.address };
            changing::put(conn, this.keys(), &given, now)
        };
        let usable_from = self.deps.db.transaction(put).await?;
        jobs::wake();
        Ok((account, usable_from))
    }

    /// Asks for a payout of `amount` rupiah, the fee included. The provider hears of it a moment later.
    ///
    /// # Errors
    /// See [`Refusal`]; `NotFound` on a site without money.
    pub async fn request(&self, user: UserId, amount: i64) -> AppResult<(Payout, Account)> {
        self.must_exist()?;
        let (this, wanted, now) = (self.clone(), self.wanted(user, amount), self.deps.clock.now());
        let request = move |conn: &mut Conn| actions::request(conn, this.keys(), &wanted, now);
        let payout = self.deps.db.transaction(request).await?;
        jobs::wake();
        let account = payout.account(&self.deps.encryption)?;
        Ok((payout, account))
    }

    /// A person's own payout.
    ///
    /// # Errors
    /// `NotFound` for everybody else's.
    pub async fn find(&self, id: PayoutId, user: UserId) -> AppResult<(Payout, Account)> {
        self.must_exist()?;
        let found = self.deps.db.read(move |conn| store::by_id(conn, id)).await?;
        let payout = found.filter(|it| it.user_id == user).ok_or(AppError::NotFound)?;
        let account = payout.account(&self.deps.encryption)?;
        Ok((payout, account))
    }

    /// What a person sees of their payouts: how they stand, and a page of them; nothing on a site without money.
    ///
    /// # Errors
    /// `Unavailable` while this node does not know a key yet.
    pub async fn overview(&self, user: UserId, page: PageOf) -> AppResult<Option<Overview>> {
        if !self.site.has_money {
            return Ok(None);
        }
        let (wanted, encryption) = (self.wanted(user, 0), self.deps.encryption.clone());
        let load = move |conn: &mut Conn| {
            let (standing, row) = actions::standing(conn, &wanted)?;
            let open =
                |row: AccountRow| Account::opened(&encryption, Owner::Person(user.0), &row.stored);
            let (rows, total) = store::of_user(conn, user, page)?;
            let with_account = |payout: Payout| {
                let account = payout.account(&encryption)?;
                Ok((payout, account))
            };
            let payouts = rows.into_iter().map(with_account).collect::<AppResult<_>>()?;
            Ok(Overview { standing, account: row.map(open).transpose()?, payouts, total })
        };
        self.deps.db.read(load).await.map(Some)
    }

    /// The present time.
    pub fn now(&self) -> Timestamp {
        self.deps.clock.now()
    }

    fn keys(&self) -> Keys<'_> {
        Keys { encryption: &self.deps.encryption, secret: &self.deps.secret }
    }
}

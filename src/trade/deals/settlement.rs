//! What a deal is to its payments: who pays, and what follows when the provider holds the money.

use super::actions;
use super::addresses::Address;
use super::machine::Command;
use super::service::{Checkout, Deals};
use super::store;
use super::wanted::{Move, Mover, Step};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{DealId, SessionId, UserId};
use crate::chat::rooms::Announcement;
use crate::market::Party;
use crate::market::terms::Delivery;
use crate::people::accounts;
use crate::trade::payments::{Capture, PaidFor, Payer, Payment, Purpose, Settlement};

/// A buyer's wish to pay.
#[derive(Debug, Clone)]
pub struct PaymentWish {
    pub deal: DealId,
    pub user: UserId,
    pub session: SessionId,
    /// As agreed, when it is named.
    pub method: Option<Delivery>,
    pub address: Address,
}

impl Deals {
    /// Starts the payment of a deal and opens it at the provider; asked again, the same one.
    ///
    /// # Errors
    /// As [`Deals::checkout`]; `Unavailable` when no provider is configured.
    pub async fn pay(&self, settlement: &Settlement, wish: PaymentWish) -> AppResult<Payment> {
        let provider = settlement.provider()?;
        let PaymentWish { deal, user, session, method, address } = wish;
        let wanted = Checkout { deal, user, session, method, address, provider };
        settlement.open(|| self.checkout(wanted.clone())).await
    }
}

impl PaidFor for Deals {
    fn payer(&self, conn: &mut Conn, purpose: Purpose) -> AppResult<Payer> {
        let deal = store::by_id(conn, deal_of(purpose)?)?.ok_or(AppError::NotFound)?;
        let buyer = accounts::profile(conn, deal.member(Party::Buyer))?;
        Ok(Payer { name: buyer.name, return_url: format!("/pesanan/{}/bayar", deal.code) })
    }

    fn lock(&self, conn: &mut Conn, purpose: Purpose) -> AppResult<()> {
        let locked = store::lock_with_listings(conn, deal_of(purpose)?)?;
        locked.map(|_deal| ()).ok_or(AppError::NotFound)
    }

    fn capture(&self, conn: &mut Conn, purpose: Purpose, now: Timestamp) -> AppResult<Capture> {
        let (deal, step) = (deal_of(purpose)?, Step::Plain(Command::Capture));
        let capture = Move { deal, by: Mover::System, seen: None, step };
        match actions::make_move(conn, self.context(), &capture, now) {
            Ok(done) => Ok(Capture::Followed(done.announcements)),
            // The deal wants no money any more: an earlier payment was captured.
            Err(AppError::Conflict { .. }) => Ok(Capture::Unwanted),
            Err(err) => Err(err),
        }
    }

    fn announce(&self, announcements: &[Announcement]) {
        Self::announce(self, announcements);
    }
}

fn deal_of(purpose: Purpose) -> AppResult<DealId> {
    match purpose {
        Purpose::Deal(id) => Ok(id),
        Purpose::Promotion(_) => Err(AppError::NotFound),
    }
}

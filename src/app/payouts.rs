//! The payouts of a node: at the configured service, or at the practice bank.

use std::sync::Arc;

use super::Core;
use crate::base::error::AppError;
use crate::trade::payments::gateway::{ProviderClient, REQUEST_TIMEOUT};
use crate::trade::payouts::gateway::{Bridge, BridgeAccount, PayoutGateway, PayoutGateways};
use crate::trade::payouts::practice::{PracticeBank, PracticeDeps};
use crate::trade::payouts::{PayoutDeps, PayoutSite, Payouts};

/// Starts the practice bank, where money is practice money.
pub(super) fn start_practice(core: &Core) -> anyhow::Result<Option<PracticeBank>> {
    let deps = PracticeDeps {
        db: core.db.clone(),
        clock: core.clock.clone(),
        secret: core.config.secret.clone(),
    };
    core.config.payments.practice_payouts().then(|| PracticeBank::start(deps)).transpose()
}

/// Opens the payouts of the site.
pub(super) fn open(core: &Core, practice: Option<&PracticeBank>) -> anyhow::Result<Payouts> {
    let configured = core.config.payments.payouts.as_ref().map(BridgeAccount::of);
    let account = configured.or(practice.map(PracticeBank::account));
    let client = ProviderClient::new(REQUEST_TIMEOUT)?;
    let gateway = account.map(|account| {
        let gateway: Arc<dyn PayoutGateway> = Arc::new(Bridge::new(account, client));
        gateway
    });
    let deps = PayoutDeps {
        db: core.db.clone(),
        clock: core.clock.clone(),
        encryption: core.encryption.clone(),
        secret: core.config.secret.clone(),
        gateways: PayoutGateways::new(gateway),
    };
    Payouts::new(deps, PayoutSite::of(&core.config)).map_err(AppError::into_anyhow)
}

//! Sends the practice bank's notices until each was answered with 200. What is due is a row, so a restart loses nothing.

use std::time::Duration;

use futures_util::future::join_all;

use super::context::PracticeContext;
use super::model::PracticePayout;
use super::server::body_of;
use super::store;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::trade::payments::gateway::{ProviderClient, REQUEST_TIMEOUT};
use crate::trade::payouts::gateway::notice_signature;

/// How often due rows are looked for.
const POLL: Duration = Duration::from_millis(500);
/// Notices that are sent at the same time, and rows to which something happens in one transaction.
const AT_ONCE: i64 = 8;
/// After this another node may send a notice whose result is not recorded.
const LEASE: chrono::Duration = chrono::Duration::seconds(10);
/// The longest wait between two attempts, in seconds.
const LONGEST_WAIT: i64 = 60;

/// Where notices are sent to.
struct Site {
    client: ProviderClient,
    url: String,
}

pub(super) fn start(
    bank: PracticeContext,
    url: String,
) -> anyhow::Result<tokio::task::JoinHandle<()>> {
    let site = Site { client: ProviderClient::new(REQUEST_TIMEOUT)?, url };
    Ok(actix_web::rt::spawn(async move {
        loop {
            if let Err(err) = send_due(&bank, &site).await {
                tracing::warn!(error = %err, "the practice bank's notices wait");
            }
            tokio::time::sleep(POLL).await;
        }
    }))
}

/// Lets happen what is due, and sends what is to be said of it.
async fn send_due(bank: &PracticeContext, site: &Site) -> AppResult<()> {
    let now = bank.clock.now();
    if !bank.db.read(move |conn| store::has_due(conn, now)).await? {
        return Ok(());
    }
    let claim = move |conn: &mut Conn| {
        for mut payout in store::due(conn, now, AT_ONCE)? {
            if payout.arrive(now) {
                store::save(conn, &payout)?;
            }
        }
        store::claim_notices(conn, now, now + LEASE, AT_ONCE)
    };
    let due = bank.db.transaction(claim).await?;
    join_all(due.iter().map(|payout| send(bank, site, payout))).await.into_iter().collect()
}

async fn send(bank: &PracticeContext, site: &Site, payout: &PracticePayout) -> AppResult<()> {
    let body = body_of(payout).to_string();
    let signature = notice_signature(bank.key.expose(), body.as_bytes());
    let answer = site.client.post_signed(&site.url, body, &signature).await;
    let accepted = answer == Ok(200);
    if !accepted {
        tracing::info!(reference = payout.reference, ?answer, "a notice is sent again");
    }
    let (reference, now) = (payout.reference.clone(), bank.clock.now());
    let doublings = u32::try_from(payout.notify_attempts.saturating_sub(1)).unwrap_or(0).min(6);
    let wait = 1_i64.checked_shl(doublings).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
    let record = move |conn: &mut Conn| match accepted {
        true => store::notice_done(conn, &reference, now),
        false => store::set_notify_at(conn, &reference, now + chrono::Duration::seconds(wait)),
    };
    bank.db.transaction(record).await
}

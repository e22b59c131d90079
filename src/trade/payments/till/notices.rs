//! Sends the till's notifications until each was answered with 200. What is due is a row, so a restart loses nothing.

use std::time::Duration;

use futures_util::future::join_all;

use super::context::TillContext;
use super::model::TillPayment;
use super::{actions, store, wire};
use crate::base::error::AppResult;
use crate::trade::payments::gateway::{ProviderClient, REQUEST_TIMEOUT};

/// How often due rows are looked for, beside when the till is woken.
const POLL: Duration = Duration::from_millis(500);
/// Notifications that are sent at the same time.
const AT_ONCE: i64 = 8;
/// After this another node may send a notification whose result is not recorded.
const LEASE: chrono::Duration = chrono::Duration::seconds(10);
/// The longest wait between two attempts, in seconds.
const LONGEST_WAIT: i64 = 60;

/// The wait after so many failed attempts: 1, 2, 4, … seconds.
fn wait_after(attempts: i32) -> chrono::Duration {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(6);
    chrono::Duration::seconds(
        1_i64.checked_shl(doublings).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT),
    )
}

pub(super) fn start(till: TillContext, url: String) -> anyhow::Result<tokio::task::JoinHandle<()>> {
    let client = ProviderClient::new(REQUEST_TIMEOUT)?;
    Ok(actix_web::rt::spawn(async move {
        loop {
            let more = send_due(&till, &client, &url).await;
            if let Err(err) = &more {
                tracing::warn!(error = %err, "the till's notifications wait");
            }
            if more.unwrap_or(false) {
                continue;
            }
            tokio::select! {
                () = till.wake.notified() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }))
}

/// Sends what is due; whether one of them was accepted, so that more may be due.
async fn send_due(till: &TillContext, client: &ProviderClient, url: &str) -> AppResult<bool> {
    let now = till.now();
    let claim = move |conn: &mut _| {
        actions::let_arrive(conn, now)?;
        store::claim_notices(conn, now, now + LEASE, AT_ONCE)
    };
    let due = till.db.transaction(claim).await?;
    let sent = join_all(due.iter().map(|payment| send(till, client, url, payment))).await;
    Ok(sent.into_iter().collect::<AppResult<Vec<bool>>>()?.contains(&true))
}

async fn send(
    till: &TillContext,
    client: &ProviderClient,
    url: &str,
    payment: &TillPayment,
) -> AppResult<bool> {
    let body = wire::transaction(payment, till.key.expose());
    let answer = client.post(url, &body).await;
    let accepted = answer == Ok(200);
    if !accepted {
        tracing::info!(
            reference = payment.reference,
            ?answer,
            "a notification of the till is sent again"
        );
    }
    let (reference, attempts, now) =
        (payment.reference.clone(), payment.notify_attempts, till.now());
    let record = move |conn: &mut _| match accepted {
        true => store::notice_done(conn, &reference, now),
        false => store::set_notify_at(conn, &reference, now + wait_after(attempts)),
    };
    till.db.transaction(record).await?;
    Ok(accepted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_a_minute() {
        let seconds = |attempts| wait_after(attempts).num_seconds();
        assert_eq!([0, 1, 2, 3, 6, 7, 8, i32::MAX].map(seconds), [1, 1, 2, 4, 32, 60, 60, 60]);
    }
}

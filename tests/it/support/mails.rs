//! Mails that the app stored.

use std::time::Duration;

use super::app::{TestApp, secret};
use super::fixtures::between;

/// The token of the newest link to this path that was mailed to this address, once there is one.
pub async fn stored_link(app: &TestApp, to: &str, path: &str) -> String {
    let start = format!("{path}?token=");
    for _ in 0..400 {
        let mails =
            app.db.read(|conn| tawar::base::mail::newest(conn, &secret(), 50)).await.unwrap();
        let mut own = mails.iter().filter(|mail| mail.recipient == to);
        if let Some(token) = own.find_map(|mail| between(&mail.body, &start, "\n")) {
            return token.trim().to_owned();
        }
        actix_web::rt::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no link to {path} was mailed to {to}");
}

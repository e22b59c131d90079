//! Invalid input, by accident or on purpose: it is refused with a reason, quickly, and the app continues to work.

mod addresses;
mod bodies;
mod files;
mod hostile;
mod lengths;
mod phrases;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Person, TestApp};

const ANY_ID: &str = "0198c000-0000-7000-8000-000000000000";

/// Asserts that the app still works.
async fn assert_app_works(app: &TestApp, person: &Person) {
    person.get("/api/users/me").await.with(200);
    person.posts(json!({})).await;
    assert_eq!(app.browser().opens("/").await.status, 200);
}

/// Sends a body of so many megabytes until an answer arrives; returns the answer, and how much was sent by then.
async fn upload_until_answered(
    app: &TestApp,
    person: &Person,
    call: &str,
    kind: &str,
    start: &str,
    megabytes: usize,
) -> (String, usize) {
    let head = format!(
        "{call} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nAccept: application/json\r\n\
         Content-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{start}",
        app.at,
        person.token,
        megabytes * 1024 * 1024 + start.len(),
    );
    let mut stream = TcpStream::connect(app.at).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut reading, mut writing) = stream.split();
    let (mut answer, chunk, mut sent) = (vec![0; 16 * 1024], vec![b'x'; 64 * 1024], 0);
    let n = loop {
        tokio::select! {
            n = reading.read(&mut answer) => break n.unwrap(),
            Ok(written) = writing.write(&chunk), if sent < megabytes * 1024 * 1024 => sent += written,
        }
    };
    (String::from_utf8_lossy(&answer[..n]).into_owned(), sent)
}

fn merged(mut base: Value, change: &Value) -> Value {
    base.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    base
}

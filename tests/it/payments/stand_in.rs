//! A provider that misbehaves: a plain socket that does what a test tells it, one connection after the other.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What happens after a request was read whole.
#[derive(Debug, Clone)]
pub enum Deed {
    /// The status and a JSON body.
    Json(u16, Value),
    /// Exactly these bytes, then the connection ends.
    Raw(Vec<u8>),
    /// The connection stays open and nothing is said.
    Silence,
    /// A byte now and then, for ever.
    Drip,
    /// A body without an end.
    Endless,
}

pub struct StandIn {
    pub url: String,
    requests: Arc<Mutex<Vec<String>>>,
    serving: tokio::task::JoinHandle<()>,
}

impl StandIn {
    /// Does these deeds in order, then nothing but silence.
    pub async fn start(deeds: Vec<Deed>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests: Arc<Mutex<Vec<String>>> = Arc::default();
        let (seen, mut deeds) = (requests.clone(), deeds.into_iter());
        let serving = tokio::task::spawn_local(async move {
            loop {
                let Ok((socket, _)) = listener.accept().await else { return };
                let deed = deeds.next().unwrap_or(Deed::Silence);
                tokio::task::spawn_local(serve(socket, deed, seen.clone()));
            }
        });
        Self { url, requests, serving }
    }

    /// The requests so far: head and body.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// The first lines of the requests so far.
    pub fn lines(&self) -> Vec<String> {
        self.requests()
            .iter()
            .map(|it| it.lines().next().unwrap().replace(" HTTP/1.1", ""))
            .collect()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// The JSON body of a request.
pub fn body_of(request: &str) -> Value {
    serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap()
}

pub fn raw(text: &str) -> Deed {
    Deed::Raw(text.as_bytes().to_vec())
}

/// A response head and a body with its length.
pub fn response(status: &str, content_type: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

async fn serve(mut socket: TcpStream, deed: Deed, seen: Arc<Mutex<Vec<String>>>) {
    let Some(request) = read_request(&mut socket).await else { return };
    seen.lock().unwrap().push(request);
    match deed {
        Deed::Json(status, body) => {
            let text = response(&format!("{status} X"), "application/json", &body.to_string());
            socket.write_all(text.as_bytes()).await.ok();
        }
        Deed::Raw(bytes) => {
            socket.write_all(&bytes).await.ok();
        }
        Deed::Silence => std::future::pending().await,
        Deed::Drip => {
            socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n").await.ok();
            while socket.write_all(b" ").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Deed::Endless => {
            socket.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").await.ok();
            while socket.write_all(&[b' '; 16 * 1024]).await.is_ok() {}
        }
    }
    socket.shutdown().await.ok();
}

async fn read_request(socket: &mut TcpStream) -> Option<String> {
    let (mut bytes, mut part) = (Vec::new(), [0_u8; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.to_lowercase().lines().find_map(|line| {
                line.strip_prefix("content-length: ").and_then(|length| length.parse().ok())
            });
            if body.len() >= length.unwrap_or(0) {
                return Some(text);
            }
        }
        match socket.read(&mut part).await {
            Ok(read) if read > 0 => bytes.extend_from_slice(&part[..read]),
            _ => return None,
        }
    }
}

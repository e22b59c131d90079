//! The aggregator against a local stand-in that misbehaves.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{Aggregator, Courier, ManualTracker, Tracker, TrackerError, TrackingNumber};
use super::{TrackingReport, TrackingState};
use crate::base::clock::{Clock, Timestamp};
use crate::config::TrackingAddress;

/// What the stand-in answers to each connection.
#[derive(Clone)]
enum Behaviour {
    /// These bytes.
    Answers(String),
    /// Nothing, without closing.
    Silent,
    /// The head of an answer and then nothing.
    Stalls,
    /// Closes at once.
    HangsUp,
}

/// A stand-in on a free port, and the requests it has got.
struct StandIn {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl StandIn {
    async fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let log = requests.clone();
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut head = vec![0; 4096];
                let n = socket.read(&mut head).await.unwrap_or(0);
                log.lock().unwrap().push(String::from_utf8_lossy(&head[..n]).into_owned());
                match &behaviour {
                    Behaviour::Answers(text) => drop(socket.write_all(text.as_bytes()).await),
                    Behaviour::Silent => tokio::time::sleep(Duration::from_secs(60)).await,
                    Behaviour::Stalls => {
                        let head = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{";
                        drop(socket.write_all(head.as_bytes()).await);
                        tokio::time::sleep(Duration::from_secs(60)).await;
                    }
                    Behaviour::HangsUp => {}
                }
            }
        });
        Self { url, requests }
    }

    /// Asks the stand-in about Sari's parcel, with a time limit of 300 ms.
    async fn track(&self, courier: Courier) -> Result<Option<TrackingReport>, TrackerError> {
        rustls::crypto::ring::default_provider().install_default().ok();
        let address = TrackingAddress::new(&self.url, "kunci-rahasia");
        let limit = Duration::from_millis(300);
        let tracker = Aggregator::with_time_limit(&address, Clock::fixed(now()), limit).unwrap();
        tracker.track(courier, &TrackingNumber::parse("JP1234567890").unwrap()).await
    }
}

fn now() -> Timestamp {
    "2026-12-02T05:00:00Z".parse().unwrap()
}

fn http(status: &str, body: &str) -> Behaviour {
    Behaviour::Answers(format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    ))
}

fn parcel(company: &str, status: &str, at: &str) -> String {
    format!(
        r#"{{"success":true,"object":"tracking","waybill_id":"JP1234567890","courier":{{"company":"{company}"}},
            "history":[{{"note":"…","status":"{status}","updated_at":"{at}"}}],"status":"{status}"}}"#
    )
}

/// What one request to a stand-in of this behaviour gives.
async fn tracked(behaviour: Behaviour) -> Result<Option<TrackingReport>, TrackerError> {
    StandIn::start(behaviour).await.track(Courier::Jnt).await
}

#[tokio::test]
async fn a_delivered_parcel_is_reported_and_the_key_is_sent() {
    let good = parcel("jnt", "delivered", "2026-12-02T11:30:00+07:00");
    let stand_in = StandIn::start(http("200 OK", &good)).await;
    let at = "2026-12-02T04:30:00Z".parse().unwrap();
    let report = TrackingReport { state: TrackingState::Delivered, at };
    assert_eq!(stand_in.track(Courier::Jnt).await, Ok(Some(report)));
    let requests = stand_in.requests.lock().unwrap();
    assert!(requests[0].starts_with("GET /v1/trackings/JP1234567890/couriers/jnt HTTP/1.1\r\n"));
    assert!(requests[0].to_lowercase().contains("authorization: kunci-rahasia\r\n"));
}

#[tokio::test]
async fn a_server_that_is_late_or_hangs_up_is_no_state() {
    assert_eq!(tracked(Behaviour::Silent).await, Err(TrackerError::TimedOut));
    assert_eq!(tracked(Behaviour::Stalls).await, Err(TrackerError::TimedOut));
    let error = tracked(Behaviour::HangsUp).await.unwrap_err();
    assert!(matches!(error, TrackerError::Unreachable(_)), "{error:?}");
    assert!(!error.to_string().contains("JP1234567890"), "{error}");
    let closed = StandIn { url: "http://127.0.0.1:1".into(), requests: Arc::default() };
    assert!(matches!(closed.track(Courier::Jnt).await, Err(TrackerError::Unreachable(_))));
}

#[tokio::test]
async fn other_statuses_are_errors_and_an_unknown_parcel_is_none() {
    for (status, code) in [("500 Oops", 500), ("401 No", 401), ("429 Slow down", 429)] {
        assert_eq!(tracked(http(status, "{}")).await, Err(TrackerError::Status(code)));
    }
    let elsewhere =
        "HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n";
    let redirect = tracked(Behaviour::Answers(elsewhere.into())).await;
    assert_eq!(redirect, Err(TrackerError::Status(302)), "redirects are not followed");
    for status in ["404 Not Found", "400 Bad Request"] {
        assert_eq!(tracked(http(status, r#"{"success":false}"#)).await, Ok(None));
    }
}

#[tokio::test]
async fn garbage_is_no_state() {
    let long = format!("{{\"status\":\"{}\"}}", "a".repeat(70_000));
    assert_eq!(tracked(http("200 OK", &long)).await, Err(TrackerError::TooLong));
    for body in ["", "<html>Maintenance</html>", "[]", "{}", r#"{"success":true}"#, "\u{0}"] {
        let error = tracked(http("200 OK", body)).await.unwrap_err();
        assert!(matches!(error, TrackerError::Invalid(_)), "{body:?}: {error:?}");
    }
}

#[tokio::test]
async fn what_contradicts_the_question_or_the_clock_is_no_state() {
    let yesterday = "2026-12-01T10:00:00+07:00";
    for (body, error) in [
        (parcel("jne", "delivered", yesterday), TrackerError::OtherParcel),
        (parcel("jnt", "sampai", yesterday), TrackerError::UnknownState("sampai".into())),
        (parcel("jnt", "delivered", "2026-12-05T10:00:00+07:00"), TrackerError::InTheFuture),
    ] {
        assert_eq!(tracked(http("200 OK", &body)).await, Err(error), "{body}");
    }
}

#[tokio::test]
async fn a_courier_that_the_aggregator_does_not_know_is_not_asked_for() {
    let stand_in = StandIn::start(http("500 Oops", "")).await;
    assert_eq!(stand_in.track(Courier::Other).await, Ok(None));
    assert!(stand_in.requests.lock().unwrap().is_empty());
    let number = TrackingNumber::parse("JP1234567890").unwrap();
    assert_eq!(ManualTracker.track(Courier::Jnt, &number).await, Ok(None));
}

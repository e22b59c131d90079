//! Which party received which version, and when: one socket for each person, joined to all rooms of theirs.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Person, Socket};

/// The negotiation events received: by whom, in which room, which version, when.
#[derive(Default)]
pub struct Observations(RefCell<Vec<(usize, String, i64, Instant)>>);

impl Observations {
    /// When a person received this version of a room's negotiation, or a later one.
    pub fn known_since(&self, who: usize, room: &str, version: i64) -> Option<Instant> {
        let records = self.0.borrow();
        let matching =
            records.iter().filter(|(to, there, n, _)| *to == who && there == room && *n >= version);
        matching.map(|(.., at)| *at).min()
    }

    /// A person who received an older version after a newer one, if there is one.
    pub fn out_of_order(&self) -> Option<String> {
        let records = self.0.borrow();
        let mut newest: HashMap<(usize, &str), i64> = HashMap::new();
        records.iter().find_map(|(who, room, version, _)| {
            let before = newest.insert((*who, room), *version)?;
            (before > *version).then(|| format!("{who} in {room}: {version} after {before}"))
        })
    }

    /// Records what a socket receives; never returns.
    async fn record(&self, who: usize, socket: &mut Socket) {
        while let Some(event) = socket.receives_any().await {
            if event["type"] == "negotiation" {
                let room = event["room"].as_str().unwrap().to_owned();
                let version = event["version"].as_i64().unwrap();
                self.0.borrow_mut().push((who, room, version, Instant::now()));
            }
        }
        std::future::pending().await
    }

    /// Records on all sockets while a future runs.
    pub async fn record_during<T>(
        &self,
        sockets: &mut HashMap<usize, Socket>,
        action: impl Future<Output = T>,
    ) -> T {
        let recording = sockets.iter_mut().map(|(who, socket)| self.record(*who, socket));
        tokio::select! {
            result = action => result,
            _ = futures_util::future::join_all(recording) => unreachable!("recording never ends"),
        }
    }

    /// Waits until all of them have received these versions, at most ten seconds; returns how long the last one took
    /// from `since` on.
    pub async fn wait_until_known(
        &self,
        expected: &[(usize, String, i64)],
        since: Instant,
    ) -> Result<Duration, String> {
        for _ in 0..2_000 {
            let known: Vec<Option<Instant>> = expected
                .iter()
                .map(|(who, room, version)| self.known_since(*who, room, *version))
                .collect();
            if known.iter().all(Option::is_some) {
                let last = known.into_iter().flatten().max().unwrap_or(since);
                return Ok(last.saturating_duration_since(since));
            }
            actix_web::rt::time::sleep(Duration::from_millis(5)).await;
        }
        let missing = expected
            .iter()
            .find(|(who, room, version)| self.known_since(*who, room, *version).is_none());
        Err(format!("{missing:?} was not received within ten seconds"))
    }
}

/// A socket that has joined all of these rooms.
pub async fn join_rooms(person: &Person, rooms: &[&Value]) -> Socket {
    let mut socket = person.connects().await;
    socket.sends_together(rooms.iter().map(|room| json!({"type": "join", "room": room}))).await;
    for _ in rooms {
        socket.receives("joined").await;
    }
    socket
}

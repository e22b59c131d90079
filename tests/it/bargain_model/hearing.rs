//! Who hears of what, and when: one socket for each party, in every room where they sit.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Person, Socket};

/// Bargains as they were told: to whom, in which room, which version, when.
#[derive(Default)]
pub struct Heard(RefCell<Vec<(usize, String, i64, Instant)>>);

impl Heard {
    /// When somebody knew this version of a room's bargain, or a later one.
    pub fn when(&self, who: usize, room: &str, version: i64) -> Option<Instant> {
        let told = self.0.borrow();
        let knew =
            told.iter().filter(|(to, there, n, _)| *to == who && there == room && *n >= version);
        knew.map(|(.., at)| *at).min()
    }

    /// Somebody who was told of an older version after a newer one, if there is anybody.
    pub fn out_of_order(&self) -> Option<String> {
        let told = self.0.borrow();
        let mut newest: HashMap<(usize, &str), i64> = HashMap::new();
        told.iter().find_map(|(who, room, version, _)| {
            let before = newest.insert((*who, room), *version)?;
            (before > *version).then(|| format!("{who} in {room}: {version} after {before}"))
        })
    }

    /// Writes down what a socket hears, for ever.
    async fn listens(&self, who: usize, socket: &mut Socket) {
        while let Some(event) = socket.hears_anything().await {
            if event["type"] == "negotiation" {
                let room = event["room"].as_str().unwrap().to_owned();
                let version = event["version"].as_i64().unwrap();
                self.0.borrow_mut().push((who, room, version, Instant::now()));
            }
        }
        std::future::pending().await
    }

    /// Listens at all sockets while something happens.
    pub async fn during<T>(
        &self,
        sockets: &mut HashMap<usize, Socket>,
        doing: impl Future<Output = T>,
    ) -> T {
        let listening = sockets.iter_mut().map(|(who, socket)| self.listens(*who, socket));
        tokio::select! {
            done = doing => done,
            _ = futures_util::future::join_all(listening) => unreachable!("they listen for ever"),
        }
    }

    /// Waits until all of them know this much, at most ten seconds; how long the last one took from `since` on.
    pub async fn reaches(
        &self,
        wanted: &[(usize, String, i64)],
        since: Instant,
    ) -> Result<Duration, String> {
        for _ in 0..2_000 {
            let known: Vec<Option<Instant>> =
                wanted.iter().map(|(who, room, version)| self.when(*who, room, *version)).collect();
            if known.iter().all(Option::is_some) {
                let last = known.into_iter().flatten().max().unwrap_or(since);
                return Ok(last.saturating_duration_since(since));
            }
            actix_web::rt::time::sleep(Duration::from_millis(5)).await;
        }
        let deaf =
            wanted.iter().find(|(who, room, version)| self.when(*who, room, *version).is_none());
        Err(format!("nobody told {deaf:?} within ten seconds"))
    }
}

/// A socket in all of these rooms.
pub async fn sits(person: &Person, rooms: &[&Value]) -> Socket {
    let mut socket = person.connects().await;
    socket.says_at_once(rooms.iter().map(|room| json!({"type": "join", "room": room}))).await;
    for _ in rooms {
        socket.hears("joined").await;
    }
    socket
}

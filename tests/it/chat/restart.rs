//! The server is killed or stopped: no acked message is lost or doubled, and no process is left.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;
use uuid::Uuid;

use crate::support::{Person, Socket, seq_of};

/// The program as a process of its own; killed at the end of the test.
struct Program {
    child: Child,
    address: String,
}

impl Program {
    /// Starts `tawar serve` and waits until it listens.
    fn serve(data: &Path, bind: &str) -> Option<Self> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tawar"))
            .args(["serve", "--no-demo"])
            .envs([("TAWAR_RATE_LIMITS", "off"), ("TAWAR_ENV", "development"), ("BIND", bind)])
            .env("TAWAR_DATA", data)
            .env_remove("DATABASE_URL")
            .env_remove("MEILI_URL")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (sent, receives) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for connection in lines.map_while(Result::ok) {
                sent.send(connection).ok();
            }
        });
        let mut program = Self { child, address: String::new() };
        while let Ok(connection) = receives.recv_timeout(Duration::from_secs(120)) {
            if let Some(address) = connection.strip_prefix("listening on http://") {
                program.address = address.to_owned();
                return Some(program);
            }
        }
        None
    }

    /// Starts it again on the same address; the port may need a moment to be free.
    fn serve_again(data: &Path, bind: &str) -> Self {
        (0..20).find_map(|_| Self::serve(data, bind)).expect("it starts again on the same data")
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its child processes, and their children.
    fn children(&self) -> Vec<u32> {
        let parents: Vec<(u32, u32)> = std::fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter_map(|pid: u32| {
                let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
                Some((pid, stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?))
            })
            .collect();
        let mut descendants = vec![self.child.id()];
        let mut at = 0;
        while let Some(parent) = descendants.get(at).copied() {
            descendants.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(pid, _)| pid));
            at += 1;
        }
        descendants.split_off(1)
    }

    async fn wait_for_exit(&mut self) -> ExitStatus {
        for _ in 0..300 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("it still runs after 15 seconds");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Waits until none of these processes runs any more.
async fn wait_until_ended(pids: &[u32]) {
    let runs = |pid: &&u32| {
        std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
            stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.starts_with(" Z"))
        })
    };
    for _ in 0..300 {
        if pids.iter().find(runs).is_none() {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("still running: {:?}", pids.iter().filter(runs).collect::<Vec<_>>());
}

/// A client of one member that survives the restart of the server.
struct ChatClient {
    who: Person,
    sent: Vec<Uuid>,
    acked: HashMap<Uuid, i64>,
    received_messages: Vec<(i64, String)>,
}

impl ChatClient {
    fn new(who: Person) -> Self {
        Self { who, sent: Vec::new(), acked: HashMap::new(), received_messages: Vec::new() }
    }

    fn take(&mut self, event: &Value) {
        let id = || event["id"].as_str().unwrap().to_owned();
        match event["type"].as_str().unwrap() {
            "ack" => {
                self.acked.insert(id().parse().unwrap(), seq_of(event));
            }
            "message" => self.received_messages.push((seq_of(event), id())),
            "error" => panic!("{event}"),
            _ => {}
        }
    }

    /// Sends, a few messages ahead of the acks, until the connection breaks.
    async fn sends_until_disconnected(
        &mut self,
        connection: &mut Socket,
        room: &Value,
        acks: &Cell<usize>,
        when: impl Fn(usize),
    ) {
        loop {
            if self.sent.len() - self.acked.len() < 8 {
                let id = Uuid::now_v7();
                let text = format!("{} {}", self.who.name, self.sent.len());
                self.sent.push(id);
                if !connection
                    .tries_to_send(json!({"type": "send", "room": room, "id": id, "text": text}))
                    .await
                {
                    return;
                }
                continue;
            }
            let Some(event) = connection.receives_any().await else { return };
            self.take(&event);
            if event["type"] == "ack" {
                acks.set(acks.get() + 1);
                when(acks.get());
            }
        }
    }

    /// Reconnects, sends again what has no ack, and waits for every ack.
    async fn reconnects(&mut self, room: &Value) -> Socket {
        let mut connection = self.who.connects().await;
        let since = self.received_messages.last().map_or(0, |(seq, _)| *seq);
        let joined = connection.joins(room, Some(since)).await;
        assert_eq!(joined["resumed"], true, "the epoch survives a crash");
        for (n, id) in self.sent.iter().enumerate().filter(|(_, id)| !self.acked.contains_key(*id))
        {
            let text = format!("{} {n}", self.who.name);
            connection
                .sends_command(json!({"type": "send", "room": room, "id": id, "text": text}))
                .await;
        }
        while self.acked.len() < self.sent.len() {
            let event = connection.receives_any().await.unwrap();
            self.take(&event);
        }
        connection
    }
}

#[actix_web::test]
async fn acked_messages_survive_killing_the_server_and_none_is_doubled() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let data = std::env::temp_dir().join(format!("tawar-kill-{}", Uuid::new_v4().simple()));
    let mut program = Program::serve(&data, "127.0.0.1:0").expect("it starts");
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let sari = Person::sign_up_at(&http, &program.url(), "Sari").await;
    let budi = Person::sign_up_at(&http, &program.url(), "Budi").await;
    let room = budi.opens_chat(&sari.posts(json!({})).await).await;
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let (mut sari, mut budi) = (ChatClient::new(sari), ChatClient::new(budi));
    let mut all_children = Vec::new();
    for round in 1..=2 {
        let children = program.children();
        assert!(
            cfg!(not(target_os = "linux")) || children.len() > 2,
            "Postgres and Meilisearch are its children"
        );
        let acks = Cell::new(0);
        let pid = program.child.id().to_string();
        let kill_at_150 = |acked| {
            if acked == 150 {
                assert!(Command::new("kill").args(["-KILL", &pid]).status().unwrap().success());
            }
        };
        futures_util::join!(
            sari.sends_until_disconnected(&mut at_sari, &room, &acks, kill_at_150),
            budi.sends_until_disconnected(&mut at_budi, &room, &acks, kill_at_150)
        );
        assert!(!program.wait_for_exit().await.success() && acks.get() >= 150, "round {round}");
        all_children.extend(children);
        let address = program.address.clone();
        program = Program::serve_again(&data, &address);
        at_sari = sari.reconnects(&room).await;
        at_budi = budi.reconnects(&room).await;
    }

    at_sari.sends_message(&room, "Selamat lagi").await;
    let all = i64::try_from(sari.sent.len() + budi.sent.len() + 1).unwrap();
    for (side, connection) in [(&mut sari, &mut at_sari), (&mut budi, &mut at_budi)] {
        while side.received_messages.last().is_none_or(|(seq, _)| *seq < all) {
            let event = connection.receives_any().await.unwrap();
            side.take(&event);
        }
        assert!(
            side.received_messages.iter().map(|(seq, _)| *seq).eq(1..=all),
            "every seq once, in order: {:?}",
            side.received_messages
        );
    }
    assert_eq!(sari.received_messages, budi.received_messages);
    let mut stored = Vec::new();
    while stored.len() < sari.received_messages.len() {
        let page =
            budi.who.reads_history(&room, &format!("limit=100&after={}", stored.len())).await;
        stored.extend(
            page.iter()
                .map(|message| (seq_of(message), message["id"].as_str().unwrap().to_owned())),
        );
    }
    assert_eq!(stored, budi.received_messages);
    for side in [&sari, &budi] {
        let own: Vec<(i64, Uuid)> = side.sent.iter().map(|id| (side.acked[id], *id)).collect();
        assert!(own.is_sorted(), "the messages of one person keep their order");
        assert!(
            own.iter().all(|(seq, id)| stored.contains(&(*seq, id.to_string()))),
            "every acked message is stored"
        );
    }
    all_children.extend(program.children());
    drop(program);
    wait_until_ended(&all_children).await;
    std::fs::remove_dir_all(&data).ok();
}

#[actix_web::test]
async fn a_server_that_is_stopped_closes_its_sockets_and_leaves_no_process_running() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let data = std::env::temp_dir().join(format!("tawar-stop-{}", Uuid::new_v4().simple()));
    let mut program = Program::serve(&data, "127.0.0.1:0").expect("it starts");
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let sari = Person::sign_up_at(&http, &program.url(), "Sari").await;
    let (mut first, mut second) = (sari.connects().await, sari.connects().await);
    let children = program.children();
    let pid = program.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert_eq!(first.is_closed_with().await, Some(1012));
    assert_eq!(second.is_closed_with().await, Some(1012));
    assert_eq!(program.wait_for_exit().await.code(), Some(0));
    wait_until_ended(&children).await;
    std::fs::remove_dir_all(&data).ok();
}

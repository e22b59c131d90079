//! The line itself: cut, jammed, abused, restarted, and what people see of it.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tawar::base::ids::UserId;
use tawar::config::limits;
use tawar::people::accounts;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::support::{Lag, Person, Socket, TestApp, count, holds, said_by_another_node};

async fn a_talk(app: &TestApp) -> (Person, Person, Value, Value) {
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let room = budi.opens_chat(&camera).await;
    (sari, budi, camera, room)
}

fn seq(event: &Value) -> i64 {
    event["seq"].as_i64().unwrap()
}

#[actix_web::test]
async fn budi_whose_line_is_cut_in_the_middle_of_a_talk_goes_on_where_he_was() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = a_talk(&app).await;
    let mut at_sari = sari.enters(&room).await;
    let talking = async {
        for n in 1..=120 {
            at_sari.sends(&room, &format!("pesan {n}")).await;
            at_sari.hears("ack").await;
        }
    };
    let listening = async {
        let mut heard = Vec::new();
        for part in 1..=6 {
            let since = heard.last().copied().unwrap_or(0);
            let mut at_budi = budi.connects().await;
            let joined = at_budi.joins(&room, Some(since)).await;
            assert_eq!(joined["resumed"], true);
            heard.extend(at_budi.hears_messages_to(since + 20).await.iter().map(seq));
            heard.truncate(part * 20);
            // The line is dropped here, in the middle of a sentence.
        }
        heard
    };
    let ((), heard) = futures_util::join!(talking, listening);
    assert_eq!(heard, (1..=120).collect::<Vec<_>>());
}

#[actix_web::test]
async fn who_missed_too_much_or_comes_from_another_time_loads_the_page_again() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = a_talk(&app).await;
    said_by_another_node(&app, &room, &sari.id, vec!["lama".into(); 301]).await;
    let mut at_budi = budi.connects().await;
    let epoch = at_budi.welcome["epoch"].clone();
    for position in [
        json!({"since": 0, "epoch": epoch}),
        json!({"since": 302, "epoch": epoch}),
        json!({"since": -1, "epoch": epoch}),
        json!({"since": 300, "epoch": Uuid::new_v4()}),
    ] {
        let mut join = json!({"type": "join", "room": room});
        join.as_object_mut().unwrap().extend(position.as_object().unwrap().clone());
        at_budi.says(join).await;
        assert_eq!(at_budi.hears("resync").await["room"], room, "{position}");
        assert!(at_budi.overheard("joined").is_empty(), "{position}");
    }
    at_budi.says(json!({"type": "join", "room": room, "since": 1, "epoch": epoch})).await;
    let joined = at_budi.hears("joined").await;
    assert_eq!((&joined["seq"], &joined["epoch"]), (&json!(301), &epoch));
    let missed: Vec<i64> = at_budi.hears_messages_to(301).await.iter().map(seq).collect();
    assert_eq!(missed, (2..=301).collect::<Vec<_>>(), "three hundred are not too many");
}

#[actix_web::test]
async fn sari_sees_budi_come_with_his_first_tab_and_go_with_his_last() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = a_talk(&app).await;
    let mut at_sari = sari.connects().await;
    assert_eq!(at_sari.joins(&room, None).await["present"], json!([sari.id]));
    let first = budi.connects().await;
    let came = at_sari.hears("presence").await;
    assert_eq!((&came["user"], &came["online"]), (&json!(budi.id), &json!(true)));
    let mut second = budi.connects().await;
    assert_eq!(second.joins(&room, None).await["present"], json!([budi.id, sari.id]));
    drop(first);
    drop(second);
    let went = at_sari.hears("presence").await;
    assert_eq!((&went["user"], &went["online"]), (&json!(budi.id), &json!(false)));
    let mut again = budi.enters(&room).await;
    assert_eq!(at_sari.hears("presence").await["online"], true);
    again.is_still_open().await;
    assert!(at_sari.overheard("presence").is_empty(), "tabs in between are nobody's business");
}

#[actix_web::test]
async fn fingers_on_the_keys_are_seen_by_the_other_one_only() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = a_talk(&app).await;
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    let typing = json!({"type": "typing", "room": room});
    at_budi.says(typing.clone()).await;
    assert_eq!(at_sari.hears("typing").await["user"], budi.id.as_str());
    at_sari.says(typing).await;
    // The room hands things out in order: had Budi's own come back, it would have come before Sari's.
    assert_eq!(at_budi.hears("typing").await["user"], sari.id.as_str());
    assert!(at_budi.overheard("typing").is_empty());
    assert_eq!(count(&app, "select count(*) from messages").await, 0);
}

#[actix_web::test]
async fn nonsense_is_answered_and_the_line_stays_open() {
    let app = TestApp::open().await;
    let (_, budi, camera, room) = a_talk(&app).await;
    let mut at_budi = budi.enters(&room).await;
    let id = Uuid::now_v7();
    for (nonsense, told) in [
        ("{".to_owned(), None),
        ("[]".to_owned(), None),
        ("null".to_owned(), None),
        (String::new(), None),
        ("9".repeat(60_000), None),
        (json!({"type": "sing", "id": id}).to_string(), Some(id)),
        (json!({"type": "send", "room": "kamar", "id": id, "text": "x"}).to_string(), Some(id)),
        (json!({"type": "send", "room": room, "id": "1", "text": "x"}).to_string(), None),
        (json!({"type": "offer", "room": room, "id": id, "amount": 1.5}).to_string(), Some(id)),
        (
            json!({"type": "offer", "room": room, "id": id, "amount": "seribu"}).to_string(),
            Some(id),
        ),
        (json!({"type": "join", "room": room, "since": "kemarin"}).to_string(), None),
    ] {
        at_budi.says_raw(nonsense.clone()).await;
        let error = at_budi.hears("error").await;
        assert_eq!(error["code"], "bad_command", "{nonsense}");
        assert_eq!(error.get("id"), told.map(|id| json!(id)).as_ref(), "{nonsense}");
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()));
    }
    at_budi.says_bytes(b"\x00\x01\x02").await;
    assert_eq!(at_budi.hears("error").await["code"], "unsupported");
    let wrong =
        json!({"type": "accept", "room": room, "id": id, "offer": Uuid::now_v7(), "version": 7});
    at_budi.says(wrong).await;
    assert_eq!(at_budi.hears("error").await["id"], json!(id));
    budi.says(&camera, "Saya masih di sini").await.with(201);
    assert_eq!(seq(&at_budi.hears("message").await), 1);
}

#[actix_web::test]
async fn a_frame_over_64_kib_ends_the_talk() {
    let app = TestApp::open().await;
    let (_, budi, _, room) = a_talk(&app).await;
    let mut at_budi = budi.enters(&room).await;
    at_budi.says_raw("x".repeat(64 * 1024)).await;
    assert_eq!(at_budi.hears("error").await["code"], "bad_command");
    at_budi.says_raw("x".repeat(64 * 1024 + 1)).await;
    assert_eq!(at_budi.is_closed_with().await, Some(1009));
    budi.enters(&room).await.is_still_open().await;
}

#[actix_web::test]
async fn the_eleventh_tab_is_turned_away_and_may_come_when_another_is_closed() {
    let app = TestApp::open().await;
    let budi = app.person("Budi").await;
    let mut tabs = Vec::new();
    for _ in 0..10 {
        tabs.push(budi.connects().await);
    }
    let mut eleventh = Socket::dial(&app.url(""), &budi.token).await;
    assert_eq!(eleventh.is_closed_with().await, Some(4009));
    app.person("Sari").await.connects().await.is_still_open().await;
    for tab in &mut tabs {
        tab.is_still_open().await;
    }
    tabs.pop();
    for _ in 0..200 {
        let mut tab = Socket::dial(&app.url(""), &budi.token).await;
        if tab.hears_anything().await.is_some_and(|event| event["type"] == "welcome") {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
    panic!("the place of the closed tab was not given away");
}

#[actix_web::test]
async fn who_signs_out_is_cut_at_once_and_who_is_suspended_soon() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = a_talk(&app).await;
    let rara = app.person("Rara").await;
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    let mut at_rara = rara.connects().await;
    let lag = Lag::of(&app);
    let since = Instant::now();
    budi.post("/api/auth/logout", json!({})).await.with(204);
    assert_eq!(at_budi.is_closed_with().await, Some(4001));
    lag.is_within("signed out", since, Duration::from_secs(2));

    // By another door: the command line, another node.
    let (user, now) = (sari.id.parse::<UserId>().unwrap(), chrono::Utc::now());
    let until = Some(now + chrono::Duration::days(7));
    let since = Instant::now();
    app.db.transaction(move |conn| accounts::suspend(conn, user, until, now)).await.unwrap();
    assert_eq!(at_sari.is_closed_with().await, Some(4003));
    lag.is_within("suspended", since, Duration::from_secs(2));
    sari.get("/api/rooms").await.with(401);
    at_rara.is_still_open().await;
}

/// Budi's line, read by hand or not at all.
async fn a_bare_line(app: &TestApp, who: &Person, room: &Value) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16 * 1024).unwrap();
    let mut line = socket.connect(app.at).await.unwrap();
    let hello = format!(
        "GET /ws HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        app.at, who.token
    );
    line.write_all(hello.as_bytes()).await.unwrap();
    let join = json!({"type": "join", "room": room}).to_string();
    let mut frame = vec![0x81, 0x80 | u8::try_from(join.len()).unwrap(), 0, 0, 0, 0];
    frame.extend_from_slice(join.as_bytes());
    line.write_all(&frame).await.unwrap();
    let (mut seen, mut bytes) = (Vec::new(), [0; 1024]);
    while !String::from_utf8_lossy(&seen).contains("\"joined\"") {
        let read = timeout(Duration::from_secs(10), line.read(&mut bytes)).await.unwrap().unwrap();
        assert!(read > 0, "{}", String::from_utf8_lossy(&seen));
        seen.extend_from_slice(&bytes[..read]);
    }
    line
}

#[actix_web::test]
async fn a_reader_who_never_reads_is_cut_and_holds_nobody_up() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = a_talk(&app).await;
    let mut at_sari = sari.enters(&room).await;
    let mut jammed = a_bare_line(&app, &budi, &room).await;
    let words = "panjang ".repeat(500);
    let (mut sent, mut acked, mut shown, mut cut) = (0, 0, 0, false);
    while !cut || acked < sent || shown < sent {
        if !cut && sent < 5_000 && sent - acked < 16 {
            at_sari.sends(&room, &words).await;
            sent += 1;
            continue;
        }
        let event = at_sari.hears_anything().await.expect("Sari is served, and Budi is cut");
        match event["type"].as_str().unwrap() {
            "ack" => acked += 1,
            "message" => {
                shown += 1;
                assert_eq!(seq(&event), shown);
            }
            "presence" => cut |= event["online"] == false,
            other => panic!("{other}: {event}"),
        }
    }
    assert!(sent < 5_000, "the queue of one reader is bounded");
    // Reset, or closed after what the kernel had taken: either way it ends.
    let mut left = Vec::new();
    let end = timeout(Duration::from_secs(10), jammed.read_to_end(&mut left)).await;
    assert!(end.is_ok(), "the connection ends");
}

#[actix_web::test]
async fn whoever_talks_too_fast_is_asked_to_wait() {
    let app = TestApp::with(|config| config.rate_limits = true).await;
    let (sari, budi, _, room) = a_talk(&app).await;
    let mut at_budi = budi.enters(&room).await;
    let refused = loop {
        let id = at_budi.sends(&room, "Halo?").await;
        let event = at_budi.hears_anything().await.unwrap();
        if event["type"] == "error" {
            break (id, event);
        }
        at_budi.hears("message").await;
    };
    assert_eq!((&refused.1["id"], &refused.1["code"]), (&json!(refused.0), &json!("too_many")));
    let said = count(&app, "select count(*) from messages").await;
    let allowed = i64::from(limits::MESSAGE.rate.actions);
    assert!((allowed..allowed * 2).contains(&said), "{said} messages passed");
    at_budi.is_still_open().await;
    let mut at_sari = sari.enters(&room).await;
    at_sari.sends(&room, "Pelan-pelan").await;
    assert_eq!(seq(&at_sari.hears("ack").await), said + 1, "others are not held back");
}

#[actix_web::test]
async fn at_most_32_commands_of_a_socket_are_under_way() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = a_talk(&app).await;
    said_by_another_node(&app, &room, &sari.id, vec!["Halo".into()]).await;
    let mut at_budi = budi.enters(&room).await;
    // Somebody holds the room's row, so that every taking back waits.
    let held = holds(&app, &room).await;
    for _ in 0..33 {
        at_budi.says(json!({"type": "delete", "room": room, "id": Uuid::now_v7(), "seq": 1})).await;
    }
    assert_eq!(at_budi.hears("error").await["code"], "too_many");
    held.lets_go().await;
    at_budi.is_still_open().await;
}

/// The real program as a process of its own; it dies with the test.
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
        let (said, hears) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                said.send(line).ok();
            }
        });
        let mut program = Self { child, address: String::new() };
        while let Ok(line) = hears.recv_timeout(Duration::from_secs(120)) {
            if let Some(address) = line.strip_prefix("listening on http://") {
                program.address = address.to_owned();
                return Some(program);
            }
        }
        None
    }

    /// Starts it again where it was; the port may need a moment to be free.
    fn serve_again(data: &Path, bind: &str) -> Self {
        (0..20)
            .find_map(|_| Self::serve(data, bind))
            .expect("it starts again on what the last one left")
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything it started, and what that started.
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
        let mut family = vec![self.child.id()];
        let mut at = 0;
        while let Some(parent) = family.get(at).copied() {
            family.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(pid, _)| pid));
            at += 1;
        }
        family.split_off(1)
    }

    async fn ends(&mut self) -> ExitStatus {
        for _ in 0..300 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("it goes on for 15 seconds");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Waits until none of these processes runs any more.
async fn are_gone(pids: &[u32]) {
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

/// One side of a talk that outlives the server.
struct Side {
    who: Person,
    said: Vec<Uuid>,
    acked: HashMap<Uuid, i64>,
    screen: Vec<(i64, String)>,
}

impl Side {
    fn new(who: Person) -> Self {
        Self { who, said: Vec::new(), acked: HashMap::new(), screen: Vec::new() }
    }

    fn take(&mut self, event: &Value) {
        let id = || event["id"].as_str().unwrap().to_owned();
        match event["type"].as_str().unwrap() {
            "ack" => {
                self.acked.insert(id().parse().unwrap(), seq(event));
            }
            "message" => self.screen.push((seq(event), id())),
            "error" => panic!("{event}"),
            _ => {}
        }
    }

    /// Talks, a few messages ahead of the acks, until the line is cut.
    async fn talks(
        &mut self,
        line: &mut Socket,
        room: &Value,
        acks: &Cell<usize>,
        when: impl Fn(usize),
    ) {
        loop {
            if self.said.len() - self.acked.len() < 8 {
                let id = Uuid::now_v7();
                let text = format!("{} {}", self.who.name, self.said.len());
                self.said.push(id);
                if !line
                    .tries_to_say(json!({"type": "send", "room": room, "id": id, "text": text}))
                    .await
                {
                    return;
                }
                continue;
            }
            let Some(event) = line.hears_anything().await else { return };
            self.take(&event);
            if event["type"] == "ack" {
                acks.set(acks.get() + 1);
                when(acks.get());
            }
        }
    }

    /// Comes back, sends again what was not acked, and waits for every ack.
    async fn comes_back(&mut self, room: &Value) -> Socket {
        let mut line = self.who.connects().await;
        let since = self.screen.last().map_or(0, |(seq, _)| *seq);
        let joined = line.joins(room, Some(since)).await;
        assert_eq!(joined["resumed"], true, "the epoch outlives a crash");
        for (n, id) in self.said.iter().enumerate().filter(|(_, id)| !self.acked.contains_key(*id))
        {
            let text = format!("{} {n}", self.who.name);
            line.says(json!({"type": "send", "room": room, "id": id, "text": text})).await;
        }
        while self.acked.len() < self.said.len() {
            let event = line.hears_anything().await.unwrap();
            self.take(&event);
        }
        line
    }
}

#[actix_web::test]
async fn what_was_acked_outlives_a_kill_in_the_middle_of_the_talk_and_nothing_is_said_twice() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let data = std::env::temp_dir().join(format!("tawar-kill-{}", Uuid::new_v4().simple()));
    let mut program = Program::serve(&data, "127.0.0.1:0").expect("it starts");
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let sari = Person::sign_up_at(&http, &program.url(), "Sari").await;
    let budi = Person::sign_up_at(&http, &program.url(), "Budi").await;
    let room = budi.opens_chat(&sari.posts(json!({})).await).await;
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    let (mut sari, mut budi) = (Side::new(sari), Side::new(budi));
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
            sari.talks(&mut at_sari, &room, &acks, kill_at_150),
            budi.talks(&mut at_budi, &room, &acks, kill_at_150)
        );
        assert!(!program.ends().await.success() && acks.get() >= 150, "round {round}");
        all_children.extend(children);
        let address = program.address.clone();
        program = Program::serve_again(&data, &address);
        at_sari = sari.comes_back(&room).await;
        at_budi = budi.comes_back(&room).await;
    }

    at_sari.sends(&room, "Selamat lagi").await;
    let all = i64::try_from(sari.said.len() + budi.said.len() + 1).unwrap();
    for (side, line) in [(&mut sari, &mut at_sari), (&mut budi, &mut at_budi)] {
        while side.screen.last().is_none_or(|(seq, _)| *seq < all) {
            let event = line.hears_anything().await.unwrap();
            side.take(&event);
        }
        assert!(
            side.screen.iter().map(|(seq, _)| *seq).eq(1..=all),
            "every place once, in order: {:?}",
            side.screen
        );
    }
    assert_eq!(sari.screen, budi.screen);
    let mut kept = Vec::new();
    while kept.len() < sari.screen.len() {
        let page = budi.who.reads(&room, &format!("limit=100&after={}", kept.len())).await;
        kept.extend(
            page.iter().map(|message| (seq(message), message["id"].as_str().unwrap().to_owned())),
        );
    }
    assert_eq!(kept, budi.screen);
    for side in [&sari, &budi] {
        let mine: Vec<(i64, Uuid)> = side.said.iter().map(|id| (side.acked[id], *id)).collect();
        assert!(mine.is_sorted(), "what one person says keeps its order");
        assert!(
            mine.iter().all(|(seq, id)| kept.contains(&(*seq, id.to_string()))),
            "acked is kept"
        );
    }
    all_children.extend(program.children());
    drop(program);
    are_gone(&all_children).await;
    std::fs::remove_dir_all(&data).ok();
}

#[actix_web::test]
async fn asked_to_stop_the_server_closes_its_sockets_and_leaves_nothing_running() {
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
    assert_eq!(program.ends().await.code(), Some(0));
    are_gone(&children).await;
    std::fs::remove_dir_all(&data).ok();
}

//! Servers that a scenario starts on free ports and stops at its end.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

pub struct Server {
    child: Child,
    pub url: String,
}

impl Server {
    /// Starts a program and waits until it prints `listening on URL`.
    pub fn start(command: &mut Command) -> Self {
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut child = child.unwrap_or_else(|err| panic!("{command:?}: {err}"));
        let out = BufReader::new(child.stdout.take().unwrap());
        let (send, listens) = channel();
        thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if let Some((_, url)) = line.split_once("listening on ") {
                    // The receiver waits for the first address only.
                    let _ = send.send(url.trim().to_owned());
                }
            }
        });
        let url = listens.recv_timeout(Duration::from_secs(180));
        let mut server = Self { child, url: String::new() };
        server.url = url.unwrap_or_else(|_| panic!("{command:?} does not listen"));
        server
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends SIGKILL to this process alone; the private Postgres that it started ends by itself.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The process id of a process that has ended may belong to another one by now.
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        // SIGTERM first, so that a private Postgres is shut down.
        let pid = self.child.id().to_string();
        let terminated = Command::new("sh").args(["-c", "kill -s TERM \"$0\"", &pid]).status();
        for _ in 0..100 {
            if terminated.is_err() || !matches!(self.child.try_wait(), Ok(None)) {
                break;
            }
            thread::sleep(Duration::from_millis(100));
        }
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that is not in use at this moment.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The command `tawar serve` without demo data and rate limits.
pub fn tawar(binary: &Path, data: &Path, bind: &str) -> Command {
    let mut command = Command::new(binary);
    command.args(["serve", "--no-demo"]).env("TAWAR_DATA", data).env("BIND", bind);
    command.env("TAWAR_RATE_LIMITS", "off").env("TAWAR_ENV", "development");
    command.env("RUST_LOG", std::env::var("RUST_LOG").unwrap_or_else(|_| "error".into()));
    for name in ["DATABASE_URL", "DATABASE_OWNER_URL", "BUS_URL", "PUBLIC_URL"] {
        command.env_remove(name);
    }
    command
}

/// A temporary folder, removed when it is dropped.
pub struct Scratch(pub std::path::PathBuf);

impl Scratch {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("tawar-load-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(err) = std::fs::remove_dir_all(&self.0) {
            eprintln!("{} could not be removed: {err}", self.0.display());
        }
    }
}

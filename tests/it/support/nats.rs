//! A real NATS server of one test: it can be killed, restarted on its port, and paused. It ends with the thread
//! that started it, so start it from the test itself.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};

pub struct Nats {
    child: Child,
    port: u16,
}

impl Nats {
    /// Starts one on a free port and waits until it answers.
    pub fn start() -> Self {
        // Another process may have taken the port meanwhile.
        (0..5).find_map(|_| Self::start_at(free_port())).expect("a NATS server starts")
    }

    fn start_at(port: u16) -> Option<Self> {
        let mut child = command()
            .args(["--addr", "127.0.0.1", "--port", &port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a NATS server is started");
        for _ in 0..200 {
            if child.try_wait().unwrap().is_some() {
                return None;
            }
            if sends_info(port) {
                return Some(Self { child, port });
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        child.kill().ok();
        child.wait().ok();
        None
    }

    /// What `BUS_URL` is set to.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Kills it with SIGKILL.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again on its port, after [`Nats::kill`].
    pub fn restarts(&mut self) {
        let again = (0..20).find_map(|_| Self::start_at(self.port));
        *self = again.expect("it starts again on its port");
    }

    /// Pauses it: connections stay open, and it does not answer.
    pub fn pauses(&self) {
        self.signal(Signal::STOP);
        // Its threads stop one after the other.
        waitpid(Some(Pid::from_child(&self.child)), WaitOptions::UNTRACED).unwrap();
    }

    /// Continues after [`Nats::pauses`].
    pub fn resumes(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The program in the `PATH`, or the one that `script/setup --test` installs; it ends with us where the system supports
/// that.
fn command() -> Command {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-venv/bin/nats-server");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let program = std::env::split_paths(&path)
        .map(|folder| folder.join("nats-server"))
        .chain([ours, PathBuf::from("/usr/sbin/nats-server")])
        .find(|program| program.is_file())
        .expect("there is no nats-server: script/setup --test installs one");
    if cfg!(target_os = "linux") {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]).arg(program);
        return command;
    }
    Command::new(program)
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// A NATS server sends an `INFO` line first.
fn sends_info(port: u16) -> bool {
    let Ok(stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else { return false };
    stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    let mut greeting = String::new();
    BufReader::new(stream).read_line(&mut greeting).is_ok_and(|_| greeting.starts_with("INFO "))
}

#[test]
fn a_nats_server_pauses_resumes_and_restarts_on_its_port() {
    let mut bus: super::Nats = Nats::start();
    let url = bus.url();
    bus.pauses();
    assert!(!sends_info(bus.port));
    bus.resumes();
    assert!(sends_info(bus.port));
    bus.kill();
    assert!(!sends_info(bus.port));
    bus.restarts();
    assert!(sends_info(bus.port));
    assert_eq!(bus.url(), url);
}

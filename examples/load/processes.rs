//! CPU time and memory of processes, from `/proc`.

use std::fs;

/// Clock ticks of a second; Linux reports 100 on every machine.
const TICKS_PER_SECOND: f64 = 100.0;

struct Process {
    pid: u32,
    name: String,
    parent: u32,
    /// CPU seconds used so far.
    seconds: f64,
}

fn read(pid: u32) -> Option<Process> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (head, tail) = text.rsplit_once(')')?;
    let name = head.split_once('(')?.1.to_owned();
    let words: Vec<&str> = tail.split_whitespace().collect();
    let number = |index: usize| words.get(index).and_then(|word| word.parse::<f64>().ok());
    Some(Process {
        pid,
        name,
        parent: words.get(1)?.parse().ok()?,
        seconds: (number(11)? + number(12)?) / TICKS_PER_SECOND,
    })
}

fn all() -> Vec<Process> {
    let pids = fs::read_dir("/proc").unwrap().flatten();
    pids.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter_map(read).collect()
}

/// The processes whose CPU time is measured.
#[derive(Clone, Copy)]
pub struct Watched<'a> {
    /// Process ids of the servers.
    pub servers: &'a [u32],
    /// The process id of a Postgres that is no child of a server.
    pub postgres: Option<u32>,
}

/// CPU seconds used so far.
#[derive(Clone, Copy, Default, Debug)]
pub struct Cpu {
    pub server: f64,
    pub postgres: f64,
    pub generator: f64,
    /// Of all processes of the machine.
    pub all: f64,
}

impl Cpu {
    /// Of the servers, of every Postgres that descends from one of them or is watched, and of this process.
    pub fn read(watched: Watched<'_>) -> Self {
        let all = all();
        let mut family: Vec<u32> =
            watched.servers.iter().copied().chain(watched.postgres).collect();
        // A parent may be listed after its child.
        loop {
            let before = family.len();
            for process in &all {
                if family.contains(&process.parent) && !family.contains(&process.pid) {
                    family.push(process.pid);
                }
            }
            if family.len() == before {
                break;
            }
        }
        let sum = |chosen: &dyn Fn(&Process) -> bool| {
            all.iter().filter(|process| chosen(process)).map(|process| process.seconds).sum()
        };
        Self {
            server: sum(&|process| watched.servers.contains(&process.pid)),
            postgres: sum(&|p| p.name.starts_with("postgres") && family.contains(&p.pid)),
            generator: sum(&|process| process.pid == std::process::id()),
            all: busy_seconds(),
        }
    }

    pub fn since(self, before: Self) -> Self {
        Self {
            server: self.server - before.server,
            postgres: self.postgres - before.postgres,
            generator: self.generator - before.generator,
            all: self.all - before.all,
        }
    }

    /// Of processes that do not belong to the run: they distort its figures.
    pub fn others(self) -> f64 {
        (self.all - self.server - self.postgres - self.generator).max(0.0)
    }
}

/// User, nice, system and stolen time of all cores, without interrupts.
fn busy_seconds() -> f64 {
    let text = fs::read_to_string("/proc/stat").unwrap();
    let words = text.lines().next().unwrap().split_whitespace();
    let ticks: Vec<f64> = words.filter_map(|word| word.parse().ok()).collect();
    (ticks[0] + ticks[1] + ticks[2] + ticks[7]) / TICKS_PER_SECOND
}

fn status(pid: u32, field: &str) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = text.lines().find(|line| line.starts_with(field))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Resident memory of these processes together, in KiB.
pub fn rss(pids: &[u32]) -> u64 {
    pids.iter().filter_map(|pid| status(*pid, "VmRSS:")).sum()
}

pub fn is_alive(pid: u32) -> bool {
    read(pid).is_some()
}

/// Raises this process's limit of open files to its maximum, by `prlimit`: `std` has no call for it and the crate forbids
/// `unsafe`.
pub fn raise_open_files_limit() {
    let pid = std::process::id().to_string();
    let hard = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let hard = hard.lines().find(|line| line.starts_with("Max open files"));
    let Some(hard) = hard.and_then(|line| line.split_whitespace().nth(4)) else { return };
    let raised = std::process::Command::new("prlimit")
        .args(["--pid", &pid, &format!("--nofile={hard}:{hard}")])
        .status();
    if !raised.is_ok_and(|status| status.success()) {
        eprintln!("the limit of open files could not be raised: try `ulimit -n {hard}` before");
    }
}

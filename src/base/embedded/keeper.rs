//! Keeps one child process: starts it, starts it again when it dies on its own, stops it.
//!
//! The kernel tells a child of its parent's death when the *thread* that started it ends. So each
//! child has a thread of its own that lives as long as the `Keeper`.

use std::process::{Child, Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::processes::{signal, wait_until};
use super::{Doing, EmbeddedError};

/// The signals a child is asked to stop with, and how long each may take; then it is killed.
pub(super) type Farewell = &'static [(&'static str, Duration)];

/// A running child and the thread that keeps it. Dropping it stops the child and waits for that.
#[derive(Debug)]
pub(super) struct Keeper {
    shared: Arc<Shared>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    /// Process id, 0 while there is none.
    pid: AtomicU32,
    /// Set once the server has answered: from then on a dead child is started again.
    settled: AtomicBool,
}

impl Keeper {
    /// Starts `command`.
    ///
    /// # Errors
    /// `Io` when it cannot be started at all.
    pub(super) fn start(
        name: &'static str,
        command: Command,
        farewell: Farewell,
    ) -> Result<Keeper, EmbeddedError> {
        let shared = Arc::new(Shared { pid: AtomicU32::new(0), settled: AtomicBool::new(false) });
        let (stop, stopped) = channel();
        let (tell, told) = channel();
        let work = Work { name, command, farewell, shared: Arc::clone(&shared), stopped };
        let thread = thread::Builder::new()
            .name(format!("{name} keeper"))
            .spawn(move || work.run(&tell))
            .doing(|| format!("starting a thread for {name}"))?;
        let started = told.recv().unwrap_or_else(|error| Err(std::io::Error::other(error)));
        let keeper = Keeper { shared, stop: Some(stop), thread: Some(thread) };
        started.doing(|| format!("starting {name}"))?;
        Ok(keeper)
    }

    /// The child's process id, while there is a child.
    pub(super) fn pid(&self) -> Option<u32> {
        Some(self.shared.pid.load(Ordering::Acquire)).filter(|pid| *pid != 0)
    }

    /// Says that the server has answered.
    pub(super) fn settle(&self) {
        self.shared.settled.store(true, Ordering::Release);
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("a keeper thread panicked");
        }
    }
}

/// What the keeper thread owns.
struct Work {
    name: &'static str,
    command: Command,
    farewell: Farewell,
    shared: Arc<Shared>,
    stopped: Receiver<()>,
}

impl Work {
    /// How often a child is looked after, and the first pause before a dead one is started again.
    const LOOK: Duration = Duration::from_millis(100);
    const PAUSE: Duration = Duration::from_secs(1);
    const PAUSE_CAP: Duration = Duration::from_secs(30);

    fn run(mut self, tell: &Sender<std::io::Result<()>>) {
        let mut child = match self.spawn() {
            Ok(child) => child,
            Err(error) => return drop(tell.send(Err(error))),
        };
        drop(tell.send(Ok(())));
        let mut pause = Work::PAUSE;
        loop {
            let since = Instant::now();
            let Some(status) = self.keep(child) else {
                return;
            };
            if !self.shared.settled.load(Ordering::Acquire) {
                return;
            }
            tracing::error!(server = self.name, %status, "the server died and is started again");
            if since.elapsed() > Work::PAUSE_CAP {
                pause = Work::PAUSE;
            }
            child = loop {
                if self.told_to_stop(pause) {
                    return;
                }
                pause = (pause * 2).min(Work::PAUSE_CAP);
                match self.spawn() {
                    Ok(child) => break child,
                    Err(error) => {
                        tracing::error!(server = self.name, %error, "it cannot be started")
                    }
                }
            };
        }
    }

    fn spawn(&mut self) -> std::io::Result<Child> {
        let child = self.command.spawn()?;
        self.shared.pid.store(child.id(), Ordering::Release);
        Ok(child)
    }

    /// Until the child dies on its own (its status) or was stopped by order (nothing).
    fn keep(&self, mut child: Child) -> Option<ExitStatus> {
        loop {
            if let Ok(Some(status)) = child.try_wait() {
                self.shared.pid.store(0, Ordering::Release);
                return Some(status);
            }
            if self.told_to_stop(Work::LOOK) {
                self.end(child);
                return None;
            }
        }
    }

    fn told_to_stop(&self, wait: Duration) -> bool {
        !matches!(self.stopped.recv_timeout(wait), Err(RecvTimeoutError::Timeout))
    }

    fn end(&self, mut child: Child) {
        for (name, patience) in self.farewell {
            signal(child.id(), name);
            if wait_until(*patience, || !matches!(child.try_wait(), Ok(None))) {
                return;
            }
        }
        tracing::warn!(server = self.name, "the server would not stop and is killed");
        if let Err(error) = child.kill().and_then(|()| child.wait().map(drop)) {
            tracing::error!(server = self.name, %error, "it cannot be killed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::processes::is_known;
    use super::*;

    const SOON: Duration = Duration::from_secs(5);
    const HASTY: Farewell = &[("TERM", Duration::from_millis(50))];

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_child_ends_with_its_keeper() {
        let keeper = Keeper::start("nap", shell("exec sleep 60"), &[("TERM", SOON)]).unwrap();
        let pid = keeper.pid().unwrap();
        assert!(is_known(pid));
        drop(keeper);
        assert!(!is_known(pid));
    }

    #[test]
    fn a_deaf_child_is_killed() {
        let deaf = shell("trap '' TERM; while :; do sleep 0.05; done");
        let keeper = Keeper::start("deaf", deaf, HASTY).unwrap();
        let pid = keeper.pid().unwrap();
        drop(keeper);
        assert!(!is_known(pid));
    }

    #[test]
    fn a_child_that_dies_before_it_answered_is_not_started_again() {
        let keeper = Keeper::start("brief", shell("exit 3"), &[]).unwrap();
        assert!(wait_until(SOON, || keeper.pid().is_none()));
    }

    #[test]
    fn a_child_that_dies_later_is_started_again() {
        let keeper = Keeper::start("nap", shell("exec sleep 60"), &[("TERM", SOON)]).unwrap();
        keeper.settle();
        let first = keeper.pid().unwrap();
        signal(first, "KILL");
        assert!(wait_until(SOON, || keeper.pid().is_some_and(|pid| pid != first)));
    }

    #[test]
    fn what_is_no_program_is_an_error() {
        let error = Keeper::start("ghost", Command::new("/no/such/program"), &[]).unwrap_err();
        assert!(error.to_string().starts_with("starting ghost"));
    }
}

//! Supervises one child process: starts it, restarts it when it exits on its own, stops it on drop.
//!
//! The kernel sends the parent-death signal when the *thread* that started the child ends, not when the process does.
//! So each child has a thread of its own that lives as long as its `Supervisor`.

use std::io;
use std::process::{Child, Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::error::{EmbeddedError, IoContext};
use super::processes::{send_signal, wait_until};

/// A signal that asks a child to exit, and how long it may take to obey.
#[derive(Debug)]
pub(super) struct StopSignal {
    /// As `kill` names it: `INT`, `TERM`.
    pub(super) name: &'static str,
    pub(super) timeout: Duration,
}

/// A running child and the thread that watches it. Dropping it stops the child and waits for its exit.
#[derive(Debug)]
pub(super) struct Supervisor {
    state: Arc<ChildState>,
    /// Dropped to ask the thread to stop the child.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct ChildState {
    /// Process id, 0 while there is no child.
    pid: AtomicU32,
    /// Set once the server has answered: from then on it is restarted when it exits.
    restart: AtomicBool,
}

impl Supervisor {
    /// Starts `command`. On drop the child gets `stop_signals` one after the other, then it is killed.
    ///
    /// # Errors
    /// `Io` when the program cannot be started at all.
    pub(super) fn start(
        name: &'static str,
        command: Command,
        stop_signals: &'static [StopSignal],
    ) -> Result<Supervisor, EmbeddedError> {
        let state =
            Arc::new(ChildState { pid: AtomicU32::new(0), restart: AtomicBool::new(false) });
        let (stop, stop_requested) = channel();
        let (report, started) = channel();
        let worker = SupervisorThread {
            name,
            command,
            stop_signals,
            state: Arc::clone(&state),
            stop_requested,
        };
        let thread = thread::Builder::new()
            .name(format!("{name} supervisor"))
            .spawn(move || worker.run(&report))
            .during(|| format!("starting a thread for {name}"))?;
        let started = started.recv().unwrap_or_else(|error| Err(io::Error::other(error)));
        let supervisor = Supervisor { state, stop: Some(stop), thread: Some(thread) };
        started.during(|| format!("starting {name}"))?;
        Ok(supervisor)
    }

    /// The child's process id, while there is a child.
    pub(super) fn pid(&self) -> Option<u32> {
        Some(self.state.pid.load(Ordering::Acquire)).filter(|pid| *pid != 0)
    }

    /// Restarts the child from now on when it exits; call it once the server has answered.
    pub(super) fn enable_restart(&self) {
        self.state.restart.store(true, Ordering::Release);
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("a supervisor thread panicked");
        }
    }
}

/// What the supervisor's thread owns.
struct SupervisorThread {
    name: &'static str,
    command: Command,
    stop_signals: &'static [StopSignal],
    state: Arc<ChildState>,
    stop_requested: Receiver<()>,
}

impl SupervisorThread {
    /// The interval at which the child's state is polled.
    const POLL_INTERVAL: Duration = Duration::from_millis(100);
    /// The delay before the first restart; it doubles with each one, up to the cap.
    const RESTART_DELAY: Duration = Duration::from_secs(1);
    const RESTART_DELAY_CAP: Duration = Duration::from_secs(30);

    /// Runs until the child was stopped; reports whether its first start succeeded.
    fn run(mut self, report: &Sender<io::Result<()>>) {
        let mut child = match self.spawn() {
            Ok(child) => child,
            Err(error) => return drop(report.send(Err(error))),
        };
        drop(report.send(Ok(())));
        let mut delay = SupervisorThread::RESTART_DELAY;
        loop {
            let started_at = Instant::now();
            let Some(status) = self.watch(child) else { return };
            if !self.state.restart.load(Ordering::Acquire) {
                return;
            }
            tracing::error!(server = self.name, %status, "the server exited, restarting it");
            if started_at.elapsed() > SupervisorThread::RESTART_DELAY_CAP {
                delay = SupervisorThread::RESTART_DELAY;
            }
            let Some(restarted) = self.restart(&mut delay) else { return };
            child = restarted;
        }
    }

    /// Waits and spawns the child until that succeeds; nothing when a stop is requested meanwhile.
    fn restart(&mut self, delay: &mut Duration) -> Option<Child> {
        loop {
            if self.is_stop_requested(*delay) {
                return None;
            }
            *delay = (*delay * 2).min(SupervisorThread::RESTART_DELAY_CAP);
            match self.spawn() {
                Ok(child) => return Some(child),
                Err(error) => {
                    tracing::error!(server = self.name, %error, "the server cannot be started");
                }
            }
        }
    }

    fn spawn(&mut self) -> io::Result<Child> {
        let child = self.command.spawn()?;
        self.state.pid.store(child.id(), Ordering::Release);
        Ok(child)
    }

    /// Waits until the child exits on its own (returns its status) or was stopped on request (returns nothing).
    fn watch(&self, mut child: Child) -> Option<ExitStatus> {
        loop {
            if let Ok(Some(status)) = child.try_wait() {
                self.state.pid.store(0, Ordering::Release);
                return Some(status);
            }
            if self.is_stop_requested(SupervisorThread::POLL_INTERVAL) {
                self.stop(child);
                return None;
            }
        }
    }

    /// Waits up to `timeout` for a stop request.
    fn is_stop_requested(&self, timeout: Duration) -> bool {
        !matches!(self.stop_requested.recv_timeout(timeout), Err(RecvTimeoutError::Timeout))
    }

    fn stop(&self, mut child: Child) {
        for signal in self.stop_signals {
            send_signal(child.id(), signal.name);
            if wait_until(signal.timeout, || !matches!(child.try_wait(), Ok(None))) {
                return;
            }
        }
        tracing::warn!(server = self.name, "the server ignored every stop signal, killing it");
        if let Err(error) = child.kill().and_then(|()| child.wait().map(drop)) {
            tracing::error!(server = self.name, %error, "the server cannot be killed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::processes::pid_exists;
    use super::*;

    const SOON: Duration = Duration::from_secs(5);
    const PATIENT: &[StopSignal] = &[StopSignal { name: "TERM", timeout: SOON }];
    const IMPATIENT: &[StopSignal] =
        &[StopSignal { name: "TERM", timeout: Duration::from_millis(50) }];

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_child_ends_with_its_supervisor() {
        let supervisor = Supervisor::start("sleeper", shell("exec sleep 60"), PATIENT).unwrap();
        let pid = supervisor.pid().unwrap();
        assert!(pid_exists(pid));
        drop(supervisor);
        assert!(!pid_exists(pid));
    }

    #[test]
    fn a_child_that_ignores_the_signal_is_killed() {
        let ignoring =
            std::env::temp_dir().join(format!("tawar-test-ignoring-{}", std::process::id()));
        let mut command = shell("trap '' TERM; : > \"$0\"; while :; do sleep 0.05; done");
        command.arg(&ignoring);
        let supervisor = Supervisor::start("ignoring", command, IMPATIENT).unwrap();
        let pid = supervisor.pid().unwrap();
        assert!(wait_until(SOON, || ignoring.exists()), "the signal is ignored from now on");
        drop(supervisor);
        assert!(!pid_exists(pid));
        std::fs::remove_file(ignoring).unwrap();
    }

    #[test]
    fn a_child_that_exits_before_it_answered_is_not_restarted() {
        let supervisor = Supervisor::start("brief", shell("exit 3"), &[]).unwrap();
        let thread = supervisor.thread.as_ref().unwrap();
        assert!(wait_until(SOON, || thread.is_finished()), "nobody waits to restart it");
        assert_eq!(supervisor.pid(), None);
    }

    #[test]
    fn a_child_that_exits_later_is_restarted() {
        let supervisor = Supervisor::start("sleeper", shell("exec sleep 60"), PATIENT).unwrap();
        supervisor.enable_restart();
        let first = supervisor.pid().unwrap();
        send_signal(first, "KILL");
        assert!(wait_until(SOON, || supervisor.pid().is_some_and(|pid| pid != first)));
    }

    #[test]
    fn a_program_that_does_not_exist_is_an_error() {
        let missing = Command::new("/no/such/program");
        let error = Supervisor::start("missing", missing, &[]).unwrap_err();
        assert!(error.to_string().starts_with("starting missing"));
    }
}

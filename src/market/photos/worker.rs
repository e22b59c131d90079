//! Photos are processed by a process of their own, whose memory and time are limited: what a malicious file makes a decoder
//! do ends with that process. It is this program with the command [`COMMAND`]; the file is its standard input.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};
use tokio::io::AsyncReadExt;
use tokio::process::Command;
use tokio::sync::Semaphore;

use super::process::{ProcessedPhoto, process};
use super::refusal::Refusal;
use crate::base::error::{AppError, AppResult};
use crate::base::http::UploadedFile;
use crate::base::ids::UserId;

/// The hidden command of the program.
pub const COMMAND: &str = "process-photo";

/// Memory of one process, in bytes.
const MEMORY: u64 = 256 * 1024 * 1024;
/// Seconds of CPU of one process.
const CPU_SECONDS: u64 = 15;
/// The time that one process has.
const TIME: Duration = Duration::from_secs(20);
/// The time that a photo waits for its turn.
const WAIT: Duration = Duration::from_secs(40);
/// The most bytes of three sizes.
const MAX_OUTPUT: u64 = 8 * 1024 * 1024;

/// Processes at a time.
static PLACES: Semaphore = Semaphore::const_new(2);
/// A person has one photo processed at a time, so that nobody holds all places; two people seldom share one of these.
static TURNS: [Semaphore; 61] = [const { Semaphore::const_new(1) }; 61];

/// What processes photos; cloning shares it.
#[derive(Debug, Clone)]
pub struct PhotoWorker {
    /// This program.
    program: PathBuf,
}

impl PhotoWorker {
    /// `program`: a `tawar` binary.
    pub fn new(program: &Path) -> Self {
        Self { program: program.to_owned() }
    }

    /// Processes a file that a person uploaded.
    ///
    /// # Errors
    /// 422 for a file that is refused, also for one that takes too much memory or time; 503 when it is not its turn in time,
    /// or no process can be started.
    pub(super) async fn process(
        &self,
        file: &UploadedFile,
        owner: UserId,
    ) -> AppResult<ProcessedPhoto> {
        let busy = || AppError::Unavailable("photos: too many are waiting".into());
        let shard = usize::try_from(owner.0.as_u128() % 61).unwrap_or_default();
        let turn = TURNS.get(shard).unwrap_or(&PLACES);
        let waited =
            tokio::time::timeout(WAIT, async { (turn.acquire().await, PLACES.acquire().await) });
        let (Ok(_turn), Ok(_place)) = waited.await.map_err(|_late| busy())? else {
            return Err(busy());
        };
        let output = self
            .run(file.path())
            .await
            .map_err(|err| AppError::Unavailable(format!("{}: {err}", self.program.display())))?;
        // A process that was ended by a limit wrote nothing.
        let Some(output) = output else { return Err(Refusal::TooManyPixels.into()) };
        let processed: Result<ProcessedPhoto, Refusal> = postcard::from_bytes(&output)
            .map_err(|err| AppError::Internal(anyhow::anyhow!("{COMMAND}: {err}")))?;
        Ok(processed?)
    }

    /// The output of the process; `None` when a limit ended it.
    async fn run(&self, input: &Path) -> std::io::Result<Option<Vec<u8>>> {
        let mut child = Command::new(&self.program)
            .arg(COMMAND)
            .env_clear()
            // Memory that the allocator reserves ahead would count as used.
            .env("MIMALLOC_ARENA_RESERVE", "0")
            .env("MIMALLOC_ARENA_EAGER_COMMIT", "0")
            .stdin(Stdio::from(std::fs::File::open(input)?))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let Some(stdout) = child.stdout.take() else { return Ok(None) };
        let work = async {
            let mut output = Vec::new();
            stdout.take(MAX_OUTPUT).read_to_end(&mut output).await?;
            Ok((output, child.wait().await?))
        };
        match tokio::time::timeout(TIME, work).await {
            Ok(Ok((output, status))) => Ok(status.success().then_some(output)),
            Ok(Err(err)) => Err(err),
            Err(_late) => Ok(None),
        }
    }
}

/// Does the work of the process: limits it, reads the file, writes the photo or why it is refused.
///
/// # Errors
/// The limits cannot be set, or standard input or output fails.
pub fn run_as_worker() -> anyhow::Result<()> {
    let most = |limit: u64| Rlimit { current: Some(limit), maximum: Some(limit) };
    setrlimit(Resource::Data, most(MEMORY))?;
    setrlimit(Resource::Cpu, most(CPU_SECONDS))?;
    setrlimit(Resource::Core, most(0))?;
    let mut bytes = Vec::new();
    std::io::stdin().take(u64::try_from(super::MAX_BYTES)?).read_to_end(&mut bytes)?;
    let output = postcard::to_allocvec(&process(&bytes))?;
    std::io::stdout().write_all(&output)?;
    Ok(())
}

//! Cutting a connection from outside its task. A second handle to every socket would cost every process twice the open
//! files, so the handle is made when it is needed, and checked to be the same connection still.

use std::net::SocketAddr;
use std::os::fd::{AsRawFd, RawFd};

use actix_web::rt::net::TcpStream;

/// Names a connection of this process.
#[derive(Debug, Clone, Copy)]
pub struct SocketCutter {
    fd: RawFd,
    peer: SocketAddr,
}

impl SocketCutter {
    /// The switch of a connection; none when it is gone already.
    pub fn of(stream: &TcpStream) -> Option<Self> {
        Some(Self { fd: stream.as_raw_fd(), peer: stream.peer_addr().ok()? })
    }

    /// Shuts the connection, whatever its task is stuck in. Where that is not possible (another system than Linux, a
    /// sandbox that forbids it) the kernel's own time limit on unsent bytes ends it later.
    pub fn pull(self) {
        match self.shut() {
            Ok(()) => {}
            Err(err) => tracing::debug!(error = %err, "a connection is left to its time limit"),
        }
    }

    #[cfg(target_os = "linux")]
    fn shut(self) -> std::io::Result<()> {
        use rustix::process::{PidfdFlags, PidfdGetfdFlags, getpid, pidfd_getfd, pidfd_open};
        let ourselves = pidfd_open(getpid(), PidfdFlags::empty())?;
        let twin = pidfd_getfd(ourselves, self.fd, PidfdGetfdFlags::empty())?;
        let socket = socket2::Socket::from(twin);
        // The number may name another connection by now.
        if socket.peer_addr()?.as_socket() == Some(self.peer) {
            socket.shutdown(std::net::Shutdown::Both)?;
        }
        Ok(())
    }

    #[cfg(not(target_os = "linux"))]
    fn shut(self) -> std::io::Result<()> {
        let _ = (self.fd, self.peer);
        Err(std::io::Error::from(std::io::ErrorKind::Unsupported))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    #[actix_web::test]
    async fn a_connection_is_cut_and_one_that_took_its_number_is_not() -> std::io::Result<()> {
        let door = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let mut client = TcpStream::connect(door.local_addr()?).await?;
        let (ours, _) = door.accept().await?;
        let Some(kill) = SocketCutter::of(&ours) else { panic!("no switch") };
        let stranger = SocketCutter { peer: door.local_addr()?, ..kill };
        stranger.pull();
        let mut byte = [0];
        let waited = std::time::Duration::from_millis(50);
        assert!(tokio::time::timeout(waited, client.read(&mut byte)).await.is_err(), "still open");
        kill.pull();
        assert_eq!(client.read(&mut byte).await?, 0, "cut");
        Ok(())
    }
}

//! Shuts a TCP connection down from outside the task that owns it. Holding a second handle to every socket would double
//! the open files of the process, so the handle is made when it is needed, and its peer address is compared first.

use std::net::SocketAddr;
use std::os::fd::{AsRawFd, RawFd};

use actix_web::rt::net::TcpStream;

/// Identifies a TCP connection of this process.
#[derive(Debug, Clone, Copy)]
pub struct SocketCutter {
    fd: RawFd,
    peer: SocketAddr,
}

impl SocketCutter {
    /// `None` when the connection has ended already.
    pub fn of(stream: &TcpStream) -> Option<Self> {
        Some(Self { fd: stream.as_raw_fd(), peer: stream.peer_addr().ok()? })
    }

    /// Shuts the connection down, even while its task is blocked. Where that is impossible (not Linux, or a sandbox that
    /// forbids it) the kernel's time limit on unsent bytes ends the connection later.
    pub fn cut(self) {
        if let Err(err) = self.shut_down() {
            tracing::debug!(error = %err, "a connection could not be cut, it ends at its send timeout");
        }
    }

    #[cfg(target_os = "linux")]
    fn shut_down(self) -> std::io::Result<()> {
        use rustix::process::{PidfdFlags, PidfdGetfdFlags, getpid, pidfd_getfd, pidfd_open};
        let own_process = pidfd_open(getpid(), PidfdFlags::empty())?;
        let duplicate = pidfd_getfd(own_process, self.fd, PidfdGetfdFlags::empty())?;
        let socket = socket2::Socket::from(duplicate);
        // The file descriptor may belong to another connection by now.
        if socket.peer_addr()?.as_socket() == Some(self.peer) {
            socket.shutdown(std::net::Shutdown::Both)?;
        }
        Ok(())
    }

    #[cfg(not(target_os = "linux"))]
    fn shut_down(self) -> std::io::Result<()> {
        let _ = (self.fd, self.peer);
        Err(std::io::Error::from(std::io::ErrorKind::Unsupported))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    #[actix_web::test]
    async fn a_connection_is_cut_and_one_that_reuses_its_descriptor_is_not() -> std::io::Result<()>
    {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let mut client = TcpStream::connect(listener.local_addr()?).await?;
        let (accepted, _) = listener.accept().await?;
        let Some(cutter) = SocketCutter::of(&accepted) else { panic!("the connection has ended") };
        let other_peer = SocketCutter { peer: listener.local_addr()?, ..cutter };
        other_peer.cut();
        let mut byte = [0];
        let wait = std::time::Duration::from_millis(50);
        assert!(tokio::time::timeout(wait, client.read(&mut byte)).await.is_err(), "still open");
        cutter.cut();
        assert_eq!(client.read(&mut byte).await?, 0, "cut");
        Ok(())
    }
}

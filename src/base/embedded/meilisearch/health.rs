//! Ports, and whether a server answers on one.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use super::super::error::{EmbeddedError, IoContext};
use super::super::processes::wait_until;
use super::super::supervisor::Supervisor;

/// How long a start may take; opening a large index is the long case.
const START_TIMEOUT: Duration = Duration::from_secs(60);

const HEALTH_TIMEOUT: Duration = Duration::from_millis(500);

/// A port of 127.0.0.1 that is free now. Another process may take it first, so the caller tries a start more than once.
///
/// # Errors
/// `Io` when the system has no free port.
pub(super) fn free_port() -> Result<SocketAddr, EmbeddedError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    listener
        .and_then(|listener| listener.local_addr())
        .during(|| "looking for a free port".to_owned())
}

/// Waits until the server is healthy; false when it exited or did not answer in time.
pub(super) fn wait_until_healthy(supervisor: &Supervisor, address: SocketAddr) -> bool {
    let mut healthy = false;
    wait_until(START_TIMEOUT, || {
        healthy = is_healthy(address);
        healthy || supervisor.pid().is_none()
    });
    healthy && supervisor.pid().is_some()
}

/// Whether `GET /health` is answered with `available` within half a second.
pub(super) fn is_healthy(address: SocketAddr) -> bool {
    let request = || -> io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(&address, HEALTH_TIMEOUT)?;
        stream.set_read_timeout(Some(HEALTH_TIMEOUT))?;
        stream
            .write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut response = Vec::new();
        stream.take(4096).read_to_end(&mut response)?;
        let response = String::from_utf8_lossy(&response);
        Ok(response.starts_with("HTTP/1.1 200") && response.contains("available"))
    };
    request().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_does_not_answer_is_not_healthy() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        assert!(!is_healthy(listener.local_addr().unwrap()));
    }
}

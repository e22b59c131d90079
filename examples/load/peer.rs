//! One socket of a member. Reads go into one buffer that all sockets of a thread share; writes gather until flushed.

use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use super::target::Target;
use super::wire::{self, CLOSE, Fields, PING, PONG, TEXT, put_frame};

/// A read buffer for all sockets of a thread.
pub type Shared = Rc<RefCell<Vec<u8>>>;

pub fn shared() -> Shared {
    Rc::new(RefCell::new(vec![0; 512 * 1024]))
}

/// The way out of a socket.
pub struct Writer {
    half: OwnedWriteHalf,
    out: RefCell<Vec<u8>>,
}

/// The way in.
pub struct Reader {
    half: OwnedReadHalf,
    rest: Vec<u8>,
    target: Target,
}

/// Why reading ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The server said goodbye with this code.
    Closed(u16),
    /// The line broke.
    Broken,
}

/// `127.0.0.1:8080` of `http://127.0.0.1:8080/`.
pub fn host(url: &str) -> &str {
    url.trim_start_matches("http://").trim_end_matches('/')
}

/// Connects and upgrades.
pub async fn connect(target: Target, url: &str, token: &str) -> io::Result<(Writer, Reader)> {
    let mut stream = TcpStream::connect(host(url)).await?;
    stream.set_nodelay(true)?;
    stream.write_all(target.request(host(url), token).as_bytes()).await?;
    let rest = answered(&mut stream).await?;
    let (read, write) = stream.into_split();
    let writer = Writer { half: write, out: RefCell::default() };
    Ok((writer, Reader { half: read, rest, target }))
}

/// Reads the answer to the upgrade; gives what came after it.
pub async fn answered(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(1024);
    loop {
        if stream.read_buf(&mut head).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        if !head.starts_with(b"HTTP/1.1 101") {
            return Err(io::Error::other(String::from_utf8_lossy(&head).into_owned()));
        }
        return Ok(head.split_off(end + 4));
    }
}

impl Writer {
    /// Appends to what will be flushed.
    pub fn put(&self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.out.borrow_mut());
    }

    /// Writes what has gathered; the rest, if the line is jammed, as soon as it goes.
    pub fn flush(self: &Rc<Self>) {
        if self.push() {
            let writer = Rc::clone(self);
            tokio::task::spawn_local(async move {
                while writer.half.writable().await.is_ok() && writer.push() {}
            });
        }
    }

    /// True when something has to wait. A broken line is the reader's to notice.
    fn push(&self) -> bool {
        let mut out = self.out.borrow_mut();
        if out.is_empty() {
            return false;
        }
        match self.half.try_write(&out) {
            Ok(written) if written == out.len() => out.clear(),
            Ok(written) => drop(out.drain(..written)),
            Err(err) if err.kind() == io::ErrorKind::WouldBlock => return true,
            Err(_) => out.clear(),
        }
        !out.is_empty()
    }
}

impl Reader {
    /// Reads until the line ends, handing over each event. `hear` may append commands; they leave after each read in
    /// one write.
    pub async fn listen(
        mut self,
        writer: &Rc<Writer>,
        buffer: &Shared,
        mut hear: impl FnMut(Fields<'_>, &mut Vec<u8>),
    ) -> Ending {
        if let Some(ending) = self.first(writer, &mut hear) {
            return ending;
        }
        std::future::poll_fn(|cx| {
            let mut buffer = buffer.borrow_mut();
            loop {
                let kept = self.rest.len();
                if buffer.len() < kept * 2 {
                    buffer.resize(kept * 2, 0);
                }
                let mut room = ReadBuf::new(&mut buffer[kept..]);
                match Pin::new(&mut self.half).poll_read(cx, &mut room) {
                    Poll::Ready(Ok(())) => {}
                    Poll::Ready(Err(_)) => return Poll::Ready(Ending::Broken),
                    Poll::Pending => return Poll::Pending,
                }
                let read = room.filled().len();
                if read == 0 {
                    return Poll::Ready(Ending::Broken);
                }
                buffer[..kept].copy_from_slice(&self.rest);
                let bytes = &buffer[..kept + read];
                let used = take(self.target, bytes, &mut writer.out.borrow_mut(), &mut hear);
                writer.flush();
                match used {
                    Ok(used) => {
                        self.rest.clear();
                        self.rest.extend_from_slice(&bytes[used..]);
                    }
                    Err(ending) => return Poll::Ready(ending),
                }
            }
        })
        .await
    }

    /// What came together with the answer to the upgrade.
    fn first(
        &mut self,
        writer: &Rc<Writer>,
        hear: &mut impl FnMut(Fields<'_>, &mut Vec<u8>),
    ) -> Option<Ending> {
        let bytes = std::mem::take(&mut self.rest);
        let used = take(self.target, &bytes, &mut writer.out.borrow_mut(), hear);
        writer.flush();
        match used {
            Ok(used) => {
                self.rest.extend_from_slice(&bytes[used..]);
                None
            }
            Err(ending) => Some(ending),
        }
    }
}

/// Takes all whole frames; gives how many bytes they were.
fn take(
    target: Target,
    bytes: &[u8],
    out: &mut Vec<u8>,
    hear: &mut impl FnMut(Fields<'_>, &mut Vec<u8>),
) -> Result<usize, Ending> {
    let mut used = 0;
    while let Some((frame, length)) = wire::next_frame(&bytes[used..]) {
        match frame.opcode {
            TEXT => {
                if let Some(fields) = target.hear(frame.payload, out) {
                    hear(fields, out);
                }
            }
            PING => put_frame(out, PONG, frame.payload),
            CLOSE => {
                let code = frame.payload.first_chunk().map_or(1005, |two| u16::from_be_bytes(*two));
                return Err(Ending::Closed(code));
            }
            _ => {}
        }
        used += length;
    }
    Ok(used)
}

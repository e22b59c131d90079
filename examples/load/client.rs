//! One socket of a member. All sockets of a thread read into one buffer; writes are buffered until they are flushed.

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

/// The read buffer of all sockets of a thread.
pub type SharedBuffer = Rc<RefCell<Vec<u8>>>;

pub fn shared_buffer() -> SharedBuffer {
    Rc::new(RefCell::new(vec![0; 512 * 1024]))
}

/// The sending half of a socket.
pub struct Writer {
    half: OwnedWriteHalf,
    out: RefCell<Vec<u8>>,
}

/// The receiving half of a socket.
pub struct Reader {
    half: OwnedReadHalf,
    /// Bytes of an incomplete frame.
    rest: Vec<u8>,
    target: Target,
}

/// Why reading ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The server sent a close frame with this code.
    Closed(u16),
    /// The connection ended without a close frame.
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
    let rest = read_upgrade(&mut stream).await?;
    let (read, write) = stream.into_split();
    let writer = Writer { half: write, out: RefCell::default() };
    Ok((writer, Reader { half: read, rest, target }))
}

/// Reads the response to the upgrade; returns the bytes that follow it.
pub async fn read_upgrade(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
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
    /// Appends to the buffer.
    pub fn put(&self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.out.borrow_mut());
    }

    /// Writes the buffer; what the connection does not take is written as soon as it is writable.
    pub fn flush(self: &Rc<Self>) {
        if self.write_buffer() {
            let writer = Rc::clone(self);
            tokio::task::spawn_local(async move {
                while writer.half.writable().await.is_ok() && writer.write_buffer() {}
            });
        }
    }

    /// Returns whether something is left. A broken connection is noticed by the reader.
    fn write_buffer(&self) -> bool {
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
    /// Reads until the connection ends and passes each event to `receive`, which may append commands; these are sent in one
    /// write after each read.
    pub async fn listen(
        mut self,
        writer: &Rc<Writer>,
        buffer: &SharedBuffer,
        mut receive: impl FnMut(Fields<'_>, &mut Vec<u8>),
    ) -> Ending {
        if let Some(ending) = self.take_rest(writer, &mut receive) {
            return ending;
        }
        std::future::poll_fn(|cx| {
            let mut buffer = buffer.borrow_mut();
            loop {
                let rest_len = self.rest.len();
                if buffer.len() < rest_len * 2 {
                    buffer.resize(rest_len * 2, 0);
                }
                let mut free = ReadBuf::new(&mut buffer[rest_len..]);
                match Pin::new(&mut self.half).poll_read(cx, &mut free) {
                    Poll::Ready(Ok(())) => {}
                    Poll::Ready(Err(_)) => return Poll::Ready(Ending::Broken),
                    Poll::Pending => return Poll::Pending,
                }
                let read = free.filled().len();
                if read == 0 {
                    return Poll::Ready(Ending::Broken);
                }
                buffer[..rest_len].copy_from_slice(&self.rest);
                let bytes = &buffer[..rest_len + read];
                let used =
                    take_frames(self.target, bytes, &mut writer.out.borrow_mut(), &mut receive);
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

    /// Takes the frames that were received with the response to the upgrade.
    fn take_rest(
        &mut self,
        writer: &Rc<Writer>,
        receive: &mut impl FnMut(Fields<'_>, &mut Vec<u8>),
    ) -> Option<Ending> {
        let bytes = std::mem::take(&mut self.rest);
        let used = take_frames(self.target, &bytes, &mut writer.out.borrow_mut(), receive);
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

/// Takes all complete frames; returns how many bytes they were.
fn take_frames(
    target: Target,
    bytes: &[u8],
    out: &mut Vec<u8>,
    receive: &mut impl FnMut(Fields<'_>, &mut Vec<u8>),
) -> Result<usize, Ending> {
    let mut used = 0;
    while let Some((frame, length)) = wire::next_frame(&bytes[used..]) {
        match frame.opcode {
            TEXT => {
                if let Some(fields) = target.parse(frame.payload, out) {
                    receive(fields, out);
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

//! Limits the length of WebSocket frames by their headers. The WebSocket library checks a frame's length only when all of
//! it has arrived: a client that announces a huge frame and keeps sending would fill the memory.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::error::PayloadError;
use actix_web::web::{Bytes, Payload};
use futures_util::Stream;

/// Bytes of the longest header: two, eight of length, four of mask.
const MAX_HEADER: usize = 14;

/// Finds the frame headers in the bytes of one client.
#[derive(Default)]
struct FrameParser {
    header: [u8; MAX_HEADER],
    /// Bytes of the header received so far.
    header_len: usize,
    /// Bytes of the payload not received yet.
    payload_left: u64,
}

impl FrameParser {
    /// Takes the next bytes; false as soon as a frame with a payload longer than `max_payload` bytes is announced.
    fn accept(&mut self, mut bytes: &[u8], max_payload: u64) -> bool {
        while !bytes.is_empty() {
            if self.payload_left > 0 {
                let taken =
                    usize::try_from(self.payload_left).unwrap_or(usize::MAX).min(bytes.len());
                self.payload_left -= u64::try_from(taken).unwrap_or(0);
                bytes = bytes.get(taken..).unwrap_or_default();
                continue;
            }
            let Some((byte, after)) = bytes.split_first() else { break };
            if let Some(slot) = self.header.get_mut(self.header_len) {
                *slot = *byte;
            }
            self.header_len += 1;
            bytes = after;
            if let Some(length) = self.payload_len() {
                if length > max_payload {
                    return false;
                }
                (self.header_len, self.payload_left) = (0, length);
            }
        }
        true
    }

    /// The length of the payload, once the whole header has been received.
    fn payload_len(&self) -> Option<u64> {
        let [_, second, rest @ ..] = &self.header;
        if self.header_len < 2 {
            return None;
        }
        let mask = if second & 0x80 != 0 { 4 } else { 0 };
        let (length_bytes, length) = match second & 0x7f {
            126 => (2, u64::from(u16::from_be_bytes(*rest.first_chunk()?))),
            127 => (8, u64::from_be_bytes(*rest.first_chunk()?)),
            short => (0, u64::from(short)),
        };
        // A huge length is refused before the mask has been received; the payload begins after the mask.
        if self.header_len < 2 + length_bytes {
            return None;
        }
        let is_complete = self.header_len == 2 + length_bytes + mask;
        (is_complete || length > u64::from(u32::MAX)).then_some(length)
    }
}

/// A client's bytes; ends with an error when the client announces a frame that is too long.
pub(super) struct SizeLimitedFrames {
    bytes: Payload,
    parser: FrameParser,
    max_payload: u64,
    too_long: Rc<Cell<bool>>,
}

impl SizeLimitedFrames {
    /// Also returns a flag that is set when the client announced a payload longer than `max_payload` bytes.
    pub fn new(bytes: Payload, max_payload: u64) -> (Self, Rc<Cell<bool>>) {
        let too_long: Rc<Cell<bool>> = Rc::default();
        let parser = FrameParser::default();
        (Self { bytes, parser, max_payload, too_long: too_long.clone() }, too_long)
    }
}

impl Stream for SizeLimitedFrames {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.bytes).poll_next(cx);
        if let Poll::Ready(Some(Ok(bytes))) = &next {
            let max_payload = self.max_payload;
            if !self.parser.accept(bytes, max_payload) {
                self.too_long.set(true);
                return Poll::Ready(Some(Err(PayloadError::Overflow)));
            }
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn frame(length: u64, masked: bool, with_payload: bool) -> Vec<u8> {
        let bit = if masked { 0x80 } else { 0 };
        let mut bytes = vec![0x81];
        match u16::try_from(length) {
            Ok(short) if length < 126 => bytes.push(bit | u8::try_from(short).unwrap_or(0)),
            Ok(short) => {
                bytes.push(bit | 126);
                bytes.extend(short.to_be_bytes());
            }
            Err(_) => {
                bytes.push(bit | 127);
                bytes.extend(length.to_be_bytes());
            }
        }
        if masked {
            bytes.extend([1, 2, 3, 4]);
        }
        if with_payload {
            bytes.resize(bytes.len() + usize::try_from(length).unwrap_or(0), 0xff);
        }
        bytes
    }

    proptest! {
        #[test]
        fn frames_up_to_the_limit_are_accepted_however_their_bytes_are_split(
            lengths in prop::collection::vec((0..3000_u64, any::<bool>()), 1..20),
            chunk_len in 1..500_usize,
        ) {
            let bytes: Vec<u8> =
                lengths.iter().flat_map(|(length, masked)| frame(*length, *masked, true)).collect();
            let within = lengths.iter().all(|(length, _)| *length <= 2000);
            let mut parser = FrameParser::default();
            let accepted = bytes.chunks(chunk_len).all(|chunk| parser.accept(chunk, 2000));
            prop_assert_eq!(accepted, within);
        }

        #[test]
        fn a_huge_frame_is_refused_by_its_header(length in 65_537..u64::MAX, masked in any::<bool>()) {
            let mut parser = FrameParser::default();
            prop_assert!(parser.accept(&frame(5, true, true), 65_536));
            prop_assert!(!parser.accept(&frame(length, masked, false), 65_536));
        }
    }
}

//! Judges frames by their headers. The WebSocket library looks at a frame's length only when all of it has arrived: a
//! client that announces a huge one and keeps sending would fill the memory. Here the announcement is enough.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::error::PayloadError;
use actix_web::web::{Bytes, Payload};
use futures_util::Stream;

/// The longest header: two bytes, eight of length, four of mask.
const HEADER: usize = 14;

/// Follows the frames of one client through its bytes.
#[derive(Default)]
struct Follower {
    header: [u8; HEADER],
    /// Bytes of the header that have come.
    have: usize,
    /// Bytes of the payload still to come.
    rest: u64,
}

impl Follower {
    /// Takes the next bytes; false as soon as a frame longer than `most` is announced.
    fn follow(&mut self, mut bytes: &[u8], most: u64) -> bool {
        while !bytes.is_empty() {
            if self.rest > 0 {
                let taken = usize::try_from(self.rest).unwrap_or(usize::MAX).min(bytes.len());
                self.rest -= u64::try_from(taken).unwrap_or(0);
                bytes = bytes.get(taken..).unwrap_or_default();
                continue;
            }
            let Some((byte, after)) = bytes.split_first() else { break };
            if let Some(place) = self.header.get_mut(self.have) {
                *place = *byte;
            }
            self.have += 1;
            bytes = after;
            if let Some(length) = self.announced() {
                if length > most {
                    return false;
                }
                (self.have, self.rest) = (0, length);
            }
        }
        true
    }

    /// The length of the payload, once the whole header has come.
    fn announced(&self) -> Option<u64> {
        let [_, second, rest @ ..] = &self.header;
        if self.have < 2 {
            return None;
        }
        let mask = if second & 0x80 != 0 { 4 } else { 0 };
        let (wide, length) = match second & 0x7f {
            126 => (2, u64::from(u16::from_be_bytes(*rest.first_chunk()?))),
            127 => (8, u64::from_be_bytes(*rest.first_chunk()?)),
            short => (0, u64::from(short)),
        };
        // A length can be judged before its mask has come; the payload begins after it.
        if self.have < 2 + wide {
            return None;
        }
        let whole = self.have == 2 + wide + mask;
        (whole || length > u64::from(u32::MAX)).then_some(length)
    }
}

/// A client's bytes, until it announces a frame that is too long.
pub(super) struct Judged {
    bytes: Payload,
    follower: Follower,
    most: u64,
    too_long: Rc<Cell<bool>>,
}

impl Judged {
    /// Judges a client's bytes; the flag is raised when it announced a frame longer than `most`.
    pub fn new(bytes: Payload, most: u64) -> (Self, Rc<Cell<bool>>) {
        let too_long: Rc<Cell<bool>> = Rc::default();
        (Self { bytes, follower: Follower::default(), most, too_long: too_long.clone() }, too_long)
    }
}

impl Stream for Judged {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.bytes).poll_next(cx);
        if let Poll::Ready(Some(Ok(bytes))) = &next {
            let most = self.most;
            if !self.follower.follow(bytes, most) {
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

    fn frame(length: u64, masked: bool, filled: bool) -> Vec<u8> {
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
        if filled {
            bytes.resize(bytes.len() + usize::try_from(length).unwrap_or(0), 0xff);
        }
        bytes
    }

    proptest! {
        #[test]
        fn frames_pass_up_to_the_limit_however_their_bytes_are_cut(
            lengths in prop::collection::vec((0..3000_u64, any::<bool>()), 1..20),
            cut in 1..500_usize,
        ) {
            let bytes: Vec<u8> =
                lengths.iter().flat_map(|(length, masked)| frame(*length, *masked, true)).collect();
            let within = lengths.iter().all(|(length, _)| *length <= 2000);
            let mut follower = Follower::default();
            let passed = bytes.chunks(cut).all(|chunk| follower.follow(chunk, 2000));
            prop_assert_eq!(passed, within);
        }

        #[test]
        fn a_huge_frame_is_refused_by_its_header(length in 65_537..u64::MAX, masked in any::<bool>()) {
            let mut follower = Follower::default();
            prop_assert!(follower.follow(&frame(5, true, true), 65_536));
            prop_assert!(!follower.follow(&frame(length, masked, false), 65_536));
        }
    }
}
